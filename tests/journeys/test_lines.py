"""Nothing that was answered is lost: the line goes, the session ends, the browser dies, two tablets meet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
import json
import os
from pathlib import Path
import signal

from playwright.sync_api import BrowserContext, Page, Route, expect
import pytest

from interview_app.services import endings
from tests.journeys.tablet import Desk, Tablet
from tests.web.scene import PASSWORD

WORDS = "Starting the course, and being met there"


def opened(tablet: Tablet, desk: Desk, item: str = "f1") -> Tablet:
    """The interview at an item behind the opening, which is answered."""
    tablet.open()
    for question in ("a_private", "a_present", "a_code_ok", "a_script"):
        tablet.answer(question, "nobody" if question == "a_present" else "yes")
    tablet.go(item)
    tablet.saved()
    return tablet


def test_answers_given_without_a_line_are_sent_when_it_is_back(desk: Desk, tablet: Tablet) -> None:
    opened(tablet, desk, "c01")
    tablet.page.context.set_offline(True)
    for item in ("c01", "c02", "c03"):
        tablet.answer(item, "2")
    tablet.says("Saved on this tablet")
    assert desk.held("c01") is None
    tablet.page.context.set_offline(False)
    tablet.saved()
    assert [desk.held(item) for item in ("c01", "c02", "c03")] == ["2", "2", "2"]


def test_answers_given_without_a_line_survive_a_reload(desk: Desk, tablet: Tablet) -> None:
    opened(tablet, desk, "c01")
    tablet.page.route("**/operations", lambda route: route.abort())
    tablet.answer("c01", "2")
    tablet.says("Saved on this tablet")
    tablet.page.reload()
    tablet.ready()
    tablet.go("c01")
    expect(tablet.at("c01").locator("[value='2']")).to_be_checked()
    tablet.page.unroute("**/operations")
    tablet.page.reload()
    tablet.ready().saved()
    assert desk.held("c01") == "2"


def test_a_session_that_ended_in_the_middle_of_a_word_goes_on_after_signing_in(desk: Desk, tablet: Tablet) -> None:
    opened(tablet, desk)
    desk.scene.clock.forward(hours=2)
    tablet.write("f1", WORDS[:20])
    tablet.says("Signed out")
    expect(tablet.page.get_by_role("dialog")).to_have_count(0)
    tablet.write("f1", WORDS[20:])
    tablet.page.locator("#item-f1 .question").click()
    tablet.sign_in_again("wrong-password-of-mine")
    expect(tablet.page.get_by_role("dialog")).to_contain_text("not right")
    tablet.sign_in_again()
    tablet.saved()
    expect(tablet.at("f1").locator("[name=f1]")).to_have_value(WORDS)
    assert desk.held("f1") == WORDS
    tablet.page.get_by_role("button", name="Stop or pause").click()
    tablet.page.get_by_role("button", name="Pause", exact=True).click()
    expect(tablet.page.locator(".tag", has_text="Paused")).to_be_visible()


def test_the_page_can_be_left_signed_out_and_sends_everything_after_the_next_sign_in(
    desk: Desk, tablet: Tablet
) -> None:
    opened(tablet, desk, "c01")
    desk.scene.clock.forward(hours=2)
    tablet.tap("c01", "3")
    expect(tablet.page.get_by_role("dialog")).to_be_visible()
    tablet.page.reload()
    tablet.page.get_by_label("User name").fill("interviewer")
    tablet.page.get_by_label("Password").fill("quiet-harbour-lantern-42")
    tablet.page.get_by_role("button", name="Sign in").click()
    tablet.ready().saved()
    assert desk.held("c01") == "3"


def kill(context: BrowserContext, profile: Path) -> None:
    """End the browser as a flat battery would: by SIGKILL."""
    lock = os.readlink(profile / "SingletonLock")
    os.kill(int(lock.rpartition("-")[2]), signal.SIGKILL)


def test_a_killed_browser_brings_back_the_last_words(
    desk: Desk, profile: Callable[[], BrowserContext], tmp_path: Path
) -> None:
    tablet = opened(desk.tablet(context=profile()), desk)
    tablet.page.route("**/operations", lambda route: route.abort())
    tablet.write("f1", WORDS)
    tablet.page.wait_for_timeout(1_000)
    desk.tablets.clear()
    kill(tablet.page.context, tmp_path / "profile")
    again = desk.tablet(context=profile()).open(item="f1")
    expect(again.at("f1").locator("[name=f1]")).to_have_value(WORDS)
    again.saved()
    assert desk.held("f1") == WORDS


def test_nobody_else_goes_on_with_an_interview_whose_session_ended(desk: Desk, tablet: Tablet) -> None:
    opened(tablet, desk)
    desk.scene.clock.forward(hours=2)
    tablet.write("f1", WORDS)
    tablet.page.locator("#item-f1 .question").click()
    dialog = tablet.page.get_by_role("dialog", name="You are signed out")
    dialog.get_by_label("User name").fill("colleague")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()
    code = desk.scene.people["interviewer"].code
    expect(dialog).to_contain_text(f"This interview is {code}’s. Sign in as {code}")
    assert desk.held("f1") is None
    tablet.sign_in_again()
    tablet.saved()
    assert desk.held("f1") == WORDS


def test_what_cannot_be_stored_yet_survives_a_reload_too(desk: Desk, tablet: Tablet) -> None:
    opened(tablet, desk, "b3")
    tablet.write("b3", "7oo")
    tablet.page.wait_for_timeout(600)
    tablet.page.reload()
    tablet.ready()
    expect(tablet.at("b3").locator("[name=b3]")).to_have_value("7oo")
    expect(tablet.at("b3").locator(".fault")).to_be_visible()


def found(text: str, files: list[bytes]) -> bool:
    return any(text.encode() in content or text.encode("utf-16-le") in content for content in files)


def test_nothing_readable_lies_in_the_browser(
    desk: Desk, profile: Callable[[], BrowserContext], tmp_path: Path
) -> None:
    tablet = opened(desk.tablet(context=profile()), desk)
    tablet.page.route("**/operations", lambda route: route.abort())
    tablet.write("f1", "CANARY-4711 said so")
    tablet.says("Saved on this tablet")
    told = tablet.page.evaluate(
        """async () => {
        const open = indexedDB.open('interview-app')
        const db = await new Promise(resolve => { open.onsuccess = () => resolve(open.result) })
        const rows = db.transaction('unsent').objectStore('unsent').getAll()
        await new Promise(resolve => { rows.onsuccess = resolve })
        const text = bytes => new TextDecoder('latin1').decode(bytes)
        const kept = rows.result.map(row => ({ ...row, box: text(row.box), iv: '' }))
        return JSON.stringify([kept, { ...localStorage }, { ...sessionStorage }, document.cookie])
        }"""
    )
    assert "f1" not in json.loads(told)[0][0]["box"]
    assert len(json.loads(told)[0]) >= 1
    assert "CANARY" not in told
    tablet.page.evaluate("localStorage.setItem('control', 'CONTROL-4711')")
    desk.tablets.clear()
    tablet.page.context.close()
    files = [path.read_bytes() for path in (tmp_path / "profile").rglob("*") if path.is_file()]
    assert not found("CANARY-4711", files)
    assert found("CONTROL-4711", files)


def test_a_second_tab_follows_and_takes_over_when_the_first_is_closed(desk: Desk, tablet: Tablet) -> None:
    opened(tablet, desk, "c01")
    beside = desk.beside(tablet.page.context).open(item="c01")
    expect(beside.page.get_by_text("open in another tab")).to_be_visible()
    tablet.tap("c01", "3")
    expect(beside.at("c01").locator("[value='3']")).to_be_checked()
    beside.page.keyboard.press("1")
    expect(beside.at("c01").locator("[value='3']")).to_be_checked()
    tablet.page.close()
    expect(beside.page.get_by_text("open in another tab")).to_be_hidden()
    beside.ready().tap("c01", "2")
    beside.saved()
    assert desk.held("c01") == "2"


def refuse(page: Page, status: int, body: dict[str, str], times: int, **headers: str) -> list[int]:
    """Let the server's door answer so for some requests; the list counts them."""
    met: list[int] = []

    def answer(route: Route) -> None:
        if len(met) >= times:
            return route.continue_()
        met.append(status)
        return route.fulfill(status=status, json=body, headers={"Content-Type": "application/json", **headers})

    page.route("**/operations", answer)
    return met


@pytest.mark.parametrize("status", [429, 500, 503, 507])
def test_an_answer_waits_out_whatever_the_server_cannot_do_now(desk: Desk, tablet: Tablet, status: int) -> None:
    opened(tablet, desk, "c01")
    met = refuse(tablet.page, status, {"code": "later", "message": "Not now, try later."}, 1, **{"Retry-After": "1"})
    tablet.tap("c01", "2")
    tablet.says("Saved on this tablet" if status == 503 else "Not now, try later.")
    tablet.saved()
    assert met == [status]
    assert desk.held("c01") == "2"


def test_one_answer_that_the_server_cannot_read_does_not_hold_up_the_others(desk: Desk, tablet: Tablet) -> None:
    opened(tablet, desk, "c01")

    def choke(route: Route) -> None:
        sent = json.loads(route.request.post_data or "{}")["operations"]
        if any(operation["item"] == "c02" for operation in sent):
            route.fulfill(status=422, json={"code": "unreadable_text", "message": "This cannot be read."})
        else:
            route.continue_()

    tablet.page.route("**/operations", choke)
    tablet.page.context.set_offline(True)
    for item in ("c01", "c02", "c03"):
        tablet.answer(item, "2")
    tablet.page.context.set_offline(False)
    tablet.says("not accepted")
    assert [desk.held(item) for item in ("c01", "c02", "c03")] == ["2", None, "2"]
    tablet.go("c02")
    expect(tablet.at("c02").locator(".fault")).to_contain_text("This cannot be read.")
    tablet.page.reload()
    tablet.ready()
    tablet.go("c02")
    expect(tablet.at("c02").locator(".fault")).to_contain_text("This cannot be read.")
    tablet.page.unroute("**/operations")
    tablet.tap("c02", "1")
    tablet.saved()
    assert desk.held("c02") == "1"


def test_an_interview_completed_elsewhere_says_so_and_drops_nothing(desk: Desk, tablet: Tablet) -> None:
    opened(tablet, desk, "c01")
    scene, later = desk.scene, desk.scene.clock() + timedelta(minutes=1)
    endings.break_off(scene.store, scene.people["interviewer"], scene.own.interview, reason="technical", now=later)
    tablet.tap("c01", "2")
    expect(tablet.page.get_by_text("Open the interview as it stands")).to_be_visible()
    tablet.page.get_by_role("link", name="Open the interview as it stands").click()
    tablet.page.get_by_role("button", name="Resume").click()
    tablet.ready().saved()
    assert desk.held("c01") == "2"


def test_the_list_and_the_home_page_lead_back_to_answers_that_only_this_tablet_has(desk: Desk, tablet: Tablet) -> None:
    opened(tablet, desk, "c01")
    tablet.page.route("**/operations", lambda route: route.abort())
    tablet.tap("c01", "2")
    tablet.says("Saved on this tablet")
    for path in ("/", "/interviews"):
        tablet.page.goto(f"{desk.address}{path}")
        expect(tablet.page.get_by_text("Answers that are only on this tablet")).to_be_visible()
    tablet.page.unroute("**/operations")
    tablet.page.get_by_role("link", name="Open the interview (1)").click()
    tablet.ready().saved()
    tablet.page.goto(f"{desk.address}/interviews")
    expect(tablet.page.get_by_text("Answers that are only on this tablet")).to_be_hidden()
    assert desk.held("c01") == "2"


@pytest.mark.parametrize(("zone", "shown"), [("Asia/Tokyo", "18:00"), ("Europe/Oslo", "10:00"), ("UTC", "09:00")])
def test_the_time_of_the_last_save_is_the_tablets_own_after_a_reload_too(desk: Desk, zone: str, shown: str) -> None:
    tablet = desk.tablet(timezone_id=zone).open()
    tablet.says(f"Saved {shown}")
    tablet.answer("a_private", "yes")
    tablet.saved()
    tablet.page.reload()
    tablet.ready().says(f"Saved {shown}")
    expect(tablet.page.locator("#save-state")).not_to_contain_text("UTC")
