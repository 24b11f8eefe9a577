"""The pages of callers: the panel of a case, what is refused at its field, what a second tablet is told, the list."""

from __future__ import annotations

from typing import Any

import pytest

from interview_app.domain.access import Role
from interview_app.domain.disposition import Disposition
from interview_app.domain.fieldwork import Channel
from interview_app.services import agendas, contacting, studies
from interview_app.services.casework import Key
from interview_app.services.contacting import Attempt
from tests.web.browsing import Browser, Page, said
from tests.web.scene import NOW, Browse, Scene

VISIT = "W16"


def key(scene: Scene) -> Key:
    return Key(scene.own.participant, VISIT, scene.own.informant)


def address(scene: Scene, more: str = "") -> str:
    return f"/calls/{scene.own.participant}/{VISIT}/{scene.own.informant}{more}"


def call(scene: Scene, outcome: Disposition = Disposition.NOANS, by: str = "interviewer") -> None:
    attempt = Attempt(channel=Channel.TELEPHONE, outcome=outcome, note="asked a colleague")
    contacting.record_attempt(scene.store, scene.people[by], scene.study, key(scene), attempt, now=scene.clock())


def record(browser: Browser, scene: Scene, **fields: Any) -> Page:
    return browser.fill_in(address(scene), {"outcome": "NOANS", **fields})


def test_a_call_is_recorded_without_scripts(scene: Scene, browse: Browse) -> None:
    browser = browse("interviewer")
    page = browser.follow(record(browser, scene, channel="text", length="1:30", note="is at lunch"))
    assert page.says("Saved.")
    assert page.says("Text message: No answer · 1:30")
    assert page.says("is at lunch")
    assert page.says("Today 10:00 · int-01 · → Today 13:00")
    assert page.says("1 attempt so far")


REFUSED = [
    ({"outcome": ""}, "Choose how the call went."),
    ({"length": "soon"}, "Write the length as minutes and seconds"),
    ({"length": "999:00"}, "at most four hours"),
    ({"next_on": "2026-03-12", "next_time": "10:00"}, "This time has passed."),
    ({"next_on": "2026-03-16", "next_time": "21:00"}, "The study calls from 08:00 to 20:00"),
    ({"next_on": "2026-03-15", "next_time": "10:00"}, "On this day of the week"),
    ({"next_on": "2026-03-16", "next_time": ""}, "Enter both a day and a time"),
    ({"next_on": "2026-03-29", "next_time": "02:30"}, "the clocks go forward"),
    ({"outcome": "APPT"}, "Enter the day and the time of the appointment."),
    ({"outcome": "REF_SOFT"}, "Say in the note"),
    ({"note": "x" * 1001}, "at most 1000"),
    ({"note": "ring 22 33 44 55"}, "This looks like a number"),
    ({"channel": "pigeon"}, "Not a valid choice."),
]


@pytest.mark.parametrize(("fields", "says"), REFUSED)
def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays(
    scene: Scene, browse: Browse, fields: dict[str, str], says: str
) -> None:
    typed = {} if fields.get("outcome") == "REF_SOFT" else {"note": "typed with care"}
    page = record(browse("interviewer"), scene, **{**typed, **fields})
    assert page.status == 422
    assert page.says(says)
    assert said(page.one("title")).startswith("Error: ")
    if typed and "note" not in fields:
        assert "typed with care" in said(page.one("textarea", id="note"))
    assert agendas.show(scene.store, scene.people["interviewer"], scene.study, key(scene), now=NOW).history == []


def test_a_note_that_tells_of_nobody_is_kept_once_somebody_says_so(scene: Scene, browse: Browse) -> None:
    browser = browse("interviewer")
    page = record(browser, scene, note="back on 13.04.2026")
    again = browser.fill_in_seen(page, address(scene), {"sure": "y"})
    assert again.status == 303


def test_a_second_tablet_is_shown_what_happened_meanwhile_and_can_save_then(scene: Scene, browse: Browse) -> None:
    first, second = browse("interviewer"), browse("interviewer")
    stale = second.get(address(scene))
    record(first, scene, note="first tablet")
    page = second.fill_in_seen(stale, address(scene), {"outcome": "BUSY", "note": "second tablet"})
    assert page.status == 409
    assert page.says("Something has happened in this case")
    assert page.says("first tablet")
    assert "second tablet" in said(page.one("textarea", id="note"))
    assert second.fill_in_seen(page, address(scene), {}).status == 303


def test_an_appointment_by_another_clock_is_shown_by_both(scene: Scene, browse: Browse) -> None:
    browser = browse("interviewer")
    agreed = {"next_on": "2026-03-16", "next_time": "09:00", "zone": "Europe/London", "mode": "video"}
    page = browser.follow(record(browser, scene, outcome="APPT", link="https://meet.example/x", **agreed))
    assert page.says("16 Mar 2026 10:00 · Video · 16 Mar 2026 09:00 Europe/London")
    assert page.one("a", href="https://meet.example/x").get("rel") == "noreferrer"
    moved = browser.fill_in(address(scene), {"next_on": "2026-03-17", "next_time": "09:00"}, button=ALONE)
    assert browser.follow(moved).says("17 Mar 2026 10:00")


ALONE = "Save the appointment alone, without a call"


def test_scripts_follow_the_mode_and_the_study_comes_before_the_instrument(scene: Scene, browse: Browse) -> None:
    browser = browse("interviewer")
    telephone, video = browser.get(address(scene)), browser.get(address(scene, "?mode=video"))
    assert telephone.says("Hello, I am calling about a short interview.")
    assert video.says("Do you hear and see me well?")
    assert telephone.says("I am calling with a work-related question")
    assert not video.says("I am calling with a work-related question")


def test_the_voicemail_names_neither_study_nor_participant(scene: Scene, browse: Browse) -> None:
    page = browse("interviewer").get(address(scene))
    (spoken,) = [said(p) for p in page.all("p", class_="spoken") if "work-related question. You" in said(p)]
    for told in (scene.own.code, VISIT, "Week", "recovery", "study", scene.study.title["en"]):
        assert told not in spoken


def test_the_interview_begins_with_what_the_panel_knows(scene: Scene, browse: Browse) -> None:
    browser = browse("interviewer")
    page = browser.get(address(scene, "?mode=video"))
    start = browser.get(next(link for link in page.links() if link.startswith("/interviews/new")))
    chosen = {name: start.one("input", name=name, checked="").get("value") for name in ("visit", "informant", "mode")}
    assert chosen == {"visit": VISIT, "informant": scene.own.informant_code, "mode": "video"}


def test_a_case_with_an_interview_leads_to_it(scene: Scene, browse: Browse) -> None:
    browser = browse("interviewer")
    page = browser.follow(browser.get(f"/calls/of-interview/{scene.own.interview}"))
    assert f"/interviews/{scene.own.interview}" in page.links()
    assert page.says("1 attempt so far")


def test_after_a_soft_refusal_the_page_says_that_a_colleague_tries(scene: Scene, browse: Browse) -> None:
    call(scene, Disposition.REF_SOFT)
    page = browse("interviewer").get(address(scene))
    assert page.says("A colleague tries the next time.")
    assert not page.all("form", class_="call")
    assert browse("colleague").get(address(scene)).all("form", class_="call")


@pytest.mark.parametrize("who", ["supervisor", "manager"])
def test_a_number_to_be_found_stands_on_the_first_page_until_another_is_kept(
    scene: Scene, browse: Browse, who: str
) -> None:
    browser, contact = browse(who), f"/informants/{scene.own.informant}/contact"
    call(scene)
    assert contact not in browser.get("/").links()
    call(scene, Disposition.DISCON)
    page = browser.get("/")
    assert page.says("Numbers to be found")
    assert contact in page.links()
    scene.clock.forward(minutes=5)
    browser.fill_in(contact, {"phones": "22 00 00 01"})
    assert contact not in browser.get("/").links()


PEOPLE = ("supervisor", "colleague", "interviewer", "manager")


def test_a_supervisor_hands_a_case_over(scene: Scene, browse: Browse) -> None:
    browser, colleague = browse("supervisor"), scene.people["colleague"].code
    browser.follow(browser.fill_in(address(scene), {"interviewer": colleague}, action=address(scene, "/hand-over")))
    timetable = f"/schedule/{scene.own.participant}"
    finds = {who: address(scene) in browse(who).get(timetable).links() for who in PEOPLE}
    assert finds == {"supervisor": True, "colleague": True, "interviewer": False, "manager": False}
    assert browse("interviewer").get(address(scene)).status == 404
    assert browse("colleague").get(address(scene)).says(colleague)


def test_an_outcome_entered_by_mistake_is_taken_back_with_a_reason(scene: Scene, browse: Browse) -> None:
    call(scene)
    call(scene, Disposition.REF_HARD)
    browser = browse("interviewer")
    assert address(scene) in browser.get(f"/schedule/{scene.own.participant}").links()
    assert not browser.get(address(scene)).all("form", action=address(scene, "/settle?mode=telephone"))
    unsaid = browser.fill_in(address(scene), {"note": ""}, action=address(scene, "/take-back"))
    assert (unsaid.status, unsaid.says("Say why it is taken back")) == (422, True)
    back = browser.follow(browser.fill_in(address(scene), {"note": "wrong line"}, action=address(scene, "/take-back")))
    assert back.says("Taken back: Informant declined")
    assert back.says("wrong line")
    assert not back.says("This case is settled.")
    assert back.all("form", class_="call")
    assert not back.says("take the outcome back")


def test_when_the_limit_is_reached_the_settlement_is_proposed_and_taken(scene: Scene, browse: Browse) -> None:
    for _ in range(scene.study.calling.attempts):
        call(scene)
    browser = browse("interviewer")
    page = browser.get(address(scene))
    assert page.says("The study allows 6 attempts, and they were made.")
    settled = browser.fill_in(address(scene), {}, action=address(scene, "/settle"))
    assert browser.follow(settled).says("Settled: Attempt limit reached, unknown")


def test_the_list_shows_the_next_first_in_the_sites_clock_and_is_filtered(scene: Scene, browse: Browse) -> None:
    call(scene)
    browser = browse("interviewer")
    page = browser.get("/calls")
    assert page.says("Call back · Today 13:00")
    assert page.says("1 attempt")
    assert browser.get(f"/calls?visit={VISIT}&kind=callback&text={scene.own.code[:6]}").says(scene.own.code)
    assert browser.get("/calls?kind=appointment").says("No call fits")
    assert browse("interviewer-away").get("/calls").says("No calls are planned")


def test_a_study_that_keeps_contacts_elsewhere_shows_codes_alone(scene: Scene, browse: Browse) -> None:
    with scene.store.reading() as connection:
        from interview_app.storage.studies import definition

        text = definition(connection, scene.study.id) or ""
    changed = text.replace("contacts = true", "contacts = false").replace("version = 1\n", "version = 2\n", 1)
    studies.load(scene.store, changed, actor_code="cli:test", now=NOW)
    browser = browse("interviewer")
    page = browser.get(address(scene))
    assert page.says("keeps contact details outside")
    assert not page.says("Show contact details")
    assert browser.post(address(scene, "/contact")).status == 404
    assert browse("manager").get(f"/informants/{scene.own.informant}/contact").status == 404


@pytest.mark.parametrize("role", [Role.MANAGER, Role.RESEARCHER])
def test_who_does_not_call_has_no_list(browse: Browse, role: Role) -> None:
    assert browse(role.value).get("/calls").status == 403
