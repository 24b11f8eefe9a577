"""What stands in the tables beside the ledger, compared with what the ledger says should stand there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
import json
from operator import attrgetter
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Integer, Row, Select, Table, Text, func, select, type_coerce

from interview_app.domain.events import Event
from interview_app.storage import belongings, ledger, moments, seals
from interview_app.storage.column_types import Calendar, Day, Flag, Moment
from interview_app.storage.faults import Fault
from interview_app.storage.fieldwork import cases
from interview_app.storage.interviews import document_of
from interview_app.storage.keys import KeyRing, Sealer, Unreadable
from interview_app.storage.ledger import EventRecord
from interview_app.storage.models import (
    accounts,
    events,
    informants,
    interviews,
    participants,
    streams,
    studies,
)

Rebuild = Callable[[str, Sequence[EventRecord]], Mapping[str, Any]]
"""From a stream and its events to the columns that its row should have, by name; `document` is the open document,
and what `belongings` tells of a row counts as columns too.

Raises CannotRebuild.
"""

AT_ONCE = 200
PROJECTED: Mapping[str, Table] = {
    "account": accounts,
    "case": cases,
    "informant": informants,
    "interview": interviews,
    "participant": participants,
    "study": studies,
}
"""The table that holds what each kind of stream adds up to."""
PRINTED = frozenset({Event.INTERVIEW_PRINT, Event.PARTICIPANT_PRINT, Event.STUDY_PRINT, Event.STUDY_EXPORT})
"""What carries a seal out of the house: its payload says which."""


class CannotRebuild(Exception):
    """What the events of a stream add up to cannot be worked out; the message says why and what to do."""


def faults(connection: Connection, keys: KeyRing, rebuild: Rebuild | None, known: Collection[str]) -> Iterator[Fault]:
    """Rows that are not what their events add up to, rows without events and events without a row.

    Streams that are `known` to be faulty are left out: what they add up to is worth nothing.
    """
    for kind, table in PROJECTED.items():
        yield from _without_row(connection, kind, table)
        found = connection.execute(_rows(table), execution_options={"yield_per": AT_ONCE})
        for rows in found.partitions():
            yield from _compared(connection, keys, rebuild, kind, {row.id: row for row in rows}, known)
    yield from belongings.strays(connection)


def _rows(table: Table) -> Select[Any]:
    query = select(*(_as_stored(column) for column in table.c)).order_by(table.c.id)
    return query.add_columns(participants.c.wrapped_key).join(participants) if "participant_id" in table.c else query


def _as_stored(column: Column[Any]) -> ColumnElement[Any]:
    """The column as it stands in the database: what somebody wrote there may be no moment and no flag at all."""
    if isinstance(column.type, Moment | Day | Calendar):
        return type_coerce(column, Text()).label(column.name)
    return type_coerce(column, Integer()).label(column.name) if isinstance(column.type, Flag) else column


def _to_store(value: Any) -> Any:
    return moments.text(value) if isinstance(value, datetime) else value


def _without_row(connection: Connection, kind: str, table: Table) -> Iterator[Fault]:
    of_row = select(table.c.id).where(table.c.id == func.substr(streams.c.stream, len(kind) + 2))
    query = select(streams.c.stream).where(streams.c.stream.startswith(f"{kind}:"), ~of_row.exists())
    for stream in connection.execute(query).scalars():
        yield Fault(stream, 0, f"there are events, and no {kind} that they belong to")


def _compared(
    connection: Connection,
    keys: KeyRing,
    rebuild: Rebuild | None,
    kind: str,
    rows: Mapping[str, Row[Any]],
    known: Collection[str],
) -> Iterator[Fault]:
    streams_of_rows = [f"{kind}:{row_id}" for row_id in rows]
    query = select(events).where(events.c.stream.in_(streams_of_rows)).order_by(events.c.stream, events.c.seq)
    told = {stream: list(lines) for stream, lines in groupby(connection.execute(query), key=attrgetter("stream"))}
    beside = belongings.of(connection, kind, list(rows))
    for row_id, row in rows.items():
        stream = f"{kind}:{row_id}"
        if stream in known:
            continue
        if stream not in told:
            yield Fault(stream, 0, "there are no events that this could have come from")
        else:
            try:
                records, stands = _opened(keys, stream, row, told[stream])
            except (Unreadable, ValueError) as error:
                yield Fault(stream, 0, f"the key, an event or the answers do not open: {error}")
                continue
            yield from _printed(connection, records)
            if rebuild is not None:
                yield from _differences(stream, rebuild, records, stands | beside.get(row_id, {}))


def _opened(
    keys: KeyRing, stream: str, row: Row[Any], lines: Sequence[Any]
) -> tuple[list[EventRecord], dict[str, Any]]:
    """The events of a stream and the columns of its row, both open; raises Unreadable, ValueError."""
    sealer = _sealer(keys, stream, row)
    stands = dict(row._mapping)
    if "document" in stands:
        stands["document"] = document_of(sealer, row.id, row.document)
    if "dates" in stands:
        stands["dates"] = json.loads(row.dates)
    return [ledger.opened(sealer, line) for line in lines], stands


def _printed(connection: Connection, records: Sequence[EventRecord]) -> Iterator[Fault]:
    """Seals that left the house on a page or in a manifest and that are not here any more."""
    for record in records:
        value = record.payload.get("seal", "") if record.action in PRINTED else ""
        if value and seals.find(connection, value) is None:
            yield Fault(record.stream, record.seq, f"the seal that was printed then is gone: {value}")


def _differences(
    stream: str, rebuild: Rebuild, records: Sequence[EventRecord], stands: Mapping[str, Any]
) -> Iterator[Fault]:
    try:
        expected = rebuild(stream, records)
    except CannotRebuild as why:
        yield Fault(stream, 0, str(why))
        return
    except Exception as error:  # events that cannot be added up are a fault to be named, whatever they stumble over
        yield Fault(stream, records[-1].seq, f"the events do not add up: {type(error).__name__}: {error}")
        return
    wrong = [name for name, value in expected.items() if stands[name] != _to_store(value)]
    if wrong:
        yield Fault(stream, 0, f"{', '.join(wrong)}: not what the events add up to")


def _sealer(keys: KeyRing, stream: str, row: Row[Any]) -> Sealer:
    if "wrapped_key" not in row._mapping:
        return keys.stream_key(stream)
    owner = row.participant_id if "participant_id" in row._mapping else row.id
    return keys.participant_key(row.wrapped_key, owner)
