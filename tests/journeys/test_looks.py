"""The pages in a real browser: accessible in light and dark, whole at every width, with targets a thumb can hit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from playwright.sync_api import Browser, Page, expect
import pytest

from interview_app.domain.events import Event
from interview_app.services import queries, reviews, seals
from interview_app.services.cases import changing
from tests.journeys.test_accessible import faults
from tests.web.scene import PASSWORD, Scene

WIDTHS = (390, 810, 1080)
PAGES = [
    ("", "/sign-in"),
    ("interviewer", "/"),
    ("interviewer", "/interviews/{completed}"),
    ("supervisor", "/"),
    ("supervisor", "/reviews"),
    ("supervisor", "/reviews?state=signed"),
    ("supervisor", "/interviews/{completed}"),
    ("supervisor", "/interviews/{completed}/sign"),
    ("supervisor", "/interviews/{completed}/return"),
    ("supervisor", "/interviews/{completed}/items/c09/query"),
    ("supervisor", "/interviews/{completed}/items/c09/amend"),
    ("supervisor", "/verification-interviews"),
    ("supervisor", "/interviews/{completed}/verification"),
    ("researcher", "/"),
    ("idle", "/"),
    ("admin", "/accounts"),
    ("admin", "/accounts?text=nobody"),
    ("admin", "/accounts/new"),
    ("admin", "/accounts/{account}"),
    ("manager", "/"),
    ("manager", "/own-account"),
    ("manager", "/participants"),
    ("manager", "/participants/new"),
    ("manager", "/participants/{participant}"),
    ("manager", "/informants"),
    ("manager", "/informants/new"),
    ("manager", "/informants/{informant}"),
    ("manager", "/nowhere"),
    ("supervisor", "/progress"),
    ("supervisor", "/progress/rows"),
    ("manager", "/progress/rows?of=enrolled"),
    ("auditor", "/ledger"),
    ("auditor", "/ledger/seals"),
    ("auditor", "/printed-files"),
    ("supervisor", "/reports"),
    ("supervisor", "/this-week"),
    ("supervisor", "/progress/results"),
]
SMALL = """() => [...document.querySelectorAll('main :is(button, .button, select, input, label:has(input))')]
  .filter(e => e.getClientRects().length && !['radio', 'checkbox'].includes(e.type))
  .filter(e => e.getBoundingClientRect().height < 48).map(e => e.outerHTML)"""

CUT = """() => [...document.querySelectorAll('main table')].filter(e => !e.closest('.scroll'))
  .filter(e => e.scrollWidth > e.parentElement.clientWidth).map(e => `table of ${e.scrollWidth}`)"""


@contextmanager
def tab_of(chromium: Browser, scene: Scene, address: str, user_name: str, **look: Any) -> Iterator[Page]:
    """A tab of somebody who has signed in; what the console says against a page fails the test."""
    context = chromium.new_context(**look)
    if user_name:
        context.add_cookies([{"name": "session", "value": scene.browse(user_name).cookie, "url": address}])
    complaints: list[str] = []
    tab = context.new_page()
    tab.on("console", lambda message: complaints.append(message.text))
    yield tab
    context.close()
    assert [told for told in complaints if "404 (NOT FOUND)" not in told] == []


@pytest.fixture
def visit(chromium: Browser, scene: Scene, address: str) -> Callable[..., Iterator[tuple[str, Page]]]:
    """Opens every page in turn, each for somebody who works with it."""
    seals.make(scene.store, by="cli:test", now=scene.clock())
    account = scene.people["idle"].id
    ids = {"account": account, "participant": scene.own.participant, "informant": scene.own.informant}
    ids["completed"] = scene.own.completed
    supervisor, now = scene.people["supervisor"], scene.clock()
    for item in ("c09", "c12"):
        queries.ask(scene.store, supervisor, scene.own.completed, item, "Was it meant so?", now=now)
    with changing(scene.store, supervisor, scene.own.completed, now) as case:
        case.tell(Event.INTERVIEW_DRAW, {})
    reviews.send_back(scene.store, supervisor, scene.own.completed, reason="Look at housing again.", now=now)

    def pages(**look: Any) -> Iterator[tuple[str, Page]]:
        for user_name, group in groupby(PAGES, key=lambda page: page[0]):
            with tab_of(chromium, scene, address, user_name, **look) as tab:
                for _, path in group:
                    tab.goto(address + path.format(**ids))
                    tab.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
                    yield path, tab

    return pages


def test_pages_are_accessible(visit: Callable[..., Iterator[tuple[str, Page]]]) -> None:
    found: list[object] = []
    for path, tab in visit(viewport={"width": 810, "height": 1080}):
        found += [(path, each) for each in faults(tab)]
        tab.emulate_media(color_scheme="dark")
        found += [(path, "dark", each) for each in faults(tab)]
        tab.emulate_media(color_scheme="light")
    assert found == []


def test_pages_fit_every_width_and_every_thumb(visit: Callable[..., Iterator[tuple[str, Page]]], scene: Scene) -> None:
    for user_name in {user_name for user_name, _ in PAGES} - {""}:
        scene.browse(user_name).fill_in("/own-account", {"language": "nb"})  # whose words are the longer ones
    found: list[object] = []
    for path, tab in visit(viewport={"width": 1080, "height": 1000}):
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 1000})
            wide = tab.evaluate("document.documentElement.scrollWidth")
            found += [(path, f"{wide} wide at {width}")] if wide > width else []
            found += [(path, width, each) for each in (*tab.evaluate(SMALL), *tab.evaluate(CUT))]
    assert found == []


def test_the_policy_is_in_force_and_lets_the_styles_through(chromium: Browser, scene: Scene, address: str) -> None:
    with tab_of(chromium, scene, address, "") as tab:
        tab.goto(f"{address}/sign-in")
        assert tab.evaluate("getComputedStyle(document.querySelector('main')).display") == "grid"
    context = chromium.new_context()
    tab = context.new_page()
    tab.goto(f"{address}/sign-in")
    refused = tab.evaluate("() => { try { document.body.innerHTML = '<p>'; return '' } catch (e) { return e.name } }")
    assert refused == "TypeError", "markup cannot be written from a string"
    context.close()


def test_signing_in_works_by_keyboard_alone(chromium: Browser, scene: Scene, address: str) -> None:
    with tab_of(chromium, scene, address, "") as tab:
        tab.goto(f"{address}/sign-in")
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.className") == "skip"
        tab.focus("#user_name")
        tab.keyboard.type("manager")
        tab.keyboard.press("Tab")
        tab.keyboard.type(PASSWORD)
        tab.keyboard.press("Enter")
        tab.wait_for_url(f"{address}/")
        assert tab.inner_text("h1") == "Who takes part"


def test_an_error_summary_has_the_focus_and_leads_to_the_field(chromium: Browser, scene: Scene, address: str) -> None:
    context = chromium.new_context()
    context.add_cookies([{"name": "session", "value": scene.browse("admin").cookie, "url": address}])
    tab = context.new_page()
    tab.goto(f"{address}/accounts/new")
    tab.fill("#user_name", "x")
    tab.click("text=Open the account")
    expect(tab.locator("[role=alert]")).to_be_focused()
    tab.click("[role=alert] a >> nth=0")
    assert tab.url.endswith("#user_name")
    assert tab.input_value("#user_name") == "x"
    context.close()
