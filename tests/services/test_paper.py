"""An interview that is entered from paper says when it was held."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from interview_app.domain.access import Role
from interview_app.domain.events import Event
from interview_app.domain.interview import Entry, Interview
from interview_app.reports.copies import Copy
from interview_app.services import courses, endings, interviews, participants
from interview_app.services.errors import Unsuitable
from interview_app.services.paper import Held, held
from interview_app.services.reports import interview_pdf
from interview_app.services.verification import verify
from interview_app.storage.models import interviews as rows
from tests.reports.printed import Printed
from tests.services.conftest import NOW, World, person
from tests.worked import ANSWERS

TODAY = NOW.date()


def opened(world: World, interview_id: str) -> Interview:
    return interviews.open_interview(world.store, world.interviewer, interview_id, now=NOW).interview


def started(world: World, **facts: Any) -> str:
    return world.start(**{"entry": Entry.PAPER, "held": Held(TODAY, time(8, 30), world.interviewer.code)} | facts)


def test_what_stands_on_the_paper_is_kept_with_the_interview(world: World) -> None:
    interview = opened(world, started(world))
    assert (interview.held_on, interview.held_time) == (TODAY, time(8, 30))
    assert interview.started_at == NOW, "typing began now"


def test_the_ledger_keeps_it_in_the_start_and_verify_rebuilds_it(world: World) -> None:
    interview_id = started(world)
    start = interviews.history(world.store, world.interviewer, interview_id, now=NOW)[0]
    assert start.action is Event.INTERVIEW_START
    assert (start.payload["facts"]["held_on"], start.payload["facts"]["held_time"]) == ("2026-03-13", "08:30")
    assert verify(world.store).is_sound


@pytest.mark.parametrize(
    "forged", [{"held_on": "2026-03-12"}, {"held_time": None}, {"held_on": None, "held_time": None}]
)
def test_a_day_that_was_changed_in_the_table_alone_is_found(world: World, forged: dict[str, Any]) -> None:
    interview_id = started(world)
    with world.store.writing() as connection:
        connection.execute(update(rows).where(rows.c.id == interview_id).values(forged))
    assert [fault.what for fault in verify(world.store).faults] == [
        f"{', '.join(forged)}: not what the events add up to"
    ]


def test_the_time_may_be_unknown_and_midnight_is_a_time(world: World) -> None:
    assert opened(world, started(world, held=Held(TODAY, by="role:nurse"))).held_time is None
    assert opened(world, started(world, held=Held(TODAY, time(0, 0), "role:nurse"), visit="W16")).held_time == time(
        0, 0
    )


def test_who_held_it_is_kept_beside_who_typed_it(world: World) -> None:
    colleague = person(world.store, world.people[Role.ADMIN], Role.INTERVIEWER, world.interviewer.sites, "colleague")
    for by, code, role in ((colleague.code, colleague.code, ""), ("role:nurse", "", "nurse")):
        visit = "W16" if role else "W12"
        interview_id = started(world, held=Held(TODAY, by=by), visit=visit)
        interview = opened(world, interview_id)
        assert (interview.held_by, interview.held_by_role, interview.begun_by) == (code, role, world.interviewer.code)
    assert verify(world.store).is_sound
    live = opened(world, started(world, entry=Entry.LIVE, visit="W20", outside_reason="planned"))
    assert (live.held_by, live.held_by_role) == ("", "")


@pytest.mark.parametrize("by", ["", "int-99", "role:", "role:astronaut", "Kari Nordmann"])
def test_paper_held_by_nobody_known_is_refused(world: World, by: str) -> None:
    with pytest.raises(Unsuitable, match="Choose who held") as refused:
        started(world, held=Held(TODAY, by=by))
    assert refused.value.field == "held_by"


def test_paper_is_completed_only_after_a_second_look_which_the_ledger_keeps(world: World) -> None:
    interview_id = started(world)
    spoken = {item: value for item, value in ANSWERS.items() if item not in ("prior_wrri", "e1")}
    world.answer(interview_id, spoken)
    with pytest.raises(Unsuitable, match="Compare every answer") as refused:
        endings.complete(world.store, world.interviewer, interview_id, now=NOW)
    assert refused.value.field == "compared"
    endings.complete(world.store, world.interviewer, interview_id, now=NOW, compared=True)
    events = interviews.history(world.store, world.interviewer, interview_id, now=NOW)
    assert [e.payload["compared"] for e in events if e.action is Event.INTERVIEW_COMPLETE] == [True]
    page = interview_pdf(world.store, world.people[Role.SUPERVISOR], interview_id, copy=Copy(), now=NOW)
    code = world.interviewer.code
    assert f"held by {code} · entered from paper by {code} on 13 Mar 2026" in Printed(page).said
    assert verify(world.store).is_sound


def test_paper_without_a_day_is_refused(world: World) -> None:
    with pytest.raises(Unsuitable, match="Say on which day") as refused:
        started(world, held=Held())
    assert refused.value.field == "held_on"


def test_an_interview_typed_while_asking_keeps_no_day(world: World) -> None:
    interview = opened(world, started(world, entry=Entry.LIVE))
    assert (interview.held_on, interview.held_time) == (None, None)


def test_paper_is_neither_of_the_future_nor_of_before_the_enrolment(world: World) -> None:
    with pytest.raises(Unsuitable, match="future"):
        started(world, held=Held(TODAY + timedelta(days=1)))
    with pytest.raises(Unsuitable, match="not enrolled yet"):
        started(world, held=Held(TODAY - timedelta(days=1)))


ENROLLED = NOW - timedelta(days=30)


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        (Held(TODAY), ""),
        (Held(ENROLLED.date()), ""),
        (Held(TODAY, time(23, 59)), "future"),
        (Held(date.max), "future"),
        (Held(date.min), "enrolled"),
        (Held(ENROLLED.date() - timedelta(days=1)), "enrolled"),
    ],
)
def test_days_are_judged_to_their_edges(told: Held, fault: str) -> None:
    assert fault_of(told, NOW) == fault


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles", "UTC"])
def test_a_server_in_any_zone_takes_the_day_of_its_clock_and_of_utc(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import time as clocks

    monkeypatch.setenv("TZ", zone)
    clocks.tzset()
    try:
        late = NOW.replace(hour=23)
        assert fault_of(Held(late.date()), late) == ""
        assert fault_of(Held(late.astimezone().date()), late) == ""
        assert fault_of(Held(late.date() + timedelta(days=2)), late) == "future"
    finally:
        monkeypatch.undo()
        clocks.tzset()


def fault_of(told: Held, now: datetime) -> str:
    try:
        held(Entry.PAPER, told, enrolled_at=ENROLLED, now=now)
    except Unsuitable as refused:
        return "future" if "future" in str(refused) else "enrolled"
    return ""


def test_window_and_consent_are_those_of_the_day_on_paper_however_late_it_is_typed(world: World) -> None:
    """Typed in a year later, when the window has long closed."""
    later = NOW + timedelta(days=400)
    manager = world.people[Role.MANAGER]
    found, _ = participants.search(world.store, manager, world.study, text=world.wish.participant)
    course = replace(courses.terms_of(found[0]), dates={"baseline": TODAY})
    courses.change(world.store, manager, world.study, found[0].id, course, now=NOW)
    paper = replace(world.wish, visit="BL", entry=Entry.PAPER, held=Held(TODAY, by="role:nurse"), outside_reason="")
    typed = interviews.start(world.store, world.interviewer, paper, now=later)
    assert "outside" not in interviews.history(world.store, world.interviewer, typed, now=later)[0].payload
    live = replace(paper, visit="W04", entry=Entry.LIVE, held=Held())
    with pytest.raises(Unsuitable) as refused:
        interviews.start(world.store, world.interviewer, live, now=later)
    assert refused.value.field == "outside_reason"
