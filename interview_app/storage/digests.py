"""What a digest counts and lists at some sites, each by one query."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from interview_app.domain.access import Sites
from interview_app.domain.disposition import Disposition
from interview_app.domain.fieldwork import Next
from interview_app.domain.interview import Status
from interview_app.domain.participation import InformantWithdrawal, Participation
from interview_app.domain.schedule import Expectation
from interview_app.storage.casework import TO_BE_REACHED
from interview_app.storage.fieldwork import cases, queries, reviews, slots
from interview_app.storage.interviews import IN_USE
from interview_app.storage.models import informants, interviews, participants
from interview_app.storage.sites import within
from interview_app.storage.slots import COUNTS_AS_HELD

AT_ONCE = 500
_ACTIVE = participants.c.status == Participation.ACTIVE.value


def told(connection: Connection, sites: Sites, participant_ids: Collection[str]) -> list[Row[Any]]:
    """The interviews about these participants that were held, whole or in part, with their sealed answers and their
    review's prompts, the earliest first."""
    listed, found = sorted(participant_ids), list[Row[Any]]()
    for at in range(0, len(listed), AT_ONCE):
        part = interviews.c.participant_id.in_(listed[at : at + AT_ONCE])
        found += connection.execute(_TOLD.where(within(interviews, sites), IN_USE, part).order_by(*_ORDER))
    return found


def asked(connection: Connection, sites: Sites) -> dict[str, int]:
    """How many queries there are in each state."""
    query = select(queries.c.state, func.count()).join(interviews, interviews.c.id == queries.c.interview_id)
    found = connection.execute(query.where(within(interviews, sites), IN_USE).group_by(queries.c.state))
    return {row[0]: row[1] for row in found}


def wrong_numbers(connection: Connection, sites: Sites) -> int:
    """How many cases stand still because the number was wrong."""
    people = cases.join(participants, participants.c.id == cases.c.participant_id)
    people = people.join(informants, informants.c.id == cases.c.informant_id)
    query = select(func.count()).select_from(people)
    query = query.where(within(participants, sites), _ACTIVE, cases.c.disposition == Disposition.WRONGNO.value)
    asked_still = (informants.c.active == True, informants.c.withdrawn == InformantWithdrawal.NONE.value)  # noqa: E712
    return int(connection.execute(query.where(*asked_still)).scalar_one())


def appointments(connection: Connection, sites: Sites, since: datetime, until: datetime) -> int:
    """How many appointments there are between two moments."""
    people = cases.join(participants, participants.c.id == cases.c.participant_id)
    people = people.join(informants, informants.c.id == cases.c.informant_id)
    query = select(func.count()).select_from(people).where(within(participants, sites), *TO_BE_REACHED)
    agreed = (cases.c.next_kind == Next.APPOINTMENT.value, cases.c.next_at >= since, cases.c.next_at < until)
    return int(connection.execute(query.where(*agreed)).scalar_one())


def due(connection: Connection, sites: Sites, first: date, last: date) -> list[Row[Any]]:
    """The visits that are expected and not held, whose target falls on these days (site, code, visit, target, closes),
    the earliest first."""
    query = select(slots.c.site, participants.c.code, slots.c.visit, slots.c.target, slots.c.closes).join(participants)
    waiting = (slots.c.held_on.is_(None), slots.c.expectation == Expectation.EXPECTED.value)
    query = query.where(within(slots, sites), _ACTIVE, *waiting, slots.c.target >= first, slots.c.target <= last)
    return list(connection.execute(query.order_by(slots.c.target, participants.c.code, slots.c.visit)))


_TOLD = (
    select(
        interviews.c.id,
        interviews.c.participant_id,
        interviews.c.informant_id,
        interviews.c.site,
        interviews.c.visit,
        interviews.c.started_at,
        interviews.c.held_on,
        interviews.c.status,
        interviews.c.instrument_id,
        interviews.c.instrument_version,
        interviews.c.document,
        participants.c.wrapped_key,
        reviews.c.flags,
    )
    .select_from(interviews.join(participants).outerjoin(reviews, reviews.c.interview_id == interviews.c.id))
    .where(
        interviews.c.status.in_((Status.COMPLETE.value, Status.BROKEN_OFF.value)),
        interviews.c.disposition.in_(COUNTS_AS_HELD),
    )
)
_ORDER = (interviews.c.participant_id, interviews.c.started_at, interviews.c.id)
