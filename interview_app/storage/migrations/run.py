"""Runs the migrations on an open connection; the caller's transaction makes them all or nothing."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

FOLDER = Path(__file__).parent


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings, without a file."""
    settings = Config(attributes={"connection": connection})
    settings.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    return settings


def upgrade(connection: Connection, to: str = "head") -> None:
    """Go forward to a step; of several servers that start at once, one does and the others wait for it."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('interview-app migrations'))"))
    command.upgrade(config(connection), to)


def downgrade(connection: Connection, to: str) -> None:
    """Go back to a step, or to `base`, where nothing is left."""
    command.downgrade(config(connection), to)
