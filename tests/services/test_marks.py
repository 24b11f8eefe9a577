"""How each item of an ended interview stands is kept beside it, follows every change, and is caught up with."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from interview_app import instruments
from interview_app.domain.marks import lacking, marked
from interview_app.domain.missing import Missing
from interview_app.domain.rates import Share
from interview_app.services import amendments, endings, studies
from interview_app.services.verification import verify
from interview_app.storage.models import interviews
from tests.services.conftest import NOW, World
from tests.worked import ANSWERS, CORRECTED, STUDY

LATER = NOW + timedelta(hours=1)
SET_AT_THE_START = {"prior_wrri", "a_mode", "a_lang"}


def completed(world: World) -> str:
    interview = world.start(visit="BL")
    world.answer(interview, {item: given for item, given in ANSWERS.items() if item not in SET_AT_THE_START})
    world.answer(interview, {**CORRECTED, "c09": Missing.DECLINED}, revision=2)
    endings.complete(world.store, world.interviewer, interview, now=NOW)
    return interview


def letters(world: World, interview: str) -> dict[str, str]:
    with world.store.reading() as connection:
        kept = connection.execute(select(interviews.c.marks).where(interviews.c.id == interview)).scalar_one()
    return dict(zip(marked(instruments.load("wrri", 1)), kept, strict=True))


def test_an_ended_interview_tells_how_each_item_stands_and_an_amendment_changes_it(world: World) -> None:
    interview = completed(world)
    before = letters(world, interview)
    assert (before["c01"], before["c09"]) == (".", "r")
    amendments.amend(
        world.store, world.interviewer, interview, "c09", {"value": "2"}, reason="Heard wrongly", now=LATER
    )
    assert letters(world, interview) == before | {"c09": "."}


def test_an_interview_that_goes_on_again_has_none(world: World) -> None:
    interview = world.start(visit="BL")
    endings.break_off(world.store, world.interviewer, interview, reason="technical", now=NOW)
    assert letters(world, interview)["c01"] == "b"
    endings.resume(world.store, world.interviewer, interview, now=LATER)
    with world.store.reading() as connection:
        assert connection.execute(select(interviews.c.marks)).scalars().all() == [""]


def test_interviews_of_an_earlier_version_are_caught_up_with_when_the_study_is_loaded(world: World) -> None:
    interview = completed(world)
    before = letters(world, interview)
    with world.store.writing() as connection:
        connection.execute(interviews.update().values(marks=""))
    assert [fault.what for fault in verify(world.store).faults] == ["marks: not what the events add up to"]
    studies.load(world.store, STUDY, actor_code="cli:test", now=LATER)
    assert letters(world, interview) == before
    assert verify(world.store).faults == []


def test_what_was_not_asked_is_not_missing() -> None:
    instrument = instruments.load("wrri", 1)
    first, second, third, *_ = marked(instrument)
    width = len(marked(instrument))
    shares = lacking(instrument, [letter.ljust(width, "s") for letter in (".ds", "rd-", "..m", "sb.")])
    assert shares == {first: Share(1, 3), second: Share(3, 4), third: Share(0, 1)}
