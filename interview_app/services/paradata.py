"""Keeping how the pages of interviews were used, reading it for reviews, and taking it away when its time is over.

It stands beside the ledger, not in it: nothing that anybody answered hangs on it, and it goes earlier than the answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from interview_app import __version__, instruments
from interview_app.domain import paradata as measuring
from interview_app.domain.access import Action, Actor
from interview_app.domain.events import Event
from interview_app.domain.interview import Status
from interview_app.domain.paradata import Measure
from interview_app.domain.study import Study
from interview_app.services.cases import may_see
from interview_app.services.errors import NotAllowed, NotFound
from interview_app.storage import interviews, ledger
from interview_app.storage import paradata as stored
from interview_app.storage.engine import Store


def record(store: Store, actor: Actor, interview_id: str, sent: object, *, now: datetime) -> None:
    """Keep what a page measured, also of an interview that has ended meanwhile.

    Raises NotAllowed, NotFound, domain.operations.Malformed.
    """
    with store.writing() as connection:
        row = _row(connection, actor, interview_id)
        if row.withheld or row.status == Status.VOID:
            return
        instrument = instruments.load(row.instrument_id, row.instrument_version)
        summary = measuring.read(sent, instrument.by_id.keys(), now)
        stored.measure(connection, interview_id, summary.measures)
        stored.sit(connection, interview_id, summary.sitting, row.mode_last, __version__)


def _row(connection: Connection, actor: Actor, interview_id: str) -> Row[Any]:
    if not actor.may(Action.CONDUCT):
        raise NotAllowed("Your role does not conduct interviews.")
    row = interviews.for_save(connection, interview_id)
    if row is None or not may_see(actor, row.study_id, row.site, row.interviewer_id):
        raise NotFound("There is no such interview among those you work with.")
    return row


def measures(connection: Connection, interview_id: str) -> dict[str, Measure]:
    """How each question of an interview was worked on, by item; the caller has checked who asks."""
    return stored.measures(connection, interview_id)


def active_seconds(connection: Connection, interview_id: str) -> dict[str, float]:
    """How long each question of an interview was worked on, by item: what flags of a review look at."""
    return {item: each.active_ms / 1000 for item, each in measures(connection, interview_id).items()}


def so_far(store: Store, interview_id: str) -> dict[str, list[int]]:
    """What a page goes on from: visits, changes, milliseconds and whether it is answered, by item."""
    with store.reading() as connection:
        known = measures(connection, interview_id)
    return {
        item: [each.visits, each.changes, each.active_ms, int(each.answered_at is not None)]
        for item, each in known.items()
    }


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge takes, or would take: interviews of a study that last changed before a day."""

    study: str
    before: datetime
    interviews: int


def purge(store: Store, study: Study, *, actor_code: str, now: datetime, carry_out: bool) -> Purge:
    """Take away the paradata of interviews that last changed longer ago than the study keeps them.

    Unless it is to be carried out, it is only counted. The ledger keeps that it was done.
    """
    before = months_before(now, study.retention.paradata_months)
    if not carry_out:
        with store.reading() as connection:
            return Purge(study.id, before, len(stored.expired(connection, study.id, before)))
    with store.writing() as connection:
        taken = stored.expired(connection, study.id, before)
        if taken:
            stored.purge(connection, taken)
            _trace(connection, store, study, actor_code, {"before": before.isoformat(), "interviews": len(taken)}, now)
    return Purge(study.id, before, len(taken))


def _trace(
    connection: Connection, store: Store, study: Study, actor: str, told: Mapping[str, Any], now: datetime
) -> None:
    stream = f"study:{study.id}"
    entry = ledger.Entry(Event.STUDY_PURGE, told)
    ledger.append(connection, store.keys, store.keys.stream_key(stream), stream, actor, [entry], now)


def months_before(moment: datetime, months: int) -> datetime:
    """The same time so many months earlier; of a month that is too short, its last day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return moment.replace(year=year, month=month + 1)
