"""What a manager does about a participant; what cannot be is said at its field, and what was typed stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from interview_app.services import informants, participants
from tests.web.browsing import Browser, Page, said
from tests.web.scene import NOW, Browse, Scene

TODAY = NOW.date()
TOMORROW = (TODAY + timedelta(days=1)).isoformat()


@pytest.fixture
def manager(browse: Browse) -> Browser:
    return browse("manager")


@pytest.fixture
def here(scene: Scene) -> str:
    return f"/participants/{scene.own.participant}"


def faults(page: Page) -> list[str]:
    """What is said at the fields."""
    assert page.status == 422
    return [said(fault) for fault in page.all("p", class_="fault")]


def test_a_participant_is_enrolled_with_the_dates_of_the_study(manager: Browser) -> None:
    fields = {"site": "OSL", "arm": "xr", "date_baseline": "2026-03-02"}
    page = manager.follow(manager.fill_in("/participants/new", fields))
    assert page.one("input", name="date_baseline").get("value") == "2026-03-02"
    assert page.says("Baseline 2 Feb 2026 – 9 Mar 2026")


DATES = [
    ({"date_baseline": TOMORROW}, "This day lies in the future. Record it when it has come."),
    ({"date_baseline": "2026-03-02", "date_discontinued": "2026-03-01"},
     "This day lies before the one that the course begins with."),
    ({"date_baseline": "2.3.2026"}, "Enter a day as year-month-day, such as 2026-03-13."),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "told"), DATES)
def test_a_day_that_cannot_be_is_refused_at_its_field(manager: Browser, fields: dict[str, str], told: str) -> None:
    page = manager.fill_in("/participants/new", {"site": "OSL", "arm": "xr"} | fields)
    assert faults(page) == [told]
    assert page.one("input", name="date_baseline").get("value") == fields["date_baseline"], "what was typed stays"


def test_a_recorded_day_is_corrected_with_a_reason_that_the_history_keeps(manager: Browser, here: str) -> None:
    manager.fill_in(here, {"date_baseline": "2026-03-02"})
    refused = manager.fill_in(here, {"date_baseline": "2026-03-03"})
    assert faults(refused) == ["A day is recorded already. Say why it is corrected; the reason is kept."]
    assert refused.one("input", name="date_baseline").get("value") == "2026-03-03"
    done = manager.fill_in(here, {"date_baseline": "2026-03-03", "reason": "Read wrongly from the form"})
    assert done.status == 303
    history = manager.get(f"{here}/history")
    assert history.says("Baseline (first injection or inclusion): 2 Mar 2026 → changed to 3 Mar 2026")
    assert history.says("Reason: Read wrongly from the form")
    assert history.says("man-01")


def test_a_page_that_is_overtaken_empties_nothing_and_says_what_stands_there_now(manager: Browser, here: str) -> None:
    manager.fill_in(here, {"date_baseline": "2026-02-01"})
    opened = manager.get(here)
    manager.fill_in(here, {"date_last_dose": "2026-03-02"})
    refused = manager.fill_in_seen(opened, here, {"date_discontinued": "2026-03-05"})
    assert refused.status == 409
    assert refused.one("input", name="date_discontinued").get("value") == "2026-03-05", "what was typed stays"
    told = [said(fault) for fault in refused.all("p", class_="fault")]
    assert told == [
        "The course was changed meanwhile. Here stands now: –.",
        "The course was changed meanwhile. Here stands now: 2 Mar 2026.",
    ]
    assert manager.get(here).one("input", name="date_last_dose").get("value") == "2026-03-02", "nothing was emptied"
    assert manager.fill_in_seen(opened, here, {"date_last_dose": "2026-03-02"}).status == 303, "it stands so already"


def test_the_history_tells_once_what_changed_once(manager: Browser, here: str) -> None:
    manager.fill_in(here, {"date_baseline": "2026-02-01", "date_last_dose": "2026-03-02"})
    manager.fill_in(here, {"date_last_dose": "", "reason": "Somebody else's"})
    manager.fill_in(here, {"extension": "y"})
    history = said(manager.get(f"{here}/history").one("main"))
    assert history.count("Last injection of the treatment: 2 Mar 2026 → changed to none") == 1


@pytest.mark.parametrize("status", ["ended", "died"])
def test_nobody_leaves_before_the_course_begins(manager: Browser, here: str, status: str) -> None:
    told = ["This day lies before the one that the course begins with."]
    manager.fill_in(here, {"date_baseline": "2026-02-01"})
    assert faults(manager.fill_in(here, {"status": status, "left_on": "2020-01-01"})) == told
    withdrawal = {"level": "1", "left_on": "2020-01-01", "confirmed": "y"}
    assert faults(manager.fill_in(f"{here}/withdrawal", withdrawal)) == told, "it could not be taken back"
    assert manager.fill_in(here, {"status": status, "left_on": "2026-02-01"}).status == 303


def test_visits_follow_the_dates(manager: Browser, here: str) -> None:
    assert manager.get(here).says("Week 4 – Date not known yet")
    manager.fill_in(here, {"date_baseline": "2026-02-12"})
    assert manager.get(here).says("Week 4 5 Mar 2026 – 19 Mar 2026 Overdue")


CONSENTS = [
    ({"since": "2026-03-01", "until": "2026-02-01", "scopes": "workers"}, "The consent would end before it begins."),
    ({"since": TOMORROW, "scopes": "workers"},
     "This day lies in the future. Record the consent when it has been given."),
    ({"since": "2020-01-01", "scopes": "workers"}, "This version of the consent was not in use on that day."),
    ({"since": "2026-03-01", "scopes": []}, "Choose what the participant consented to."),
    ({"since": "", "scopes": "workers"}, "Enter the day."),
    ({"since": "2026-03-01", "scopes": "workers", "evidence": "x" * 201},
     "That is too long: it has 201 characters, at most 200 are possible."),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "told"), CONSENTS)
def test_a_consent_that_cannot_be_is_refused_at_its_field(
    manager: Browser, here: str, fields: dict[str, object], told: str
) -> None:
    page = manager.fill_in(f"{here}/consents/new", {"version": "1.1"} | fields)
    assert faults(page) == [told]


def test_a_consent_says_which_roles_are_covered_today(scene: Scene, manager: Browser, here: str) -> None:
    assert manager.get(here).says("Today interviews are covered with informants of every role.")
    manager.fill_in(f"{here}/consents/{scene.own.consent}/withdrawal", {"withdrawn_on": TODAY.isoformat()})
    assert manager.get(here).says("No interview is covered today.")
    fields = {"version": "1.1", "since": "2026-03-01", "scopes": "workers", "without_roles": ["nurse", "physician"]}
    assert manager.fill_in(f"{here}/consents/new", fields).status == 303
    page = manager.get(here)
    assert page.says("Today interviews are covered with these informants only: Social worker,")
    assert page.says("not with: Nurse, Physician")
    again = manager.fill_in(f"{here}/consents/{scene.own.consent}/withdrawal", {"withdrawn_on": TODAY.isoformat()})
    assert faults(again) == ["This consent was withdrawn already."]


def test_the_start_page_says_why_an_interview_is_not_possible_and_whom_to_ask(
    scene: Scene, browse: Browse, manager: Browser, here: str
) -> None:
    start = f"/interviews/new?participant={scene.own.code}"
    assert browse("interviewer").get(start).all("input", name="informant")
    manager.fill_in(f"{here}/consents/{scene.own.consent}/withdrawal", {"withdrawn_on": TODAY.isoformat()})
    page = browse("interviewer").get(start)
    assert not page.all("input", name="informant")
    assert page.says(f"{scene.own.informant_code} : No consent of this participant holds on this day")
    assert page.says("Ask the manager.")


def relate(manager: Browser, scene: Scene, **fields: str) -> Page:
    address = f"/informants/{scene.own.informant}/participants/{scene.own.participant}"
    return manager.fill_in(address, fields)


def test_an_interview_is_offered_only_while_the_relation_holds(
    scene: Scene, browse: Browse, manager: Browser, here: str
) -> None:
    start = f"/interviews/new?participant={scene.own.code}"
    assert relate(manager, scene, since="2025-01-01", until=TODAY.isoformat(), months_known="14").status == 303
    assert manager.get(here).says("since 1 Jan 2025, until 13 Mar 2026, knew each other for 14 months")
    assert browse("interviewer").get(start).all("input", name="informant")
    relate(manager, scene, until=(TODAY - timedelta(days=1)).isoformat())
    assert not browse("interviewer").get(start).all("input", name="informant")
    fields = {"participant": scene.own.code, "informant": scene.own.informant_code, "visit": "W24", "mode": "video"}
    refused = browse("interviewer").post(
        "/interviews/new", fields | {"language": "en", "outside_reason": "", "entry": "live"}
    )
    assert refused.status == 422


RELATIONS = [
    ({"since": "2026-03-02", "until": "2026-03-01"}, "The relation would end before it begins."),
    ({"months_known": "a year"}, "Write whole months, from 0 to 600."),
    ({"months_known": "601"}, "Write whole months, from 0 to 600."),
]


@pytest.mark.parametrize(("fields", "told"), RELATIONS)
def test_a_relation_that_cannot_be_is_refused_at_its_field(
    scene: Scene, manager: Browser, fields: dict[str, str], told: str
) -> None:
    assert faults(relate(manager, scene, **fields)) == [told]


def test_an_informant_of_another_site_is_refused(scene: Scene, browse: Browse, two_sites: None) -> None:
    manager = browse("manager")
    address = f"/informants/{scene.own.informant}"
    page = manager.fill_in(address, {"participants": f"{scene.own.code} {scene.foreign.code}"})
    assert faults(page) == ["The informant works at another site than one of these participants."]


@pytest.fixture
def two_sites(scene: Scene) -> None:
    from interview_app.domain.access import Role
    from interview_app.services import accounts

    terms = accounts.Terms.at(Role.MANAGER, scene.study.id, "OSL", "BER")
    accounts.change(scene.store, scene.people["admin"], scene.people["manager"].id, terms, now=NOW)


def test_a_transfer_keeps_code_and_interviews_and_ends_the_offer_of_old_informants(
    scene: Scene, browse: Browse, here: str, two_sites: None
) -> None:
    manager = browse("manager")
    assert manager.fill_in(here, {"site": "BER"}, action=f"{here}/site").status == 303
    page = manager.get(here)
    assert said(page.one("h1")) == scene.own.code
    assert page.says("at another site")
    assert manager.get(f"{here}/history").says("Site: OSL → changed to BER")
    assert browse("interviewer").get(f"/interviews/{scene.own.completed}").status == 200
    assert browse("interviewer-away").get(f"/interviews/new?participant={scene.own.code}").status == 200


def test_a_participant_is_assigned_to_an_interviewer_of_the_site(scene: Scene, manager: Browser, here: str) -> None:
    address = f"{here}/interviewer"
    colleague, away = scene.people["colleague"], scene.people["interviewer-away"]
    assert manager.fill_in(here, {"interviewer": colleague.code}, action=address).status == 303
    assert manager.post(address, {"interviewer": away.code}).status == 422
    found = participants.show(scene.store, scene.people["manager"], scene.own.participant).participant
    assert found.interviewer_id == colleague.id
    assert manager.get(f"{here}/history").says(f"Interviewer: {colleague.code}")


def test_an_informants_withdrawal_stops_a_running_interview_and_keeps_what_was_said(
    scene: Scene, browse: Browse, manager: Browser
) -> None:
    address = f"/informants/{scene.own.informant}"
    unread = manager.fill_in(f"{address}/withdrawal", {"how": "keep"})
    assert faults(unread) == ["Tick this to go on."]
    assert manager.fill_in(f"{address}/withdrawal", {"how": "keep", "confirmed": "y"}).status == 303
    assert manager.get(address).says("The answers so far are kept and used.")
    assert manager.post(f"{address}/state", {"state": "active"}).says("This informant has withdrawn from the study.")
    page = browse("interviewer").get(f"/interviews/{scene.own.interview}")
    assert page.says("The informant has withdrawn from the study.")
    assert browse("interviewer").get(f"/interviews/{scene.own.completed}").status == 200
    assert not browse("interviewer").get(f"/interviews/new?participant={scene.own.code}").all("input", name="informant")
    assert manager.fill_in(f"{address}/withdrawal", {"how": "remove", "confirmed": "y"}).status == 303
    assert browse("interviewer").get(f"/interviews/{scene.own.completed}").status == 410


def test_how_often_an_informant_was_asked_lately_is_shown(scene: Scene, manager: Browser) -> None:
    assert manager.get(f"/informants/{scene.own.informant}").says("1 interview in the last 28 days · at most 8")
    shown = informants.show(scene.store, scene.people["manager"], scene.own.informant, now=NOW - timedelta(days=60))
    assert shown.burden == 2, "control: both lie after that day"


def test_a_withdrawal_is_confirmed_and_counts_down_on_the_home_page(manager: Browser, scene: Scene, here: str) -> None:
    address, fields = f"{here}/withdrawal", {"level": "3", "left_on": (TODAY - timedelta(days=10)).isoformat()}
    assert faults(manager.fill_in(address, fields)) == ["Tick this to go on."]
    assert faults(manager.fill_in(address, {"level": "1", "left_on": TOMORROW, "confirmed": "y"})) == [
        "This day lies in the future. Record it when it has come."
    ]
    assert manager.fill_in(address, fields | {"confirmed": "y"}).status == 303
    home = manager.get("/")
    assert home.says(scene.own.code)
    assert home.says("20 days left")
    scene.clock.forward(days=25)
    assert scene.browse("manager").get("/").says("5 days overdue")
