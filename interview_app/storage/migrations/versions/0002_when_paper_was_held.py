"""When an interview on paper was held; those entered before this step keep that it is not known."""

from alembic import op

from interview_app.storage.migrations.statements import DIALECTS

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COLUMNS = {
    "held_on": "CONSTRAINT only_paper_has_day CHECK (held_on IS NULL OR entry = 'paper')",
    "held_time": "CONSTRAINT time_has_day CHECK (held_time IS NULL OR held_on IS NOT NULL)",
}


def upgrade() -> None:
    words = DIALECTS[op.get_bind().dialect.name]["words"]
    for name, check in COLUMNS.items():
        op.execute(f"ALTER TABLE interviews ADD COLUMN {name} {words} {check}")


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.execute(f"ALTER TABLE interviews DROP COLUMN {name}")
