"""The auditor's pages: who did what and when, never what was said, and whether it is whole."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from interview_app.services import seals
from tests.web.browsing import Page, said
from tests.web.scene import Browse, Scene


def lines(page: Page) -> list[str]:
    return [said(row) for body in page.all("tbody") for row in body]


def test_the_ledger_shows_who_did_what_but_not_what_was_said(scene: Scene, browse: Browse) -> None:
    page = browse("auditor").get(f"/ledger?stream=interview%3A{scene.own.interview}")
    assert any("interview:start" in line and "int-01" in line for line in lines(page))
    assert not page.says(scene.own.code)
    assert not page.says("telephone")


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("actor=int-02", lambda line: "int-02" in line),
        ("action=account:create", lambda line: "account:create" in line),
        ("item=c01", lambda line: " c01 " in line),
        ("action=interview:answer&item=b4&actor=int-01", lambda line: " b4 " in line and "int-01" in line),
        ("since=2026-03-13&until=2026-03-13", lambda line: True),
        ("since=nonsense", lambda line: True),
    ],
)
def test_the_ledger_is_filtered_by_its_address(browse: Browse, query: str, fits: object) -> None:
    found = lines(browse("auditor").get(f"/ledger?{query}"))
    assert found
    assert all(fits(line) for line in found)  # type: ignore[operator]


NOTHING = ["actor=nobody", "stream=%25", "until=2025-03-12&since=2025-03-12", "action=x", "page=900"]


@pytest.mark.parametrize("query", NOTHING)
def test_a_filter_that_fits_nothing_says_so(browse: Browse, query: str) -> None:
    page = browse("auditor").get(f"/ledger?{query}")
    assert page.says("No line fits")


def test_the_newest_line_comes_first(scene: Scene, browse: Browse) -> None:
    scene.clock.forward(hours=1)
    browse("auditor").fill_in("/own-account", {"display_name": "Kim"})
    assert "account:change" in lines(browse("auditor").get("/ledger"))[0]


def test_a_printed_seal_is_found_however_it_was_typed(scene: Scene, browse: Browse) -> None:
    seal = seals.make(scene.store, by="cli:test", now=scene.clock())
    typed = " ".join(seal.value_hex.upper()[i : i + 8] for i in range(0, 64, 8))
    assert browse("auditor").get(f"/ledger/seals?text={typed}").says(seal.value_hex)
    assert browse("auditor").get("/ledger/seals?text=abc").says("No seal has this value")
    assert browse("auditor").get("/ledger/seals").says(seal.value_hex)


def test_verifying_says_that_the_ledger_is_whole(browse: Browse) -> None:
    page = browse("auditor").fill_in("/ledger", {}, action="/ledger/verification")
    assert page.says("The ledger is whole")


def test_verifying_names_what_was_tampered_with(scene: Scene, browse: Browse) -> None:
    stream = f"account:{scene.people['idle'].id}"
    with scene.store.writing() as connection:
        connection.execute(text("UPDATE accounts SET role = 'admin' WHERE id = :id"), {"id": scene.people["idle"].id})
    page = browse("auditor").fill_in("/ledger", {}, action="/ledger/verification")
    assert page.says("1 fault found")
    assert page.says(stream)
