"""Informants: the workers who are interviewed, known by code, role and service, and whom they can tell about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, text, update

from interview_app.domain.access import Sites
from interview_app.domain.informing import Acquaintance
from interview_app.domain.interview import Status
from interview_app.storage.locking import locked
from interview_app.storage.models import informants, interviews, participants, relations
from interview_app.storage.participants import IN_USE
from interview_app.storage.patterns import containing
from interview_app.storage.sites import bound, within, within_bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Informant:
    """One health or social worker, known by a code."""

    id: str = field(default_factory=lambda: uuid4().hex)
    study_id: str
    code: str
    site: str
    role: str
    service: str
    active: bool = True
    withdrawn: str = ""
    """Whether they withdrew, and what becomes of their answers: a domain.participation.InformantWithdrawal."""
    uncapped_until: date | None = None
    """Until which day they may be asked for more interviews than the study's cap; None where nobody allowed it."""


@dataclass(frozen=True, slots=True)
class Acquainted:
    """An informant and how they know one participant."""

    informant: Informant
    known: Acquaintance


_COLUMNS = [informants.c[each.name] for each in fields(Informant)]
_NAMES = [column.name for column in _COLUMNS]
_HOW = (relations.c.since, relations.c.until, relations.c.months_known)


def insert_one(connection: Connection, informant: Informant) -> None:
    """Keep a new informant; NotStorable when the code is taken."""
    connection.execute(_INSERT, {column.name: getattr(informant, column.name) for column in _COLUMNS})


def get(connection: Connection, informant_id: str, sites: Sites, *, lock: bool = False) -> Informant | None:
    """The informant of that id, if at one of the sites; with `lock`, kept as they are until the transaction ends."""
    row = connection.execute(locked(_BY_ID, lock), {"wanted": informant_id, **bound(sites)}).first()
    return None if row is None else _informant(row)


def by_code(connection: Connection, study_id: str, code: str, sites: Sites, *, lock: bool = False) -> Informant | None:
    """The informant of that code, if at one of the sites; `lock` as in `get`."""
    row = connection.execute(locked(_BY_CODE, lock), {"study": study_id, "wanted": code, **bound(sites)}).first()
    return None if row is None else _informant(row)


def codes(connection: Connection, study_id: str) -> set[str]:
    """Every code in use in a study."""
    return set(connection.execute(select(informants.c.code).where(informants.c.study_id == study_id)).scalars())


def search(
    connection: Connection,
    study_id: str,
    sites: Sites,
    *,
    text: str = "",
    role: str = "",
    active: bool | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[Informant], int]:
    """A page of the informants at these sites by code, and how many there are; `text` is a part of code or service."""
    query = select(*_COLUMNS).where(informants.c.study_id == study_id, within(informants, sites))
    if text:
        query = query.where(containing(informants.c.code, text) | containing(informants.c.service, text))
    if role:
        query = query.where(informants.c.role == role)
    if active is not None:
        query = query.where(informants.c.active == active)
    total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    rows = connection.execute(query.order_by(informants.c.code, informants.c.id).limit(limit).offset(offset))
    return [_informant(row) for row in rows], int(total)


def change(connection: Connection, informant_id: str, **values: Any) -> None:
    """Change columns of an informant."""
    connection.execute(update(informants).where(informants.c.id == informant_id).values(values))


def relate(connection: Connection, informant_id: str, participant_id: str) -> None:
    """Say that the informant knows the participant; saying it again changes nothing."""
    connection.execute(_RELATE, {"informant": informant_id, "participant": participant_id})


def describe(connection: Connection, informant_id: str, participant_id: str, known: Acquaintance) -> None:
    """Note since when, until when and how long the informant has known the participant."""
    ours = (relations.c.informant_id == informant_id, relations.c.participant_id == participant_id)
    values = {"since": known.since, "until": known.until, "months_known": known.months_known}
    connection.execute(update(relations).where(*ours).values(values))


def unrelate(connection: Connection, informant_id: str, participant_id: str) -> None:
    """Take back that the informant knows the participant."""
    ours = (relations.c.informant_id == informant_id, relations.c.participant_id == participant_id)
    connection.execute(delete(relations).where(*ours))


def acquaintance(connection: Connection, informant_id: str, participant_id: str) -> Acquaintance | None:
    """How the informant knows the participant; None when they are not known to."""
    row = connection.execute(_KNOWS, {"informant": informant_id, "participant": participant_id}).first()
    return None if row is None else Acquaintance(*row)


def burden(connection: Connection, informant_id: str, since: datetime) -> int:
    """How many interviews with the informant were begun since then and not set aside."""
    ours = (interviews.c.informant_id == informant_id, interviews.c.started_at >= since)
    query = select(func.count()).where(*ours, interviews.c.status != Status.VOID.value)
    return int(connection.execute(query).scalar_one())


def of_participant(connection: Connection, participant_id: str, sites: Sites) -> list[Acquainted]:
    """The informants at these sites who know the participant, by code."""
    query = (
        select(*_COLUMNS, *_HOW)
        .join(relations)
        .where(relations.c.participant_id == participant_id, within(informants, sites))
        .order_by(informants.c.code)
    )
    return [Acquainted(_informant(row), Acquaintance(*row[len(_COLUMNS) :])) for row in connection.execute(query)]


def everybody(connection: Connection, study_id: str, sites: Sites) -> list[tuple[str | None, Informant, Acquaintance]]:
    """Each informant at these sites with each participant in use there whom they know, by the codes of both; with None
    where there is no such participant."""
    seen = and_(participants.c.id == relations.c.participant_id, within(participants, sites), IN_USE)
    query = (
        select(*_COLUMNS, participants.c.code.label("participant"), *_HOW)
        .select_from(informants.outerjoin(relations.join(participants, seen)))
        .where(informants.c.study_id == study_id, within(informants, sites))
    )
    rows = connection.execute(query.order_by(participants.c.code, informants.c.code))
    return [(row.participant, _informant(row), Acquaintance(*row[len(_COLUMNS) + 1 :])) for row in rows]


def _informant(row: Sequence[Any]) -> Informant:
    return Informant(**dict(zip(_NAMES, row, strict=False)))


_INSERT = insert(informants)
_VISIBLE = select(*_COLUMNS).where(within_bound(informants))
_BY_ID = _VISIBLE.where(informants.c.id == bindparam("wanted"))
_BY_CODE = _VISIBLE.where(informants.c.study_id == bindparam("study"), informants.c.code == bindparam("wanted"))
_RELATE = text(
    "INSERT INTO relations (informant_id, participant_id) VALUES (:informant, :participant) ON CONFLICT DO NOTHING"
)
_KNOWS = select(*_HOW).where(
    relations.c.informant_id == bindparam("informant"), relations.c.participant_id == bindparam("participant")
)
