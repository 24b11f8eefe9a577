"""Where no script runs, the same questions are asked section by section and kept by the same rules."""

from __future__ import annotations

from playwright.sync_api import expect
import pytest

from tests.journeys.tablet import Desk, Tablet


@pytest.fixture
def plain(desk: Desk) -> Tablet:
    """The interview in a browser that runs no script."""
    tablet = desk.tablet(java_script_enabled=False)
    tablet.page.goto(f"{desk.address}/interviews/{desk.scene.own.interview}")
    tablet.page.wait_for_url("**/sections/a")
    return tablet


def go_on(tablet: Tablet) -> None:
    tablet.page.get_by_role("button", name="Save and go on").click()


def open_section(tablet: Tablet, section: str) -> None:
    tablet.page.goto(f"{tablet.address}/interviews/{tablet.scene.own.interview}/sections/{section}")


def through_the_opening(tablet: Tablet) -> None:
    for item in ("a_private", "a_code_ok", "a_script"):
        tablet.tap(item, "yes")
    tablet.tap("a_present", "nobody")
    go_on(tablet)


def test_a_section_is_filled_in_and_leads_to_the_next(desk: Desk, plain: Tablet) -> None:
    expect(plain.page.get_by_text("Hello, I am calling about a short interview.")).to_be_visible()
    through_the_opening(plain)
    expect(plain.page.get_by_role("heading", name="Basis of knowledge")).to_be_visible()
    assert desk.held("a_present") == ["nobody"]
    plain.tap("b1", "nurse")
    plain.write("b3", "14")
    plain.tap("b4", "declined")
    plain.at("b2").locator(".note summary").click()
    plain.at("b2").get_by_role("textbox").fill("two services")
    go_on(plain)
    assert (desk.held("b1"), desk.held("b3"), desk.held("b4")) == ("nurse", 14, "missing:declined")
    assert desk.document()["notes"]["b2"]["v"] == "two services"


def test_what_is_wrong_is_said_and_everything_else_typed_is_still_there(desk: Desk, plain: Tablet) -> None:
    through_the_opening(plain)
    plain.write("b3", "700")
    plain.write("b4", "9")
    plain.tap("b1", "nurse")
    go_on(plain)
    problems = plain.page.get_by_role("alert").filter(has_text="There is a problem")
    expect(problems).to_contain_text("Months known")
    expect(plain.at("b3").locator("[name=b3]")).to_have_value("700")
    expect(plain.at("b4").locator("[name=b4]")).to_have_value("9")
    expect(plain.at("b1").locator("[name=b1][value=nurse]")).to_be_checked()
    assert desk.held("b3") is None
    assert desk.held("b1") == "nurse"


def test_what_was_kept_beside_a_fault_can_be_changed_again_without_a_contest(desk: Desk, plain: Tablet) -> None:
    through_the_opening(plain)
    plain.write("b3", "700")
    plain.tap("b1", "nurse")
    go_on(plain)
    plain.tap("b1", "physician")
    plain.at("b3").locator("[name=b3]").fill("7")
    go_on(plain)
    assert desk.held("b1") == "physician"
    assert not desk.document()["answers"]["b1"].get("c")


def test_a_doubt_is_confirmed_with_a_reason(desk: Desk, plain: Tablet) -> None:
    through_the_opening(plain)
    plain.write("b5", "40")
    go_on(plain)
    doubt = plain.at("b5").locator(".doubt")
    expect(doubt).to_contain_text("outside the four weeks")
    doubt.get_by_label("It is right, because").fill("Long leave")
    doubt.get_by_role("button", name="Confirm").click()
    expect(plain.at("b5").locator(".doubt")).to_be_hidden()
    confirmed = desk.document()["confirms"]["b5"]
    assert (confirmed["why"], confirmed["of"]) == ("Long leave", desk.document()["answers"]["b5"]["op"])


def test_a_question_that_an_answer_opens_is_asked_before_going_on(desk: Desk, plain: Tablet) -> None:
    through_the_opening(plain)
    plain.tap("b1", "other")
    go_on(plain)
    expect(plain.at("b1_other_text")).to_be_visible()


def test_an_answer_is_cleared_and_a_reason_taken_back(desk: Desk, plain: Tablet) -> None:
    through_the_opening(plain)
    plain.tap("b2", "housing")
    go_on(plain)
    open_section(plain, "b")
    plain.at("b2").get_by_role("button", name="Clear answer").click()
    expect(plain.at("b2").locator("input:checked")).to_have_count(0)
    assert desk.held("b2") is None
    assert "b2" in desk.document()["answers"]


def test_two_people_on_one_section_keep_both_answers(desk: Desk, plain: Tablet) -> None:
    through_the_opening(plain)
    other = desk.tablet(java_script_enabled=False)
    open_section(other, "b")
    other.tap("b2", "housing")
    plain.tap("b2", "justice")
    go_on(plain)
    go_on(other)
    assert sorted(value for value in desk.history("b2") if value) == ["housing", "justice"]
    contested = other.at("b2").locator(".contested")
    expect(contested).to_be_visible()  # whoever saved second is shown both at once
    expect(contested.get_by_role("listitem")).to_have_count(2)
    open_section(plain, "b")
    contested = plain.at("b2").locator(".contested")
    rival = desk.document()["answers"]["b2"]["c"][0]
    contested.locator(f"button[value='{rival['op']}']").click()
    expect(contested).to_be_hidden()
    assert desk.held("b2") == rival["v"]


def test_concern_stop_and_check_work_too(desk: Desk, plain: Tablet) -> None:
    plain.page.get_by_role("button", name="Concern").click()
    expect(plain.page.get_by_text("call 113")).to_be_visible()
    plain.page.get_by_role("link", name="Back to the questions").click()
    plain.page.get_by_role("link", name="Stop or pause").click()
    plain.page.get_by_role("button", name="Break off").click()
    expect(plain.page.get_by_text("Choose why the interview ended early.")).to_be_visible()
    plain.page.get_by_role("button", name="Pause").click()
    expect(plain.page.locator(".top .tag")).to_have_text("Paused")
