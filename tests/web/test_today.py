"""Today, the team's day, the schedule, and the choice of a visit, as their pages show them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from interview_app.domain.interview import Mode
from interview_app.services import contacting, endings
from interview_app.services.casework import Key
from interview_app.services.contacting import Appointment
from tests.web.browsing import Page, said
from tests.web.scene import Browse, Scene, begins_due


@pytest.fixture(autouse=True)
def overdue(scene: Scene) -> None:
    begins_due(scene)


def headings(page: Page) -> list[str]:
    return [said(heading) for heading in page.all("h2")]


def bars(page: Page) -> list[str]:
    return [svg.get("aria-label", "") for svg in page.all("{http://www.w3.org/2000/svg}svg", role="img")]


def test_an_interviewer_finds_the_unfinished_before_what_is_overdue(scene: Scene, browse: Browse) -> None:
    page = browse("interviewer").get("/")
    assert headings(page)[-3:] == ["Unfinished 1", "Overdue 1", "Missed in the last four weeks 1"]
    assert f"/interviews/{scene.own.interview}" in page.links()
    assert "Opens 3 Mar, target 10 Mar, closes 17 Mar. 4 days left" in bars(page)
    assert f"/schedule/{scene.own.participant}" in page.links()


def test_a_colleague_is_not_offered_an_interview_of_another(scene: Scene, browse: Browse) -> None:
    page = browse("colleague").get("/")
    assert headings(page) == ["Overdue 1", "Missed in the last four weeks 1"]
    assert page.says("In progress")
    assert f"/interviews/{scene.own.interview}" not in page.links()


def calls(page: Page) -> set[str]:
    return {link for link in page.links() if link.startswith("/calls/")}


def test_whoever_can_be_asked_is_one_tap_from_being_called(scene: Scene, browse: Browse) -> None:
    case = f"/calls/{scene.own.participant}/W08/{scene.own.informant}"
    assert calls(browse("interviewer").get("/")) == {case}, "of week 12 the interview is under way"
    assert browse("interviewer").get(case).says("How it went")


def test_nobody_is_sent_to_call_where_it_is_anothers_or_was_declined(scene: Scene, browse: Browse) -> None:
    case = f"/calls/{scene.own.participant}/W08/{scene.own.informant}"
    supervisor, code = browse("supervisor"), scene.people["colleague"].code
    supervisor.fill_in(case, {"interviewer": code}, action=f"{case}/hand-over")
    assert calls(browse("interviewer").get("/")) == set()
    assert calls(browse("colleague").get("/")) == {case}
    declined = {"channel": "telephone", "outcome": "REF_HARD"}
    assert browse("colleague").fill_in(case, declined, action=case).location.startswith(case)
    assert calls(browse("colleague").get("/")) == set()


def test_an_agreed_time_is_one_tap_from_the_call_also_after_the_interview_was_broken_off(
    scene: Scene, browse: Browse
) -> None:
    store, interviewer = scene.store, scene.people["interviewer"]
    endings.break_off(store, interviewer, scene.own.interview, reason="interrupted", now=scene.clock())
    agreed = Appointment(at=scene.clock() + timedelta(days=3), mode=Mode.TELEPHONE)
    key = Key(scene.own.participant, "W12", scene.own.informant)
    contacting.appoint(store, interviewer, scene.study, key, agreed, now=scene.clock())
    page = browse("interviewer").get("/")
    assert page.says("Appointments and callbacks")
    assert f"/calls/{scene.own.participant}/W12/{scene.own.informant}" in calls(page)


def test_a_missed_visit_can_be_held_late_and_the_page_asks_why_at_once(scene: Scene, browse: Browse) -> None:
    browser = browse("colleague")
    page = browser.get("/")
    [link] = {link for link in page.links() if "visit=W08" in link}
    start = browser.get(link)
    [chosen] = [each for each in start.all("input", type="radio", name="visit") if "checked" in each.attrib]
    assert (chosen.get("value"), chosen.get("class")) == ("W08", "outside")
    assert start.says("Why it is held outside its window")
    assert start.says("closed 24 days ago")
    given = {"visit": "W08", "informant": scene.own.informant_code, "mode": "video", "language": "nb"}
    refused = browser.fill_in(link, given | {"outside_reason": ""}, action="/interviews/new")
    assert refused.status == 422
    assert refused.says("The window of this visit has closed.")
    held = browser.fill_in(link, given | {"outside_reason": "Was on leave"}, action="/interviews/new")
    assert held.location.startswith("/interviews/")


def test_the_start_page_offers_what_is_due_first_and_says_how_often_each_was_asked(
    scene: Scene, browse: Browse
) -> None:
    page = browse("interviewer").get(f"/interviews/new?participant={scene.own.code}")
    assert page.all("input", type="radio", name="visit")[0].get("value") == "W12"
    assert page.says("asked 1 of at most 8 times in 28 days")


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("site=OSL", True), ("site=BER", False), ("visit=W12", True), ("visit=W16", False), ("text=osl", True),
        ("text=nobody", False), ("mode=telephone", True), ("mode=video", False), ("whose=mine", True),
        ("section=overdue", True), ("section=due", False), ("section=nonsense", True), ("section=overdue&page=9", True),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_by_its_address(browse: Browse, query: str, fits: bool) -> None:
    page = browse("interviewer").get(f"/?{query}")
    assert page.says("Nothing fits") is not fits


def test_who_has_nothing_to_do_is_told_why(browse: Browse) -> None:
    assert browse("idle").get("/").says("You work in no study yet")
    assert browse("interviewer-away").get("/").says("Unfinished")


def test_a_supervisor_gives_participants_to_an_interviewer(scene: Scene, browse: Browse) -> None:
    browser, code = browse("supervisor"), scene.people["colleague"].code
    fields = {"participant": scene.own.participant, "interviewer": code, "reason": "Parental leave"}
    given = browser.fill_in("/team?section=overdue", fields)
    assert given.location == "/team?section=overdue&done=given"
    assert browser.follow(given).says(f"OSL · with {code}")
    assert browse("interviewer").get("/?section=overdue").says("Nothing fits")
    assert browser.get("/team?whose=nobody&section=overdue").says("Nothing fits")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"participant": []}, "Choose at least one participant."),
        ({"interviewer": "int-99"}, "Choose an interviewer who works at the site of each participant."),
        ({"reason": "Her number is 13097248022"}, "This holds a national identity number."),
    ],
)
def test_what_cannot_be_given_is_said_and_what_was_chosen_stays(
    scene: Scene, browse: Browse, changes: dict[str, object], fault: str
) -> None:
    fields = {"participant": scene.own.participant, "interviewer": scene.people["colleague"].code, "reason": "Leave"}
    page = browse("supervisor").fill_in("/team", fields | changes)
    assert page.status == 422
    assert page.says(fault)
    assert page.one("input", name="reason").get("value") == (fields | changes)["reason"]


def test_the_supervisors_home_counts_the_teams_day(browse: Browse) -> None:
    page = browse("supervisor").get("/")
    assert {f"/team?section={each}" for each in ("unfinished", "overdue", "due", "missed")} <= page.links()


def test_a_supervisor_allows_an_informant_to_be_asked_more(scene: Scene, browse: Browse) -> None:
    path = f"/team/informants/{scene.own.informant}/cap"
    browser = browse("supervisor")
    assert browser.get(path).says("Asked 1 of at most 8 times in 28 days.")
    assert browser.fill_in(path, {"reason": ""}).says("Say why this informant is asked more often")
    assert browser.follow(browser.fill_in(path, {"reason": "Knows them all"})).says("are allowed now")
    assert browser.get(path).says("More is allowed until 9 Apr 2026")


@pytest.mark.parametrize("user_name", ["manager", "supervisor", "interviewer"])
def test_each_number_of_the_schedule_opens_the_visits_behind_it(browse: Browse, user_name: str) -> None:
    browser = browse(user_name)
    links = {link for link in browser.get("/schedule").links() if "state=" in link}
    assert len(links) > 5
    for link in links:
        assert not browser.get(link).says("No visit stands so")
    assert browser.get("/schedule?state=nonsense").status == 404


@pytest.mark.parametrize("user_name", ["manager", "supervisor", "interviewer"])
def test_a_participants_schedule_shows_every_visit_and_what_they_are_counted_from(
    scene: Scene, browse: Browse, user_name: str
) -> None:
    page = browse(user_name).get(f"/schedule/{scene.own.participant}")
    visits = page.all("ul", class_="rows")[0]
    assert len(list(visits)) == len(scene.study.visits)
    assert page.says("Baseline 16 Dec 2025")
    assert page.says("End of treatment not known yet")
    assert page.says("no extension")
    assert (f"/interviews/{scene.own.completed}" in page.links()) is (user_name != "manager")
