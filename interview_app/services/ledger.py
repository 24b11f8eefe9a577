"""The ledger as auditors see it: lines and seals, never what was said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from interview_app.domain.access import Action, Actor
from interview_app.domain.events import Event
from interview_app.services.errors import NotAllowed
from interview_app.storage import ledger_search, seals
from interview_app.storage.engine import Store
from interview_app.storage.ledger import Line
from interview_app.storage.seals import Seal

ACTIONS = tuple(event.value for event in Event)
"""The closed vocabulary, for whoever filters by it."""


def search(
    store: Store, actor: Actor, filters: Mapping[str, str], *, limit: int, offset: int = 0
) -> tuple[list[Line], int]:
    """A page of the ledger, newest first, and how many lines match; a day that is none filters nothing."""
    _require(actor)
    days = {name: filters.get(name, "") for name in ("since", "until")}
    usable = {**filters, **{name: day if _is_day(day) else "" for name, day in days.items()}}
    with store.reading() as connection:
        return ledger_search.search(connection, usable, limit=limit, offset=offset)


def find_seals(store: Store, actor: Actor, value: str, *, limit: int, offset: int = 0) -> tuple[list[Seal], int]:
    """A page of the seals, newest first; with a value, the one seal that has it."""
    _require(actor)
    with store.reading() as connection:
        if not value:
            return seals.recent(connection, limit=limit, offset=offset)
        found = seals.find(connection, value)
    return ([found], 1) if found else ([], 0)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _require(actor: Actor) -> None:
    if not actor.may(Action.AUDIT):
        raise NotAllowed("Your role does not read the ledger.")
