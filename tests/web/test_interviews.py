"""The pages around an interview: finding it, beginning it, checking it, reading it, changing it afterwards."""

from __future__ import annotations

from dataclasses import replace
import json
from typing import Any

import pytest

from interview_app.domain.disposition import Disposition
from interview_app.domain.interview import Mode
from interview_app.domain.operations import Kind, Operation
from interview_app.services import endings, interviews
from interview_app.services.answers import record
from interview_app.services.interviews import Wish
from interview_app.storage.ledger import new_op_id
from tests import worked
from tests.web.browsing import Page, said
from tests.web.scene import SET_AT_THE_START, Browse, Scene
from tests.web.scene import said as told


def address(scene: Scene, tail: str = "") -> str:
    return f"/interviews/{scene.own.interview}{tail}"


def answered(scene: Scene, **changes: Any) -> None:
    """Answer the scene's interview as the worked one, apart from what is given; None leaves open."""
    answers = {item: value for item, value in {**worked.ANSWERS, **changes}.items() if value is not None}
    sent = [told(item, value) for item, value in answers.items() if item not in SET_AT_THE_START]
    record(scene.store, scene.people["interviewer"], scene.own.interview, sent, now=scene.clock())


def start_fields(scene: Scene, **changes: str) -> dict[str, str]:
    fields = {"participant": scene.own.code, "visit": "W24", "informant": scene.own.informant_code}
    return fields | {"mode": "video", "language": "nb", "entry": "live", "outside_reason": ""} | changes


# Finding


def listed(page: Page) -> list[str]:
    return [a.get("href", "") for th in page.all("th", scope="row") for a in th.iter("a")]


def test_the_list_shows_what_a_person_may_see_latest_first(browse: Browse, scene: Scene) -> None:
    assert listed(browse("interviewer").get("/interviews")) == [
        f"/interviews/{scene.own.interview}", f"/interviews/{scene.own.completed}",
    ]  # fmt: skip
    assert listed(browse("idle").get("/interviews")) == []
    assert len(listed(browse("supervisor").get("/interviews"))) == 2


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("status=complete", 1), ("status=draft", 1), ("visit=W12", 1), ("visit=W04", 0), ("mode=telephone", 2),
        ("mode=video", 0), ("text=OSL", 2), ("text=nobody", 0), ("since=2026-03-13", 1), ("until=2026-03-12", 1),
        ("since=2025-01-01&until=2025-02-01", 0), ("since=never", 2), ("site=BER", 0), ("page=2", 0),
    ],
)  # fmt: skip
def test_the_list_is_searched_and_filtered_by_its_address(browse: Browse, query: str, count: int) -> None:
    assert len(listed(browse("interviewer").get(f"/interviews?{query}"))) == count


def test_the_list_is_filtered_by_outcome_without_scripts(browse: Browse, scene: Scene) -> None:
    interviewer = scene.people["interviewer"]
    endings.break_off(
        scene.store,
        interviewer,
        scene.own.interview,
        reason="technical",
        disposition=Disposition.INF_LEFT,
        now=scene.clock(),
    )
    browser = browse("interviewer")
    page = browser.get("/interviews")
    form = next(form for form in page.all("form") if form.get("role") == "search")
    options = next(each for each in form.iter("select") if each.get("name") == "disposition")
    assert [option.get("value") for option in options.iter("option")][:4] == ["", "COMPLETE", "PARTIAL", "BREAKOFF"]
    assert form.get("method", "get") == "get"
    found = {code: listed(browser.get(f"/interviews?disposition={code}")) for code in ("COMPLETE", "INF_LEFT", "TECH")}
    assert found == {"COMPLETE": [f"/interviews/{scene.own.completed}"], "INF_LEFT": [address(scene)], "TECH": []}
    both = browser.get("/interviews?disposition=INF_LEFT&status=complete")
    assert listed(both) == []
    assert both.one("select", name="disposition").find("option[@selected]").get("value") == "INF_LEFT"  # type: ignore[union-attr]


def test_only_interviewers_are_invited_to_start_one(browse: Browse) -> None:
    assert "/interviews/new" in browse("interviewer").get("/interviews").links()
    assert "/interviews/new" not in browse("supervisor").get("/interviews").links()


# Beginning


def test_an_interview_begins_with_participant_informant_visit_mode_and_language(browse: Browse, scene: Scene) -> None:
    browser = browse("interviewer")
    path = f"/interviews/new?participant={scene.own.code}"
    page = browser.get(path)
    assert page.says("Full form, about 12 minutes")
    assert page.says("Nurse · Municipal health and care service")
    begun = browser.fill_in(path, start_fields(scene), action="/interviews/new")
    shown = browser.follow(begun)
    assert shown.says("Week 24")
    assert shown.says("Video")
    assert shown.says("Hører og ser du meg godt?")


def test_what_is_not_chosen_is_asked_for_and_the_rest_is_kept(browse: Browse, scene: Scene) -> None:
    fields = start_fields(scene, visit="", mode="")
    page = browse("interviewer").post("/interviews/new", fields)
    assert page.status == 422
    assert page.says("Choose the visit.")
    assert page.says("Choose how it is held.")
    assert page.one("input", name="language", value="nb").get("checked") is not None


@pytest.mark.parametrize(
    "changes",
    [{"visit": "W99"}, {"informant": "OSL-I99"}, {"mode": "pigeon"}, {"language": "fr"}, {"entry": "dream"}],
    ids=str,
)
def test_a_choice_that_does_not_fit_is_refused_in_words(browse: Browse, scene: Scene, changes: dict[str, str]) -> None:
    page = browse("interviewer").post("/interviews/new", start_fields(scene, **changes))
    assert page.status == 422
    assert page.says("There is a problem")


def test_an_interview_from_paper_asks_when_it_was_held(browse: Browse, scene: Scene) -> None:
    browser = browse("interviewer")
    path = f"/interviews/new?participant={scene.own.code}"
    refused = browser.fill_in(path, start_fields(scene, entry="paper"), action="/interviews/new")
    assert refused.status == 422
    assert refused.says("Say on which day the interview on paper was held.")
    held = start_fields(scene, entry="paper", held_on="2026-03-13", held_time="08:15", held_by="role:nurse")
    unknown = browser.fill_in(path, held | {"held_by": "role:astronaut"}, action="/interviews/new")
    assert unknown.status == 422
    assert unknown.says("Choose who held the interview on paper.")
    begun = browser.fill_in(path, held, action="/interviews/new")
    assert begun.status == 303
    read = browse("supervisor").get(begun.location)
    assert read.says("Video, 13 Mar 2026 08:15 · entered from paper Today")
    assert read.says("Held by Nurse, without an account · entered from paper Today")
    typed = browser.get(f"{begun.location}/sections/a")
    assert typed.says("A3 · Skjermet sted"), "questions have the numbers of the sheet"
    assert not typed.says("Det er frivillig"), "what was read aloud is not read again"


def test_paper_is_looked_at_a_second_time_before_it_is_completed(browse: Browse, scene: Scene) -> None:
    browser = browse("interviewer")
    fields = start_fields(scene, entry="paper", held_on="2026-03-13", held_by=scene.people["interviewer"].code)
    begun = browser.post("/interviews/new", fields).location
    interview_id = begun.rpartition("/")[2]
    given = [told(item, value) for item, value in worked.ANSWERS.items() if item not in SET_AT_THE_START]
    record(scene.store, scene.people["interviewer"], interview_id, given, now=scene.clock())
    refused = browser.fill_in(f"{begun}/check", {}, action=f"{begun}/complete")
    assert refused.status == 422
    assert refused.says("Compare every answer with the sheet once more, and say that you did.")
    done = browser.fill_in(f"{begun}/check", {"compared": "y"}, action=f"{begun}/complete")
    assert done.status == 303
    assert browser.get(begun).says("Completed")


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("held_on", "2026-03-14", "This lies in the future"),
        ("held_on", "2026-03-12", "On this day the participant was not enrolled yet."),
        ("held_on", "13.03.2026", "Enter a day as year-month-day"),
        ("held_time", "25:00", "Enter a time as hours and minutes"),
    ],
)
def test_a_day_that_cannot_be_stays_on_the_page_with_its_fault(
    browse: Browse, scene: Scene, field: str, value: str, fault: str
) -> None:
    fields = start_fields(scene, entry="paper", held_on="2026-03-13") | {field: value}
    page = browse("interviewer").post("/interviews/new", fields)
    assert page.status == 422
    assert page.says(fault)
    assert page.one("input", name=field).get("value") == value


def test_an_interview_that_is_there_already_is_offered_instead(browse: Browse, scene: Scene) -> None:
    page = browse("interviewer").post("/interviews/new", start_fields(scene, visit="W12"))
    assert page.status == 422
    assert address(scene) in page.links()


def test_a_participant_of_another_site_cannot_be_chosen(browse: Browse, scene: Scene) -> None:
    assert browse("interviewer").get(f"/interviews/new?participant={scene.foreign.code}").status == 404
    fields = start_fields(scene, participant=scene.foreign.code)
    assert browse("interviewer").post("/interviews/new", fields).status == 404


# Conducting


def data_of(page: Page) -> dict[str, Any]:
    block = page.one("script", id="page-data")
    content: dict[str, Any] = json.loads(block.text or "")
    return content


def test_the_page_carries_all_it_needs_and_shows_every_question_once(browse: Browse, scene: Scene) -> None:
    page = browse("interviewer").get(address(scene))
    items = [element.get("data-item") for element in page.all("article")]
    routed = data_of(page)["instrument"]["order"]
    assert sorted(str(item) for item in items) == sorted(item for item in routed if item != "prior_wrri")
    assert len(data_of(page)["key"]) == 44
    assert page.all("link", rel="modulepreload")
    assert page.says("as nurse")


def test_without_scripts_the_time_of_the_last_save_names_its_zone(browse: Browse, scene: Scene) -> None:
    page = browse("interviewer").get(address(scene))
    time = page.one("span", id="save-state").find("time")
    assert time is not None
    assert (time.get("datetime"), time.text) == ("2026-03-13T09:00:00+00:00", "09:00 UTC")


def test_every_word_that_the_scripts_say_is_there_in_both_languages(browse: Browse, scene: Scene) -> None:
    english = data_of(browse("interviewer").get(address(scene)))["strings"]
    norwegian = data_of(browse("interviewer", headers={"Accept-Language": "nb"}).get(address(scene)))["strings"]
    assert english.keys() == norwegian.keys()


def test_another_interviewer_of_the_site_does_not_find_it(browse: Browse, scene: Scene) -> None:
    assert browse("colleague").get(address(scene)).status == 404


def test_a_supervisor_reads_an_open_interview_but_does_not_conduct_it(browse: Browse, scene: Scene) -> None:
    page = browse("supervisor").get(address(scene))
    assert page.says("In progress")
    assert not page.all("script", id="page-data")


def test_the_document_is_given_only_to_whoever_conducts(browse: Browse, scene: Scene) -> None:
    given = browse("interviewer").get(address(scene, "/document"), headers={"Accept": "application/json"})
    assert given.json["document"]["answers"]["a_mode"]["v"] == "telephone"
    assert given.json["csrf_token"]
    assert browse("supervisor").get(address(scene, "/document")).status == 403


# Checking and ending


def test_the_check_names_what_is_open_with_a_way_to_each(browse: Browse, scene: Scene) -> None:
    answered(scene, b3=None, b5=40)
    page = browse("interviewer").get(address(scene, "/check"))
    assert page.says("2 things are still open")
    assert {f"{address(scene)}#item-b3", f"{address(scene)}#item-b5"} <= page.links()
    again = browse("interviewer").post(address(scene, "/complete"))
    assert again.location.endswith("/check?open=1")
    assert browse("interviewer").follow(again).all("div", role="alert")


def test_a_complete_interview_shows_its_scores_and_answers(browse: Browse, scene: Scene) -> None:
    answered(scene)
    browser = browse("interviewer")
    page = browser.follow(browser.post(address(scene, "/complete")))
    assert page.says("Complete")
    scores = {said(next(iter(row.iter("th")))): said(row) for row in page.all("tr") if list(row.iter("th"))}
    assert any("75.0" in score for score in scores.values())
    assert any("62.5" in score and "prorated" in score for score in scores.values())
    assert page.says("Declined")


@pytest.mark.parametrize(("action", "status"), [("pause", "Paused"), ("resume", "In progress")])
def test_pausing_and_resuming_are_one_press_each(browse: Browse, scene: Scene, action: str, status: str) -> None:
    browser = browse("interviewer")
    if action == "resume":
        browser.post(address(scene, "/pause"))
    shown = browser.follow(browser.post(address(scene, f"/{action}")))
    assert shown.says(status) or shown.all("script", id="page-data")


def test_breaking_off_needs_a_reason_of_the_instrument(browse: Browse, scene: Scene) -> None:
    browser = browse("interviewer")
    refused = browser.post(address(scene, "/break-off"), {"reason": "rain", "disposition": ""})
    assert refused.status == 422
    assert refused.says("Choose why the interview ended early.")
    done = browser.post(address(scene, "/break-off"), {"reason": "technical", "disposition": "TECH"})
    assert browser.follow(done).says("Line or video failed")


def test_setting_aside_needs_a_reason(browse: Browse, scene: Scene) -> None:
    browser = browse("interviewer")
    assert browser.post(address(scene, "/void"), {"reason": " "}).status == 422
    assert browser.follow(browser.post(address(scene, "/void"), {"reason": "Wrong visit"})).says("Set aside")


def test_a_closed_interview_is_conducted_no_more(browse: Browse, scene: Scene) -> None:
    browser = browse("interviewer")
    browser.post(address(scene, "/void"), {"reason": "Wrong visit"})
    for tail in ("/check", "/sections/a"):
        assert browser.get(address(scene, tail)).location.endswith(address(scene))
    assert browser.post(address(scene, "/pause")).status == 409


# Amending


def amending(scene: Scene, item: str = "c01") -> str:
    return f"/interviews/{scene.own.completed}/items/{item}/amend"


def test_an_amendment_keeps_its_reason_and_settles_the_scores_anew(browse: Browse, scene: Scene) -> None:
    browser = browse("interviewer")
    assert browser.fill_in(amending(scene), {"c01": "0", "reason": "Heard wrongly"}).status == 303
    assert browser.get(f"/interviews/{scene.own.completed}").says("60.0")


def history(page: Page) -> list[str]:
    return [said(entry) for entry in page.one("section", **{"aria-labelledby": "history-title"}).iter("li")]


def test_the_page_tells_what_was_amended_from_what_to_what_why_and_by_whom(browse: Browse, scene: Scene) -> None:
    browser, page = browse("interviewer"), f"/interviews/{scene.own.completed}"
    assert not browser.get(page).says("amended")
    browser.fill_in(amending(scene), {"c01": "0", "reason": "Heard wrongly"})
    shown = browser.get(page)
    assert shown.says("1 answer amended")
    completed, amended, begun = history(shown)
    assert (completed.split()[0], begun.split()[0]) == ("Completed", "Begun")
    assert amended.startswith("C1 · ")
    for part in ("int-01", "→ changed to", "Reason: Heard wrongly"):
        assert part in amended
    browser.fill_in("/own-account", {"language": "nb"})
    assert browser.get(page).says("1 svar endret i ettertid")
    assert "Grunn: Heard wrongly" in history(browser.get(page))[1]


def test_what_a_supervisor_took_out_is_not_told_by_the_history(browse: Browse, scene: Scene) -> None:
    earlier = "Talks about the brother in Moss"
    path, page = amending(scene, "f1"), f"/interviews/{scene.own.completed}"
    browse("interviewer").fill_in(path, {"f1": earlier, "reason": "Typed too little"})
    supervisor = browse("supervisor")
    assert supervisor.get(page).says(earlier), "it is told until it is taken out"
    supervisor.fill_in(path, {"supervisor": "removed", "reason": "Could identify somebody"})
    shown = supervisor.get(page)
    assert not shown.says(earlier)
    assert "taken out later" in history(shown)[1]
    assert "Removed" in history(shown)[2]


def test_the_page_tells_how_an_interview_was_held_and_why_it_ended(browse: Browse, scene: Scene) -> None:
    browser, now = browse("interviewer"), scene.clock()
    moved = Operation("", Kind.MODE, given={"value": "video"})
    record(scene.store, scene.people["interviewer"], scene.own.interview, [replace(moved, op_id=new_op_id())], now=now)
    browser.post(address(scene, "/pause"))
    browser.post(address(scene, "/resume"))
    browser.post(address(scene, "/break-off"), {"reason": "technical", "disposition": ""})
    browser.post(address(scene, "/void"), {"reason": "Wrong visit"})
    told = [line.split(" Today")[0] for line in history(browser.get(address(scene)))]
    assert told == ["Broken off", "Set aside", "Begun", "Mode", "Paused", "Resumed"]
    shown = browser.get(address(scene))
    assert shown.says("Telephone → changed to Video")
    assert shown.says("Reason: Technical failure")
    assert shown.says("Reason: Wrong visit")


@pytest.mark.parametrize(
    ("item", "fields", "text"),
    [
        ("c01", {"c01": "0", "reason": " "}, "reason"),
        ("b3", {"b3": "700", "reason": "Typed wrongly"}, "range"),
        ("c01", {"c01": "nine", "reason": "Typed wrongly"}, "Choose"),
    ],
)
def test_an_amendment_that_cannot_stand_is_refused_and_kept_on_the_page(
    browse: Browse, scene: Scene, item: str, fields: dict[str, str], text: str
) -> None:
    page = browse("interviewer").fill_in(amending(scene, item), fields)
    assert page.status == 422
    assert page.says(text)
    assert fields["reason"].strip() in (page.one("textarea", name="reason").text or "")


def test_only_a_supervisor_takes_an_answer_out(browse: Browse, scene: Scene) -> None:
    assert not browse("interviewer").get(amending(scene)).all("input", name="supervisor")
    browser = browse("supervisor")
    page = browser.fill_in(amending(scene), {"supervisor": "removed", "reason": "Names a person"})
    assert browser.follow(page).says("Removed")


@pytest.mark.parametrize("item", ["prior_wrri", "c_window_note", "z9"])
def test_what_nobody_answered_cannot_be_amended(browse: Browse, scene: Scene, item: str) -> None:
    assert browse("interviewer").get(amending(scene, item)).status == 404


def test_an_open_interview_is_answered_and_not_amended(browse: Browse, scene: Scene) -> None:
    assert browse("interviewer").get(address(scene, "/items/c01/amend")).status == 404


# Sections without scripts


def test_a_section_posted_untouched_changes_nothing(browse: Browse, scene: Scene) -> None:
    answered(scene)
    browser, who = browse("interviewer"), scene.people["interviewer"]
    for section in ("a", "b", "c1", "d", "e", "f", "g"):
        browser.fill_in(address(scene, f"/sections/{section}"), {})
    events = interviews.history(scene.store, who, scene.own.interview, now=scene.clock())
    given = [event for event in events if event.action == "interview:answer"]
    assert len(given) == len(worked.ANSWERS)


def test_the_route_leads_from_section_to_section_and_to_the_check(browse: Browse, scene: Scene) -> None:
    browser = browse("interviewer")
    answered(scene)
    path, passed = address(scene, "/sections/a"), []
    while "/sections/" in path:
        passed.append(path.rpartition("/")[2])
        path = browser.fill_in(path, {}).location
    assert passed == ["a", "b", "c1", "c2", "c3", "d", "e", "f", "g"]
    assert path.endswith("/check")


def test_who_declines_at_the_opening_is_asked_nothing_more(browse: Browse, scene: Scene) -> None:
    browser = browse("interviewer")
    page = browser.fill_in(address(scene, "/sections/a"), {"a_code_ok": "yes", "a_script": "no"})
    again = browser.follow(page)
    assert again.says("Do not continue.")
    assert browser.fill_in(address(scene, "/sections/a"), {}).location.endswith("/sections/g")


def test_a_section_that_is_not_there_is_not_found(browse: Browse, scene: Scene) -> None:
    for section in ("z", "m", "A", "%00"):
        assert browse("interviewer").get(address(scene, f"/sections/{section}")).status == 404


def test_a_posted_section_may_hold_anything(browse: Browse, scene: Scene) -> None:
    fields = {"b1__rev": "99999999999999999999", "b1": "\ud7ff", "b3__rev": "x", "b3": "7" * 5000, "b7__rev": "-1"}
    page = browse("interviewer").post(address(scene, "/sections/a"), fields)
    assert page.status in {303, 422}
    answered(scene)
    assert browse("interviewer").post(address(scene, "/sections/b"), fields).status == 422


# The routine


def test_the_concern_page_keeps_the_time_and_nothing_else(browse: Browse, scene: Scene) -> None:
    page = browse("interviewer").post(address(scene, "/concern"))
    assert page.says("call 113")
    who = scene.people["interviewer"]
    events = interviews.history(scene.store, who, scene.own.interview, now=scene.clock())
    assert [event.payload for event in events if event.action == "interview:concern"] == [{}]


def test_a_voided_interview_leaves_room_for_another(browse: Browse, scene: Scene) -> None:
    endings.void(scene.store, scene.people["interviewer"], scene.own.interview, reason="Wrong visit", now=scene.clock())
    page = browse("interviewer").post("/interviews/new", start_fields(scene, visit="W12"))
    assert page.status == 303


def test_an_interview_in_person_shows_the_passages_for_it(browse: Browse, scene: Scene) -> None:
    wish = Wish(
        study_id=scene.study.id, participant=scene.own.code, visit="W08", informant=scene.own.informant_code,
        mode=Mode.IN_PERSON, language="en",
    )  # fmt: skip
    begun = interviews.start(scene.store, scene.people["interviewer"], wish, now=scene.clock())
    shown = replace(scene.own, interview=begun)
    page = browse("interviewer").get(f"/interviews/{shown.interview}/sections/a")
    fitting = [said(each) for each in page.all("div", class_="passage") if each.get("hidden") is None]
    assert any("Can we talk here without being overheard?" in text for text in fitting)
    assert not any("loudspeaker" in text for text in fitting)
