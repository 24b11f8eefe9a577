"""Whether the ledger is as it was written, and every table as the ledger says; names the first bad event of a stream.

Chains and seals are read in one pass each, in constant memory, however long the ledger is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, select

from interview_app.storage import guards, ledger, projections, seals
from interview_app.storage.engine import Store
from interview_app.storage.faults import Fault
from interview_app.storage.keys import KeyRing
from interview_app.storage.models import deployment, events, seal_heads, streams
from interview_app.storage.models import seals as seals_table
from interview_app.storage.projections import Rebuild

__all__ = ["Fault", "Rebuild", "Verification", "verify"]

AT_ONCE = 2000
SEALS = "seals"
"""The stream that faults of the seals themselves are reported under."""
UNVERIFIED = {
    "sessions": "they come and go with every request and end after twelve hours; the ledger keeps who signed in",
    **dict.fromkeys(
        ("paradata", "sittings"),
        "they measure how the page was used, may get lost on the way and go before the answers do: no answer, outcome "
        "or right follows from them",
    ),
    "throttles": "they count tries of the last hour, and nothing that is kept follows from them",
}
"""The tables that are not compared with the ledger, and why not."""


@dataclass(slots=True)
class Verification:
    """What was read, and what is wrong with it: at most one fault a stream, its first."""

    events: int = 0
    streams: int = 0
    seals: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """True when nothing is wrong."""
        return not self.faults


def verify(store: Store, *, seal_value: str | None = None, rebuild: Rebuild | None = None) -> Verification:
    """Check the whole ledger in one view of the database.

    `seal_value` is a printed seal that must belong to this ledger. `rebuild` gives, for a stream and its events, the
    columns that its row should have; without it rows are only checked to open and to have their events.
    """
    found = Verification()
    with store.reading() as connection:
        faults = [
            *_chains(connection, store.keys, found),
            *_ends(connection),
            *_seals(connection, store.keys, found),
            *_printed(connection, seal_value),
            *guards.faults(connection),
            *_binding(connection, store.keys),
        ]
        faults += projections.faults(connection, store.keys, rebuild, {fault.stream for fault in faults})
    found.faults = first_of_each(faults)
    return found


def first_of_each(faults: Iterable[Fault]) -> list[Fault]:
    """Of each stream the fault that comes first, by stream."""
    first: dict[str, Fault] = {}
    for fault in faults:
        known = first.get(fault.stream)
        if known is None or fault.seq < known.seq:
            first[fault.stream] = fault
    return sorted(first.values(), key=attrgetter("stream"))


def _read(connection: Connection, query: Select[Any]) -> Iterator[Any]:
    return iter(connection.execute(query, execution_options={"yield_per": AT_ONCE}))


def _chains(connection: Connection, keys: KeyRing, found: Verification) -> Iterator[Fault]:
    for _, rows in groupby(_read(connection, _EVENTS), key=attrgetter("stream")):
        found.streams += 1
        chain = _Chain(keys.chain)
        for row in rows:
            found.events += 1
            chain.add(row)
        yield from chain.close()


@dataclass(slots=True)
class _Chain:
    """One stream while its events are read in order; only its first fault is kept."""

    key: bytes
    fault: Fault | None = None
    last: Any = None

    def add(self, row: Any) -> None:
        if self.fault is None and (wrong := self._wrong(row)):
            expected = 1 if self.last is None else self.last.seq + 1
            self.fault = Fault(row.stream, min(expected, row.seq), wrong)
        self.last = row

    def _wrong(self, row: Any) -> str:
        before = (0, ledger.BEGINNING) if self.last is None else (self.last.seq, self.last.mac)
        if row.seq != before[0] + 1:
            return "this event is missing"
        if ledger.signature(self.key, row[: len(ledger.SIGNED)]) != row.mac:
            return "this event was altered, or not written by this application"
        if row.prev != before[1]:
            return "this event does not follow the one before it"
        if row.seal_id is not None and row.sealed_mac != row.mac:
            return f"this is not the event that seal {row.seal_id} covers"
        return ""

    def close(self) -> Iterator[Fault]:
        last = self.last
        if self.fault is not None:
            yield self.fault
        elif last.head_seq is None:
            yield Fault(last.stream, last.seq, "the stream has no head that stands at its last event")
        elif last.head_seq <= last.seq and (last.head_seq, last.head_mac) != (last.seq, last.mac):
            yield Fault(last.stream, last.seq, "the stream's head does not stand at its last event")


def _ends(connection: Connection) -> Iterator[Fault]:
    for row in _read(connection, _CUT_HEADS):
        yield Fault(row.stream, row.first_missing, "this event is missing: the stream's head stands at or after it")
    for row in _read(connection, _CUT_SEALED):
        yield Fault(row.stream, row.first_missing, f"this event is missing: seal {row.seal_id} covers it")
    for row in _read(connection, _WRONGLY_SEALED):
        yield Fault(row.stream, row.sealed_seq, "the stream is said to be sealed up to here; the seals say otherwise")


def _seals(connection: Connection, keys: KeyRing, found: Verification) -> Iterator[Fault]:
    number, value = 0, ""
    for _, rows in groupby(_read(connection, _SEALS), key=attrgetter("id")):
        seal = next(rows)
        found.seals += 1
        covered = seals.digest(row for row in _again(seal, rows) if row.stream is not None)
        expected = seals.signature(keys.chain, seal[: len(seals.SIGNED)], covered)
        if seal.id != number + 1:
            yield Fault(SEALS, number + 1, "this seal is missing")
        elif seal.value != expected:
            yield Fault(SEALS, seal.id, "this seal or what it covers was altered")
        elif seal.prev != value:
            yield Fault(SEALS, seal.id, "this seal does not follow the one before it")
        number, value = seal.id, seal.value


def _again(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def _printed(connection: Connection, value: str | None) -> Iterator[Fault]:
    if value is not None and seals.find(connection, value) is None:
        why = "it belongs to another ledger, this one was cut back, or it was mistyped"
        yield Fault(SEALS, 0, f"no seal here has the value {value}: {why}")


def _binding(connection: Connection, keys: KeyRing) -> Iterator[Fault]:
    """The row that ties the database to its key file; without it any key file would be taken."""
    bound = connection.execute(select(deployment)).all()
    if [tuple(row) for row in bound] != [(1, keys.check)]:
        yield Fault("deployment", 0, "the database is not bound to this key file")


_EVENTS: Select[Any] = (
    select(
        *(events.c[name] for name in ledger.SIGNED),
        events.c.mac,
        streams.c.seq.label("head_seq"),
        streams.c.mac.label("head_mac"),
        seal_heads.c.seal_id,
        seal_heads.c.mac.label("sealed_mac"),
    )
    .select_from(
        events.outerjoin(streams, streams.c.stream == events.c.stream).outerjoin(
            seal_heads, and_(seal_heads.c.stream == events.c.stream, seal_heads.c.seq == events.c.seq)
        )
    )
    .order_by(events.c.stream, events.c.seq)
)


def _without_event(table: Table, *columns: ColumnElement[Any]) -> Select[Any]:
    """The rows of a table whose event is not there, with the first event that is missing from the stream's end."""
    there = events.alias()
    last = select(func.coalesce(func.max(there.c.seq), 0)).where(there.c.stream == table.c.stream).scalar_subquery()
    return (
        select(table.c.stream, (last + 1).label("first_missing"), *columns)
        .outerjoin(events, and_(events.c.stream == table.c.stream, events.c.seq == table.c.seq))
        .where(events.c.stream.is_(None))
    )


_CUT_HEADS = _without_event(streams)
_CUT_SEALED = _without_event(seal_heads, seal_heads.c.seal_id)
_WRONGLY_SEALED: Select[Any] = (
    select(streams.c.stream, streams.c.sealed_seq)
    .outerjoin(seal_heads, seal_heads.c.stream == streams.c.stream)
    .group_by(streams.c.stream, streams.c.sealed_seq)
    .having(func.coalesce(func.max(seal_heads.c.seq), 0) != streams.c.sealed_seq)
)
_SEALS: Select[Any] = (
    select(
        *(seals_table.c[name] for name in seals.SIGNED),
        seals_table.c.value,
        seal_heads.c.stream,
        seal_heads.c.seq,
        seal_heads.c.mac,
    )
    .outerjoin(seal_heads, seal_heads.c.seal_id == seals_table.c.id)
    .order_by(seals_table.c.id, seal_heads.c.stream)
)
