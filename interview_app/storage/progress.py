"""What the progress of a study is counted from, in a fixed number of queries, however many rows there are.

Days and moments stay
texts: most are only compared. People who withdrew from all use are counted and otherwise left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Select, Text, func, null, select, type_coerce

from interview_app.domain.access import Sites
from interview_app.domain.interview import Status
from interview_app.domain.participation import InformantWithdrawal, Withdrawal
from interview_app.storage.fieldwork import attempts, cases, consents, slots
from interview_app.storage.interviews import IN_USE
from interview_app.storage.models import accounts, informants, interviews, participants
from interview_app.storage.sites import within

Rows = list[Any]


@dataclass(frozen=True, slots=True)
class Stock:
    """The rows of a study at some sites."""

    people: Rows
    consents: Rows
    slots: Rows
    interviews: Rows
    cases: Rows
    informants: dict[str, str]
    """The codes of those whose answers may be used, by id."""
    accounts: dict[str, str]
    """The codes of those who work here, by id."""
    tries: dict[str, int]
    """How many attempts each interviewer made, by account code."""


def stock(connection: Connection, study_id: str, sites: Sites, arm: str = "") -> Stock:
    """Everything at these sites, of all arms or of one."""
    in_use = participants.c.withdrawal < Withdrawal.STOP_USE.value
    of_arm = (participants.c.arm == arm,) if arm else ()
    of_people = (within(participants, sites), *of_arm)
    whose = (*of_people, in_use)

    def found(query: Select[Any]) -> Rows:
        return list(connection.execute(query).all())

    return Stock(
        people=found(_PEOPLE.where(*of_people)),
        consents=found(_CONSENTS.where(*of_people)),
        slots=_tuples(connection, _SLOTS.where(*of_people)),
        interviews=found(_INTERVIEWS.where(*of_people)),
        cases=_tuples(connection, _CASES.where(*whose)),
        informants=_pairs(connection, _INFORMANTS.where(informants.c.study_id == study_id)),
        accounts=_pairs(connection, select(accounts.c.id, accounts.c.code)),
        tries=_pairs(connection, _TRIES.where(*whose)),
    )


def _tuples(connection: Connection, query: Select[Any]) -> Rows:
    """The rows as the driver hands them out: they hold texts and numbers, and wrapping ten thousand takes long."""
    with connection.execute(query) as result:
        cursor: Any = result.cursor
        return list(cursor.fetchall())


def _pairs(connection: Connection, query: Select[Any]) -> dict[Any, Any]:
    return {row[0]: row[1] for row in connection.execute(query)}


def attempts_of(connection: Connection, study_id: str, sites: Sites) -> Rows:
    """The attempts at these sites by participant, visit, informant and time, without what was noted of them.

    An interview that was begun is one: it reached the informant.
    """
    in_use = participants.c.withdrawal < Withdrawal.STOP_USE.value
    whose = (within(participants, sites), in_use)
    found = [*connection.execute(_ATTEMPTS.where(*whose)), *connection.execute(_BEGUN.where(*whose))]
    return sorted(found, key=attrgetter("participant", "visit", "informant", "at"))


_PEOPLE: Select[Any] = select(
    participants.c.id,
    participants.c.code,
    participants.c.site,
    participants.c.arm,
    participants.c.status,
    participants.c.left_on,
    participants.c.withdrawal,
    participants.c.created_at,
).order_by(participants.c.code)
_CONSENTS: Select[Any] = select(consents).join(participants).order_by(consents.c.participant_id, consents.c.since)
_SLOTS: Select[Any] = select(
    slots.c.participant_id,
    slots.c.visit,
    type_coerce(slots.c.opens, Text()).label("opens"),
    type_coerce(slots.c.target, Text()).label("target"),
    type_coerce(slots.c.closes, Text()).label("closes"),
    slots.c.expectation,
    slots.c.reason,
    slots.c.design,
).join(participants)
_INTERVIEWS: Select[Any] = (
    select(
        interviews.c.participant_id,
        interviews.c.visit,
        interviews.c.informant_id,
        interviews.c.site,
        interviews.c.interviewer_id,
        interviews.c.status,
        interviews.c.disposition,
        type_coerce(interviews.c.started_at, Text()).label("started_at"),
        type_coerce(interviews.c.held_on, Text()).label("held_on"),
        interviews.c.seconds,
        interviews.c.instrument_id,
        interviews.c.instrument_version,
        interviews.c.marks,
    )
    .join(participants)
    .where(IN_USE, interviews.c.status != Status.VOID.value)
    .order_by(participants.c.code, interviews.c.visit, interviews.c.informant_id, interviews.c.instance)
)
_KEPT = informants.c.withdrawn != InformantWithdrawal.REMOVE.value
_INFORMANTS: Select[Any] = select(informants.c.id, informants.c.code).where(_KEPT)
_CASES: Select[Any] = select(
    cases.c.participant_id,
    cases.c.visit,
    cases.c.informant_id,
    cases.c.interviewer_id,
    cases.c.disposition,
    cases.c.attempts,
).join(participants, participants.c.id == cases.c.participant_id)
_CALLS = attempts.join(cases, cases.c.id == attempts.c.case_id).join(
    participants, participants.c.id == cases.c.participant_id
)
_TRIES: Select[Any] = select(attempts.c.interviewer, func.count()).select_from(_CALLS).group_by(attempts.c.interviewer)
_ATTEMPTS: Select[Any] = (
    select(
        cases.c.study_id,
        participants.c.code.label("participant"),
        participants.c.site,
        cases.c.visit,
        informants.c.code.label("informant"),
        *(attempts.c[name] for name in ("at", "channel", "outcome", "interviewer", "seconds", "next_at")),
    )
    .select_from(_CALLS.join(informants, informants.c.id == cases.c.informant_id))
    .where(_KEPT)
)
_BEGUN: Select[Any] = (
    select(
        interviews.c.study_id,
        participants.c.code.label("participant"),
        participants.c.site,
        interviews.c.visit,
        informants.c.code.label("informant"),
        interviews.c.started_at.label("at"),
        interviews.c.mode_first.label("channel"),
        interviews.c.disposition.label("outcome"),
        accounts.c.code.label("interviewer"),
        interviews.c.seconds,
        null().label("next_at"),
    )
    .select_from(interviews.join(participants).join(informants).join(accounts))
    .where(_KEPT, IN_USE, interviews.c.status != Status.VOID.value)
)
