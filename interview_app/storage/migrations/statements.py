"""What the steps have in common: how each database spells the kinds of columns, and running statements one by one."""

import re

from alembic import op

DIALECTS = {
    "sqlite": {"words": "TEXT", "bytes": "BLOB", "strict": " STRICT", "clustered": " STRICT, WITHOUT ROWID"},
    "postgresql": {"words": 'TEXT COLLATE "C"', "bytes": "BYTEA", "strict": "", "clustered": ""},
}


def run(statements: str) -> None:
    """Execute statements that stand apart by a semicolon at the end of a line that begins the next."""
    for statement in re.split(r";\n(?=\s*(?:CREATE|ALTER|INSERT|DROP|$))", statements):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)
