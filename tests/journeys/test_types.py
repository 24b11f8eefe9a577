"""Every item type is entered, refused, given a reason and cleared on the page as the server would have it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
import re
from typing import Any

from playwright.sync_api import expect
import pytest

from interview_app import instruments
from interview_app.domain.interview import Mode
from interview_app.services import interviews, studies
from interview_app.services.interviews import Wish
from tests.journeys.tablet import Desk, Tablet
from tests.web.scene import HOME
from tests.worked import STUDY

FOLDER = Path(__file__).parents[1] / "instruments"


@pytest.fixture
def typed(desk: Desk) -> Tablet:
    """An interview with the instrument that has every type once, a section at a time."""
    instruments.add_folder(FOLDER)
    definition = re.sub(r"(?m)^(verify_\w+) = .*\n", "", STUDY).replace("version = 1", "version = 2", 1)
    definition = definition.replace('instrument = "wrri"', 'instrument = "all_types"')
    scene, now = desk.scene, desk.scene.clock() + timedelta(minutes=1)
    studies.load(scene.store, definition, actor_code="cli:test", now=now)
    wish = Wish(
        study_id=scene.study.id, participant=scene.own.code, visit="W08", informant=scene.own.informant_code,
        mode=Mode.IN_PERSON, language="en",
    )  # fmt: skip
    begun = interviews.start(scene.store, scene.people["interviewer"], wish, now=now)
    desk.scene = replace(scene, cases={**scene.cases, HOME: replace(scene.own, interview=begun)})
    tablet = desk.tablet()
    tablet.page.add_init_script("localStorage.setItem('interview-page', '{\"view\":\"section\"}')")
    return tablet.open()


def test_what_is_entered_for_each_type_is_what_the_server_holds(desk: Desk, typed: Tablet) -> None:
    typed.tap("a_select_one", "even")
    typed.tap("a_select_multiple", "friends", "family")
    typed.tap("a_rating", "3")
    typed.write("a_slider", "62")
    typed.write("a_integer", "12")
    typed.write("a_decimal", "7,5")
    typed.at("a_date").locator("[name=a_date]").fill("2026-02-28")
    typed.at("a_partial_date").get_by_label("Year").fill("2024")
    typed.at("a_partial_date").get_by_label("Month").select_option("Mar")
    typed.at("a_partial_date").get_by_label("about").check()
    typed.at("a_time").locator("[name=a_time]").fill("14:05")
    typed.write("a_text", "A visit")
    typed.page.keyboard.press("Tab")
    typed.saved()
    held = {item: desk.held(item) for item in VALUES}
    assert held == VALUES


VALUES: dict[str, Any] = {
    "a_select_one": "even",
    "a_select_multiple": ["family", "friends"],
    "a_rating": "3",
    "a_slider": 62,
    "a_integer": 12,
    "a_decimal": "7.5",
    "a_date": "2026-02-28",
    "a_partial_date": {"about": True, "date": "2024-03"},
    "a_time": "14:05",
    "a_text": "A visit",
}


@pytest.mark.parametrize("item", sorted(VALUES))
def test_a_reason_takes_the_place_of_a_value_and_can_be_cleared(desk: Desk, typed: Tablet, item: str) -> None:
    typed.at(item).get_by_text("Declined").click()
    typed.saved()
    assert desk.held(item) == "missing:declined"
    typed.at(item).get_by_role("button", name="Clear answer").click()
    typed.saved()
    assert desk.held(item) is None
    expect(typed.at(item).get_by_label("Declined")).not_to_be_checked()


def test_a_value_takes_the_place_of_a_reason(desk: Desk, typed: Tablet) -> None:
    typed.at("a_integer").get_by_text("Don’t know").click()
    typed.write("a_integer", "3")
    expect(typed.at("a_integer").get_by_label("Don’t know")).not_to_be_checked()
    typed.page.keyboard.press("Tab")
    typed.saved()
    assert desk.held("a_integer") == 3


def test_the_slider_and_its_number_move_together(desk: Desk, typed: Tablet) -> None:
    slider = typed.at("a_slider").get_by_role("slider")
    slider.fill("80")
    expect(typed.at("a_slider").locator("[name=a_slider]")).to_have_value("80")
    typed.saved()
    assert desk.held("a_slider") == 80
    typed.at("a_slider").locator("[name=a_slider]").fill("20")
    expect(slider).to_have_value("20")


@pytest.mark.parametrize(
    ("item", "text"),
    [("a_integer", "29"), ("a_integer", "1.5"), ("a_slider", "101"), ("a_decimal", "100.01"), ("a_decimal", "many")],
)
def test_what_a_type_cannot_hold_is_said_beside_it_and_not_stored(
    desk: Desk, typed: Tablet, item: str, text: str
) -> None:
    typed.at(item).locator(f"[name={item}]").fill(text)
    typed.page.keyboard.press("Tab")
    expect(typed.at(item).locator(".fault")).to_be_visible()
    assert desk.held(item) is None


def test_a_partial_date_with_a_gap_is_refused(desk: Desk, typed: Tablet) -> None:
    typed.at("a_partial_date").get_by_label("Year").fill("2024")
    typed.at("a_partial_date").get_by_label("Day").fill("3")
    typed.page.keyboard.press("Tab")
    expect(typed.at("a_partial_date").locator(".fault")).to_be_visible()
    typed.at("a_partial_date").get_by_label("Month").select_option("Feb")
    typed.saved()
    assert desk.held("a_partial_date") == {"about": False, "date": "2024-02-03"}
