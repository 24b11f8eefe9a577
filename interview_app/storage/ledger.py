"""The ledger: what happened, in one chain a stream, sealed and signed so that no line can be altered unnoticed.

A stream is named `<kind>:<id>`. Each event is signed (HMAC-SHA256) over its stream, number, operation, actor, action,
item, the hash of its sealed payload, both times and the signature of the event before it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
import hashlib
import hmac
import os
import time
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from interview_app.domain.events import Event
from interview_app.storage import canonical, moments
from interview_app.storage.keys import KeyRing, Sealer
from interview_app.storage.models import events, streams

BEGINNING = bytes(32)
"""What stands in the place of a signature before the first event of a stream."""


SIGNED = ("stream", "seq", "op_id", "actor", "action", "item", "device_time", "server_time", "payload", "prev")
"""What an event's MAC covers, in this order."""


def new_op_id() -> str:
    """A UUIDv7: its first 48 bits are the time in milliseconds, the rest is random."""
    number = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10))
    number = number & ~(0xF << 76) | 0x7 << 76
    return str(UUID(int=number & ~(0x3 << 62) | 0x2 << 62))


@dataclass(frozen=True, slots=True)
class Entry:
    """An event to be appended; `device_time` is what a tablet's clock said, "" without a tablet."""

    action: Event
    payload: Mapping[str, Any]
    item: str = ""
    op_id: str = field(default_factory=new_op_id)
    device_time: str = ""


@dataclass(frozen=True, slots=True)
class Appended:
    """Where an event stands in the ledger."""

    op_id: str
    seq: int
    mac_hex: str
    stream: str


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One line of the ledger, its payload open."""

    stream: str
    seq: int
    op_id: str
    actor: str
    action: Event
    item: str
    payload: dict[str, Any]
    device_time: str
    server_time: datetime
    mac_hex: str


class SentTwice(Exception):
    """An operation that is in the ledger already; nothing was appended, and the transaction is to be given up."""


def kind_of(stream: str) -> str:
    """`interview`, `participant`, `informant`, `account`, `visitor` or `study`."""
    return stream.partition(":")[0]


def context(stream: str, seq: int) -> bytes:
    """The place that an event's payload is bound to."""
    return f"event\0{stream}\0{seq}".encode()


def signature(chain: bytes, parts: Sequence[Any]) -> bytes:
    """The MAC of an event, over a JSON list of its SIGNED parts, so that no two events are written alike."""
    *said, payload, prev = parts
    written = canonical.encode([*said, hashlib.sha256(payload).hexdigest(), prev.hex()])
    return hmac.digest(chain, written, "sha256")


def append(
    connection: Connection,
    keys: KeyRing,
    sealer: Sealer,
    stream: str,
    actor: str,
    entries: Sequence[Entry],
    now: datetime,
) -> list[Appended]:
    """Append events to a stream, all or none.

    Raises SentTwice, and ValueError for an action that belongs to another kind of stream.
    """
    if not entries:
        return []
    last, mac = _head(connection, stream)
    moment, rows = moments.text(now), []
    for seq, entry in enumerate(entries, last + 1):
        row = _row(sealer, stream, seq, entry) | {"actor": actor, "server_time": moment, "prev": mac}
        row["mac"] = mac = signature(keys.chain, [row[name] for name in SIGNED])
        rows.append(row)
    _insert(connection, rows)
    connection.execute(_ADVANCE, {"of": stream, "to": last + len(rows), "signed": mac})
    return [Appended(row["op_id"], row["seq"], row["mac"].hex(), stream) for row in rows]


def _insert(connection: Connection, rows: list[dict[str, Any]]) -> None:
    try:
        connection.execute(_INSERT, rows)
    except IntegrityError as error:
        raise SentTwice from error


def _row(sealer: Sealer, stream: str, seq: int, entry: Entry) -> dict[str, Any]:
    if entry.action.stream_kind != kind_of(stream):
        raise ValueError(f"{entry.action} does not belong to the stream {stream}")
    return {
        "stream": stream,
        "seq": seq,
        "op_id": entry.op_id,
        "action": entry.action.value,
        "item": entry.item,
        "payload": sealer.seal(canonical.encode(entry.payload), context(stream, seq)),
        "device_time": entry.device_time,
    }


def _head(connection: Connection, stream: str) -> tuple[int, bytes]:
    """The stream's last number and signature, locked until the transaction ends; a new stream is opened."""
    head = connection.execute(_HEAD, {"of": stream}).first()
    if head is None:
        connection.execute(_OPEN, {"of": stream, "nothing": BEGINNING})
        head = connection.execute(_HEAD, {"of": stream}).one()
    return head.seq, head.mac


def known(connection: Connection, op_ids: Collection[str]) -> dict[str, Appended]:
    """Those of the operations that are in the ledger already, whatever their stream."""
    found = connection.execute(_KNOWN, {"op_ids": list(op_ids)})
    return {row.op_id: Appended(row.op_id, row.seq, row.mac.hex(), row.stream) for row in found}


def of_operations(
    connection: Connection, sealer: Sealer, stream: str, op_ids: Collection[str]
) -> dict[str, EventRecord]:
    """The events of a stream that these operations became, by op_id; raises Unreadable when a payload does not open."""
    found = connection.execute(_OF_OPERATIONS, {"of": stream, "op_ids": list(op_ids)})
    return {row.op_id: opened(sealer, row) for row in found}


def history(connection: Connection, sealer: Sealer, stream: str) -> list[EventRecord]:
    """Every event of a stream in order; raises Unreadable when a payload does not open."""
    return [opened(sealer, row) for row in connection.execute(_HISTORY, {"of": stream})]


def acts(connection: Connection, sealer: Sealer, stream: str, actions: Collection[Event]) -> list[EventRecord]:
    """The events of a stream with one of these actions, in order; raises Unreadable when a payload does not open."""
    wanted = {"of": stream, "actions": [action.value for action in actions]}
    return [opened(sealer, row) for row in connection.execute(_ACTS, wanted)]


def opened(sealer: Sealer, row: Any) -> EventRecord:
    """An event's row with its payload open; raises Unreadable."""
    payload = canonical.decode(sealer.open(row.payload, context(row.stream, row.seq)))
    return EventRecord(
        stream=row.stream,
        seq=row.seq,
        op_id=row.op_id,
        actor=row.actor,
        action=Event(row.action),
        item=row.item,
        payload=payload,
        device_time=row.device_time,
        server_time=moments.read(row.server_time),
        mac_hex=row.mac.hex(),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger as an auditor sees it: who did what and when, not what was said."""

    stream: str
    seq: int
    op_id: str
    actor: str
    action: Event
    item: str
    device_time: str
    server_time: datetime
    mac_hex: str


def recent(connection: Connection, *, kinds: Iterable[str] = (), limit: int = 100, offset: int = 0) -> list[Line]:
    """The newest lines of the whole ledger, newest first, payloads closed; `kinds` limits to kinds of streams."""
    query = LINES.limit(limit).offset(offset)
    wanted = [event.value for event in Event if event.stream_kind in set(kinds)]
    if wanted:
        query = query.where(events.c.action.in_(wanted))
    return [line(row) for row in connection.execute(query)]


def line(row: Any) -> Line:
    """A row of LINES."""
    return Line(
        row.stream, row.seq, row.op_id, row.actor, Event(row.action), row.item, row.device_time,
        moments.read(row.server_time), row.mac.hex(),
    )  # fmt: skip


_HEAD = select(streams.c.seq, streams.c.mac).where(streams.c.stream == bindparam("of")).with_for_update()
_OPEN = text("INSERT INTO streams (stream, seq, mac, sealed_seq) VALUES (:of, 0, :nothing, 0) ON CONFLICT DO NOTHING")
_INSERT = insert(events)
_ADVANCE = (
    update(streams).where(streams.c.stream == bindparam("of")).values(seq=bindparam("to"), mac=bindparam("signed"))
)
_KNOWN = select(events.c.op_id, events.c.stream, events.c.seq, events.c.mac).where(
    events.c.op_id.in_(bindparam("op_ids", expanding=True))
)
_HISTORY = select(events).where(events.c.stream == bindparam("of")).order_by(events.c.seq)
_ACTS = _HISTORY.where(events.c.action.in_(bindparam("actions", expanding=True)))
_OF_OPERATIONS = select(events).where(
    events.c.stream == bindparam("of"), events.c.op_id.in_(bindparam("op_ids", expanding=True))
)
LINES = select(*(column for column in events.c if column.name not in {"payload", "prev"})).order_by(
    events.c.server_time.desc(), events.c.stream, events.c.seq.desc()
)
