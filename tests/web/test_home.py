"""What each role finds when it signs in."""

from __future__ import annotations

import pytest

from interview_app.domain.access import NOWHERE, Role
from interview_app.services import endings
from interview_app.storage.engine import Store
from tests.web.browsing import said
from tests.web.scene import Browse, Scene

MENUS = {
    "interviewer": ["Home", "Calls", "Interviews", "Schedule", "Reports"],
    "supervisor": [
        "Home",
        "Team",
        "Calls",
        "Interviews",
        "Schedule",
        "Reviews",
        "Second opinions",
        "Reports",
        "Progress",
    ],
    "researcher": ["Home", "Export", "Progress"],
    "manager": ["Home", "Schedule", "Participants", "Informants", "Progress"],
    "auditor": ["Ledger", "Seals", "Check a PDF"],
    "admin": ["Accounts"],
}


@pytest.mark.parametrize("role", MENUS)
def test_the_menu_holds_what_the_role_does(browse: Browse, role: str) -> None:
    browser = browse(role)
    page = browser.get("/")
    page = browser.follow(page) if page.location else page
    menu = page.one("ul", class_="ways")
    assert [said(entry) for entry in menu] == MENUS[role]
    assert [said(entry) for entry in menu.iter("a") if entry.get("aria-current") == "page"] == [MENUS[role][0]]


def test_a_page_below_an_entry_marks_the_entry(scene: Scene, browse: Browse) -> None:
    page = browse("manager").get(f"/participants/{scene.own.participant}")
    assert [said(link) for link in page.all("a") if link.get("aria-current")] == ["Participants"]


def test_an_interviewer_without_a_site_is_told_why_the_page_is_empty(browse: Browse) -> None:
    assert browse("idle").get("/").says("You work in no study yet")


def test_a_supervisor_finds_what_came_in_latest_first(scene: Scene, browse: Browse) -> None:
    scene.clock.forward(hours=1)
    interviewer = scene.people["interviewer"]
    endings.break_off(scene.store, interviewer, scene.own.interview, reason="technical", now=scene.clock())
    page = browse("supervisor").get("/")
    listed = [said(row) for row in page.one("ul", class_="rows")]
    assert ["Week 12" in row or "Baseline" in row for row in listed] == [True, True]
    assert "Broken off" in listed[0]
    assert "Complete" in listed[1]


def test_a_researcher_sees_what_the_data_cover(scene: Scene, browse: Browse) -> None:
    page = browse("researcher").get("/")
    assert page.says("Completed interviews by visit and site")
    table = [said(row) for row in page.one("tbody")]
    assert table == ["Baseline 1 1", "All 1 1"]


def test_a_manager_sees_who_takes_part(browse: Browse) -> None:
    page = browse("manager").get("/")
    assert [said(row) for row in page.one("tbody")] == ["OSL 1 1 1"]


@pytest.mark.parametrize("role", Role)
def test_before_a_study_is_loaded_every_role_is_told(store: Store, settings: object, role: Role) -> None:
    from datetime import timedelta

    from interview_app.app import create_app
    from interview_app.domain.access import Actor
    from interview_app.services import accounts, sessions
    from tests.web.browsing import Browser
    from tests.web.scene import NOW, PASSWORD

    operator = Actor("", "cli:test", Role.ADMIN, NOWHERE)
    opened = accounts.create(store, operator, "somebody", accounts.Terms(role=role), now=NOW, password=PASSWORD)
    with store.writing() as connection:
        token = sessions.begin(connection, store.keys, opened.id, NOW)
    app = create_app(settings, store, lambda: NOW + timedelta(minutes=1))  # type: ignore[arg-type]
    browser = Browser(app, cookie=token)
    page = browser.get("/")
    assert page.location or page.says("You work in no study yet")
    for link in page.links():
        assert browser.get(link).status in {200, 404}


def test_synthetic_data_are_called_so_on_every_page(browse: Browse) -> None:
    for user_name, address in [
        ("", "/sign-in"),
        ("admin", "/accounts"),
        ("auditor", "/ledger"),
        ("manager", "/no"),
    ]:
        assert browse(user_name).get(address).says("Synthetic data: no real person is described here.")


BY_CODE = [
    ("interviewer", "/"), ("interviewer", "/calls"), ("interviewer", "/interviews"), ("interviewer", "/interviews/new"),
    ("supervisor", "/team"), ("supervisor", "/reviews"), ("manager", "/participants"), ("manager", "/informants"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "path"), BY_CODE)
def test_a_search_takes_a_code_and_no_free_text(scene: Scene, browse: Browse, who: str, path: str) -> None:
    browser = browse(who)
    page = browser.get(f"{path}?text={scene.own.code[:6].lower()}")
    assert page.status == 200
    assert page.one("input", name="text").get("pattern")
    for typed in ("Kari+Nordmann", "kari%40work", "_", "%25", "b%C3%A5t"):
        refused = browser.get(f"{path}?text={typed}")
        assert refused.status == 422
        assert refused.says("Search by code: letters, digits and hyphens only.")
        assert "Kari" not in refused.text


def test_who_interviewed_is_searched_for_by_code_as_well(browse: Browse) -> None:
    assert browse("supervisor").get("/interviews?interviewer=int-01").status == 200
    for path in ("/interviews", "/reviews"):
        assert browse("supervisor").get(f"{path}?interviewer=Kim+Nordmann").status == 422
