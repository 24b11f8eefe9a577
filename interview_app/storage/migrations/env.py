"""What Alembic runs: the steps, on the connection that was handed in and inside its transaction."""

from __future__ import annotations

from alembic import context

from interview_app.storage.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
