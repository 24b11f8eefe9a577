"""The researcher's page: what there is, one zip of it, and a trace of each export."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
import zipfile

import pytest

from interview_app import exports
from interview_app.domain.access import Role
from interview_app.services import accounts
from interview_app.services import exports as services
from tests.web.browsing import said
from tests.web.scene import Browse, Scene


def grant_words(scene: Scene) -> None:
    """Let the researcher read what people said in their own words."""
    admin, researcher = scene.people["admin"], scene.people["researcher"]
    terms = accounts.Terms.at(Role.RESEARCHER, scene.study.id, *researcher.sites, reads_text=True)
    accounts.change(scene.store, admin, researcher.id, terms, now=scene.clock())


def downloaded(folder: Path, content: bytes) -> Path:
    """The zip, saved under a name."""
    path = folder / "downloaded.zip"
    path.write_bytes(content)
    return path


ASKED = {"statuses": ["complete", "draft"], "layouts": ["wide", "scores"], "language": "en"}

SENT = {f"{name}__sent": "1" for name in ("visits", "sites", "statuses", "layouts", "with_paradata")}
SENT |= {"since": "", "until": "", "purpose": ""}
"""What the page sends beside: that its boxes were there, and days that nobody chose."""


def test_the_page_says_what_the_data_cover(scene: Scene, browse: Browse) -> None:
    page = browse("researcher").get("/exports")
    assert page.says("2 interviews")
    assert page.says("Interviews by visit and status")
    rows = [said(row) for row in page.all("tr")]
    assert "Baseline – – – 1 – 1" in rows
    assert "Week 12 1 – – – – 1" in rows
    assert page.says("wrri 1")
    assert page.says("No export yet")


def test_words_are_offered_only_to_those_they_were_granted_to(scene: Scene, browse: Browse) -> None:
    assert not browse("researcher").get("/exports").all("input", name="with_text")
    grant_words(scene)
    assert browse("researcher").get("/exports").all("input", name="with_text")


def test_an_export_arrives_as_one_zip_that_loads(scene: Scene, browse: Browse, tmp_path: Path) -> None:
    page = browse("researcher").fill_in("/exports", ASKED)
    assert page.response.mimetype == "application/zip"
    assert page.response.headers["Cache-Control"] == "no-store"
    name = page.response.headers["Content-Disposition"]
    assert name.startswith(f'attachment; filename="{scene.study.id}-2026-03-13-')
    path = downloaded(tmp_path, page.response.data)
    frame = exports.load(path)
    assert frame["participant_id"].tolist() == [scene.own.code] * 2, "the other site's interviews are not there"
    assert exports.load(path, "scores")["value"].dropna().tolist()[:3] == [75.0, 62.5, 25 * 8 / 3]
    assert "texts.csv" not in zipfile.ZipFile(BytesIO(page.response.data)).namelist()


def test_each_export_stands_in_the_ledger_with_who_and_what(scene: Scene, browse: Browse) -> None:
    browse("researcher").fill_in("/exports", {**ASKED, "visits": ["BL"]})
    page = browse("researcher").get("/exports")
    row = said(page.all("table")[-1])
    assert scene.people["researcher"].code in row
    assert "BL" in row
    (made,) = services.earlier(scene.store, scene.people["researcher"], scene.study)
    assert made.payload["interviews"] == 1
    assert made.payload["participants"] == [scene.store.keys.pseudonym(scene.study.id, scene.own.code)]
    assert page.says(made.payload["export_id"])


def test_words_need_a_purpose_and_then_come_in_a_file_of_their_own(
    scene: Scene, browse: Browse, tmp_path: Path
) -> None:
    grant_words(scene)
    browser = browse("researcher")
    refused = browser.fill_in("/exports", {**ASKED, "with_text": "y"})
    assert refused.status == 422
    assert refused.says("Say what the words are needed for.")
    page = browser.fill_in("/exports", {**ASKED, "with_text": "y", "purpose": "What helps, for paper two"})
    texts = exports.load(downloaded(tmp_path, page.response.data), "texts")
    assert "Starting the course, and being met there on the first day." in texts["text"].tolist()
    assert browser.get("/exports").says("What helps, for paper two")


def test_paradata_need_a_purpose_and_then_come_in_files_of_their_own(browse: Browse, tmp_path: Path) -> None:
    browser = browse("researcher")
    refused = browser.fill_in("/exports", {**ASKED, "with_paradata": "y"})
    assert refused.status == 422
    assert refused.says("Say what the paradata are needed for.")
    page = browser.fill_in("/exports", {**ASKED, "with_paradata": "y", "purpose": "How long each section takes"})
    path = downloaded(tmp_path, page.response.data)
    assert {"paradata.csv", "sittings.csv"} <= set(zipfile.ZipFile(path).namelist())
    assert "texts.csv" not in zipfile.ZipFile(path).namelist()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"layouts": []}, "Choose at least one table."),
        ({"statuses": []}, "Choose at least one status."),
        ({"since": "yesterday"}, "Enter a day as year-month-day, such as 2026-03-13."),
        ({"until": "2026-02-30"}, "Enter a day as year-month-day, such as 2026-03-13."),
        ({"visits": ["NEVER"]}, "not a valid choice"),
        ({"sites": ["BER"]}, "not a valid choice"),
        ({"language": "xx"}, "Not a valid choice."),
    ],
)
def test_what_cannot_be_exported_is_said_at_its_field(browse: Browse, asked: dict[str, Any], told: str) -> None:
    page = browse("researcher").fill_in("/exports", {**ASKED, **asked})
    assert page.status == 422
    assert page.says(told)


def test_a_researcher_without_the_grant_gets_no_words_by_asking_for_them(browse: Browse, tmp_path: Path) -> None:
    posted = {**ASKED, **SENT, "with_text": "y", "purpose": "curiosity", "layouts": ["wide"]}
    browser = browse("researcher")
    page = browser.send("POST", "/exports", data={"csrf_token": browser.token(), **posted})
    assert "texts.csv" not in zipfile.ZipFile(BytesIO(page.response.data)).namelist()
    asked = browser.send("POST", "/exports", data={"csrf_token": browser.token(), **posted, "layouts": ["texts"]})
    assert asked.status == 422


def test_the_eleventh_export_within_an_hour_has_to_wait(scene: Scene, browse: Browse) -> None:
    browser = browse("researcher")
    data = {**ASKED, **SENT, "layouts": ["scores"], "csrf_token": browser.token()}
    for _ in range(services.PER_HOUR):
        assert browser.send("POST", "/exports", data=data).status == 200
    page = browser.send("POST", "/exports", data=data)
    assert page.status == 429
    assert 0 < int(page.response.headers["Retry-After"]) <= 3600
    scene.clock.forward(minutes=61)
    later = browse("researcher")
    assert later.send("POST", "/exports", data={**data, "csrf_token": later.token()}).status == 200
