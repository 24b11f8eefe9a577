"""Two tablets meet on one question: each answer is shown, with who gave it and when, and a person decides."""

from __future__ import annotations

from collections.abc import Iterator
import json
import re

from playwright.sync_api import Locator, Route, expect
import pytest

from interview_app.services.answers import record
from tests.journeys.tablet import Desk, Tablet
from tests.journeys.test_accessible import SIZES, faults
from tests.journeys.test_lines import opened
from tests.web.scene import said


def test_two_tablets_on_one_question_keep_both_answers_and_a_person_decides(desk: Desk) -> None:
    first, second = desk.tablet(), desk.tablet()
    opened(first, desk, "c01")
    second.open(item="c01")
    second.page.context.set_offline(True)
    second.tap("c01", "4")
    first.tap("c01", "1")
    first.saved()
    second.page.context.set_offline(False)
    second.says("Another tablet answered too")
    contested = second.at("c01").locator(".contested")
    expect(contested).to_be_visible()
    assert sorted(desk.history("c01")) == ["1", "4"]
    shown = desk.held("c01")
    expect(second.at("c01").locator(f"[value='{shown}']")).to_be_checked()
    lines = contested.get_by_role("listitem")
    expect(lines).to_have_count(2)
    for number in (0, 1):
        expect(lines.nth(number)).to_contain_text("int-01")
    [rival] = desk.document()["answers"]["c01"]["c"]
    contested.locator(f"button[value='{rival['op']}']").click()
    second.saved()
    expect(contested).to_be_hidden()
    expect(second.at("c01").locator(f"[value='{rival['v']}']")).to_be_checked()
    assert desk.held("c01") == rival["v"] != shown
    assert not desk.document()["answers"]["c01"].get("c")


def test_an_answer_that_arrives_when_others_have_gone_further_stands_beside_theirs(desk: Desk) -> None:
    first, second = desk.tablet(), desk.tablet()
    opened(first, desk, "c01")
    second.open(item="c01")
    second.page.context.set_offline(True)
    second.tap("c01", "4")
    first.tap("c01", "1")
    first.tap("c01", "2")
    first.saved()
    second.page.context.set_offline(False)
    second.says("Another tablet answered too")
    contested = second.at("c01").locator(".contested")
    expect(contested.get_by_role("listitem")).to_have_count(2)
    slot = desk.document()["answers"]["c01"]
    assert sorted([slot["v"], *(rival["v"] for rival in slot["c"])]) == ["2", "4"]
    contested.get_by_role("button", name=re.compile("Keep this one *: 2 – Coped")).click()
    second.saved()
    assert desk.held("c01") == "2"


def test_notes_written_at_once_are_both_on_the_page(desk: Desk) -> None:
    first, second = desk.tablet(), desk.tablet()
    opened(first, desk, "c01")
    second.open(item="c01")
    second.page.context.set_offline(True)
    for tablet, text in ((second, "from the second"), (first, "from the first")):
        tablet.at("c01").locator(".note summary").click()
        tablet.at("c01").locator("[name=c01__note]").fill(text)
        tablet.at("c01").locator(".question").click()
    first.saved()
    second.page.context.set_offline(False)
    second.saved()
    second.page.reload()
    box = second.ready().at("c01").locator("[name=c01__note]")
    expect(box).to_have_value("\n".join(desk_notes(desk, "c01")))


def desk_notes(desk: Desk, item: str) -> list[str]:
    """The notes of both tablets, in the order of their numbers."""
    notes = [event for event in desk.events("interview:note") if event.item == item]
    assert len(notes) == 2
    return [event.payload["value"] for event in sorted(notes, key=lambda event: event.op_id)]


def test_an_operation_refused_by_its_number_stays_on_the_tablet_and_is_shown(desk: Desk, tablet: Tablet) -> None:
    opened(tablet, desk, "c01")
    taken: list[str] = []

    def forge(route: Route) -> None:
        """Send the answer under the number of one that the ledger has."""
        body = json.loads(route.request.post_data or "")
        taken.append(body["operations"][0]["op_id"])
        used = desk.events("interview:answer")[-1].op_id
        reply = route.fetch(post_data=json.dumps({"operations": [body["operations"][0] | {"op_id": used}]}))
        route.fulfill(response=reply, body=reply.text().replace(used, taken[0]))

    tablet.page.route("**/operations", forge)
    tablet.tap("c01", "3")
    tablet.says("An answer was not accepted")
    expect(tablet.at("c01").locator(".fault")).to_contain_text("its number stands for something else")
    tablet.page.unroute("**/operations")
    tablet.page.reload()
    tablet.ready()
    expect(tablet.at("c01").locator(".fault")).to_contain_text("its number stands for something else")
    expect(tablet.at("c01").locator("[value='3']")).to_be_checked()
    assert desk.held("c01") is None
    tablet.tap("c01", "2")
    tablet.saved()
    assert desk.held("c01") == "2"


def contest(desk: Desk, item: str, *values: str, revision: int = 1) -> None:
    """Answer one question several times on the same ground."""
    who = desk.scene.people["interviewer"]
    for value in values:
        record(desk.scene.store, who, desk.scene.own.interview, [said(item, value, revision)], now=desk.scene.clock())


def contested_pages(desk: Desk, tablet: Tablet) -> Iterator[Locator]:
    """The interview page, the section and the page of all answers, with a conflict on each."""
    own = f"/interviews/{desk.scene.own.interview}"
    for path in (f"{own}/check", f"{own}/sections/c1"):
        tablet.page.goto(f"{desk.address}{path}")
        yield tablet.page.locator(".versions:visible").first
    tablet.open(item="c01").says("Another tablet answered too")
    yield tablet.at("c01").locator(".contested")


@pytest.mark.parametrize(("size", "scheme"), [("telephone", "dark"), ("tablet", "light")])
def test_axe_finds_nothing_where_answers_stand_beside_each_other(desk: Desk, size: str, scheme: str) -> None:
    width, height = SIZES[size]
    tablet = desk.tablet(color_scheme=scheme)
    tablet.page.set_viewport_size({"width": width, "height": height})
    opened(tablet, desk, "c01")
    contest(desk, "c01", "1", "4")
    contest(desk, "f1", "Starting the course, and being met there by somebody who knew the name", "The flat")
    for box in contested_pages(desk, tablet):
        expect(box).to_be_visible()
        assert faults(tablet.page) == []
        for button in box.get_by_role("button").all():
            measured = button.bounding_box()
            assert measured is not None
            assert measured["height"] >= 44
            assert measured["x"] + measured["width"] <= width
