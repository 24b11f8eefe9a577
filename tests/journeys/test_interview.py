"""One interview by telephone, in Norwegian, from the start page to the result."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.tablet import Desk, Tablet

OPENING = {"a_private": ["yes"], "a_present": ["nobody"], "a_code_ok": ["yes"], "a_script": ["yes"]}
KNOWLEDGE = {"b1": ["nurse"], "b2": ["housing"], "b3": ["14"], "b4": ["9"]}
HEALTH = {"c01": ["3"], "c02": ["2"], "c03": ["__dont_know"], "c04": ["3"], "c05": ["4"], "conf_personal": ["3"]}
PEOPLE = {"c06": ["__declined"], "c07": ["2"], "c08": ["3"], "conf_social": ["1"]}
HOME = {"c09": ["3"], "c10": ["2"], "c11": ["1"], "c12": ["4"], "conf_community": ["2"]}
COUNTS = {
    "d1_known": ["yes"], "d1": ["4"], "d2_known": ["yes"], "d2": ["5"], "d3_known": ["yes"], "d3": ["2"],
    "d4_known": ["no"], "d5_known": ["yes"], "d5": ["6"], "d6_known": ["yes"], "d6": ["5"],
}  # fmt: skip
EVENTS = {"e1": ["1"], "e2": ["move"], "e2_week_move": ["2"], "e3": ["yes"]}
WORDS = {"f1": ["Kurset, og å bli møtt."], "f2": ["Venting på bolig."], "f3": ["Møte om nytt kurs."]}
AFTER = {"g1": ["4"], "g2": ["3"], "g3": ["noise"], "g4": ["3"], "g5": ["no"], "g6": ["2"]}


def answer(tablet: Tablet, answers: dict[str, list[str]]) -> None:
    for item, values in answers.items():
        tablet.answer(item, *values)


def start(tablet: Tablet, code: str) -> None:
    tablet.page.goto(f"{tablet.address}/interviews/new")
    tablet.page.get_by_label("Participant code").fill(code[:6])
    tablet.page.get_by_role("button", name="Show").click()
    tablet.page.get_by_role("link", name=f"Choose {code}").click()
    tablet.page.get_by_text("Week 24").click()
    tablet.page.get_by_text("Telephone", exact=True).click()
    tablet.page.get_by_text("Norsk (bokmål)", exact=True).click()
    tablet.page.get_by_role("button", name="Start").click()
    tablet.ready()


def test_an_interview_by_telephone_in_norwegian_from_start_to_result(desk: Desk) -> None:
    desk.scene.clock.forward(days=28)
    tablet = desk.tablet()
    start(tablet, desk.scene.own.code)
    expect(tablet.page.get_by_text("Er du et sted der ingen kan høre oss")).to_be_visible()
    answer(tablet, OPENING)
    expect(tablet.page.get_by_text("Først litt om kontakten din med deltakeren.")).to_be_visible()
    answer(tablet, KNOWLEDGE)

    # A doubt stops the way once; confirmed with a reason it stands.
    tablet.answer("b5", "40")
    doubt = tablet.at("b5").locator(".doubt")
    expect(doubt).to_contain_text("utenfor de fire ukene")
    doubt.get_by_label("It is right, because").fill("Long leave")
    doubt.get_by_role("button", name="Confirm").click()
    expect(doubt).to_contain_text("Confirmed: Long leave")
    tablet.next()
    answer(tablet, {"b6": ["face_to_face"], "b7": ["observation", "records"], "b8": ["3"]})

    expect(tablet.page.get_by_text("Du har ikke hatt kontakt i disse ukene.")).to_be_visible()
    tablet.next()
    answer(tablet, HEALTH)
    tablet.saved()
    expect(tablet.page).to_have_url(re.compile("#item-c06$"))
    tablet.page.reload()
    tablet.ready()
    assert tablet.item == "c06"
    answer(tablet, PEOPLE | HOME | COUNTS)

    # The informant takes a count back: its question leaves the route, its answer is parked.
    tablet.go("d3_known")
    tablet.tap("d3_known", "no")
    tablet.go("e1")
    expect(tablet.page.get_by_text("forrige intervju for 4 uker siden")).to_be_visible()
    answer(tablet, EVENTS | WORDS)
    expect(tablet.page.get_by_text("Det var siste spørsmål.")).to_be_visible()
    answer(tablet, AFTER)
    tablet.next()

    tablet.page.wait_for_url("**/check")
    expect(tablet.page.get_by_text("Nothing is open.")).to_be_visible()
    expect(tablet.page.locator("#line-d3")).to_have_count(0)
    expect(tablet.page.locator("#line-c06")).to_contain_text("Ønsker ikke å svare")
    tablet.page.get_by_role("button", name="Complete").click()

    expect(tablet.page.locator(".top .tag").first).to_have_text("Complete")
    expect(tablet.page.locator(".scores")).to_contain_text("75.0")
    expect(tablet.page.locator("#line-b5")).to_contain_text("Long leave")


def test_a_completed_answer_changes_only_by_an_amendment_with_a_reason(desk: Desk, tablet: Tablet) -> None:
    tablet.page.goto(f"{desk.address}/interviews/{desk.scene.own.completed}")
    tablet.page.get_by_role("link", name="Amend C1 · Mental health").click()
    tablet.page.locator("[name=c01][value='1']").click()
    tablet.page.get_by_role("button", name="Amend").click()
    expect(tablet.page.get_by_role("alert")).to_contain_text("reason")
    tablet.page.get_by_label("Reason for the amendment").fill("Heard wrongly")
    tablet.page.locator("[name=c01][value='1']").click()
    tablet.page.get_by_role("button", name="Amend").click()
    expect(tablet.page.locator("#line-c01")).to_contain_text("1")


def test_an_interview_is_paused_and_resumed_at_the_first_open_question(desk: Desk, tablet: Tablet) -> None:
    tablet.open()
    answer(tablet, OPENING | {"b1": ["nurse"]})
    tablet.page.get_by_role("button", name="Stop or pause").click()
    tablet.page.get_by_role("button", name="Pause", exact=True).click()
    expect(tablet.page.locator(".top .tag")).to_have_text("Paused")
    tablet.page.get_by_role("button", name="Resume").click()
    tablet.ready()
    assert tablet.item == "b2"


def test_an_interview_is_broken_off_with_a_reason(desk: Desk, tablet: Tablet) -> None:
    tablet.open()
    answer(tablet, OPENING)
    tablet.page.get_by_role("button", name="Stop or pause").click()
    tablet.page.locator("#stop-dialog summary").click()
    tablet.page.get_by_text("Technical failure").click()
    tablet.page.get_by_role("button", name="Break off").click()
    expect(tablet.page.get_by_text("Broken off", exact=True).first).to_be_visible()
    assert desk.interview().status == "broken_off"


def test_an_interview_begun_by_mistake_is_set_aside_with_a_reason(desk: Desk, tablet: Tablet) -> None:
    tablet.open()
    tablet.page.get_by_role("button", name="Stop or pause").click()
    tablet.page.get_by_role("link", name="Begun by mistake").click()
    tablet.page.get_by_role("button", name="Set the interview aside").click()
    expect(tablet.page.get_by_role("alert")).to_be_visible()
    tablet.page.get_by_label("Why is it set aside?").fill("Wrong visit")
    tablet.page.get_by_role("button", name="Set the interview aside").click()
    expect(tablet.page.locator(".top .tag")).to_have_text("Set aside")


def test_the_concern_button_shows_the_routine_and_keeps_only_the_time(desk: Desk, tablet: Tablet) -> None:
    tablet.open()
    tablet.page.get_by_role("button", name="Concern").click()
    expect(tablet.page.get_by_role("dialog", name="Concern")).to_contain_text("call 113")
    tablet.page.keyboard.press("Escape")
    tablet.saved()
    assert [event.payload for event in desk.events("interview:concern")] == [{}]


def test_the_language_is_switched_midway_at_the_same_question(desk: Desk, tablet: Tablet) -> None:
    tablet.open()
    answer(tablet, OPENING)
    tablet.page.get_by_role("button", name="More").click()
    tablet.page.get_by_text("Norsk (bokmål)", exact=True).click()
    expect(tablet.page.get_by_text("Hva er din rolle overfor deltakeren?")).to_be_visible()
    assert tablet.ready().item == "b1"
    assert desk.interview().language == "nb"
    assert desk.held("a_lang") == "nb"


def test_a_count_that_no_longer_fits_another_is_found_again(desk: Desk, tablet: Tablet) -> None:
    tablet.open()
    answer(tablet, OPENING)
    tablet.go("d5_known")
    answer(tablet, {"d5_known": ["yes"], "d5": ["6"], "d6_known": ["yes"]})
    tablet.write("d6", "7")
    tablet.next()
    assert tablet.item == "d6"
    expect(tablet.at("d6").locator(".fault")).to_contain_text("More appointments kept than planned.")
    tablet.at("d6").locator("[name=d6]").fill("5")
    tablet.next()
    tablet.go("d5")
    tablet.at("d5").locator("[name=d5]").fill("3")
    tablet.next()
    tablet.page.get_by_role("button", name="All questions").click()
    expect(tablet.page.locator("[data-goal=d6]")).to_contain_text("cannot stand")
    tablet.saved()
    assert (desk.held("d5"), desk.held("d6")) == (3, 5)


def test_a_gate_that_closes_parks_what_stood_behind_it_and_brings_it_back(desk: Desk, tablet: Tablet) -> None:
    tablet.open()
    answer(tablet, OPENING)
    tablet.go("d1_known")
    answer(tablet, {"d1_known": ["yes"], "d1": ["4"]})
    tablet.go("d1_known")
    tablet.answer("d1_known", "no")
    assert tablet.item == "d2_known"
    tablet.page.get_by_role("button", name="All questions").click()
    expect(tablet.page.locator("[data-goal=d1]")).to_have_count(0)
    expect(tablet.page.get_by_text("the earlier answer is kept aside")).to_have_count(1)
    tablet.page.keyboard.press("Escape")
    tablet.saved()
    assert desk.held("d1") == 4
    tablet.go("d1_known")
    tablet.answer("d1_known", "yes")
    assert tablet.item == "d1"
    expect(tablet.at("d1").locator("[name=d1]")).to_have_value("4")


def test_instructions_stay_folded_as_they_were_left(tablet: Tablet) -> None:
    tablet.open()
    answer(tablet, OPENING)
    tablet.at("b1").locator(".instruction summary").click()
    expect(tablet.at("b1").get_by_text("Do not read the list")).to_be_hidden()
    tablet.go("b2")
    expect(tablet.at("b2").get_by_text("No workplace names")).to_be_hidden()
    tablet.page.reload()
    tablet.ready()
    expect(tablet.page.locator(".item:visible .instruction > div")).to_be_hidden()


def test_the_mode_is_changed_midway_and_recorded(desk: Desk, tablet: Tablet) -> None:
    tablet.open()
    answer(tablet, OPENING)
    tablet.page.get_by_role("button", name="More").click()
    tablet.page.get_by_role("dialog").get_by_text("Video").click()
    tablet.page.keyboard.press("Escape")
    expect(tablet.page.locator("#session-mode")).to_have_text("Video")
    tablet.go("c01")
    expect(tablet.page.get_by_text("The steps are on the card")).to_be_visible()
    tablet.saved()
    assert (desk.interview().mode_last, desk.held("a_mode")) == ("video", "video")


def test_where_the_scripts_do_not_start_a_way_out_appears(desk: Desk, tablet: Tablet) -> None:
    tablet.page.route("**/js/page.js", lambda route: route.abort())
    tablet.page.goto(f"{desk.address}/interviews/{desk.scene.own.interview}")
    tablet.page.get_by_role("link", name="Answer section by section instead.").click()
    expect(tablet.page.get_by_role("button", name="Save and go on")).to_be_visible()
