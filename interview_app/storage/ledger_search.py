"""The ledger as an auditor searches it: who did what and when, payloads closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from interview_app.storage.ledger import LINES, Line, line
from interview_app.storage.models import events

Condition = Callable[[str], ColumnElement[bool]]

CONDITIONS: dict[str, Condition] = {
    "stream": lambda wanted: events.c.stream.startswith(wanted, autoescape=True),
    "actor": lambda wanted: events.c.actor == wanted,
    "action": lambda wanted: events.c.action == wanted,
    "item": lambda wanted: events.c.item == wanted,
    "since": lambda day: events.c.server_time >= day,
    "until": lambda day: events.c.server_time < f"{day}U",  # any time of the day sorts before T's follower
}


def search(
    connection: Connection, filters: Mapping[str, str], *, limit: int, offset: int = 0
) -> tuple[list[Line], int]:
    """A page of the lines that match every filter that is not empty, newest first, and how many there are.

    Filters: stream (its beginning), actor, action, item, and since and until as days `YYYY-MM-DD`, both included.
    """
    wanted: list[Any] = [CONDITIONS[name](value) for name, value in filters.items() if value]
    total = connection.execute(select(func.count()).select_from(events).where(*wanted)).scalar_one()
    rows = connection.execute(LINES.where(*wanted).limit(limit).offset(offset))
    return [line(row) for row in rows], int(total)
