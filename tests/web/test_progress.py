"""The progress page opens for those who follow a study, and each of its numbers opens the list behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from interview_app.domain.access import Sites
from interview_app.domain.interview import Mode
from interview_app.domain.participation import Withdrawal
from interview_app.services import courses, endings, interviews, participants, second_opinions
from interview_app.services.interviews import Wish
from interview_app.storage import participants as stored
from tests.web.browsing import Page, said
from tests.web.scene import HOME, NOW, Browse, Scene
from tests.web.test_second_opinions import begin, by_interviewer, finish


@pytest.fixture
def under_way(scene: Scene) -> Scene:
    """Half a year on: the own case was begun at its baseline, with a refusal at week 4 and nothing since."""
    manager = scene.people["manager"]
    with scene.store.reading() as connection:
        person = stored.by_code(connection, scene.study.id, scene.own.code, Sites.of(scene.study.id, [HOME]))
    assert person is not None
    begun = replace(courses.terms_of(person), dates={"baseline": (NOW - timedelta(days=84)).date()})
    courses.change(scene.store, manager, scene.study, person.id, begun, now=NOW)
    wish = Wish(
        study_id=scene.study.id, participant=scene.own.code, visit="W04", informant=scene.own.informant_code,
        mode=Mode.TELEPHONE, language="en", outside_reason="Reached late",
    )  # fmt: skip
    refused = interviews.start(scene.store, scene.people["interviewer"], wish, now=NOW)
    endings.break_off(scene.store, scene.people["interviewer"], refused, reason="respondent_ended", now=NOW)
    scene.clock.forward(days=180)
    return scene


def numbers(page: Page) -> Iterator[tuple[int, str]]:
    """Each number of the page that opens a list, and where it leads."""
    for link in page.all("a"):
        address, text = link.get("href", ""), said(link)
        if urlsplit(address).path == "/progress/rows" and text.isdigit():
            yield int(text), address


def length(page: Page) -> tuple[int, int]:
    """How many different visits and how many rows a list has."""
    rows = [[said(cell) for cell in row] for row in page.all("tr")[1:]]
    return len({tuple(row[:2]) for row in rows}), len(rows)


@pytest.mark.parametrize("who", ["supervisor", "researcher", "manager"])
def test_each_number_opens_the_list_that_it_counts(under_way: Scene, browse: Browse, who: str) -> None:
    browser = browse(who)
    page = browser.get("/progress")
    assert page.says("I / (I+P+R+NC+O+U)")
    found = list(numbers(page))
    counted = [(number, address) for number, address in found if "of=missing" not in address]
    assert len(counted) > 20
    for number, address in counted:
        assert number in length(browser.get(address)), address
    for share, address in found:
        if "of=missing" in address:
            assert 0 < share <= 100
            assert length(browser.get(address))[1] >= 1


def test_each_of_two_interviewers_of_a_case_has_it_among_their_work(scene: Scene, browse: Browse) -> None:
    two = by_interviewer(scene)
    finish(two, "interviewer", two.own.interview)
    second_opinions.mark(
        two.store, two.people["supervisor"], two.study, two.own.code, "W12", reason="Alike", now=two.clock()
    )
    first, second = two.people["interviewer"], two.people["colleague"]
    other = begin(two, second, two.own.informant_code)
    page = browse("supervisor").get("/progress")
    [work] = [table for table in page.all("table") if said(table).startswith("Work by interviewer")]
    assert f"{first.code} 2 0 –" in said(work), "the baseline and the first of the two"
    assert f"{second.code} – 0 1" in said(work), "has begun, and ended nothing"
    finish(two, "colleague", other)
    page = browse("supervisor").get("/progress")
    [work] = [table for table in page.all("table") if said(table).startswith("Work by interviewer")]
    assert f"{first.code} 2 0 – {second.code} 1 0 –" in said(work)
    of_workers = [(number, address) for number, address in numbers(page) if "interviewer=" in address]
    assert sorted(number for number, _ in of_workers) == [1, 2]
    for number, address in of_workers:
        assert length(browse("supervisor").get(address))[1] == number, address


def test_the_numbers_are_those_of_the_hand_made_table(under_way: Scene, browse: Browse) -> None:
    page = browse("supervisor").get("/progress")
    [outcomes] = [table for table in page.all("table") if said(table).startswith("Outcomes by visit")]
    assert "Baseline 1 – 1 1 – – – – – –" in said(outcomes)
    assert "Week 4 1 – 1 – – 1 – – – –" in said(outcomes), "the refusal"
    assert "Week 8 1 – – – – – – – 1 –" in said(outcomes), "nobody was tried"
    assert "Week 12 1 – 1 – – 1 – – – –" in said(outcomes), "begun and never finished"


def test_the_page_of_another_site_counts_nothing_here(under_way: Scene, browse: Browse) -> None:
    assert browse("supervisor").get("/progress?site=BER").says("Nobody has been enrolled yet")


def test_whoever_withdrew_from_use_is_only_a_number(under_way: Scene, browse: Browse) -> None:
    manager, day = under_way.people["manager"], under_way.clock().date()
    case = under_way.own
    courses.withdraw(
        under_way.store, manager, under_way.study, case.participant, Withdrawal.STOP_USE, day, now=under_way.clock()
    )
    other = participants.enrol(under_way.store, manager, under_way.study, site=HOME, arm="oat", now=under_way.clock())
    page = browse("supervisor").get("/progress")
    assert page.says("1 person withdrew from all use and is counted only as not eligible (NE).")
    [outcomes] = [table for table in page.all("table") if said(table).startswith("Outcomes by visit")]
    assert "Week 4 – – – – – – – – – 1" in said(outcomes)
    [week_4] = [address for number, address in numbers(page) if "of=NE&visit=W04" in address]
    behind = browse("supervisor").get(week_4)
    assert behind.says("1 more has withdrawn from all use and is counted, but not listed.")
    assert case.code not in behind.text
    assert case.code not in browse("supervisor").get("/progress/rows").text
    assert other.code in browse("supervisor").get("/progress/rows").text


def test_what_is_narrowed_stays_narrowed_in_the_lists(under_way: Scene, browse: Browse) -> None:
    page = browse("researcher").get("/progress?arm=oat&site=OSL")
    assert page.says("Nobody has been enrolled yet")
    narrowed = browse("researcher").get("/progress?arm=xr")
    assert all("arm=xr" in address for _, address in numbers(narrowed))
