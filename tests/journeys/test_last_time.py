"""What was said last time is taken over with one key, and an answer of its own takes it back."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
import pytest

from interview_app.domain.document import answer_of
from interview_app.domain.interview import Mode
from interview_app.services import interviews
from interview_app.services.answers import record
from interview_app.services.interviews import Wish
from tests import worked
from tests.journeys.tablet import Desk
from tests.web.scene import SET_AT_THE_START, Scene, said


@pytest.fixture
def following(scene: Scene) -> str:
    """A later interview with the same informant, answered as far as the ratings."""
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
    told = {key: given for key, given in worked.ANSWERS.items() if key[0] in "ab" and key not in SET_AT_THE_START}
    assert not record(scene.store, who, interview, [said(*each) for each in told.items()], now=scene.clock()).refused
    return interview


def kept(scene: Scene, interview: str) -> tuple[object, str]:
    opened = interviews.open_interview(scene.store, scene.people["interviewer"], interview, now=scene.clock())
    answer = answer_of(opened.interview.document, "c01")
    return answer.value, answer.same


def test_no_change_is_one_key_and_another_answer_takes_it_back(desk: Desk, following: str) -> None:
    tablet = desk.tablet().open(f"/interviews/{following}", item="c01")
    button = tablet.at("c01").get_by_role("button", name="No change")
    expect(tablet.at("c01").locator(".before")).to_contain_text("19 Dec 2025")
    tablet.page.keyboard.press("=")
    expect(button).to_have_attribute("aria-pressed", "true")
    tablet.saved()
    assert kept(desk.scene, following) == ("3", desk.scene.own.completed)
    tablet.page.keyboard.press("=")
    tablet.saved()
    assert not Axe().run(tablet.page).response["violations"]
    tablet.page.reload()
    tablet.ready()
    expect(button).to_have_attribute("aria-pressed", "true")
    tablet.page.keyboard.press("2")
    expect(button).to_have_attribute("aria-pressed", "false")
    tablet.saved()
    assert kept(desk.scene, following) == ("2", "")
    tablet.page.set_viewport_size({"width": 390, "height": 844})
    width = tablet.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
