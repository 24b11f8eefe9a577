"""What is to be done today: appointments, unfinished interviews and visits, in the order of what comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row

from interview_app.domain.access import Action, Actor
from interview_app.domain.disposition import Disposition
from interview_app.domain.fieldwork import Next
from interview_app.domain.interview import Lost
from interview_app.domain.schedule import State
from interview_app.domain.second_opinions import INTERVIEWER, Pair
from interview_app.domain.study import Study
from interview_app.services import schedule, seconds
from interview_app.services.errors import NotAllowed
from interview_app.services.tasks import Part, Person, Section, Sought, Task
from interview_app.storage import accounts, interviews, slots, today
from interview_app.storage.accounts import Account
from interview_app.storage.casework import Mine
from interview_app.storage.engine import Store
from interview_app.storage.today import Wanted

FEW = 10
"""How many of a section are shown beside the others."""
NOBODY = "nobody"
MINE = "mine"


def tasks(
    store: Store, actor: Actor, study: Study, sought: Sought, *, limit: int = FEW, only: Section | None = None,
    offset: int = 0, now: datetime,
) -> dict[Section, Part]:  # fmt: skip
    """The sections for an interviewer, or for a supervisor those of the team; or one of them, from an offset on."""
    _require(actor)
    with store.reading() as connection:
        wanted = _wanted(connection, actor, study, sought, now)
        look = _Look(connection, store, actor, study, wanted, now)
        chosen = [only] if only else list(Section)
        return {section: look.part(section, limit, offset) for section in chosen}


def counts(store: Store, actor: Actor, study: Study, *, now: datetime) -> dict[Section, int]:
    """How much there is to do in each section."""
    return {each: part.total for each, part in tasks(store, actor, study, Sought(), limit=0, now=now).items()}


def takers(store: Store, actor: Actor, study: Study) -> list[Account]:
    """The interviewers at the actor's sites, by code."""
    _require(actor)
    with store.reading() as connection:
        return [
            each for each in accounts.every(connection) if any(each.conducts(study.id, site) for site in actor.sites)
        ]


def _require(actor: Actor) -> None:
    if not actor.may(Action.CONDUCT) and not actor.may(Action.REASSIGN):
        raise NotAllowed("Your role does not conduct interviews.")


def _wanted(connection: Connection, actor: Actor, study: Study, sought: Sought, now: datetime) -> Wanted:
    sites = actor.sites.only(sought.site)
    wanted = Wanted(
        study_id=study.id, days=schedule.days_of(study, sites, now),
        visit=sought.visit, text=sought.text, mode=sought.mode,
    )  # fmt: skip
    if actor.may(Action.CONDUCT):
        wanted = replace(wanted, interviewer_id=actor.id, or_nobodys=sought.whose != MINE)
        return replace(wanted, mine=Mine(actor.id, actor.code)) if wanted.or_nobodys else wanted
    if not sought.whose or sought.whose == NOBODY:
        return replace(wanted, or_nobodys=bool(sought.whose))
    account = accounts.by_code(connection, sought.whose)
    return replace(wanted, interviewer_id=account.id if account else "-")


Pages = Callable[..., Sequence[Row[Any]]]
Counts = Callable[[Connection, Wanted], int]


def _visits(state: State) -> tuple[Pages, Counts]:
    return partial(today.visits, state=state), partial(today.count_visits, state=state)


_SECTIONS: Mapping[Section, tuple[Pages, Counts]] = {
    Section.APPOINTMENTS: (today.appointments, today.count_appointments),
    Section.UNFINISHED: (today.unfinished, today.count_unfinished),
    Section.OVERDUE: _visits(State.OVERDUE),
    Section.DUE: _visits(State.DUE),
    Section.MISSED: _visits(State.MISSED),
}


@dataclass(frozen=True, slots=True)
class _Look:
    """One person's look at what is to be done."""

    connection: Connection
    store: Store
    actor: Actor
    study: Study
    wanted: Wanted
    now: datetime

    def part(self, section: Section, limit: int, offset: int) -> Part:
        if section is Section.SECONDS:
            return self._seconds(limit, offset)
        page, count = _SECTIONS[section]
        rows = page(self.connection, self.wanted, limit=limit, offset=offset)
        return Part(self._tasks(section, rows), count(self.connection, self.wanted))

    def _seconds(self, limit: int, offset: int) -> Part:
        found = seconds.due(self.connection, self.actor, self.study, self.wanted, self.now)
        shown = found[offset : offset + limit]
        tasks = self._tasks(Section.SECONDS, [row for row, _ in shown])
        return Part([_blind(task, pair) for task, (_, pair) in zip(tasks, shown, strict=True)], len(found))

    def _tasks(self, section: Section, rows: Sequence[Row[Any]]) -> list[Task]:
        if not rows:
            return []
        around = Around.of(self.connection, self.actor, rows)
        ids = [row.id for row in rows] if section is Section.UNFINISHED else []
        unread = interviews.unread(self.connection, self.store.keys, ids) if ids else {}
        return [self._task(section, row, around, unread) for row in rows]

    def _task(self, section: Section, row: Row[Any], around: Around, unread: Mapping[str, Lost]) -> Task:
        one = row.informant_id if section in _ABOUT else ""
        about = _ABOUT[section](row) if one else {}
        return Task(
            participant_id=row.participant_id,
            code=row.code,
            site=row.site,
            visit=row.visit,
            today=schedule.day_at(self.study, row.site, self.now),
            standing=None if row.expectation is None else slots.standing(row),
            holder=around.codes.get(row.holder if one else row.interviewer_id, ""),
            people=around.people(row.participant_id, row.visit, one),
            lost=unread.get(about.get("interview", "")),
            **about,
        )


def _blind(task: Task, pair: Pair) -> Task:
    """A second opinion to be held, without anything of the first."""
    standing = task.standing and replace(task.standing, held_on=None)
    people = tuple(each for each in task.people if seconds.is_asked(pair, each.code))
    if pair.kind == INTERVIEWER:
        people = tuple(Person(id=each.id, code=each.code, role=each.role) for each in people)
    return replace(task, standing=standing, people=people, until=pair.until)


_ABOUT: Mapping[Section, Callable[[Row[Any]], dict[str, Any]]] = {
    Section.APPOINTMENTS: lambda row: {"at": row.next_at, "kind": row.next_kind},
    Section.UNFINISHED: lambda row: {
        "at": row.changed_at, "kind": row.status, "mode": row.mode_last, "interview": row.id,
    },
}  # fmt: skip
"""Sections whose tasks are about one informant, and what they tell of it."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around some visits: who can be asked about the participant, the cases and the interviews."""

    actor: Actor
    known: Mapping[str, list[Row[Any]]]
    cases: Mapping[tuple[str, str, str], Row[Any]]
    interviews: Mapping[tuple[str, str, str], Row[Any]]
    codes: Mapping[str, str]

    @classmethod
    def of(cls, connection: Connection, actor: Actor, rows: Iterable[Row[Any]]) -> Around:
        """Read by the same few queries however many rows there are."""
        pairs = sorted({(row.participant_id, row.visit) for row in rows})
        known: dict[str, list[Row[Any]]] = defaultdict(list)
        for row in today.people(connection, {participant_id for participant_id, _ in pairs}):
            known[row.participant_id].append(row)
        cases = {_key(row): row for row in today.cases_at(connection, pairs)}
        held = {_key(row): row for row in today.interviews_at(connection, pairs)}
        named = [getattr(row, name) for row in rows for name in ("interviewer_id", "holder") if name in row._fields]
        named += [row.interviewer_id for row in cases.values()]
        codes = today.codes_of(connection, {each for each in named if each})
        return cls(actor, known, cases, held, codes)

    def people(self, participant_id: str, visit: str, one: str = "") -> tuple[Person, ...]:
        """Everybody who can be asked, with where that stands; or the one whom it is about."""
        known = self.known[participant_id]
        chosen = [row for row in known if row.id == one] if one else [row for row in known if row.asked]
        return tuple(self._person(row, (participant_id, visit, row.id)) for row in chosen)

    def _person(self, row: Row[Any], key: tuple[str, str, str]) -> Person:
        person = Person(id=row.id, code=row.code, role=row.role)
        if case := self.cases.get(key):
            person = replace(
                person,
                attempts=case.attempts,
                outcome=Disposition(case.disposition) if case.disposition else None,
                next_at=case.next_at,
                next_kind=Next(case.next_kind),
                holder=self.codes.get(case.interviewer_id, ""),
            )
        if held := self.interviews.get(key):
            own = held.interviewer_id == self.actor.id
            person = replace(person, interview=held.id, status=held.status, is_own=own)
        return person


def _key(row: Row[Any]) -> tuple[str, str, str]:
    return row.participant_id, row.visit, row.informant_id
