"""Somebody with the database in their hands, and without the key file: no trigger, foreign key or check stops them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import NullPool, create_engine, make_url

from interview_app.storage import sqlite

TRIGGERS = [f"{table}_refuse_{act}" for table in ("events", "seals", "seal_heads") for act in ("update", "delete")]


def attack(url: str, statements: Iterable[str]) -> None:
    """Run the statements on the database of a store, past everything that protects it from within."""
    if make_url(url).get_backend_name() == "sqlite":
        options = {"module": sqlite.driver(), "connect_args": {"isolation_level": None}}
        opening = [f"DROP TRIGGER IF EXISTS {name}" for name in TRIGGERS] + ["PRAGMA ignore_check_constraints = ON"]
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
        for statement in [*opening, *statements]:
            connection.exec_driver_sql(statement)
        connection.commit()
    engine.dispose()
