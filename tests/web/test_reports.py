"""The printed page in the browser."""

from __future__ import annotations

import pytest

from interview_app.domain.access import Action, Role, may
from interview_app.services import accounts
from tests.reports.printed import Printed
from tests.web.browsing import Browser
from tests.web.scene import Browse, Scene


def address(interview_id: str) -> str:
    return f"/interviews/{interview_id}/report.pdf"


def fetched(browser: Browser, interview_id: str) -> Printed:
    page = browser.get(address(interview_id))
    assert page.status == 200
    return Printed(page.response.data)


def test_the_result_page_leads_to_the_pdf(scene: Scene, browse: Browse) -> None:
    assert address(scene.own.completed) in browse("supervisor").get(f"/interviews/{scene.own.completed}").links()


def test_the_pdf_opens_in_the_browser_and_is_not_kept(scene: Scene, browse: Browse) -> None:
    response = browse("supervisor").get(address(scene.own.completed)).response
    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"] == f'inline; filename="interview-{scene.own.completed}.pdf"'
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_it_prints_what_was_answered(scene: Scene, browse: Browse) -> None:
    page = fetched(browse("interviewer"), scene.own.completed)
    assert page.pages == 1
    assert scene.own.code in page.text
    assert "Total 70.0 10 of 12 · prorated" in page.lines


def test_it_speaks_the_reader_s_language(scene: Scene, browse: Browse) -> None:
    supervisor = scene.people["supervisor"]
    accounts.change_own(scene.store, supervisor, display_name="", language="nb", now=scene.clock())
    assert "Samlet 70,0 10 av 12 · proratert" in fetched(browse("supervisor"), scene.own.completed).lines


def test_a_draft_is_printed_as_one(scene: Scene, browse: Browse) -> None:
    assert "Draft · not yet signed" in fetched(browse("supervisor"), scene.own.interview).text


@pytest.mark.parametrize("interview", ["completed", "interview"])
def test_an_interview_of_another_site_does_not_exist(scene: Scene, browse: Browse, interview: str) -> None:
    assert browse("supervisor").get(address(getattr(scene.foreign, interview))).status == 404


def test_a_colleague_s_interview_does_not_exist(scene: Scene, browse: Browse) -> None:
    assert browse("colleague").get(address(scene.own.completed)).status == 404


@pytest.mark.parametrize("role", [role for role in Role if not may(role, Action.PRINT)])
def test_other_roles_are_refused(scene: Scene, browse: Browse, role: Role) -> None:
    assert browse(role.value).get(address(scene.own.completed)).status == 403
