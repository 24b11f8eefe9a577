"""What is to be done: appointments, unfinished interviews and visits by their state, with who can be asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, false, func, or_, select, true, tuple_

from interview_app.domain.access import Sites
from interview_app.domain.fieldwork import Design
from interview_app.domain.interview import Status
from interview_app.domain.participation import Participation
from interview_app.domain.schedule import State
from interview_app.storage import casework
from interview_app.storage.fieldwork import cases, slots
from interview_app.storage.interviews import IN_USE
from interview_app.storage.models import accounts, informants, interviews, participants, relations
from interview_app.storage.patterns import containing
from interview_app.storage.sites import within
from interview_app.storage.states import Days, is_in

LATELY = timedelta(days=28)
"""How long ago a window may have closed for its visit to be worth a late interview."""
Visits = Collection[tuple[str, str]]
"""Pairs of a participant's id and a visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which work is looked for: in a study, at sites, and as far as the rest is not empty, of that kind."""

    study_id: str
    days: Days = field(default_factory=dict)
    visit: str = ""
    text: str = ""
    """A part of the participant's code."""
    mode: str = ""
    """How the participant's last interview was held."""
    interviewer_id: str = ""
    """Whose it is; "" for whosever."""
    or_nobodys: bool = False
    """True for what is given to nobody as well, or to nobody alone where `interviewer_id` is ""."""
    mine: casework.Mine | None = None
    """The interviewer who looks at what they may do: of cases, those in which it is their turn."""

    @property
    def sites(self) -> Sites:
        """All the sites."""
        return Sites.of(self.study_id, (site for sites in self.days.values() for site in sites))


def visits(connection: Connection, wanted: Wanted, state: State, *, limit: int, offset: int = 0) -> list[Row[Any]]:
    """A page of the visits in a state, those first whose window closes first; missed ones latest first, of late."""
    closing = slots.c.closes.desc() if state is State.MISSED else slots.c.closes
    query = _of_visits(_VISITS, wanted, state).order_by(closing, slots.c.target, participants.c.code, slots.c.visit)
    return list(connection.execute(query.limit(limit).offset(offset)))


def count_visits(connection: Connection, wanted: Wanted, state: State) -> int:
    """How many there are in all."""
    query = _of_visits(select(func.count()).select_from(slots.join(participants)), wanted, state)
    return int(connection.execute(query).scalar_one())


def _of_visits(query: Select[Any], wanted: Wanted, state: State) -> Select[Any]:
    falls = is_in(state, wanted.days)
    if state is State.MISSED:
        falls = and_(falls, slots.c.closes >= min(wanted.days, default=_NEVER) - LATELY)
    return query.where(slots.c.study_id == wanted.study_id, falls, *_about(wanted, slots.c.visit), _whose(wanted))


def maybe_seconds(connection: Connection, wanted: Wanted, since: datetime) -> list[Row[Any]]:
    """The visits for which a second opinion is asked and of which an interview begun since then has ended."""
    ended = select(interviews.c.participant_id, interviews.c.visit).where(
        interviews.c.started_at >= since,
        interviews.c.status.in_((Status.COMPLETE.value, Status.BROKEN_OFF.value)),
        IN_USE,
    )
    query = _VISITS.where(
        slots.c.design.in_((Design.DRAWN.value, Design.MARKED.value)),
        tuple_(slots.c.participant_id, slots.c.visit).in_(ended),
        within(participants, wanted.sites),  # the slots' own would be found by reading all of a study
        *_about(wanted, slots.c.visit),
        _whose(wanted),
    )
    return list(connection.execute(query))


def appointments(connection: Connection, wanted: Wanted, *, limit: int, offset: int = 0) -> list[Row[Any]]:
    """A page of the cases that have a time at which they go on, the earliest first."""
    query = _of_cases(_APPOINTMENTS, wanted).order_by(cases.c.next_at, cases.c.id)
    return list(connection.execute(query.limit(limit).offset(offset)))


def count_appointments(connection: Connection, wanted: Wanted) -> int:
    """How many there are in all."""
    query = _of_cases(select(func.count()).select_from(_OPEN_CASES), wanted)
    return int(connection.execute(query).scalar_one())


def _of_cases(query: Select[Any], wanted: Wanted) -> Select[Any]:
    """The cases that the list of calls shows too, by the same conditions."""
    here = (cases.c.study_id == wanted.study_id, within(participants, wanted.sites), *casework.TO_BE_REACHED)
    over = (and_(within(participants, sites), casework.PLAN.c.closes < day) for day, sites in wanted.days.items())
    holder = func.coalesce(cases.c.interviewer_id, participants.c.interviewer_id)
    whose = casework.of_one(wanted.mine) if wanted.mine else _held_by(wanted, holder)
    return query.where(*here, casework.is_still_on(or_(false(), *over)), *_about(wanted, cases.c.visit), whose)


def unfinished(connection: Connection, wanted: Wanted, *, limit: int, offset: int = 0) -> list[Row[Any]]:
    """A page of the drafts and paused interviews, the latest first."""
    query = _of_interviews(_UNFINISHED, wanted).order_by(interviews.c.changed_at.desc(), interviews.c.id)
    return list(connection.execute(query.limit(limit).offset(offset)))


def count_unfinished(connection: Connection, wanted: Wanted) -> int:
    """How many there are in all."""
    query = _of_interviews(select(func.count()).select_from(interviews.join(participants)), wanted)
    return int(connection.execute(query).scalar_one())


def _of_interviews(query: Select[Any], wanted: Wanted) -> Select[Any]:
    conditions = [within(interviews, wanted.sites), IN_USE]
    conditions += [interviews.c.status.in_((Status.DRAFT.value, Status.PAUSED.value))]
    told = {interviews.c.visit: wanted.visit, interviews.c.mode_last: wanted.mode}
    conditions += [column == value for column, value in told.items() if value]
    if wanted.text:
        conditions.append(containing(participants.c.code, wanted.text))
    if wanted.interviewer_id or wanted.or_nobodys:
        conditions.append(interviews.c.interviewer_id == wanted.interviewer_id)
    return query.where(*conditions)


def _about(wanted: Wanted, visit: ColumnElement[str]) -> list[ColumnElement[bool]]:
    """What is asked of the participant and the visit."""
    found: list[ColumnElement[bool]] = [participants.c.status == Participation.ACTIVE.value]
    if wanted.visit:
        found.append(visit == wanted.visit)
    if wanted.text:
        found.append(containing(participants.c.code, wanted.text))
    if wanted.mode:
        found.append(_LAST_MODE.is_not_distinct_from(wanted.mode))
    return found


def _whose(wanted: Wanted) -> ColumnElement[bool]:
    """True of visits whose participant is given to whoever is asked for, or one of whose cases is."""
    mine = _held_by(wanted, participants.c.interviewer_id)
    if not wanted.interviewer_id:
        return mine
    of_case = (cases.c.participant_id == slots.c.participant_id, cases.c.visit == slots.c.visit)
    return or_(mine, exists().where(*of_case, cases.c.interviewer_id == wanted.interviewer_id))


def _held_by(wanted: Wanted, holder: ColumnElement[Any]) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = [holder.is_(None)] if wanted.or_nobodys else []
    if wanted.interviewer_id:
        ways.append(holder == wanted.interviewer_id)
    return or_(*ways) if ways else true()


def people(connection: Connection, participant_ids: Collection[str]) -> list[Row[Any]]:
    """Those who know these participants (participant_id, id, code, role, asked: whether they can be), by code."""
    return list(connection.execute(_PEOPLE.where(relations.c.participant_id.in_(list(participant_ids)))))


def cases_at(connection: Connection, wanted: Visits) -> list[Row[Any]]:
    """The cases of these visits, without what is sealed in them."""
    return list(connection.execute(_CASES.where(tuple_(cases.c.participant_id, cases.c.visit).in_(list(wanted)))))


def interviews_at(connection: Connection, wanted: Visits) -> list[Row[Any]]:
    """The interviews at these visits that were not voided, the earliest first."""
    pairs = tuple_(interviews.c.participant_id, interviews.c.visit).in_(list(wanted))
    return list(connection.execute(_INTERVIEWS.where(pairs)))


def codes_of(connection: Connection, account_ids: Collection[str]) -> dict[str, str]:
    """The codes of these accounts, by id."""
    query = select(accounts.c.id, accounts.c.code).where(accounts.c.id.in_(list(account_ids)))
    return {row.id: row.code for row in connection.execute(query)}


_NEVER = date(9000, 1, 1)
_LAST_MODE = (
    select(interviews.c.mode_last)
    .where(interviews.c.participant_id == participants.c.id, IN_USE, interviews.c.status != Status.VOID.value)
    .order_by(interviews.c.started_at.desc(), interviews.c.id)
    .limit(1)
    .scalar_subquery()
)
_WHO = (participants.c.code, participants.c.interviewer_id)
_WINDOW = [slots.c[name] for name in ("opens", "target", "closes", "expectation", "reason", "held_on", "design")]
_SAME_VISIT = {
    table: and_(slots.c.participant_id == table.c.participant_id, slots.c.visit == table.c.visit)
    for table in (cases, interviews)
}
_VISITS = select(slots, *_WHO).select_from(slots.join(participants))
_OPEN_CASES = cases.join(participants, participants.c.id == cases.c.participant_id).join(
    informants, informants.c.id == cases.c.informant_id
)
_APPOINTMENTS: Select[Any] = select(
    cases.c.study_id,
    cases.c.participant_id,
    cases.c.visit,
    participants.c.site,
    *_WHO,
    func.coalesce(cases.c.interviewer_id, participants.c.interviewer_id).label("holder"),
    cases.c.informant_id,
    cases.c.next_at,
    cases.c.next_kind,
    *_WINDOW,
).select_from(_OPEN_CASES.outerjoin(slots, _SAME_VISIT[cases]))
_UNFINISHED: Select[Any] = select(
    interviews.c.id,
    interviews.c.study_id,
    interviews.c.participant_id,
    interviews.c.visit,
    interviews.c.site,
    *_WHO,
    interviews.c.interviewer_id.label("holder"),
    interviews.c.informant_id,
    interviews.c.mode_last,
    interviews.c.status,
    interviews.c.changed_at,
    *_WINDOW,
).select_from(interviews.join(participants).outerjoin(slots, _SAME_VISIT[interviews]))
_CAN_BE_ASKED = ((informants.c.withdrawn == "") & (informants.c.active == True)).label("asked")  # noqa: E712 - a flag
_PEOPLE: Select[Any] = (
    select(relations.c.participant_id, informants.c.id, informants.c.code, informants.c.role, _CAN_BE_ASKED)
    .select_from(relations.join(informants))
    .order_by(informants.c.code)
)
_CASES = select(*(column for column in cases.c if column.name != "document"))
_INTERVIEWS = (
    select(
        *(interviews.c[name] for name in ("id", "participant_id", "visit", "informant_id", "status", "interviewer_id"))
    )
    .where(interviews.c.status != Status.VOID.value, IN_USE)
    .order_by(interviews.c.started_at, interviews.c.id)
)
