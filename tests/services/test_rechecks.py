"""Some interviews are asked about once more: who is drawn follows from the seed, and what comes of it is decided."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from interview_app.domain.access import Role
from interview_app.domain.fieldwork import RecheckState, ReviewState
from interview_app.domain.interview import Status
from interview_app.domain.review import Recheck
from interview_app.services import interviews, rechecks
from interview_app.services.cases import opened
from interview_app.services.errors import Closed, NotAllowed, Unsuitable
from interview_app.services.rechecks import Objections
from interview_app.services.verification import verify
from tests.services.conftest import NOW, World, draw_all
from tests.services.test_reviews import completed, sign, state_of

LATER = NOW + timedelta(hours=1)
AGAIN: dict[str, dict[str, Any]] = {
    "b4": {"value": 9},
    "c03": {"value": "3"},
    "c09": {"value": "1"},
    "e3": {"value": "yes"},
}


@pytest.fixture
def drawn(world: World) -> str:
    draw_all(world)
    return completed(world)


def recheck_of(world: World, interview: str) -> Recheck | None:
    with world.store.reading() as connection:
        return opened(connection, world.store, world.people[Role.SUPERVISOR], interview, NOW).oversight.recheck


def enter(world: World, interview: str, **changes: Any) -> None:
    rechecks.enter(world.store, world.people[Role.SUPERVISOR], interview, {**AGAIN, **changes}, now=LATER)


def decide(world: World, interview: str, decision: str, reason: str = "Compared.") -> None:
    supervisor = world.people[Role.SUPERVISOR]
    rechecks.decide(world.store, supervisor, interview, decision, reason=reason, now=LATER)


def test_the_second_conversation_is_compared_answer_by_answer(world: World, drawn: str) -> None:
    enter(world, drawn)
    recheck = recheck_of(world, drawn)
    assert recheck is not None
    assert (recheck.state, recheck.items, recheck.differing) == (RecheckState.ENTERED, 4, 1)
    history = interviews.history(world.store, world.people[Role.SUPERVISOR], drawn, now=LATER)
    outcome = rechecks.outcome(history)
    assert outcome is not None
    assert outcome.same == {"b4": True, "c03": True, "c09": False, "e3": True}
    assert (outcome.before["c09"], outcome.answers["c09"]) == ({"value": "3"}, {"value": "1"})
    found = rechecks.found(world.store, world.people[Role.SUPERVISOR], world.study.id, {}, limit=9)
    assert [(row.interviewer_id, row.n, row.asked, row.differing) for row in found.differences] == [("int-01", 1, 4, 1)]
    with pytest.raises(Closed):
        enter(world, drawn)


@pytest.mark.parametrize(
    ("decision", "recheck", "review"),
    [
        ("accept", RecheckState.ACCEPTED, ReviewState.WAITING),
        ("return", RecheckState.RETURNED, ReviewState.RETURNED),
        ("void", RecheckState.VOIDED, None),
    ],
)
def test_a_decision_is_carried_out(
    world: World, drawn: str, decision: str, recheck: RecheckState, review: ReviewState | None
) -> None:
    enter(world, drawn)
    decide(world, drawn, decision)
    stands = recheck_of(world, drawn)
    assert stands is not None
    assert (stands.state, state_of(world, drawn)) == (recheck, review)
    status = interviews.open_interview(world.store, world.people[Role.SUPERVISOR], drawn, now=LATER).interview.status
    assert (status is Status.VOID) == (decision == "void")
    assert verify(world.store).faults == []


def test_an_answer_that_is_missing_or_impossible_is_named_and_nothing_is_kept(world: World, drawn: str) -> None:
    with pytest.raises(Objections) as refused:
        enter(world, drawn, b4={}, c09={"value": "17"})
    assert set(refused.value.faults) == {"b4", "c09"}
    stands = recheck_of(world, drawn)
    assert stands is not None
    assert stands.state is RecheckState.DRAWN


def test_nothing_is_decided_before_the_conversation_and_nothing_without_a_reason(world: World, drawn: str) -> None:
    with pytest.raises(Closed):
        decide(world, drawn, "accept")
    enter(world, drawn)
    for decision, reason in (("accept", " "), ("burn", "Compared."), ("", "Compared.")):
        with pytest.raises(Unsuitable):
            decide(world, drawn, decision, reason)


def test_a_signed_interview_is_not_returned_by_a_decision(world: World, drawn: str) -> None:
    enter(world, drawn)
    sign(world, drawn)
    with pytest.raises(Closed):
        decide(world, drawn, "return")
    stands = recheck_of(world, drawn)
    assert stands is not None
    assert (stands.state, state_of(world, drawn)) == (RecheckState.ENTERED, ReviewState.SIGNED)


def test_only_those_that_were_drawn_are_asked_about_and_only_by_supervisors(world: World) -> None:
    draw_all(world)
    drawn = completed(world)
    with pytest.raises(NotAllowed):
        rechecks.enter(world.store, world.interviewer, drawn, AGAIN, now=LATER)
