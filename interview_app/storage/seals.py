"""Seals: a signature over the heads of every stream that has grown, each chained to the one before.

A seal's value stands in manifests and on printed pages, outside this database. From then on nobody can cut off the end
of a stream, or of the chain of seals, without contradicting what is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
import hashlib
import hmac
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, text, update

from interview_app.storage import canonical, moments
from interview_app.storage.keys import KeyRing
from interview_app.storage.models import seal_heads, seals, streams

SIGNED = ("id", "made_at", "actor", "heads", "prev")
"""What a seal's value covers beside its heads, in this order."""


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal; `value_hex` is what is printed: 64 hexadecimal digits."""

    id: int
    value_hex: str
    made_at: datetime
    actor: str
    heads: int
    """How many streams it covers that no earlier seal covers so far."""


def make(connection: Connection, keys: KeyRing, actor: str, now: datetime) -> Seal:
    """Seal every stream that has grown since the last seal; the last seal itself when none has."""
    _one_at_a_time(connection)
    last = connection.execute(_LAST).first()
    heads = connection.execute(_GROWN).all()
    if last is not None and not heads:
        return _seal(last)
    row: dict[str, Any] = {
        "id": 1 if last is None else last.id + 1,
        "made_at": moments.text(now),
        "actor": actor,
        "heads": len(heads),
        "prev": "" if last is None else last.value,
    }
    row["value"] = signature(keys.chain, [row[name] for name in SIGNED], digest(heads))
    _keep(connection, row, heads)
    return Seal(row["id"], row["value"], moments.read(row["made_at"]), actor, len(heads))


def _one_at_a_time(connection: Connection) -> None:
    """Let those who seal wait for each other; SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('interview-app seals'))"))


def _keep(connection: Connection, row: dict[str, Any], heads: Iterable[Any]) -> None:
    connection.execute(_INSERT, row)
    covered = [{"seal_id": row["id"], "stream": head.stream, "seq": head.seq, "mac": head.mac} for head in heads]
    if covered:
        connection.execute(_INSERT_HEADS, covered)
        connection.execute(_MARK, {"sealed_by": row["id"]})


def digest(heads: Iterable[Any]) -> str:
    """The hash of heads in the order of their streams' names."""
    running = hashlib.sha256()
    for head in heads:
        running.update(canonical.encode([head.stream, head.seq, head.mac.hex()]) + b"\n")
    return running.hexdigest()


def signature(chain: bytes, parts: Sequence[Any], covered: str) -> str:
    """The value of a seal over its SIGNED parts, the value before it among them, and the digest of its heads."""
    return hmac.digest(chain, canonical.encode(["seal", *parts, covered]), "sha256").hex()


def last(connection: Connection) -> Seal | None:
    """The newest seal."""
    return _perhaps(connection.execute(_LAST).first())


def first_covering(connection: Connection, stream: str, seq: int) -> Seal | None:
    """The first seal that covers that event; None while none does."""
    return _perhaps(connection.execute(_COVERING, {"of": stream, "from": seq}).first())


def find(connection: Connection, value: str) -> Seal | None:
    """The seal of that value, as printed: spaces, hyphens and case do not matter."""
    plain = "".join(value.split()).replace("-", "").lower()
    return _perhaps(connection.execute(_FIND, {"wanted": plain}).first())


def numbered(connection: Connection, number: int) -> Seal | None:
    """The seal of that number."""
    return _perhaps(connection.execute(_NUMBERED, {"wanted": number}).first())


def recent(connection: Connection, *, limit: int = 50, offset: int = 0) -> tuple[list[Seal], int]:
    """A page of the seals, newest first, and how many there are."""
    total = connection.execute(select(func.count()).select_from(seals)).scalar_one()
    return [_seal(row) for row in connection.execute(_NEWEST.limit(limit).offset(offset))], total


def _perhaps(row: Row[Any] | None) -> Seal | None:
    return None if row is None else _seal(row)


def _seal(row: Row[Any]) -> Seal:
    return Seal(row.id, row.value, moments.read(row.made_at), row.actor, row.heads)


_NEWEST = select(seals).order_by(seals.c.id.desc())
_LAST = _NEWEST.limit(1)
_GROWN = (
    select(streams.c.stream, streams.c.seq, streams.c.mac)
    .where(streams.c.seq > streams.c.sealed_seq)
    .order_by(streams.c.stream)
    .with_for_update(skip_locked=True)  # a stream that somebody is writing to is left to the next seal
)
_INSERT = insert(seals)
_INSERT_HEADS = insert(seal_heads)
_COVERED = select(seal_heads.c.seq).where(
    seal_heads.c.seal_id == bindparam("sealed_by"), seal_heads.c.stream == streams.c.stream
)
_MARK = (
    update(streams)
    .where(streams.c.seq > streams.c.sealed_seq, _COVERED.exists())
    .values(sealed_seq=_COVERED.scalar_subquery())
)
_COVERING = (
    select(seals)
    .join(seal_heads)
    .where(seal_heads.c.stream == bindparam("of"), seal_heads.c.seq >= bindparam("from"))
    .order_by(seal_heads.c.seq)
    .limit(1)
)
_FIND = select(seals).where(seals.c.value == bindparam("wanted"))
_NUMBERED = select(seals).where(seals.c.id == bindparam("wanted"))
