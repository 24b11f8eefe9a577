"""What an interviewer finds to do, what the supervisor sees of it, and who it is given to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert

from interview_app.domain.access import NOWHERE, Actor, Role, Sites
from interview_app.domain.disposition import Disposition
from interview_app.domain.fieldwork import Channel, Design
from interview_app.domain.interview import Mode
from interview_app.domain.participation import InformantWithdrawal, Participation
from interview_app.domain.schedule import State
from interview_app.services import (
    accounts,
    agendas,
    consents,
    contacting,
    courses,
    endings,
    informants,
    participants,
    schedule,
    timetables,
    today,
    verification,
)
from interview_app.services.casework import Key
from interview_app.services.contacting import Appointment, Attempt
from interview_app.services.errors import NotAllowed, NotFound, Unsuitable
from interview_app.services.tasks import Part, Section, Sought, Task
from interview_app.storage import ledger, slots
from interview_app.storage.engine import Store
from interview_app.storage.fieldwork import cases
from interview_app.storage.participants import Participant, of_study
from tests.services.conftest import CONSENT, NOW, World, person

ADMIN = Actor("", "cli:test", Role.ADMIN, NOWHERE)
DAY = NOW.date()


def enrolled(world: World, weeks: float, site: str = "OSL") -> Participant:
    """A participant whose baseline was so many weeks ago, known by the informant of the world at OSL."""
    baseline = DAY - timedelta(days=round(weeks * 7))
    manager = world.people[Role.MANAGER]
    made = participants.enrol(
        world.store, manager, world.study, site=site, arm="xr", now=NOW, dates={"baseline": baseline}
    )
    consents.record(world.store, manager, world.study, made.id, CONSENT, now=NOW)
    if site == "OSL":
        informants.acquaint(world.store, manager, world.study, world.wish.informant, made.code, now=NOW)
    return made


def found(world: World, actor: Actor | None = None, **narrowed: str) -> dict[Section, Part]:
    return today.tasks(world.store, actor or world.interviewer, world.study, Sought(**narrowed), now=NOW)


def codes(part: Part) -> list[str]:
    return [task.code for task in part.tasks]


def give(world: World, who: Participant, code: str, **more: Any) -> None:
    courses.assign(world.store, world.people[Role.SUPERVISOR], world.study, [who.id], code, now=NOW, **more)


@pytest.fixture
def colleague(world: World) -> Actor:
    return person(world.store, ADMIN, Role.INTERVIEWER, frozenset({"OSL"}), "colleague")


def test_a_visit_stands_in_the_section_of_its_state(world: World) -> None:
    due, overdue, missed = enrolled(world, 4), enrolled(world, 4.5), enrolled(world, 6)
    enrolled(world, 2.5)
    sections = found(world)
    assert due.code in codes(sections[Section.DUE])
    assert codes(sections[Section.OVERDUE]) == [overdue.code]
    assert [(task.code, task.visit) for task in sections[Section.MISSED].tasks][:1] == [(missed.code, "W04")]
    for section, state in ((Section.DUE, State.DUE), (Section.OVERDUE, State.OVERDUE), (Section.MISSED, State.MISSED)):
        assert {task.state for task in sections[section].tasks} == {state}


def test_a_row_says_who_can_be_asked_and_how_far_it_has_come(world: World) -> None:
    somebody = enrolled(world, 4)
    world.start(participant=somebody.code, visit="W04")
    [task] = [task for task in found(world)[Section.DUE].tasks if task.code == somebody.code]
    assert [(each.code, each.status, each.is_own) for each in task.people] == [(world.wish.informant, "draft", True)]
    [unfinished] = found(world)[Section.UNFINISHED].tasks
    assert (unfinished.code, unfinished.visit, unfinished.kind) == (somebody.code, "W04", "draft")


def a_case(world: World, task: Task, hours: int, **more: Any) -> None:
    """A case of the task's first informant that goes on in so many hours."""
    row = {
        "id": f"{hours:032x}", "study_id": world.study.id, "participant_id": task.participant_id, "visit": task.visit,
        "informant_id": task.people[0].id, "site": task.site, "interviewer_id": None, "document": b"",
        "disposition": "NC", "attempts": 2, "last_at": NOW, "next_at": NOW + timedelta(hours=hours),
        "next_kind": "appointment",
    }  # fmt: skip
    with world.store.writing() as connection:
        connection.execute(insert(cases).values(row | more))


def test_appointments_come_by_their_time_with_what_was_tried(world: World) -> None:
    enrolled(world, 4)
    enrolled(world, 4)
    later, sooner = (task for task in found(world)[Section.DUE].tasks if task.visit == "W04")
    a_case(world, later, 5)
    a_case(world, sooner, 2, next_kind="callback")
    tasks = found(world)[Section.APPOINTMENTS].tasks
    assert [(task.code, task.kind) for task in tasks] == [(sooner.code, "callback"), (later.code, "appointment")]
    assert [(each.attempts, each.outcome) for task in tasks for each in task.people] == [(2, "NC"), (2, "NC")]


def planned(world: World, actor: Actor, days: int = 0) -> list[str]:
    """Whom an interviewer is to call, as Today says; the list of calls says the same."""
    now = NOW + timedelta(days=days)
    listed = agendas.search(world.store, actor, world.study, {}, now=now, limit=25)
    part = today.tasks(world.store, actor, world.study, Sought(), now=now)[Section.APPOINTMENTS]
    assert codes(part) == [row.participant for row in listed.rows]
    assert part.total == listed.total
    return codes(part)


def call(world: World, about: Participant, outcome: str, **more: Any) -> None:
    """The world's interviewer calls the world's informant about a participant's week 4."""
    manager = world.people[Role.MANAGER]
    [known] = [each.informant for each in participants.show(world.store, manager, about.id).informants]
    key = Key(about.id, "W04", known.id)
    attempt = Attempt(channel=Channel.TELEPHONE, outcome=Disposition(outcome), note="Later", **more)
    contacting.record_attempt(world.store, world.interviewer, world.study, key, attempt, now=NOW)


def test_a_call_is_planned_until_the_window_closes_and_an_appointment_for_longer(world: World) -> None:
    to_call, agreed = enrolled(world, 4), enrolled(world, 4)
    call(world, to_call, "NOANS")
    meeting = Appointment(at=NOW + timedelta(days=9), mode=Mode.VIDEO)
    call(world, agreed, "APPT", appointment=meeting)
    assert planned(world, world.interviewer, days=7) == [to_call.code, agreed.code], "the last day of the window"
    assert planned(world, world.interviewer, days=8) == [agreed.code]


def test_nobody_is_to_call_an_informant_who_withdrew(world: World) -> None:
    somebody = enrolled(world, 4)
    call(world, somebody, "NOANS")
    assert planned(world, world.interviewer) == [somebody.code]
    manager = world.people[Role.MANAGER]
    [known] = [each.informant for each in participants.show(world.store, manager, somebody.id).informants]
    informants.withdraw(world.store, manager, known.id, InformantWithdrawal.KEEP, now=NOW)
    assert planned(world, world.interviewer) == []


def test_whom_an_informant_declined_this_time_leaves_the_next_call_to_a_colleague(
    world: World, colleague: Actor
) -> None:
    somebody = enrolled(world, 4)
    give(world, somebody, world.interviewer.code)
    call(world, somebody, "REF_SOFT")
    assert planned(world, world.interviewer) == []
    assert planned(world, colleague) == [somebody.code]


def test_what_is_given_to_a_colleague_is_not_shown_to_another(world: World, colleague: Actor) -> None:
    theirs, anybodys = enrolled(world, 4), enrolled(world, 4)
    give(world, theirs, colleague.code)
    assert theirs.code not in codes(found(world)[Section.DUE])
    assert {theirs.code, anybodys.code} <= set(codes(found(world, colleague)[Section.DUE]))
    assert codes(found(world, colleague, whose="mine")[Section.DUE]) == [theirs.code]


def test_the_supervisor_sees_whose_it_is_and_narrows_it_to_one(world: World, colleague: Actor) -> None:
    theirs, anybodys = enrolled(world, 4), enrolled(world, 4)
    give(world, theirs, colleague.code)
    supervisor = world.people[Role.SUPERVISOR]
    held = {task.code: task.holder for task in found(world, supervisor)[Section.DUE].tasks}
    assert (held[theirs.code], held[anybodys.code]) == (colleague.code, "")
    assert codes(found(world, supervisor, whose=colleague.code)[Section.DUE]) == [theirs.code]
    assert theirs.code not in codes(found(world, supervisor, whose="nobody")[Section.DUE])
    assert found(world, supervisor, whose="int-99")[Section.DUE].total == 0


def test_giving_is_kept_with_its_reason_and_verifies(world: World, colleague: Actor) -> None:
    somebody = enrolled(world, 4)
    give(world, somebody, colleague.code, reason="Parental leave")
    sealer = world.store.keys.participant_key(somebody.wrapped_key, somebody.id)
    with world.store.reading() as connection:
        last = ledger.history(connection, sealer, f"participant:{somebody.id}")[-1]
    assert (last.payload["interviewer_id"], last.payload["reason"]) == (colleague.id, "Parental leave")
    assert verification.verify(world.store).faults == []


def test_several_are_given_together_or_none(world: World, colleague: Actor) -> None:
    here, away = enrolled(world, 4), enrolled(world, 4, site="BER")
    supervisor = world.people[Role.SUPERVISOR]
    with pytest.raises(Unsuitable, match="works at the site of each"):
        courses.assign(world.store, supervisor, world.study, [here.id, away.id], colleague.code, now=NOW)
    assert codes(found(world, colleague, whose="mine")[Section.DUE]) == []
    courses.assign(world.store, supervisor, world.study, [here.id, away.id], world.interviewer.code, now=NOW)
    assert set(codes(found(world, whose="mine")[Section.DUE])) >= {here.code, away.code}
    courses.assign(world.store, supervisor, world.study, [here.id, away.id], "", now=NOW)
    assert found(world, whose="mine")[Section.DUE].total == 0


@pytest.mark.parametrize("wrong", ["nobody", "inactive", "supervisor"])
def test_only_an_active_interviewer_is_given_work(world: World, colleague: Actor, wrong: str) -> None:
    somebody = enrolled(world, 4)
    accounts.set_active(world.store, ADMIN, colleague.id, False, now=NOW)
    code = {"nobody": "int-99", "inactive": colleague.code, "supervisor": world.people[Role.SUPERVISOR].code}[wrong]
    with pytest.raises(Unsuitable):
        give(world, somebody, code)


def test_nobody_gives_what_is_not_theirs_to_give(world: World) -> None:
    somebody = enrolled(world, 4)
    elsewhere = replace(world.people[Role.SUPERVISOR], sites=Sites.of(world.study.id, ["BER"]))
    with pytest.raises(NotFound):
        courses.assign(world.store, elsewhere, world.study, [somebody.id], world.interviewer.code, now=NOW)
    with pytest.raises(NotAllowed):
        courses.assign(world.store, world.interviewer, world.study, [somebody.id], world.interviewer.code, now=NOW)
    with pytest.raises(Unsuitable, match="at least one"):
        courses.assign(world.store, world.people[Role.SUPERVISOR], world.study, [], "", now=NOW)


def test_whoever_has_left_is_not_listed(world: World) -> None:
    gone = enrolled(world, 6)
    manager = world.people[Role.MANAGER]
    terms = replace(courses.terms_of(gone), status=Participation.ENDED, left_on=DAY)
    courses.change(world.store, manager, world.study, gone.id, terms, now=NOW)
    assert all(gone.code not in codes(part) for part in found(world).values())


def test_the_overview_adds_up_to_what_the_timetables_say(world: World) -> None:
    everybody = [enrolled(world, weeks) for weeks in (1, 4, 5, 12.5, 30)]
    supervisor = world.people[Role.SUPERVISOR]
    counts = timetables.overview(world.store, supervisor, world.study, "OSL", now=NOW)
    told: dict[tuple[str, State], int] = {}
    with world.store.reading() as connection:
        ids = [each.id for each in of_study(connection, world.study.id)]
    assert {each.id for each in everybody} <= set(ids)
    for participant_id in ids:
        for line in timetables.look(world.store, supervisor, world.study, participant_id, now=NOW).lines:
            told[line.visit.id, line.state] = told.get((line.visit.id, line.state), 0) + 1
    assert counts == told
    for (visit, state), count in told.items():
        sought = timetables.Sought(state, "OSL", visit)
        stands, total = timetables.visits(world.store, supervisor, world.study, sought, limit=50, offset=0, now=NOW)
        assert (len(stands), total) == (count, count)


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(store.reader, "before_cursor_execute", note)
    yield seen
    event.remove(store.reader, "before_cursor_execute", note)


def test_more_rows_take_no_more_statements(world: World) -> None:
    def asked() -> int:
        with statements(world.store) as seen:
            shown = found(world)
        assert all(shown[each].total for each in set(Section) - {Section.UNFINISHED})
        return len(seen)

    for weeks in (4, 4.5, 6):
        enrolled(world, weeks)
    wanted(world)
    a_case(world, found(world)[Section.DUE].tasks[0], 1)
    few = asked()
    for weeks in (4, 4.5, 6) * 4:
        enrolled(world, weeks)
    for _ in range(4):
        wanted(world)
    assert asked() == few
    assert few < 36


def wanted(world: World) -> Participant:
    """A participant whose first interview broke off and of whom a second opinion is wanted."""
    made = enrolled(world, 4)
    interview = world.start(participant=made.code, visit="W04")
    endings.break_off(world.store, world.interviewer, interview, reason="technical", now=NOW)
    with world.store.writing() as connection:
        slots.mark(connection, made.id, "W04", Design.MARKED)
    return made


def test_second_opinions_are_paged_and_counted(world: World) -> None:
    made = [wanted(world).code for _ in range(3)]
    pages = [
        today.tasks(
            world.store, world.interviewer, world.study, Sought(), only=Section.SECONDS, limit=2, offset=offset, now=NOW
        )[Section.SECONDS]
        for offset in (0, 2)
    ]
    assert [part.total for part in pages] == [3, 3]
    assert [code for part in pages for code in codes(part)] == sorted(made)
    assert not any(task.people for part in pages for task in part.tasks)
    assert today.counts(world.store, world.people[Role.SUPERVISOR], world.study, now=NOW)[Section.SECONDS] == 3


def test_a_day_begins_where_the_site_is(world: World) -> None:
    study = replace(world.study, timezone="Pacific/Auckland")
    evening = NOW + timedelta(hours=4)
    both = world.people[Role.SUPERVISOR].sites
    assert schedule.days_of(study, both.only("OSL"), evening) == {date(2026, 3, 14): both.only("OSL")}
    assert schedule.days_of(world.study, both, evening) == {DAY: both}
