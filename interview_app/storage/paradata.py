"""How the pages of interviews were used: one row a question and one a sitting, both of which only grow."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, insert, select, update

from interview_app.domain.paradata import Measure, Sitting, merged
from interview_app.storage.fieldwork import paradata, sittings
from interview_app.storage.models import interviews

_MEASURED = ("item", "shown_at", "answered_at", "changed_at", "changes", "visits", "active_ms")


def measures(connection: Connection, interview_id: str) -> dict[str, Measure]:
    """What is known of an interview's questions, by item."""
    rows = connection.execute(_MEASURES, {"of": interview_id})
    return {row.item: Measure(**row._asdict()) for row in rows}


def measure(connection: Connection, interview_id: str, told: Iterable[Measure]) -> None:
    """Let what is known grow by what a page tells."""
    known = measures(connection, interview_id)
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for each in told:
        before = known.get(each.item)
        after = each if before is None else merged(before, each)
        if after != before:
            (new if before is None else changed).append({"of": interview_id, **asdict(after)})
    if new:
        connection.execute(_INSERT, [{"interview_id": row.pop("of"), **row} for row in new])
    if changed:
        connection.execute(_UPDATE, [{"at": row.pop("item"), **row} for row in changed])


def sit(connection: Connection, interview_id: str, sitting: Sitting, mode: str, version: str) -> None:
    """Keep a sitting, or let the one that began then grow."""
    last, known = 0, None
    for row in connection.execute(_SITTINGS, {"of": interview_id}):
        last = row.n
        known = row if row.began_at == sitting.began_at else known
    told = {"ended_at": sitting.ended_at, "offline_seconds": sitting.offline_seconds, "mode": mode}
    if known is None:
        first = {"interview_id": interview_id, "n": last + 1, "began_at": sitting.began_at}
        connection.execute(_SIT, {**first, **told, "device": sitting.device.value, "app_version": version})
        return
    told["ended_at"] = max(known.ended_at, sitting.ended_at)
    told["offline_seconds"] = max(known.offline_seconds, sitting.offline_seconds)
    connection.execute(_RISE, {"of": interview_id, "number": known.n, **told})


def of_interviews(connection: Connection, interview_ids: Collection[str]) -> tuple[list[Row[Any]], list[Row[Any]]]:
    """The measures and the sittings of some interviews, as rows."""
    wanted = {"of": list(interview_ids)}
    return list(connection.execute(_MEASURES_OF, wanted)), list(connection.execute(_SITTINGS_OF, wanted))


def expired(connection: Connection, study_id: str, before: datetime) -> list[str]:
    """The interviews of a study that last changed before then and of which paradata are kept."""
    of_study = (interviews.c.study_id == study_id, interviews.c.changed_at < before)
    kept = select(paradata.c.interview_id).union(select(sittings.c.interview_id)).subquery()
    query = select(interviews.c.id).join(kept, kept.c.interview_id == interviews.c.id).where(*of_study)
    return list(connection.execute(query.order_by(interviews.c.id)).scalars())


def purge(connection: Connection, interview_ids: Collection[str]) -> None:
    """Take away what is kept of these interviews."""
    for statement in _PURGE:
        connection.execute(statement, [{"of": interview_id} for interview_id in interview_ids])


def counts(connection: Connection) -> Mapping[str, int]:
    """How many rows each table holds."""
    return {table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in _TABLES}


_TABLES = (paradata, sittings)
_MEASURES: Select[Any] = select(*(paradata.c[name] for name in _MEASURED)).where(
    paradata.c.interview_id == bindparam("of")
)
_MEASURES_OF = select(paradata).where(paradata.c.interview_id.in_(bindparam("of", expanding=True)))
_SITTINGS = select(sittings).where(sittings.c.interview_id == bindparam("of")).order_by(sittings.c.n)
_SITTINGS_OF = (
    select(sittings)
    .where(sittings.c.interview_id.in_(bindparam("of", expanding=True)))
    .order_by(sittings.c.interview_id, sittings.c.n)
)
_INSERT = insert(paradata)
_UPDATE = (
    update(paradata)
    .where(paradata.c.interview_id == bindparam("of"), paradata.c.item == bindparam("at"))
    .values({name: bindparam(name) for name in _MEASURED[1:]})
)
_SIT = insert(sittings)
_RISE = (
    update(sittings)
    .where(sittings.c.interview_id == bindparam("of"), sittings.c.n == bindparam("number"))
    .values({name: bindparam(name) for name in ("ended_at", "offline_seconds", "mode")})
)
_PURGE = tuple(delete(table).where(table.c.interview_id == bindparam("of")) for table in _TABLES)
