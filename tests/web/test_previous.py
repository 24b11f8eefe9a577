"""What was said last time stands on the pages of an interview, and is taken over without scripts too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interview_app.domain.document import answer_of
from interview_app.domain.interview import Mode
from interview_app.services import endings, interviews
from interview_app.services.answers import record
from interview_app.services.interviews import Wish
from tests import worked
from tests.web.browsing import Page
from tests.web.scene import SET_AT_THE_START, Browse, Scene
from tests.web.scene import said as answered


@pytest.fixture
def following(scene: Scene) -> str:
    """A later interview with the same informant, begun as far as the first ratings."""
    who, case = scene.people["interviewer"], scene.own
    scene.clock.forward(days=1)
    wish = Wish(
        study_id=scene.study.id,
        participant=case.code,
        visit="W24",
        informant=case.informant_code,
        mode=Mode.TELEPHONE,
        language="en",
        outside_reason="Only now possible",
    )
    interview = interviews.start(scene.store, who, wish, now=scene.clock())
    opening = {key: given for key, given in worked.ANSWERS.items() if key[:2] in {"a_", "b1"}}
    record(
        scene.store,
        who,
        interview,
        [answered(*each) for each in opening.items() if each[0] not in SET_AT_THE_START],
        now=scene.clock(),
    )
    return interview


LAST_TIME = "3 – Coped on most days, with a few harder days"


def same(scene: Scene, interview: str, item: str) -> str:
    opened = interviews.open_interview(scene.store, scene.people["interviewer"], interview, now=scene.clock())
    return answer_of(opened.interview.document, item).same


def take_over(browse: Browse, interview: str, item: str) -> Page:
    browser = browse("interviewer")
    address = f"/interviews/{interview}/sections/c1"
    return browser.fill_in(address, {"same": item})


def test_no_change_is_taken_over_without_scripts_and_shown_where_answers_are_read(
    browse: Browse, scene: Scene, following: str
) -> None:
    page = browse("interviewer").get(f"/interviews/{following}/sections/c1")
    assert page.says("19 Dec 2025")
    assert page.says(LAST_TIME)
    assert page.says("No change")
    assert take_over(browse, following, "c01").status == 303
    assert same(scene, following, "c01") == scene.own.completed
    check = browse("interviewer").get(f"/interviews/{following}/check")
    assert check.says("No change · 19 Dec 2025")


def test_taking_over_twice_changes_nothing(browse: Browse, scene: Scene, following: str) -> None:
    take_over(browse, following, "c01")
    before = events(scene, following)
    take_over(browse, following, "c01")
    assert events(scene, following) == before


def events(scene: Scene, interview: str) -> int:
    told = interviews.history(scene.store, scene.people["interviewer"], interview, now=scene.clock())
    return sum(event.action == "interview:answer" for event in told)


def test_words_are_shown_and_cannot_be_taken_over(browse: Browse, scene: Scene, following: str) -> None:
    take_over(browse, following, "f1")
    assert same(scene, following, "f1") == ""


def test_the_history_counts_what_was_taken_over(browse: Browse, scene: Scene, following: str) -> None:
    who, earlier = scene.people["interviewer"], scene.own.completed
    told = {**worked.ANSWERS, **worked.CORRECTED}
    operations = [answered(*each, 2) for each in told.items() if each[0] not in SET_AT_THE_START]
    operations = [replace(each, same=earlier) if each.item in {"c01", "c02"} else each for each in operations]
    assert not record(scene.store, who, following, operations, now=scene.clock()).refused
    endings.complete(scene.store, who, following, now=scene.clock())
    page = browse("interviewer").get(f"/interviews/{following}")
    assert page.says("2 answers taken over unchanged")
    amend = browse("interviewer").get(f"/interviews/{following}/items/c01/amend")
    assert amend.says(LAST_TIME)
    assert not amend.says("No change")
