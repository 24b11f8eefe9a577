"""Somebody with the database in their hands, and without the key file: no trigger, foreign key or check stops them.

They are careful, too: the triggers that they took away are back when they leave.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, NullPool, create_engine, make_url

from interview_app.storage import sqlite


def attack(url: str, statements: Iterable[str]) -> None:
    """Run the statements on the database of a store, past everything that protects it from within."""
    if make_url(url).get_backend_name() == "sqlite":
        options = {"module": sqlite.driver(), "connect_args": {"isolation_level": None}}
        opening = ["PRAGMA ignore_check_constraints = ON"]
    else:
        options, opening = (
            {"isolation_level": "AUTOCOMMIT"},
            [
                "SET session_replication_role = replica",
                "ALTER TABLE streams DROP CONSTRAINT IF EXISTS stream_seals_what_it_has",
            ],
        )
    engine = create_engine(url, poolclass=NullPool, **options)
    with engine.connect() as connection:
        triggers = _triggers(connection)
        for statement in [*opening, *(f"DROP TRIGGER {name}" for name in triggers), *statements, *triggers.values()]:
            connection.exec_driver_sql(statement)
        connection.commit()
    engine.dispose()


def _triggers(connection: Connection) -> dict[str, str]:
    """By name, how each trigger of a SQLite database is made; on PostgreSQL they need not be taken away."""
    if connection.dialect.name != "sqlite":
        return {}
    made = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {row.name: row.sql for row in made}
