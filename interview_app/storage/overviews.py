"""What home pages show: interviews and participants as lists and counts, limited to sites, answers closed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from interview_app.domain.access import Sites
from interview_app.domain.interview import Status
from interview_app.storage.interviews import IN_USE
from interview_app.storage.models import accounts, informants, interviews, participants
from interview_app.storage.sites import within

_ACTIVE = informants.c.active == True  # noqa: E712 - a flag is stored as a number, which PostgreSQL takes for no truth
ENDED = (Status.COMPLETE.value, Status.BROKEN_OFF.value)


@dataclass(frozen=True, slots=True)
class Card:
    """One interview in a list: codes, visit, how and where it stands, and its sealed answers."""

    id: str
    participant: str
    visit: str
    informant: str
    informant_role: str
    site: str
    interviewer: str
    mode: str
    status: str
    disposition: str
    instrument_id: str
    instrument_version: int
    started_at: datetime
    changed_at: datetime
    participant_key: str
    wrapped_key: bytes
    document: bytes


_CARDS = (
    select(
        interviews.c.id,
        participants.c.code,
        interviews.c.visit,
        informants.c.code,
        informants.c.role,
        interviews.c.site,
        accounts.c.code,
        interviews.c.mode_last,
        interviews.c.status,
        interviews.c.disposition,
        interviews.c.instrument_id,
        interviews.c.instrument_version,
        interviews.c.started_at,
        interviews.c.changed_at,
        participants.c.id,
        participants.c.wrapped_key,
        interviews.c.document,
    )
    .select_from(interviews)
    .join(participants, participants.c.id == interviews.c.participant_id)
    .join(informants, informants.c.id == interviews.c.informant_id)
    .join(accounts, accounts.c.id == interviews.c.interviewer_id)
)


def arrived(connection: Connection, sites: Sites, *, limit: int) -> list[Card]:
    """The interviews at these sites that ended last."""
    return _cards(connection, _CARDS.where(interviews.c.status.in_(ENDED), _at(sites)), limit)


def by_status(connection: Connection, sites: Sites) -> dict[str, int]:
    """How many interviews at these sites there are of each status."""
    query = select(interviews.c.status, func.count()).where(_at(sites)).group_by(interviews.c.status)
    return {row[0]: row[1] for row in connection.execute(query)}


def coverage(connection: Connection, study_id: str, sites: Sites) -> dict[tuple[str, str], int]:
    """How many interviews were completed, by site and visit."""
    query = (
        select(interviews.c.site, interviews.c.visit, func.count())
        .where(interviews.c.study_id == study_id, interviews.c.status == Status.COMPLETE.value, _at(sites))
        .group_by(interviews.c.site, interviews.c.visit)
    )
    return {(site, visit): count for site, visit, count in connection.execute(query)}


def span(connection: Connection, study_id: str, sites: Sites) -> tuple[datetime | None, datetime | None]:
    """When the first interview began and the last one changed."""
    query = select(func.min(interviews.c.started_at), func.max(interviews.c.changed_at)).where(
        interviews.c.study_id == study_id, _at(sites)
    )
    first, last = connection.execute(query).one()
    return first, last


def visits_held(connection: Connection, participant_ids: Collection[str]) -> dict[str, dict[str, str]]:
    """For each participant, the visits at which there was an interview that was not voided, with a status it has."""
    query = (
        select(interviews.c.participant_id, interviews.c.visit, interviews.c.status)
        .where(interviews.c.participant_id.in_(list(participant_ids)), interviews.c.status != Status.VOID.value, IN_USE)
        .order_by(interviews.c.status == Status.COMPLETE.value)  # the completed one has the last word
    )
    held: dict[str, dict[str, str]] = {participant_id: {} for participant_id in participant_ids}
    for participant_id, visit, status in connection.execute(query):
        held[participant_id][visit] = status
    return held


def participants_by_status(connection: Connection, study_id: str, sites: Sites) -> dict[tuple[str, str], int]:
    """How many participants there are, by site and status."""
    query = (
        select(participants.c.site, participants.c.status, func.count())
        .where(participants.c.study_id == study_id, within(participants, sites))
        .group_by(participants.c.site, participants.c.status)
    )
    return {(site, status): count for site, status, count in connection.execute(query)}


def informants_by_site(connection: Connection, study_id: str, sites: Sites) -> dict[str, int]:
    """How many active informants there are at each site."""
    query = (
        select(informants.c.site, func.count())
        .where(informants.c.study_id == study_id, within(informants, sites), _ACTIVE)
        .group_by(informants.c.site)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _at(sites: Sites) -> Any:
    return within(interviews, sites) & IN_USE


def _cards(connection: Connection, query: Select[Any], limit: int) -> list[Card]:
    newest = query.order_by(interviews.c.changed_at.desc(), interviews.c.id).limit(limit)
    return [Card(*row) for row in connection.execute(newest)]
