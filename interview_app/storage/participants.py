"""Participants: codes, sites and the wrapped key under which each one's record is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update

from interview_app.domain.access import Sites
from interview_app.domain.informing import Acquaintance
from interview_app.domain.participation import Participation, Withdrawal
from interview_app.domain.schedule import Course
from interview_app.storage.locking import locked
from interview_app.storage.models import participants, relations
from interview_app.storage.patterns import containing
from interview_app.storage.sites import bound, within, within_bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One person in a study, known by a code alone."""

    id: str
    """32 hexadecimal digits; shown nowhere."""
    study_id: str
    code: str
    """Such as OSL-4821-7."""
    site: str
    arm: str
    status: str
    created_at: datetime
    wrapped_key: bytes = field(repr=False)
    """The key of this participant's record, as KeyRing.new_wrapped_key gives it for the id."""
    extension: bool = False
    """True when treatment is extended beyond its main phase."""
    dates: Mapping[str, date] = field(default_factory=dict)
    """The study's dates that are known, by name."""
    left_on: date | None = None
    """Since when the status is no longer active, where that was recorded."""
    withdrawal: int = 0
    """How much a participant withdrew: 0 nothing, 1 stop contact, 2 stop use, 3 erase."""
    interviewer_id: str | None = None
    """The account of whoever interviews about this participant; None for anybody at the site."""

    @property
    def in_use(self) -> bool:
        """False when the participant withdrew from all use."""
        return self.withdrawal < Withdrawal.STOP_USE

    @property
    def course(self) -> Course:
        """What the schedule needs to know."""
        return Course(
            arm=self.arm,
            dates=self.dates,
            extension=self.extension,
            status=Participation(self.status),
            left_on=self.left_on,
        )


IN_USE = participants.c.withdrawal < Withdrawal.STOP_USE.value
"""True of a participant whose record may be used."""

CHANGEABLE = frozenset({"site", "arm", "status", "extension", "dates", "left_on", "withdrawal", "interviewer_id"})
_COLUMNS = [participants.c[each.name] for each in fields(Participant)]


def insert_one(connection: Connection, participant: Participant) -> None:
    """Keep a new participant; NotStorable when the code is taken."""
    connection.execute(_INSERT, {column.name: getattr(participant, column.name) for column in _COLUMNS})


def get(connection: Connection, participant_id: str, sites: Sites, *, lock: bool = False) -> Participant | None:
    """The participant of that id, if at one of the sites; with `lock`, kept as they are until the transaction ends."""
    return _one(connection, locked(_BY_ID, lock), {"wanted": participant_id, **bound(sites)})


def by_code(
    connection: Connection, study_id: str, code: str, sites: Sites, *, lock: bool = False
) -> Participant | None:
    """The participant of that code, if at one of the sites; `lock` as in `get`."""
    return _one(connection, locked(_BY_CODE, lock), {"study": study_id, "wanted": code, **bound(sites)})


def of_informant(connection: Connection, informant_id: str, sites: Sites) -> list[Participant]:
    """The participants in use at these sites whom the informant knows, by code."""
    query = (
        select(*_COLUMNS)
        .join(relations)
        .where(relations.c.informant_id == informant_id, within(participants, sites), IN_USE)
        .order_by(participants.c.code)
    )
    return [_participant(row) for row in connection.execute(query)]


def acquaintances(connection: Connection, informant_id: str) -> dict[str, Acquaintance]:
    """Since when and how long the informant knows each participant, by code, at whatever site."""
    query = select(participants.c.code, relations.c.since, relations.c.until, relations.c.months_known)
    query = query.join(relations).where(relations.c.informant_id == informant_id).order_by(participants.c.code)
    return {code: Acquaintance(*known) for code, *known in connection.execute(query)}


def of_study(connection: Connection, study_id: str) -> list[Participant]:
    """Every participant of a study, by code."""
    query = select(*_COLUMNS).where(participants.c.study_id == study_id).order_by(participants.c.code)
    return [_participant(row) for row in connection.execute(query)]


def erasures(connection: Connection, study_id: str, sites: Sites) -> list[Participant]:
    """The participants at these sites who asked for everything to be erased, the earliest first."""
    query = select(*_COLUMNS).where(
        participants.c.study_id == study_id,
        within(participants, sites),
        participants.c.withdrawal == Withdrawal.ERASE.value,
    )
    ordered = query.order_by(participants.c.left_on, participants.c.code)
    return [_participant(row) for row in connection.execute(ordered)]


def count(connection: Connection, study_id: str) -> int:
    """How many participants a study has ever had."""
    query = select(func.count()).select_from(participants).where(participants.c.study_id == study_id)
    return int(connection.execute(query).scalar_one())


def codes(connection: Connection, study_id: str, site: str) -> set[str]:
    """Every code that a site has given, wherever whoever has it is now."""
    given = participants.c.code.startswith(f"{site}-", autoescape=True)
    query = select(participants.c.code).where(participants.c.study_id == study_id, given)
    return set(connection.execute(query).scalars())


def search(
    connection: Connection,
    study_id: str,
    sites: Sites,
    *,
    text: str = "",
    arm: str = "",
    status: str = "",
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[Participant], int]:
    """A page of the participants at these sites by code, and how many there are; `text` is a part of a code.

    Whoever withdrew from use is among them only where those who withdrew are asked for.
    """
    query = select(*_COLUMNS).where(participants.c.study_id == study_id, within(participants, sites))
    if status != Participation.WITHDRAWN:
        query = query.where(IN_USE)
    if text:
        query = query.where(containing(participants.c.code, text))
    for column, wanted in ((participants.c.arm, arm), (participants.c.status, status)):
        if wanted:
            query = query.where(column == wanted)
    total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    rows = connection.execute(query.order_by(participants.c.code, participants.c.id).limit(limit).offset(offset))
    return [_participant(row) for row in rows], int(total)


def change(connection: Connection, participant_id: str, **values: Any) -> None:
    """Change columns of a participant, but never the key."""
    if not values.keys() <= CHANGEABLE:
        raise ValueError(f"a participant's {', '.join(values)} cannot be changed")
    connection.execute(update(participants).where(participants.c.id == participant_id).values(values))


def _one(connection: Connection, query: Select[Any], wanted: dict[str, Any]) -> Participant | None:
    row = connection.execute(query, wanted).first()
    return None if row is None else _participant(row)


def _participant(row: Row[Any]) -> Participant:
    return Participant(**row._mapping)


_INSERT = insert(participants)
_VISIBLE = select(*_COLUMNS).where(within_bound(participants))
_BY_ID = _VISIBLE.where(participants.c.id == bindparam("wanted"))
_BY_CODE = _VISIBLE.where(participants.c.study_id == bindparam("study"), participants.c.code == bindparam("wanted"))
