"""The schedule as a whole and of one participant: how many visits stand how, which ones, and what was held."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, func, select

from interview_app.domain.interview import Status
from interview_app.domain.schedule import State
from interview_app.storage.fieldwork import slots
from interview_app.storage.interviews import IN_USE
from interview_app.storage.models import accounts, informants, interviews, participants
from interview_app.storage.participants import IN_USE as PERSON_IN_USE
from interview_app.storage.states import Days, at, is_in, state_of


def counts(connection: Connection, study_id: str, days: Days) -> dict[tuple[str, State], int]:
    """How many visits at these sites stand how, by visit and state."""
    stands = state_of(days)
    query = select(slots.c.visit, stands, func.count()).where(slots.c.study_id == study_id, at(days), _OF_USE)
    found = connection.execute(query.group_by(slots.c.visit, stands))
    return {(visit, State(stand)): count for visit, stand, count in found}


def visits(
    connection: Connection, study_id: str, days: Days, state: State, visit: str, *, limit: int, offset: int
) -> tuple[list[Row[Any]], int]:
    """A page of the visits that stand so, by target day and code, and how many there are."""
    where: list[ColumnElement[bool]] = [slots.c.study_id == study_id, is_in(state, days), _OF_USE]
    where += [slots.c.visit == visit] if visit else []
    total = connection.execute(select(func.count()).select_from(slots).where(*where)).scalar_one()
    page = _VISITS.where(*where).order_by(slots.c.target, participants.c.code, slots.c.visit)
    return list(connection.execute(page.limit(limit).offset(offset))), int(total)


def interviews_of(connection: Connection, participant_id: str) -> list[Row[Any]]:
    """The interviews about a participant that were not voided, the earliest first."""
    return list(connection.execute(_INTERVIEWS, {"of": participant_id}))


_OF_USE = slots.c.participant_id.not_in(select(participants.c.id).where(~PERSON_IN_USE))
"""True of the visits of those who did not withdraw from use; they are many, and the others few."""
_VISITS = select(slots, participants.c.code).select_from(slots.join(participants))
_INTERVIEWS: Select[Any] = (
    select(
        interviews.c.id,
        interviews.c.visit,
        interviews.c.study_id,
        interviews.c.site,
        interviews.c.status,
        interviews.c.disposition,
        interviews.c.started_at,
        interviews.c.held_on,
        interviews.c.interviewer_id,
        informants.c.code.label("informant"),
        accounts.c.code.label("interviewer"),
    )
    .select_from(interviews.join(informants).join(accounts))
    .where(interviews.c.participant_id == bindparam("of"), interviews.c.status != Status.VOID.value, IN_USE)
    .order_by(interviews.c.started_at, interviews.c.id)
)
