"""An unfinished interview passes to another interviewer: who may give it, who may take it, and what is remembered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from interview_app.domain.access import NOWHERE, Actor, Role
from interview_app.domain.document import answer_of
from interview_app.domain.events import Event
from interview_app.domain.interview import Status
from interview_app.services import accounts, endings, handovers, interviews, today
from interview_app.services.errors import Closed, NotAllowed, NotFound, Unsuitable
from interview_app.services.tasks import Section, Sought
from interview_app.services.verification import verify
from interview_app.storage.models import interviews as rows
from tests.services.conftest import NOW, SITES, World, person

LATER = NOW + timedelta(days=3)
ADMIN = Actor("", "cli:test", Role.ADMIN, NOWHERE)


@pytest.fixture
def taker(world: World) -> Actor:
    return person(world.store, ADMIN, Role.INTERVIEWER, SITES, "taker")


def hand(world: World, interview_id: str, to: str, reason: str = "On leave", *, by: Role = Role.SUPERVISOR) -> None:
    handovers.reassign(world.store, world.people[by], interview_id, to, reason=reason, now=LATER)


def test_a_departed_interviewers_draft_is_finished_by_another(world: World, taker: Actor) -> None:
    interview_id = world.start()
    world.answer(interview_id, {"c01": "3"})
    accounts.set_active(world.store, ADMIN, world.interviewer.id, False, now=NOW)
    hand(world, interview_id, taker.code)
    unfinished = today.tasks(world.store, taker, world.study, Sought(), now=LATER)[Section.UNFINISHED]
    assert [task.interview for task in unfinished.tasks] == [interview_id]
    endings.resume(world.store, taker, interview_id, now=LATER)
    opened = interviews.open_interview(world.store, taker, interview_id, now=LATER)
    assert answer_of(opened.interview.document, "c01").value == "3"
    assert (opened.interview.begun_by, opened.interview.interviewer_id) == (world.interviewer.code, taker.code)


def test_an_interview_in_progress_is_paused_for_whoever_takes_over(world: World, taker: Actor) -> None:
    interview_id = world.start()
    world.answer(interview_id, {"c01": "3"}, now=NOW + timedelta(minutes=4))
    hand(world, interview_id, taker.code)
    interview = interviews.open_interview(world.store, taker, interview_id, now=LATER).interview
    assert (interview.status, interview.seconds) == (Status.PAUSED, 4 * 60)


def test_whoever_gave_it_away_reaches_it_no_more(world: World, taker: Actor) -> None:
    interview_id = world.start()
    hand(world, interview_id, taker.code)
    with pytest.raises(NotFound):
        interviews.open_interview(world.store, world.interviewer, interview_id, now=LATER)
    with pytest.raises(NotFound):
        world.answer(interview_id, {"c01": "3"})


def test_the_ledger_knows_from_whom_to_whom_by_whom_and_why(world: World, taker: Actor) -> None:
    interview_id = world.start()
    hand(world, interview_id, taker.code, "Parental leave")
    hand(world, interview_id, world.interviewer.code, "Back again")
    told = interviews.history(world.store, world.people[Role.SUPERVISOR], interview_id, now=LATER)
    events = [event for event in told if event.action is Event.INTERVIEW_REASSIGN]
    assert [(e.actor, e.payload["from"], e.payload["to"], e.payload["reason"]) for e in events] == [
        ("sup-01", "int-01", taker.code, "Parental leave"),
        ("sup-01", taker.code, "int-01", "Back again"),
    ]
    assert verify(world.store).is_sound


def test_an_interview_that_changed_hands_in_the_table_alone_is_found(world: World, taker: Actor) -> None:
    interview_id = world.start()
    hand(world, interview_id, taker.code)
    with world.store.writing() as connection:
        thief = update(rows).where(rows.c.id == interview_id).values(interviewer_id=world.interviewer.id)
        connection.execute(thief)
    assert [fault.what for fault in verify(world.store).faults] == ["interviewer_id: not what the events add up to"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
def test_only_a_supervisor_hands_over(world: World, taker: Actor, role: Role) -> None:
    interview_id = world.start()
    with pytest.raises(NotAllowed):
        hand(world, interview_id, taker.code, by=role)
    with pytest.raises(NotAllowed):
        handovers.candidates(world.store, world.people[role], interview_id, now=NOW)


def test_a_supervisor_of_another_site_knows_nothing_of_it(world: World, taker: Actor) -> None:
    interview_id = world.start()
    elsewhere = person(world.store, ADMIN, Role.SUPERVISOR, frozenset({"BER"}), "elsewhere")
    with pytest.raises(NotFound):
        handovers.reassign(world.store, elsewhere, interview_id, taker.code, reason="On leave", now=NOW)


def test_only_an_active_interviewer_of_the_site_can_take_over(world: World, taker: Actor) -> None:
    interview_id = world.start()
    away = person(world.store, ADMIN, Role.INTERVIEWER, frozenset({"BER"}), "away")
    closed = person(world.store, ADMIN, Role.INTERVIEWER, SITES, "closed")
    accounts.set_active(world.store, ADMIN, closed.id, False, now=NOW)
    supervisor = world.people[Role.SUPERVISOR]
    for code in (away.code, closed.code, supervisor.code, world.interviewer.code, "int-99", ""):
        with pytest.raises(Unsuitable, match="Choose an interviewer"):
            hand(world, interview_id, code)
    offered = handovers.candidates(world.store, supervisor, interview_id, now=NOW)
    assert [account.code for account in offered] == [taker.code]


def test_handing_over_takes_a_reason(world: World, taker: Actor) -> None:
    interview_id = world.start()
    with pytest.raises(Unsuitable, match="Say why"):
        hand(world, interview_id, taker.code, "  ")


def test_a_broken_off_interview_can_pass_on_and_one_set_aside_cannot(world: World, taker: Actor) -> None:
    interview_id = world.start()
    endings.break_off(world.store, world.interviewer, interview_id, reason="technical", now=NOW)
    hand(world, interview_id, taker.code)
    assert interviews.open_interview(world.store, taker, interview_id, now=LATER).interview.status is Status.BROKEN_OFF
    endings.void(world.store, taker, interview_id, reason="Begun by mistake", now=LATER)
    with pytest.raises(Closed):
        hand(world, interview_id, world.interviewer.code)
