"""Two people, or two tablets, on one question: both answers are shown, and somebody chooses."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest

from interview_app.domain.document import Answer, answer_of, note_of
from interview_app.services import endings, interviews
from interview_app.services.answers import record
from interview_app.storage.ledger import new_op_id
from tests import worked
from tests.web.browsing import Browser, Page
from tests.web.browsing import said as read
from tests.web.scene import SET_AT_THE_START, Browse, Scene, said


@pytest.fixture
def interviewer(browse: Browse) -> Browser:
    return browse("interviewer")


def keep(scene: Scene, *answers: tuple[str, str], revision: int = 1) -> None:
    who = scene.people["interviewer"]
    operations = [said(item, value, revision) for item, value in answers]
    record(scene.store, who, scene.own.interview, operations, now=scene.clock())


def stands(scene: Scene, item: str) -> Answer:
    who = scene.people["interviewer"]
    opened = interviews.open_interview(scene.store, who, scene.own.interview, now=scene.clock())
    return answer_of(opened.interview.document, item)


def values(answer: Answer) -> list[str]:
    return sorted(str(version.value) for version in (answer, *answer.rivals))


def path(scene: Scene, rest: str = "") -> str:
    return f"/interviews/{scene.own.interview}{rest}"


def versions(page: Page, box: str = "versions") -> list[str]:
    return [read(line) for each in page.all("ul", class_=box) for line in each.iter("li")]


OPENED = (("a_private", "yes"), ("a_code_ok", "yes"), ("a_script", "yes"))


@pytest.fixture
def contested(scene: Scene) -> Scene:
    keep(scene, *OPENED)
    keep(scene, ("b2", "housing"))
    keep(scene, ("b2", "justice"))
    return scene


def test_the_page_of_all_answers_shows_both_with_who_and_when_and_one_tap_decides(
    contested: Scene, interviewer: Browser
) -> None:
    page = interviewer.get(path(contested, "/check"))
    shown = versions(page)
    assert len(shown) == 2
    assert all("int-01 · Today 10:00" in line or "int-01 · Today 09:00" in line for line in shown)
    rival = stands(contested, "b2").rivals[0]
    kept = interviewer.post(path(contested, "/items/b2/keep"), {"op_id": rival.op_id})
    assert kept.location.endswith("/check#line-b2")
    assert (stands(contested, "b2").value, stands(contested, "b2").conflict) == (rival.value, False)
    assert versions(interviewer.get(path(contested, "/check"))) == []


def test_choosing_what_no_longer_stands_changes_nothing(contested: Scene, interviewer: Browser) -> None:
    before = stands(contested, "b2")
    interviewer.post(path(contested, "/items/b2/keep"), {"op_id": new_op_id()})
    interviewer.post(path(contested, "/items/z9/keep"), {"op_id": before.op_id})
    assert stands(contested, "b2") == before


def test_the_tablet_is_told_who_gave_each_answer(contested: Scene, interviewer: Browser) -> None:
    told = interviewer.get(path(contested, "/document"), headers={"Accept": "application/json"}).json
    assert set(told["voices"]) == set(stands(contested, "b2").ops)
    assert all(voice.startswith("int-01") for voice in told["voices"].values())


def test_the_supervisor_reads_both_answers_and_that_nobody_has_chosen(contested: Scene, browse: Browse) -> None:
    who = contested.people["interviewer"]
    endings.break_off(contested.store, who, contested.own.interview, reason="technical", now=contested.clock())
    page = browse("supervisor").get(path(contested))
    assert page.says("1 question has two answers, and nobody has chosen")
    assert len(versions(page)) == 2
    assert not page.all("button", name="op_id")


def test_without_scripts_the_other_answer_can_be_kept(contested: Scene, interviewer: Browser) -> None:
    page = interviewer.get(path(contested, "/sections/b"))
    rival = stands(contested, "b2").rivals[0]
    [button] = [each for each in page.all("button", name="keep") if each.get("value") == rival.op_id]
    interviewer.fill_in_seen(page, path(contested, "/sections/b"), {"keep": button.get("value")})
    assert (stands(contested, "b2").value, stands(contested, "b2").conflict) == (rival.value, False)


def test_a_section_posted_on_stale_ground_comes_back_with_both_answers(scene: Scene, interviewer: Browser) -> None:
    keep(scene, *OPENED, ("b2", "housing"))
    section = path(scene, "/sections/b")
    page = interviewer.get(section)
    keep(scene, ("b2", "other"), revision=2)
    keep(scene, ("b2", "justice"), revision=3)  # two steps ahead of what the page showed
    back = interviewer.fill_in_seen(page, section, {"b2": "ngo", "b3": "14"})
    assert back.location == section
    shown = interviewer.follow(back)
    assert len(versions(shown)) == 2
    assert values(stands(scene, "b2")) == ["justice", "ngo"]
    assert stands(scene, "b3").value == 14


def test_what_nobody_touched_on_a_stale_page_takes_nothing_back(scene: Scene, interviewer: Browser) -> None:
    keep(scene, *OPENED, ("b2", "housing"))
    section = path(scene, "/sections/b")
    page = interviewer.get(section)
    keep(scene, ("b2", "justice"), revision=2)
    interviewer.fill_in_seen(page, section, {"b3": "14"})
    assert (stands(scene, "b2").value, stands(scene, "b2").conflict) == ("justice", False)


def test_a_stale_answer_beside_a_fault_is_kept_too_and_what_was_typed_stays(scene: Scene, interviewer: Browser) -> None:
    keep(scene, *OPENED, ("b2", "housing"))
    section = path(scene, "/sections/b")
    page = interviewer.get(section)
    keep(scene, ("b2", "justice"), revision=2)
    back = interviewer.fill_in_seen(page, section, {"b2": "ngo", "b3": "700"})
    assert back.status == 422
    assert len(versions(back)) == 2
    assert values(stands(scene, "b2")) == ["justice", "ngo"]
    assert typed(back, "b3").get("value") == "700"


def typed(page: Page, name: str) -> Element:
    return page.one("input", name=name)


def test_a_note_on_stale_ground_stands_beside_the_other(scene: Scene, interviewer: Browser) -> None:
    keep(scene, *OPENED)
    section = path(scene, "/sections/b")
    first, second = interviewer.get(section), interviewer.get(section)
    interviewer.fill_in_seen(first, section, {"b2__note": "two services"})
    interviewer.fill_in_seen(second, section, {"b2__note": "asked twice"})
    who = scene.people["interviewer"]
    opened = interviews.open_interview(scene.store, who, scene.own.interview, now=scene.clock())
    assert note_of(opened.interview.document, "b2") == "two services\nasked twice"


def test_an_interview_with_two_answers_is_not_completed_until_one_is_chosen(scene: Scene, interviewer: Browser) -> None:
    answers = [pair for pair in {**worked.ANSWERS, **worked.CORRECTED}.items() if pair[0] not in SET_AT_THE_START]
    record(
        scene.store, scene.people["interviewer"], scene.own.interview, [said(*p) for p in answers], now=scene.clock()
    )
    keep(scene, ("c01", "0"), revision=2)
    keep(scene, ("c01", "4"), revision=2)
    refused = interviewer.post(path(scene, "/complete"))
    assert refused.location.endswith("/check?open=1")
    assert interviewer.follow(refused).says("Answered on two tablets: choose which answer stands.")
    interviewer.post(path(scene, "/items/c01/keep"), {"op_id": stands(scene, "c01").op_id})
    assert interviewer.post(path(scene, "/complete")).location == path(scene)


def test_who_amends_second_is_told_what_stands_and_decides(scene: Scene, browse: Browse) -> None:
    amending = f"/interviews/{scene.own.completed}/items/c01/amend"
    first, second = browse("supervisor"), browse("interviewer")
    page = second.get(amending)
    first.fill_in(amending, {"c01": "0", "reason": "Heard wrongly"})
    told = second.fill_in_seen(page, amending, {"c01": "4", "reason": "Said otherwise"})
    assert told.status == 409
    assert told.says("Somebody else changed this answer meanwhile")
    assert "sup-01" in versions(told)[0]
    assert read(told.one("textarea", name="reason")) == "Said otherwise"
    assert [box.get("value") for box in told.all("input", name="c01") if "checked" in box.attrib] == ["4"]
    again = second.fill_in_seen(told, amending, {})
    assert again.status == 303
    shown = read(second.follow(again).all("ol", class_="history")[0])
    assert "Heard wrongly" in shown
    assert "Said otherwise" in shown
