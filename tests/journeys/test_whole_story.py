"""From the first tap to the CSV cell: one interview is held, read as a PDF, exported, and the ledger verified."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
import re

import pikepdf
from playwright.sync_api import expect

from interview_app import exports
from interview_app.services.verification import verify
from tests.journeys.tablet import Desk, Tablet
from tests.journeys.test_interview import (
    AFTER,
    COUNTS,
    EVENTS,
    HEALTH,
    HOME,
    KNOWLEDGE,
    OPENING,
    PEOPLE,
    WORDS,
    answer,
    start,
)
from tests.reports.printed import Printed


def conduct(tablet: Tablet, code: str) -> str:
    """The interview from start to completion: one don't know, one declined, one gate taken back. Gives its id."""
    start(tablet, code)
    answer(tablet, OPENING | KNOWLEDGE | {"b5": ["2"], "b6": ["face_to_face"], "b7": ["records"], "b8": ["3"]})
    answer(tablet, HEALTH | PEOPLE | HOME | COUNTS)
    tablet.go("d3_known")
    tablet.tap("d3_known", "no")
    tablet.go("e1")
    answer(tablet, EVENTS | WORDS | AFTER)
    tablet.next()
    tablet.page.wait_for_url("**/check")
    tablet.page.get_by_role("button", name="Complete").click()
    expect(tablet.page.locator(".top .tag").first).to_have_text("Complete")
    found = re.search(r"[0-9a-f]{32}", tablet.page.url)
    assert found
    return found[0]


def printed(supervisor: Tablet, interview_id: str) -> bytes:
    """The PDF behind the link on the interview's page."""
    supervisor.page.goto(f"{supervisor.address}/interviews/{interview_id}")
    link = supervisor.page.locator("a[href$='report.pdf']").get_attribute("href")
    return supervisor.page.request.get(f"{supervisor.address}{link}").body()


def exported(researcher: Tablet, folder: Path) -> Path:
    """What the researcher's page hands out when nothing is changed on it."""
    researcher.page.goto(f"{researcher.address}/exports")
    with researcher.page.expect_download() as waiting:
        researcher.page.locator("main form[method=post] button").click()
    waiting.value.save_as(folder / "export.zip")
    return folder / "export.zip"


def test_one_interview_reaches_the_supervisor_and_the_researcher_unchanged(desk: Desk, tmp_path: Path) -> None:
    desk.scene.clock.forward(days=28)
    code = desk.scene.own.code
    interview_id = conduct(desk.tablet(), code)

    pdf = printed(desk.tablet("supervisor"), interview_id)
    page = Printed(pdf)
    assert page.pages == 1
    assert code in page.text
    assert re.search(r"seal [0-9a-f]{8}", page.text)
    with pikepdf.open(BytesIO(pdf)) as tagged:
        assert tagged.Root.MarkInfo.Marked

    frame = exports.load(exported(desk.tablet("researcher"), tmp_path))
    row = frame[frame["interview_id"] == interview_id].iloc[0]
    assert (row["participant_id"], row["mode_first"], row["language"]) == (code, "telephone", "nb")
    assert (row["c01"], row["c03__miss"], row["c06__miss"]) == (3, "dont_know", "declined")
    assert row["d3__miss"] == "not_asked", "the count behind the gate that was taken back is parked"
    assert (row["wrri_personal"], row["wrri_personal_n"]) == (75, 4)

    assert verify(desk.scene.store).faults == []
