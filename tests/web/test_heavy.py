"""Who prints, exports or verifies while others do is asked to come again, in words, and then served."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from interview_app.services import accounts
from interview_app.web import heavy
from tests.web.scene import Browse, Scene
from tests.web.test_exports import ASKED


@pytest.fixture
def others_at_work() -> Iterator[None]:
    with heavy._TURN:
        yield


@pytest.mark.usefixtures("others_at_work")
@pytest.mark.parametrize(("language", "told"), [("en", "try again in a few seconds"), ("nb", "prøv igjen om noen")])
def test_a_printer_is_told_to_come_again(scene: Scene, browse: Browse, language: str, told: str) -> None:
    accounts.change_own(scene.store, scene.people["supervisor"], display_name="", language=language, now=scene.clock())
    page = browse("supervisor").get(f"/interviews/{scene.own.completed}/report.pdf")
    assert (page.status, page.response.headers["Retry-After"]) == (503, "5")
    assert page.says(told)
    assert page.one("html").get("lang") == language
    assert "/interviews" in page.links(), "there is a way back"


@pytest.mark.usefixtures("others_at_work")
def test_an_export_that_is_sent_away_is_not_counted(browse: Browse) -> None:
    browser = browse("researcher")
    for _ in range(12):
        assert browser.fill_in("/exports", ASKED).status == 503


@pytest.mark.usefixtures("others_at_work")
def test_a_verification_is_sent_away_and_saving_is_not(scene: Scene, browse: Browse) -> None:
    assert browse("auditor").fill_in("/ledger", {}, action="/ledger/verification").status == 503
    assert browse("interviewer").get(f"/interviews/{scene.own.interview}").status == 200


def test_whoever_comes_when_nobody_is_at_work_is_served(scene: Scene, browse: Browse) -> None:
    for _ in range(2 + heavy.WAITING):
        assert browse("supervisor").get(f"/interviews/{scene.own.completed}/report.pdf").status == 200


def test_not_everybody_may_wait(scene: Scene, browse: Browse) -> None:
    """Who waits costs a thread; when all places are taken nobody even begins to wait."""
    taken: list[Any] = [heavy._PLACES.acquire() for _ in range(1 + heavy.WAITING)]
    try:
        assert browse("supervisor").get(f"/interviews/{scene.own.completed}/report.pdf").status == 503
    finally:
        for _ in taken:
            heavy._PLACES.release()
