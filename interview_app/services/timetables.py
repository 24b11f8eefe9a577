"""The schedule as people look at it: one participant's visits, and how all visits of a site stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row

from interview_app.domain.access import Action, Actor, Sites, sees_whole_site
from interview_app.domain.events import Event
from interview_app.domain.schedule import State, anchor_days, state
from interview_app.domain.study import Anchor, Study, Visit
from interview_app.services import schedule
from interview_app.services.cases import may_see
from interview_app.services.errors import NotAllowed
from interview_app.services.participants import get_one, must_be_in_use, trace
from interview_app.storage import casework, slots, timetables, today
from interview_app.storage.casework import Mine
from interview_app.storage.engine import Store
from interview_app.storage.participants import Participant
from interview_app.storage.slots import Standing


@dataclass(frozen=True, slots=True)
class Held:
    """An interview at a visit, and whether whoever looks may open it."""

    row: Row[Any]
    opens: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A visit of a participant: when it falls, how it stands and what was held."""

    visit: Visit
    standing: Standing
    state: State
    held: list[Held]
    called: list[Row[Any]]
    """The cases that whoever looks may open, also those that are settled."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """One participant's visits, in the study's order, and the days that they are counted from."""

    participant: Participant
    interviewer: str
    """The code of the account that interviews about them, "" for anybody's."""
    today: date
    anchors: list[tuple[Anchor, date | None]]
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Sought:
    """Which visits are looked for: how they stand, and "" for every site or visit."""

    state: State
    site: str = ""
    visit: str = ""


@dataclass(frozen=True, slots=True)
class Stand:
    """A visit in a list: whose, when and how it stands."""

    participant_id: str
    code: str
    today: date
    standing: Standing


def look(store: Store, actor: Actor, study: Study, participant_id: str, *, now: datetime) -> Timetable:
    """A participant's visits for somebody who looks at them, which the ledger keeps.

    Raises NotAllowed, NotFound, Withheld.
    """
    _require(actor)
    with store.writing() as connection:
        participant = get_one(connection, actor, participant_id)
        must_be_in_use(participant)
        there = {each.slot.visit: each for each in slots.of_participant(connection, participant.id)}
        held = timetables.interviews_of(connection, participant.id)
        called = _called(connection, actor, participant.id)
        mine = today.codes_of(connection, [participant.interviewer_id or ""])
        trace(connection, store.keys, participant, actor, Event.PARTICIPANT_VIEW, {}, now)
    day = schedule.day_at(study, participant.site, now)
    lines = [
        Line(
            visit,
            there[visit.id],
            _state(there[visit.id], day),
            _held(actor, held, visit.id),
            [case for case in called if case.visit == visit.id],
        )
        for visit in study.visits
        if visit.id in there
    ]
    known = anchor_days(study, participant.course)
    anchors = [(anchor, known.get(anchor.id)) for anchor in study.anchors]
    return Timetable(participant, mine.get(participant.interviewer_id or "", ""), day, anchors, lines)


def standings(
    store: Store, actor: Actor, study: Study, participant_id: str, *, now: datetime
) -> dict[str, tuple[Standing, State]]:
    """By visit, where it falls and how it stands today, for whoever chooses one. Raises NotAllowed, NotFound."""
    _require(actor)
    with store.reading() as connection:
        participant = get_one(connection, actor, participant_id)
        found = slots.of_participant(connection, participant.id)
    day = schedule.day_at(study, participant.site, now)
    return {each.slot.visit: (each, _state(each, day)) for each in found}


def _called(connection: Connection, actor: Actor, participant_id: str) -> list[Row[Any]]:
    if not actor.may(Action.CALL):
        return []
    mine = None if sees_whole_site(actor.role) else Mine(actor.id, actor.code)
    return casework.of_participant(connection, participant_id, mine)


def _state(standing: Standing, day: date) -> State:
    return state(standing.slot, standing.held_on, day)


def _held(actor: Actor, rows: list[Row[Any]], visit: str) -> list[Held]:
    reads = actor.may(Action.READ_INTERVIEWS)
    return [
        Held(row, reads and may_see(actor, row.study_id, row.site, row.interviewer_id))
        for row in rows
        if row.visit == visit
    ]


def overview(store: Store, actor: Actor, study: Study, site: str, *, now: datetime) -> Mapping[tuple[str, State], int]:
    """How many visits stand how, by visit and state, at a site or ("") at all of the actor's."""
    _require(actor)
    with store.reading() as connection:
        return timetables.counts(connection, study.id, schedule.days_of(study, _at(actor, site), now))


def visits(
    store: Store, actor: Actor, study: Study, sought: Sought, *, limit: int, offset: int, now: datetime
) -> tuple[list[Stand], int]:
    """A page of the visits that stand so, and how many there are."""
    _require(actor)
    days = schedule.days_of(study, _at(actor, sought.site), now)
    with store.reading() as connection:
        rows, total = timetables.visits(
            connection, study.id, days, sought.state, sought.visit, limit=limit, offset=offset
        )
    found = [
        Stand(row.participant_id, row.code, schedule.day_at(study, row.site, now), slots.standing(row)) for row in rows
    ]
    return found, total


def _at(actor: Actor, site: str) -> Sites:
    return actor.sites.only(site)


def _require(actor: Actor) -> None:
    if not actor.may(Action.SEE_SCHEDULE):
        raise NotAllowed("Your role does not see the schedule.")
