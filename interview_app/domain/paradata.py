"""Paradata: how the page of an interview was used – when, how often and how long, never what was answered.

What a page sends is the sum so far, not what was added: it can be sent twice, late or out of order, and merging by the
smallest and the largest gives the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from interview_app.domain.operations import Malformed

LONGEST = 10**8
"""The largest number taken; as milliseconds more than a day."""


class Device(StrEnum):
    """What the page was opened on, by its width and pointer."""

    PHONE = "phone"
    TABLET = "tablet"
    DESKTOP = "desktop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How one question was worked on; times are aware, None for what has not happened."""

    item: str
    shown_at: datetime | None = None
    answered_at: datetime | None = None
    changed_at: datetime | None = None
    changes: int = 0
    """Answers after the first."""
    visits: int = 0
    """How often the question became the one under way."""
    active_ms: int = 0
    """Milliseconds in which it was, with the page in view and somebody at work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """One page from when it was opened to when it was last heard of."""

    began_at: datetime
    ended_at: datetime
    device: Device
    offline_seconds: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What a page has measured so far."""

    sitting: Sitting
    measures: tuple[Measure, ...]


def merged(one: Measure, other: Measure) -> Measure:
    """Two sums of the same question: the first of each first time, the last of the last, the larger of the counts."""
    return Measure(
        item=one.item,
        shown_at=_of(min, one.shown_at, other.shown_at),
        answered_at=_of(min, one.answered_at, other.answered_at),
        changed_at=_of(max, one.changed_at, other.changed_at),
        changes=max(one.changes, other.changes),
        visits=max(one.visits, other.visits),
        active_ms=max(one.active_ms, other.active_ms),
    )


def _of(choose: Callable[[list[datetime]], datetime], one: datetime | None, other: datetime | None) -> datetime | None:
    known = [moment for moment in (one, other) if moment is not None]
    return choose(known) if known else None


_SENT = frozenset({"began_at", "ended_at", "device", "offline_seconds", "items"})
_TIMES, _COUNTS = ("shown_at", "answered_at", "changed_at"), ("changes", "visits", "active_ms")


def read(sent: object, items: Collection[str], now: datetime) -> Summary:
    """The summary that a JSON object describes, of these items; a clock that is ahead is taken back to `now`.

    Raises Malformed.
    """
    told = _object("summary", sent, _SENT)
    measures = _object("items", told.get("items"), items)
    began, ended = (_moment(told, name, now) for name in ("began_at", "ended_at"))
    if began is None or ended is None or began > ended:
        raise Malformed("ended_at", "must not lie before began_at")
    if told.get("device") not in list(Device):
        raise Malformed("device", f"must be one of {', '.join(Device)}")
    sitting = Sitting(
        began_at=began,
        ended_at=ended,
        device=Device(told["device"]),
        offline_seconds=_count(told, "offline_seconds"),
    )
    return Summary(sitting, tuple(_measure(item, measure, now) for item, measure in measures.items()))


def _measure(item: str, sent: object, now: datetime) -> Measure:
    told = _object(item, sent, {*_TIMES, *_COUNTS})
    times = {name: _moment(told, name, now) for name in _TIMES}
    return Measure(item=item, **times, **{name: _count(told, name) for name in _COUNTS})  # type: ignore[arg-type]


def _object(field: str, sent: object, known: Collection[str]) -> Mapping[str, Any]:
    if not isinstance(sent, Mapping):
        raise Malformed(field, "must be an object")
    if unknown := sorted(set(sent) - set(known)):
        raise Malformed(str(unknown[0]), f"does not belong to {field}")
    return sent


def _moment(told: Mapping[str, Any], field: str, now: datetime) -> datetime | None:
    value = told.get(field)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= 40 else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Malformed(field, "must be an ISO 8601 time with its offset")
    return min(moment, now)


def _count(told: Mapping[str, Any], field: str) -> int:
    value = told.get(field, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LONGEST:
        raise Malformed(field, f"must be a whole number from 0 to {LONGEST}")
    return value
