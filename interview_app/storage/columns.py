"""The makers of tables and of their columns, alike on both databases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CheckConstraint, Column, MetaData, Table

from interview_app.storage.column_types import Words

metadata = MetaData(
    naming_convention={
        "ix": "%(column_0_N_label)s",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(constraint_name)s",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)


def one_of(column: str, values: Iterable[str], name: str) -> CheckConstraint:
    """Refuses any other value."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def flag(column: str, table: str) -> CheckConstraint:
    """Refuses any other number than 0 and 1."""
    return CheckConstraint(f"{column} IN (0, 1)", name=f"{table}_{column}_is_flag")


def table(name: str, *parts: Any, clustered: bool = False) -> Table:
    """A strict table; a clustered one is kept in the order of its primary key on SQLite."""
    return Table(name, metadata, *parts, sqlite_strict=True, sqlite_with_rowid=not clustered)


def key(name: str = "id", *parts: Any) -> Column[str]:
    """A column of the primary key."""
    return Column(name, Words, *parts, primary_key=True, nullable=False)


def column(name: str, kind: Any = Words, *parts: Any, null: bool = False) -> Column[Any]:
    """A column that always holds something, unless `null`."""
    return Column(name, kind, *parts, nullable=null)
