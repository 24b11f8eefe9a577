"""The keyboard alone conducts an interview: digits choose, letters act, Enter goes on."""

from __future__ import annotations

from playwright.sync_api import expect
import pytest

from tests.journeys.tablet import Desk, Tablet


@pytest.fixture
def keyed(tablet: Tablet) -> Tablet:
    """An interview behind its opening, which was answered by keys."""
    tablet.open()
    for keys in ("1 Enter", "1 Enter", "1 Enter", "1 Enter"):
        press(tablet, keys)
    return tablet


def press(tablet: Tablet, keys: str) -> None:
    for key in keys.split():
        tablet.page.keyboard.press(key)


def test_digits_choose_and_enter_goes_on(desk: Desk, keyed: Tablet) -> None:
    keyed.saved()
    assert [desk.held(item) for item in ("a_private", "a_present", "a_code_ok", "a_script")] == [
        "yes", ["nobody"], "yes", "yes",
    ]  # fmt: skip
    assert keyed.item == "b1"


def test_a_question_mark_shows_every_key(keyed: Tablet) -> None:
    press(keyed, "?")
    expect(keyed.page.get_by_role("dialog").get_by_text("don’t know")).to_be_visible()
    expect(keyed.page.get_by_label("Single letters act as keys")).to_be_visible()
    press(keyed, "Escape 1 Enter")
    assert keyed.item == "b1", "closed, the keys act again"


def test_a_digit_that_may_begin_a_longer_number_waits_for_enter(desk: Desk, keyed: Tablet) -> None:
    press(keyed, "1")
    expect(keyed.page.locator("#typed-digits")).to_contain_text("1")
    press(keyed, "0 Enter")
    expect(keyed.at("b1").locator("[value=pharmacy]")).to_be_checked()
    assert keyed.item == "b1"
    press(keyed, "Enter")
    assert keyed.item == "b2"
    keyed.go("b1")
    press(keyed, "1 Enter")
    expect(keyed.at("b1").locator("[value=social_worker]")).to_be_checked()
    press(keyed, "5")
    expect(keyed.at("b1").locator("[value=counsellor]")).to_be_checked()


def test_numbers_are_typed_at_once_and_letters_still_act_beside_them(desk: Desk, keyed: Tablet) -> None:
    keyed.go("b3")
    press(keyed, "1 4 Enter")
    assert keyed.item == "b4"
    press(keyed, "d Enter")
    keyed.saved()
    assert desk.held("b3") == 14
    assert desk.held("b4") == "missing:dont_know"


def test_the_key_cap_is_the_code_where_codes_are_digits_and_the_place_where_they_are_not(desk: Desk) -> None:
    desk.scene.clock.forward(minutes=1)
    tablet = desk.tablet().open()
    for _ in range(4):
        press(tablet, "1 Enter")
    tablet.go("c01")
    press(tablet, "0")
    expect(tablet.at("c01").locator("[name=c01][value='0']")).to_be_checked()
    tablet.go("e1")
    press(tablet, "1")
    expect(tablet.at("e1").locator("[value='-3']")).to_be_checked()


def test_letters_give_reasons_open_note_probes_and_the_list(desk: Desk, keyed: Tablet) -> None:
    keyed.go("c06")
    press(keyed, "r")
    keyed.saved()
    assert desk.held("c06") == "missing:declined"
    press(keyed, "n")
    keyed.saved()
    assert desk.held("c06") == "missing:not_applicable"
    press(keyed, "p Enter")
    keyed.saved()
    assert [event.payload for event in desk.events("interview:probe")] == [{"probe": "p_stem"}]
    keyed.at("c06").locator(".question").focus()
    press(keyed, "s h e s i t a t e s Tab")
    keyed.saved()
    assert desk.document()["notes"]["c06"]["v"] == "hesitates"
    keyed.at("c06").locator(".question").focus()
    press(keyed, "g")
    expect(keyed.page.get_by_role("dialog", name="All questions")).to_be_visible()


def test_letters_can_be_switched_off_and_stay_off(desk: Desk, keyed: Tablet) -> None:
    keyed.go("c01")
    press(keyed, "Shift+?")
    keyed.page.get_by_text("Single letters act as keys").click()
    press(keyed, "Escape d")
    keyed.page.reload()
    keyed.ready()
    keyed.go("c01")
    press(keyed, "d")
    expect(keyed.at("c01").locator("[value='__dont_know']")).not_to_be_checked()
    press(keyed, "3")
    expect(keyed.at("c01").locator("[value='3']")).to_be_checked()


def test_alt_and_the_arrow_go_back(keyed: Tablet) -> None:
    press(keyed, "2 Enter")
    assert keyed.item == "b2"
    press(keyed, "Alt+ArrowLeft")
    assert keyed.item == "b1"
    expect(keyed.at("b1")).to_be_visible()


def test_nobody_goes_on_from_a_gate_without_an_answer(tablet: Tablet) -> None:
    tablet.open()
    tablet.go("a_code_ok")
    press(tablet, "Enter")
    assert tablet.item == "a_code_ok"
    expect(tablet.at("a_code_ok").locator(".fault")).to_have_text("Answer this before you go on.")
    press(tablet, "1 Enter")
    assert tablet.item == "a_script"


def test_a_question_left_open_may_be_passed_and_is_found_again(keyed: Tablet) -> None:
    press(keyed, "Enter")
    assert keyed.item == "b2"
    press(keyed, "g")
    expect(keyed.page.locator("[data-goal=b1]")).to_contain_text("open")
    keyed.page.get_by_role("button", name="To the first open question").click()
    assert keyed.item == "b1"


def test_a_number_out_of_range_is_refused_at_once_and_nothing_is_sent(desk: Desk, keyed: Tablet) -> None:
    keyed.go("b3")
    press(keyed, "7 0 0 Enter")
    assert keyed.item == "b3"
    expect(keyed.at("b3").locator(".fault")).to_contain_text("range")
    keyed.page.wait_for_timeout(500)
    assert desk.held("b3") in {None, 7, 70}
    press(keyed, "Backspace Enter")
    assert keyed.item == "b4"
    keyed.saved()
    assert desk.held("b3") == 70


def test_an_error_that_was_typed_a_while_ago_still_stops_enter(desk: Desk, keyed: Tablet) -> None:
    keyed.go("b3")
    press(keyed, "1 4 Enter")
    keyed.saved()
    keyed.go("b3")
    press(keyed, "End 0 0")
    keyed.says("Not saved")
    keyed.page.wait_for_timeout(600)
    press(keyed, "Enter")
    expect(keyed.at("b3").locator(".fault")).to_contain_text("range")
    assert keyed.item == "b3"
    assert desk.held("b3") == 14
    press(keyed, "Backspace Backspace Backspace Enter")
    assert keyed.item == "b4"
    keyed.saved()
    assert desk.held("b3") == 1


def test_an_entry_that_another_answer_forbids_stops_enter_until_one_of_the_two_is_corrected(
    desk: Desk, keyed: Tablet
) -> None:
    for item, keys in (("d5_known", "1"), ("d5", "6"), ("d6_known", "1")):
        keyed.go(item)
        press(keyed, f"{keys} Enter")
    keyed.go("d6")
    press(keyed, "8")
    keyed.page.wait_for_timeout(600)
    press(keyed, "Enter")
    assert keyed.item == "d6"
    expect(keyed.at("d6").locator(".fault")).to_be_visible()
    assert desk.held("d6") is None
    keyed.go("d5")
    press(keyed, "Control+a 9 Enter")
    keyed.saved()
    assert desk.held("d6") == 8


def test_an_entry_that_cannot_be_stored_keeps_the_interviewer_from_leaving(desk: Desk, keyed: Tablet) -> None:
    keyed.go("b3")
    press(keyed, "7 0 0")
    keyed.page.wait_for_timeout(600)
    keyed.page.get_by_role("button", name="All questions").click()
    keyed.page.locator("[data-goal]").last.click()
    expect(keyed.at("b3")).to_be_hidden()
    keyed.says("Not saved")
    keyed.next()
    expect(keyed.at("b3").locator(".fault")).to_be_visible()
    keyed.page.get_by_role("button", name="Stop or pause").click()
    keyed.page.get_by_role("button", name="Pause", exact=True).click()
    expect(keyed.page.get_by_role("dialog", name="Stop or pause")).to_contain_text("cannot be stored")


def test_enter_in_an_empty_reason_says_what_to_do(desk: Desk, keyed: Tablet) -> None:
    keyed.go("b5")
    press(keyed, "4 0 Enter Enter")
    doubt = keyed.at("b5").locator(".doubt")
    expect(doubt.get_by_text("Write why the answer is right, or change the answer.")).to_be_visible()
    assert keyed.item == "b5"
    doubt.get_by_label("It is right, because").press_sequentially("Leave")
    expect(doubt.get_by_text("Write why")).to_be_hidden()
    press(keyed, "Enter")
    expect(doubt).to_contain_text("Confirmed: Leave")


def test_an_interview_that_must_end_is_broken_off_from_its_note(tablet: Tablet) -> None:
    tablet.open()
    tablet.go("a_code_ok")
    tablet.tap("a_code_ok", "no")
    tablet.go("a_stop_note")
    tablet.at("a_stop_note").get_by_role("link", name="Break off").click()
    expect(tablet.page.get_by_role("dialog").get_by_text("Why does it end early?")).to_be_visible()


def test_a_section_at_a_time_lists_what_is_wrong_before_it_is_left(desk: Desk, keyed: Tablet) -> None:
    press(keyed, "Shift+?")
    keyed.page.get_by_text("One section at a time").click()
    press(keyed, "Escape")
    assert keyed.page.locator(".item:visible").count() > 5
    keyed.write("b3", "700")
    keyed.write("b4", "100")
    keyed.next()
    problems = keyed.page.get_by_role("alert").filter(has_text="There is a problem")
    expect(problems.get_by_role("listitem")).to_have_count(2)
    problems.get_by_role("link").first.click()
    expect(keyed.at("b3").locator("[name=b3]")).to_be_focused()
    for item, text in (("b3", "70"), ("b4", "10")):
        keyed.at(item).locator(f"[name={item}]").fill(text)
    keyed.next()
    expect(keyed.at("c01")).to_be_visible()
    keyed.page.reload()
    keyed.ready()
    assert keyed.page.locator(".item:visible").count() > 3
