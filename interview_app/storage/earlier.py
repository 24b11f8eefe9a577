"""The interviews about a participant beside one of them: those that were held, and all of one visit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select, tuple_

from interview_app.domain.access import Sites
from interview_app.domain.fieldwork import Design
from interview_app.domain.interview import Status
from interview_app.storage.fieldwork import slots
from interview_app.storage.interviews import IN_USE
from interview_app.storage.models import accounts, informants, interviews
from interview_app.storage.sites import within
from interview_app.storage.slots import COUNTS_AS_HELD


def held(
    connection: Connection,
    participant_id: str,
    instrument_id: str,
    *,
    sites: Sites,
    not_at: Collection[str] = (),
    only: str = "",
) -> list[Row[Any]]:
    """The interviews at these sites that were held, whole or in part, with their sealed answers; those at the visits
    `not_at` are left out, and all but the interview `only` where it is named."""
    query = _HELD.where(
        interviews.c.participant_id == participant_id,
        interviews.c.instrument_id == instrument_id,
        within(interviews, sites),
        interviews.c.visit.not_in(sorted(not_at)),
    )
    return list(connection.execute(query.where(interviews.c.id == only) if only else query))


def standing_for(connection: Connection, participant_id: str, visit: str, informant_id: str) -> Row[Any] | None:
    """The latest interview with that informant for that visit (id, status, site, interviewer and their code).

    None when there is none or each was voided.
    """
    same = {"participant_id": participant_id, "visit": visit, "informant_id": informant_id}
    return connection.execute(_STANDING_FOR, same).first()


def prior(
    connection: Connection,
    participant_id: str,
    informant_id: str,
    instrument_id: str,
    *,
    before: datetime | None = None,
    not_at: Collection[str] = (),
) -> datetime | None:
    """When this informant's last completed interview about the participant was completed, of those `before` then and
    at no visit of `not_at`."""
    query = select(func.max(interviews.c.completed_at)).where(
        interviews.c.participant_id == participant_id,
        interviews.c.informant_id == informant_id,
        interviews.c.instrument_id == instrument_id,
        interviews.c.status == Status.COMPLETE.value,
        interviews.c.visit.not_in(sorted(not_at)),
    )
    if before is not None:
        query = query.where(interviews.c.completed_at < before)
    return connection.execute(query).scalar()


def designed(
    connection: Connection, participant_ids: Collection[str], visits: Collection[str] = ()
) -> dict[tuple[str, str], Design]:
    """The visits of these participants, all or some, at which a second opinion is wanted, by participant and visit."""
    query = select(slots.c.participant_id, slots.c.visit, slots.c.design).where(
        slots.c.participant_id.in_(sorted(participant_ids)), slots.c.design.in_((Design.DRAWN, Design.MARKED))
    )
    query = query.where(slots.c.visit.in_(sorted(visits))) if visits else query
    return {(row.participant_id, row.visit): Design(row.design) for row in connection.execute(query)}


def at_visits(connection: Connection, participant_ids: Collection[str], visits: Collection[str]) -> list[Row[Any]]:
    """The interviews in use of these participants at these visits, voided ones too, in the order in which they
    began."""
    query = _AT_VISITS.where(
        interviews.c.participant_id.in_(sorted(participant_ids)), interviews.c.visit.in_(sorted(visits))
    )
    return list(connection.execute(query))


def of_pairs(connection: Connection, study_id: str, since: datetime | None = None) -> list[Row[Any]]:
    """The same of all visits of a study at which a second opinion is wanted, with the visit's `design` and where the
    participant is now (`at`); or only of those of which an interview began since then."""
    here = (slots.c.participant_id == interviews.c.participant_id, slots.c.visit == interviews.c.visit)
    query = _AT_VISITS.add_columns(slots.c.design, slots.c.site.label("at"), slots.c.study_id).where(
        *here, slots.c.design.in_((Design.DRAWN, Design.MARKED))
    )
    if since is None:
        return list(connection.execute(query.where(interviews.c.study_id == study_id)))
    begun = select(interviews.c.participant_id, interviews.c.visit).where(interviews.c.started_at >= since)
    query = query.where(tuple_(interviews.c.participant_id, interviews.c.visit).in_(begun))
    # The study is asked for here: beside the others, the condition would make all of its visits be read.
    return [row for row in connection.execute(query) if row.study_id == study_id]


_AT_VISITS = (
    select(
        interviews.c.id,
        interviews.c.participant_id,
        interviews.c.visit,
        informants.c.code.label("informant"),
        interviews.c.interviewer_id,
        accounts.c.code.label("interviewer"),
        interviews.c.site,
        interviews.c.status,
        interviews.c.disposition,
        interviews.c.started_at,
        interviews.c.held_on,
    )
    .select_from(interviews.join(informants).join(accounts))
    .where(IN_USE)
    .order_by(interviews.c.started_at, interviews.c.id)
)
_HELD = (
    select(
        interviews.c.id,
        interviews.c.informant_id,
        informants.c.code.label("informant"),
        interviews.c.site,
        interviews.c.started_at,
        interviews.c.held_on,
        interviews.c.instrument_id,
        interviews.c.instrument_version,
        interviews.c.document,
    )
    .join(informants)
    .where(
        interviews.c.status.in_((Status.COMPLETE.value, Status.BROKEN_OFF.value)),
        interviews.c.disposition.in_(COUNTS_AS_HELD),
        IN_USE,
    )
)
_STANDING_FOR: Select[Any] = (
    select(
        interviews.c.id,
        interviews.c.status,
        interviews.c.site,
        interviews.c.interviewer_id,
        accounts.c.code.label("interviewer"),
    )
    .join(accounts)
    .where(
        interviews.c.participant_id == bindparam("participant_id"),
        interviews.c.visit == bindparam("visit"),
        interviews.c.informant_id == bindparam("informant_id"),
        interviews.c.status != Status.VOID.value,
    )
    .order_by(interviews.c.instance.desc())
    .limit(1)
)
