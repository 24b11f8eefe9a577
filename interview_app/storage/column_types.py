"""How texts, moments, days and flags are stored, alike on both databases.

Texts compare byte by byte (collation "C" on PostgreSQL), so that every list and export has one order.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
import json
from typing import Any

from sqlalchemy import Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from interview_app.storage import moments


class _Bytewise(TypeDecorator[Any]):
    impl = Text

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text(collation="C" if dialect.name == "postgresql" else None)


class Words(_Bytewise):
    """A text."""

    cache_ok = True


class Moment(_Bytewise):
    """An aware moment, stored as fixed-width UTC text."""

    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else moments.text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Day(_Bytewise):
    """A calendar day, stored as YYYY-MM-DD."""

    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Calendar(_Bytewise):
    """Calendar days by name, stored as one JSON object."""

    cache_ok = True

    def process_bind_param(self, value: Mapping[str, date] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps({name: value[name].isoformat() for name in sorted(value)})

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, date] | None:
        return None if value is None else {name: date.fromisoformat(day) for name, day in json.loads(value).items()}


class Flag(TypeDecorator[bool]):
    """True or false, stored as 1 or 0: a strict SQLite table knows no other."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)
