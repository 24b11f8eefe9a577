"""What was said last time: found for each question, and taken over only where it is true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, update

from interview_app.domain.access import Role
from interview_app.domain.document import answer_of
from interview_app.domain.missing import Missing
from interview_app.domain.operations import Kind, Operation
from interview_app.services import courses, endings, informants, interviews, verification
from interview_app.services.amendments import amend
from interview_app.services.answers import record
from interview_app.services.interviews import Opened
from interview_app.services.previous import NOT_THE_SAME
from interview_app.storage import participants
from interview_app.storage.ledger import new_op_id
from interview_app.storage.models import interviews as table
from interview_app.storage.participants import Participant
from interview_app.storage.withholding import withhold
from tests import worked
from tests.services.conftest import NOW, World, said

WEEK = timedelta(weeks=1)
SET = frozenset({"prior_wrri", "a_mode", "a_lang"})


def held(
    world: World, visit: str, weeks: int, answers: Mapping[str, Any] = {}, *, whole: bool = True, **changes: Any
) -> str:
    """An interview that was completed so many weeks before now, or broken off near its end."""
    at = NOW - weeks * WEEK
    wish = replace(world.wish, visit=visit, outside_reason="Only now possible", **changes)
    interview = interviews.start(world.store, world.interviewer, wish, now=at)
    told = {key: given for key, given in {**worked.ANSWERS, **worked.CORRECTED, **answers}.items() if key not in SET}
    done = record(world.store, world.interviewer, interview, [said(*pair, revision=2) for pair in told.items()], now=at)
    assert {why.code for why in done.refused} <= {"not_in_form"}
    if whole:
        endings.complete(world.store, world.interviewer, interview, now=at)
    else:
        endings.break_off(world.store, world.interviewer, interview, reason="technical", now=at)
    return interview


def begun(world: World, **changes: Any) -> str:
    return world.start(outside_reason="Only now possible", **changes)


def opened(world: World, interview: str) -> Opened:
    return interviews.open_interview(world.store, world.interviewer, interview, now=NOW)


def unchanged(item: str, value: Any, earlier: str, revision: int = 1) -> Operation:
    return Operation(new_op_id(), Kind.ANSWER, item=item, revision=revision, given={"value": value}, same=earlier)


def another(world: World) -> str:
    """A second informant of the participant."""
    terms = informants.Terms(role="social_worker", service="municipal_social", participants=(world.wish.participant,))
    manager = world.people[Role.MANAGER]
    return informants.add(world.store, manager, world.study, "OSL", terms, now=NOW).code


def participant_of(world: World) -> Participant:
    with world.store.reading() as connection:
        return participants.of_study(connection, world.study.id)[0]


@pytest.fixture
def world(world: World) -> World:
    """The participant has been in the study for half a year."""
    manager = world.people[Role.MANAGER]
    participant = participant_of(world)
    terms = replace(courses.terms_of(participant), dates={"baseline": date(2025, 12, 19)})
    courses.change(world.store, manager, world.study, participant.id, terms, reason="Known late", now=NOW)
    return world


def test_the_same_informant_s_word_counts_before_another_s(world: World) -> None:
    own = held(world, "BL", 10, {"c01": "1", "b4": 3})
    held(world, "W04", 6, {"c01": "4"}, informant=another(world))
    found = opened(world, begun(world)).previous.said["c01"]
    assert (found.source.id, found.source.is_same, found.value, found.offered) == (own, True, "1", True)


def test_another_s_word_is_shown_as_such_where_the_informant_has_said_nothing(world: World) -> None:
    code = another(world)
    held(world, "W04", 6, {"c01": "4"}, informant=code)
    found = opened(world, begun(world)).previous.said["c01"]
    assert (found.source.informant, found.source.is_same, found.value) == (code, False, "4")


def test_the_latest_interview_that_asked_the_question_is_the_one(world: World) -> None:
    first = held(world, "BL", 10, {"b3": 14})
    latest = held(world, "W04", 6)
    found = opened(world, begun(world, visit="W12")).previous.said
    assert found["c01"].source.id == latest
    assert found["b3"].source.id == first, "the short form of W04 does not ask it"


def test_an_interview_that_was_held_in_part_counts_as_in_the_report_over_time(world: World) -> None:
    held(world, "BL", 10, {"c01": "1"})
    partly = held(world, "W04", 6, {"c01": "4", "e3": None}, whole=False)
    assert opened(world, begun(world, visit="W12")).previous.said["c01"].source.id == partly


def test_another_informant_at_the_same_visit_is_no_last_time(world: World) -> None:
    before = held(world, "W04", 6, {"c01": "1"})
    held(world, "W08", 1, {"c01": "4"}, informant=another(world))
    assert opened(world, begun(world, visit="W08")).previous.said["c01"].source.id == before


def test_a_reason_is_shown_and_not_taken_over(world: World) -> None:
    held(world, "BL", 10, {"c02": Missing.DONT_KNOW})
    found = opened(world, begun(world)).previous.said["c02"]
    assert (found.missing, found.offered) == (Missing.DONT_KNOW, False)


def test_words_days_and_the_interviewer_s_own_remarks_are_not_taken_over(world: World) -> None:
    held(world, "BL", 10)
    found = opened(world, begun(world)).previous.said
    assert not found["f1"].offered
    assert not {"g1", "a_private"} & found.keys()


def test_an_answer_taken_over_is_kept_as_that_and_verify_builds_it_again(world: World) -> None:
    earlier = held(world, "BL", 10, {"c01": "1"})
    interview = begun(world)
    done = record(world.store, world.interviewer, interview, [unchanged("c01", "1", earlier)], now=NOW)
    assert not done.refused
    assert answer_of(opened(world, interview).interview.document, "c01").same == earlier
    record(world.store, world.interviewer, interview, [said("c01", "2", revision=2)], now=NOW)
    assert answer_of(opened(world, interview).interview.document, "c01").same == ""
    assert verification.verify(world.store).is_sound


def refused(world: World, interview: str, operation: Operation) -> str:
    [why] = record(world.store, world.interviewer, interview, [operation], now=NOW).refused
    return why.code


def test_what_is_said_to_be_unchanged_and_is_not_is_refused(world: World) -> None:
    earlier = held(world, "BL", 10, {"c01": "1", "c02": Missing.DONT_KNOW, "f1": "The flat helped."})
    interview = begun(world)
    cases = [
        unchanged("c01", "2", earlier),  # another answer
        unchanged("c02", "2", earlier),  # none was given
        unchanged("f1", "The flat helped.", earlier),  # words are said anew
        unchanged("c01", "1", interview),  # the interview itself
        unchanged("c01", "1", "0" * 32),  # no interview at all
    ]
    assert [refused(world, interview, each) for each in cases] == [NOT_THE_SAME] * len(cases)
    assert not record(world.store, world.interviewer, interview, [unchanged("c01", "1", earlier)], now=NOW).refused


def test_an_amended_answer_is_no_longer_the_same(world: World) -> None:
    earlier = held(world, "BL", 10, {"c01": "1"})
    interview = begun(world)
    amend(world.store, world.interviewer, earlier, "c01", {"value": "3"}, reason="Misheard", now=NOW)
    assert refused(world, interview, unchanged("c01", "1", earlier)) == NOT_THE_SAME
    assert opened(world, interview).previous.said["c01"].value == "3"


def test_nothing_is_shown_or_taken_over_from_a_withheld_interview(world: World) -> None:
    earlier = held(world, "BL", 10, {"c01": "1"})
    interview = begun(world)
    with world.store.writing() as connection:
        withhold(connection, participant_id=participant_of(world).id)
        connection.execute(update(table).where(table.c.id == interview).values(withheld=False))
    assert opened(world, interview).previous.said == {}
    assert refused(world, interview, unchanged("c01", "1", earlier)) == NOT_THE_SAME


def test_the_number_of_queries_does_not_grow_with_the_interviews_before(world: World) -> None:
    held(world, "BL", 10)
    interview = begun(world)
    few = _queries(world, interview)
    held(world, "W04", 6)
    held(world, "W08", 3)
    assert _queries(world, interview) == few


def _queries(world: World, interview: str) -> int:
    counted: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        counted.append(statement)

    event.listen(world.store.writer, "before_cursor_execute", note)
    opened(world, interview)
    event.remove(world.store.writer, "before_cursor_execute", note)
    return len(counted)
