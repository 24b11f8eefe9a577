"""The page of reports and that of the week, as those see them who may."""

from __future__ import annotations

from dataclasses import replace
import time

import pytest

from interview_app.config import Settings
from interview_app.services import accounts
from interview_app.storage.keys import FILE_NAME
from tests.reports.printed import Printed
from tests.web.browsing import Browser, Page
from tests.web.conftest import KEYS
from tests.web.scene import STUDY, Browse, Scene

WANTED = {
    "kind": "interviews", "week": "", "since": "2025-12-01", "until": "2026-03-31", "form": "pdf",
    "purpose": "Weekly meeting",
}  # fmt: skip


@pytest.fixture(autouse=True)
def keys_on_the_disk(settings: Settings) -> None:
    """What makes bundles is a process of its own and finds the keys where an installation has them."""
    folder = settings.keys
    folder.mkdir(mode=0o700)
    (folder / FILE_NAME).touch(mode=0o600)
    (folder / FILE_NAME).write_bytes(KEYS)


def ready(browser: Browser, address: str) -> Page:
    """The page of a bundle once nothing more happens to it, as somebody sees it who reloads."""
    deadline = time.monotonic() + 180
    while (page := browser.get(address)).one("section", id="bundle").get("data-state") in {"waiting", "running"}:
        assert 'http-equiv="refresh"' in page.text, "it comes again without scripts"
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return page


def test_a_supervisor_asks_waits_and_fetches_and_nobody_else_does(scene: Scene, browse: Browse) -> None:
    supervisor = browse("supervisor")
    asked = supervisor.fill_in("/reports", WANTED)
    assert asked.status == 303
    address = asked.location
    page = ready(supervisor, address)
    assert page.says("1 report")
    assert f"{address}/file" in page.links()
    fetched = supervisor.get(f"{address}/file").response
    assert fetched.mimetype == "application/pdf"
    assert fetched.headers["Content-Disposition"] == 'attachment; filename="interviews-2025-12-01-2026-03-31.pdf"'
    assert fetched.headers["Cache-Control"] == "no-store"
    assert scene.own.code in Printed(fetched.data).text
    assert scene.foreign.code not in Printed(fetched.data).text
    assert address in supervisor.get("/reports").links()
    for other in ("interviewer", "colleague"):
        for page in (browse(other).get(address), browse(other).get(f"{address}/file")):
            assert page.status == 410
        assert address not in browse(other).get("/reports").links()
    assert browse("researcher").get(address).status == 403

    admin, whom = scene.people["admin"], scene.people["supervisor"].id
    terms = accounts.terms_of(accounts.get(scene.store, admin, whom))
    accounts.change(scene.store, admin, whom, replace(terms, grants=frozenset()), now=scene.clock())
    assert browse("supervisor").get(f"{address}/file").status in {403, 404, 410}, "the role is lost"


def test_what_cannot_be_made_is_said_at_its_field_or_on_its_page(scene: Scene, browse: Browse) -> None:
    browser = browse("supervisor")
    for changes, said in (
        ({"week": "2026-W60"}, "Enter a week as year and number"),
        ({"week": "2026-W11"}, "Choose a week, or a first and a last day."),
        ({"since": "2026-04-01"}, "The last day lies before the first."),
        ({"purpose": ""}, "Say what it is for"),
        ({"purpose": "x" * 201}, "at most 200"),
    ):
        page = browser.fill_in("/reports", WANTED | changes)
        assert page.status == 422
        assert page.says(said)
    asked = browser.fill_in("/reports", WANTED | {"since": "2025-01-01", "until": "2025-01-02"})
    assert ready(browser, asked.location).says("There is nothing to print")
    discarded = browser.fill_in(asked.location, {}, action=f"{asked.location}/discard")
    assert discarded.location == "/reports"
    gone = browser.get(asked.location)
    assert gone.status == 410
    assert gone.says("A bundle is kept for an hour, and not when the server starts anew.")


def test_the_week_on_a_page_holds_what_lies_at_the_own_sites(scene: Scene, browse: Browse) -> None:
    scene.clock.forward(days=-84)
    browser = browse("supervisor")
    page = browser.get("/this-week")
    assert page.says("This week")
    assert "/this-week/report.pdf?week=2025-W51" in page.links()
    assert not page.says(scene.foreign.code)
    assert browser.get("/this-week?week=2025-W50").says("Week 50, 2025")
    assert browser.get("/this-week?week=2031-W01").says("This week"), "there is none to come"
    assert browser.get("/this-week?week=x").status == 200
    paper = browser.get("/this-week/report.pdf?week=2025-W50").response
    assert (paper.mimetype, Printed(paper.data).pages) == ("application/pdf", 1)
    assert STUDY not in Printed(paper.data).text
