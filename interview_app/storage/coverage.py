"""The seal and the time that a report of several streams prints: of the last event that its pages depend on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from interview_app.domain.events import Event
from interview_app.storage import moments, seals
from interview_app.storage.keys import KeyRing
from interview_app.storage.models import events, seal_heads
from interview_app.storage.seals import Seal

AT_ONCE = 500
UNCHANGING = frozenset(
    {
        Event.INTERVIEW_VIEW,
        Event.INTERVIEW_PRINT,
        Event.INTERVIEW_PROBE,
        Event.INTERVIEW_CONCERN,
        Event.INTERVIEW_QUERY,
        Event.INTERVIEW_RETURN,
        Event.INTERVIEW_HAND_BACK,
        Event.INTERVIEW_DRAW,
        Event.INTERVIEW_RECHECK,
        Event.INTERVIEW_DECIDE,
        Event.PARTICIPANT_VIEW,
        Event.PARTICIPANT_PRINT,
        Event.INFORMANT_CONTACT,
        Event.INFORMANT_CONTACT_VIEW,
        Event.STUDY_EXPORT,
        Event.STUDY_PRINT,
        Event.STUDY_ANNOUNCE,
    }
)
"""What leaves a record as it was, so that the page printed after it is the same."""


class Cover(NamedTuple):
    """The first seal that covers all that some streams say, and when the last of it was said."""

    seal: str
    last_event: datetime | None


def cover(
    connection: Connection,
    keys: KeyRing,
    streams: Iterable[str],
    *,
    by: str,
    now: datetime,
    but: frozenset[Event] = UNCHANGING,
) -> Cover:
    """The cover of these streams, apart from events of those kinds; a seal is made now where none covers all of it.

    Needs a transaction that writes.
    """
    last = _last(connection, sorted(set(streams)), but)
    found = _covering(connection, {stream: seq for stream, (seq, _) in last.items()}) if last else None
    seal = found or seals.make(connection, keys, by, now)
    moment = max((time for _, time in last.values()), default="")
    return Cover(seal.value_hex, moments.read(moment) if moment else None)


def _last(connection: Connection, streams: Sequence[str], but: frozenset[Event]) -> dict[str, tuple[int, str]]:
    """The number and the time of the last event of each stream that changes a page."""
    kinds = [event.value for event in but]
    return {
        row.stream: (row.seq, row.time)
        for some in _parts(streams)
        for row in connection.execute(_LAST, {"streams": some, "but": kinds})
    }


def _covering(connection: Connection, last: dict[str, int]) -> Seal | None:
    """The latest of the first seals that cover each stream up to its number; None where one is not covered."""
    first: dict[str, int] = {}
    for some in _parts(sorted(last)):
        for row in connection.execute(_HEADS, {"streams": some}):
            if row.seq >= last[row.stream]:
                first[row.stream] = min(first.get(row.stream, row.seal_id), row.seal_id)
    return seals.numbered(connection, max(first.values())) if len(first) == len(last) else None


def _parts(streams: Sequence[str]) -> Iterator[list[str]]:
    return (list(streams[at : at + AT_ONCE]) for at in range(0, len(streams), AT_ONCE))


_LAST = (
    select(events.c.stream, func.max(events.c.seq).label("seq"), func.max(events.c.server_time).label("time"))
    .where(
        events.c.stream.in_(bindparam("streams", expanding=True)),
        events.c.action.not_in(bindparam("but", expanding=True)),
    )
    .group_by(events.c.stream)
)
_HEADS = select(seal_heads.c.stream, seal_heads.c.seq, seal_heads.c.seal_id).where(
    seal_heads.c.stream.in_(bindparam("streams", expanding=True))
)
