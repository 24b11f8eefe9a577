"""The page on which somebody learns whether a PDF came from here."""

from __future__ import annotations

import io

import pytest

from interview_app.services import accounts, reports
from tests.reports.printed import Printed
from tests.web.browsing import Page
from tests.web.scene import NOW, Browse, Scene


def sent(browse: Browse, user_name: str, content: bytes, name: str = "a.pdf") -> Page:
    browser = browse(user_name)
    data = {"csrf_token": browser.token(), "file": (io.BytesIO(content), name)}
    return browser.send("POST", "/printed-files", data=data)


def printed(scene: Scene) -> bytes:
    return reports.interview_pdf(scene.store, scene.people["supervisor"], scene.own.completed, now=NOW)


def test_a_supervisor_learns_of_what_a_file_is_and_that_it_stands(scene: Scene, browse: Browse) -> None:
    page = sent(browse, "supervisor", printed(scene))
    assert page.status == 200
    assert page.says("what it shows has not changed since")
    assert page.says(scene.own.code)
    assert page.says("Printed 1 time")


@pytest.mark.parametrize(("content", "told"), [(b"%PDF-1.7", "It is not known"), (b"PK", "This is not a PDF")])
def test_what_is_not_from_here_is_told_apart_from_what_is_no_pdf(browse: Browse, content: bytes, told: str) -> None:
    assert sent(browse, "auditor", content).says(told)


def test_it_speaks_norwegian_and_asks_for_a_file(scene: Scene, browse: Browse) -> None:
    accounts.change_own(scene.store, scene.people["auditor"], display_name="", language="nb", now=scene.clock())
    assert sent(browse, "auditor", b"", "").says("Velg en fil")
    assert sent(browse, "auditor", b"%PDF-1.7").says("Den er ikke kjent")


def test_a_copy_is_chosen_in_the_address_and_a_wrong_choice_is_refused(scene: Scene, browse: Browse) -> None:
    address = f"/interviews/{scene.own.completed}/report.pdf"
    asked = browse("supervisor").get(f"{address}?paper=letter&watermark=1&archive=1")
    copy = Printed(asked.response.data)
    assert "printed for" in copy.upright
    with copy.open() as file:
        assert float(file.pages[0].mediabox[3]) == 792
        assert set(file.attachments) == {"long.csv", "scores.csv"}
    assert browse("supervisor").get(f"{address}?paper=a3").status == 422
