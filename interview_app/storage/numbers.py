"""Informants whose number turned out to be wrong, until another is kept or somebody reaches them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, exists, func, select

from interview_app.domain.access import Sites
from interview_app.domain.calling import NUMBER_WRONG
from interview_app.storage.casework import TO_BE_REACHED
from interview_app.storage.fieldwork import attempts, cases, contacts
from interview_app.storage.models import informants, interviews, participants
from interview_app.storage.sites import within


def to_be_found(connection: Connection, sites: Sites) -> list[Row[Any]]:
    """Who is still to be reached and was not by the number that is kept (id, code, role, at: the last try)."""
    return list(connection.execute(_TO_BE_FOUND.where(within(informants, sites))))


_WRONG = [outcome.value for outcome in NUMBER_WRONG]
_of, _later = cases.alias("cases_of_informant"), attempts.alias("later_attempts")
_REACHED = exists().where(
    _of.c.informant_id == informants.c.id,
    _later.c.case_id == _of.c.id,
    _later.c.at > attempts.c.at,
    _later.c.outcome.not_in(_WRONG),
)
_INTERVIEWED = exists().where(interviews.c.informant_id == informants.c.id, interviews.c.started_at > attempts.c.at)
_CHANGED = exists().where(contacts.c.informant_id == informants.c.id, contacts.c.changed_at > attempts.c.at)
_TO_BE_FOUND: Select[Any] = (
    select(informants.c.id, informants.c.code, informants.c.role, func.max(attempts.c.at).label("at"))
    .select_from(
        attempts.join(cases, cases.c.id == attempts.c.case_id)
        .join(informants, informants.c.id == cases.c.informant_id)
        .join(participants, participants.c.id == cases.c.participant_id)
    )
    .where(attempts.c.outcome.in_(_WRONG), *TO_BE_REACHED, ~_REACHED, ~_INTERVIEWED, ~_CHANGED)
    .group_by(informants.c.id, informants.c.code, informants.c.role)
    .order_by(informants.c.code)
)
