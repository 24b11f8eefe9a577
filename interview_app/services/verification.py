"""Verifying an installation: the ledger's chains and seals, and every row against what its events add up to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from interview_app.domain.history import Happening, begin
from interview_app.services.cases import rulebook
from interview_app.storage import verification
from interview_app.storage.engine import Store
from interview_app.storage.interviews import STANDING
from interview_app.storage.ledger import EventRecord, kind_of
from interview_app.storage.verification import Verification

Events = Sequence[EventRecord]


def verify(store: Store, *, seal_value: str | None = None) -> Verification:
    """Check everything; `seal_value` is a printed seal that must belong to this ledger."""
    return verification.verify(store, seal_value=seal_value, rebuild=rebuilt)


def rebuilt(stream: str, events: Events) -> Mapping[str, Any]:
    """The columns that the row of a stream should have, as far as its events tell them."""
    return _REBUILD[kind_of(stream)](events)


def _interview(events: Events) -> Mapping[str, Any]:
    facts = events[0].payload["facts"]
    rules = rulebook(facts["instrument_id"], facts["instrument_version"])
    first, *others = (Happening(e.action, e.item, e.payload, e.op_id, e.server_time) for e in events)
    standing = begin(first)
    for happening in others:
        rules.apply(standing, happening)
    return {
        **facts,
        **{name: getattr(standing, name) for name in STANDING},
        "document": standing.document,
    }


def _study(events: Events) -> Mapping[str, Any]:
    return {"definition": [e.payload["definition"] for e in events if "definition" in e.payload][-1]}


def _told(*names: str) -> Callable[[Events], Mapping[str, Any]]:
    """What was said last of each of the columns, across all events of a stream."""

    def latest(events: Events) -> Mapping[str, Any]:
        columns: dict[str, Any] = {}
        for event in events:
            columns |= {name: event.payload[name] for name in names if name in event.payload}
        return columns

    return latest


_REBUILD: Mapping[str, Callable[[Events], Mapping[str, Any]]] = {
    "interview": _interview,
    "study": _study,
    "participant": _told("code", "site", "arm", "status"),
    "informant": _told("code", "site", "role", "service", "active"),
    "account": _told("code", "user_name", "role", "active", "reads_text", "language", "display_name"),
}
