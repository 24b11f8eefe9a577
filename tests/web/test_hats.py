"""Several studies in one installation: a person works in one of them, in one role, at a time, and sees only that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from interview_app.domain.access import Grant, Role
from interview_app.domain.events import Event
from interview_app.services import accounts, verification
from interview_app.storage import ledger
from tests.web.browsing import Browser, Page, said
from tests.web.scene import HOME, PASSWORD, SECOND, STUDY, Browse, Scene

LISTS: dict[Role, list[str]] = {
    Role.INTERVIEWER: ["/", "/interviews", "/interviews/new"],
    Role.SUPERVISOR: ["/", "/interviews"],
    Role.RESEARCHER: ["/", "/exports"],
    Role.MANAGER: ["/", "/participants", "/informants", "/participants/new"],
}


def hats(page: Page) -> list[str]:
    return [button.get("value", "") for button in page.all("button", name="hat")]


def works_as(page: Page) -> str:
    return next(b.get("value", "") for b in page.all("button", name="hat") if b.get("aria-current"))


def put_on(browser: Browser, hat: str) -> Page:
    return browser.post("/hat", {"hat": hat})


def grant(scene: Scene, user_name: str, *grants: Grant) -> None:
    """Give somebody these grants and no others."""
    account = accounts.get(scene.store, scene.people["admin"], scene.people[user_name].id)
    terms = replace(accounts.terms_of(account), grants=frozenset(grants))
    accounts.change(scene.store, scene.people["admin"], account.id, terms, now=scene.clock())


def test_whoever_has_one_part_is_offered_no_other(browse: Browse) -> None:
    assert hats(browse("interviewer").get("/")) == []
    assert put_on(browse("interviewer"), f"{SECOND}/interviewer").status == 422


def test_a_person_changes_between_their_roles_and_studies(scene: Scene, browse: Browse) -> None:
    browser = browse("both")
    page = browser.get("/")
    assert hats(page) == [f"{STUDY}/supervisor", f"{SECOND}/supervisor", f"{SECOND}/manager"]
    assert works_as(page) == f"{STUDY}/supervisor"
    assert (page.says(scene.own.code), page.says(scene.second.code)) == (True, False)
    assert put_on(browser, f"{SECOND}/manager").location == "/"
    page = browser.get("/participants")
    assert works_as(page) == f"{SECOND}/manager"
    assert (page.says(scene.own.code), page.says(scene.second.code)) == (False, True)
    assert browser.get(f"/participants/{scene.own.participant}").status == 404
    assert browser.get(f"/interviews/{scene.second.interview}").status == 403


def test_a_change_of_hat_lasts_for_the_session_and_stands_in_the_ledger(scene: Scene, browse: Browse) -> None:
    browser, other = browse("both"), browse("both")
    put_on(browser, f"{SECOND}/supervisor")
    assert browser.get(f"/interviews/{scene.second.interview}").status == 200
    assert works_as(other.get("/")) == f"{STUDY}/supervisor", "the person's other tablet goes on as it was"
    stream = f"account:{scene.people['both'].id}"
    with scene.store.reading() as connection:
        last = ledger.history(connection, scene.store.keys.stream_key(stream), stream)[-1]
    assert (last.action, last.payload) == (Event.ACCOUNT_HAT, {"hat": [SECOND, "supervisor"]})
    assert verification.verify(scene.store).faults == []


@pytest.mark.parametrize("hat", ["", "second", f"{SECOND}/interviewer", f"{STUDY}/manager", "/admin", "a/b/c"])
def test_a_part_that_somebody_does_not_have_cannot_be_taken(scene: Scene, browse: Browse, hat: str) -> None:
    browser = browse("both")
    assert put_on(browser, hat).status == 422
    assert works_as(browser.get("/")) == f"{STUDY}/supervisor"


def test_a_grant_that_is_taken_away_is_gone_on_the_next_page(scene: Scene, browse: Browse) -> None:
    browser = browse("both")
    put_on(browser, f"{SECOND}/supervisor")
    grant(scene, "both", Grant(STUDY, HOME, Role.SUPERVISOR))
    page = browser.get(f"/interviews/{scene.second.interview}")
    assert page.status == 404
    assert hats(page) == []
    assert browser.get("/").says(scene.own.code), "they go on in what is left to them"
    grant(scene, "both")
    assert browser.get("/").says("You work in no study yet")
    assert browser.get("/interviews").status in {200, 404}
    assert not browser.get("/interviews").says(scene.own.code)


def test_a_page_of_one_study_cannot_be_sent_into_another_of_the_same_site_code(scene: Scene, browse: Browse) -> None:
    grant(scene, "both", Grant(STUDY, HOME, Role.MANAGER), Grant(SECOND, HOME, Role.MANAGER))
    browser = browse("both")
    seen, fields = browser.get("/participants/new"), {"site": HOME, "arm": "xr"}
    put_on(browser, f"{SECOND}/manager")
    page = browser.fill_in_seen(seen, "/participants/new", fields)
    assert page.status == 400
    assert page.says("This page was opened in another role or study, so nothing was saved.")
    assert not page.all("button", class_="go"), "nor is it offered to be sent on with one tap"
    put_on(browser, f"{STUDY}/manager")
    page = browser.fill_in_seen(seen, "/participants/new", fields)
    assert page.status == 303, "back in its study the page fits again"
    put_on(browser, f"{SECOND}/manager")
    assert browser.fill_in("/participants/new", fields).status == 303, "the page as it is now can be sent"


def signed_in_again(scene: Scene, browser: Browser, kept: str = "") -> Page:
    fields = {"user_name": "both", "password": PASSWORD, "kept": kept, "csrf_token": browser.token()}
    return browser.send("POST", "/sign-in", data=fields)


def test_whoever_signs_in_again_goes_on_in_the_same_part(scene: Scene, browse: Browse) -> None:
    browser = browse("both")
    put_on(browser, f"{SECOND}/manager")
    scene.clock.forward(minutes=61)
    assert signed_in_again(scene, browser).status == 303
    assert works_as(browser.get("/")) == f"{SECOND}/manager"


def test_an_entry_is_not_kept_for_another_study_than_it_was_meant_for(scene: Scene, browse: Browse) -> None:
    grant(scene, "both", Grant(STUDY, HOME, Role.MANAGER), Grant(SECOND, HOME, Role.MANAGER))
    for taken, given_back in ((frozenset(), True), (frozenset({SECOND}), False)):
        browser = browse("both")
        put_on(browser, f"{SECOND}/manager")
        scene.clock.forward(minutes=61)
        headers = {"Sec-Fetch-Site": "same-origin"}
        asked = browser.send("POST", "/participants/new", data={"site": HOME, "arm": "xr"}, headers=headers)
        left = (Grant(study, HOME, Role.MANAGER) for study in (STUDY, SECOND) if study not in taken)
        grant(scene, "both", *left)
        back = signed_in_again(scene, browser, asked.one("input", name="kept").get("value", ""))
        assert bool(back.all("form", action="/participants/new")) is given_back


@pytest.mark.parametrize("role", LISTS)
def test_no_list_of_one_study_tells_of_another(scene: Scene, browse: Browse, role: Role) -> None:
    grant(scene, "both", Grant(STUDY, HOME, role), Grant(SECOND, HOME, role))
    browser = browse("both")
    for study, mine, others in ((STUDY, scene.own, scene.second), (SECOND, scene.second, scene.own)):
        put_on(browser, f"{study}/{role}")
        for path in LISTS[role]:
            page = browser.get(path)
            assert page.status == 200
            assert others.code not in page.text, (study, path)
            assert others.interview not in page.text, (study, path)
        assert browser.get(f"/interviews?text={others.code}").text.count(others.code) <= 2, "only what was asked for"
        assert mine.code != others.code


def test_counts_and_coverage_are_of_the_own_study(scene: Scene, browse: Browse) -> None:
    grant(scene, "both", Grant(SECOND, HOME, Role.MANAGER), Grant(SECOND, HOME, Role.RESEARCHER))
    browser = browse("both")
    put_on(browser, f"{SECOND}/manager")
    assert [said(row) for row in browser.get("/").one("tbody")] == ["OSL 1 1 1"]
    put_on(browser, f"{SECOND}/researcher")
    assert [said(row) for row in browser.get("/").one("tbody")] == ["Beginning 1 1", "All 1 1"]


def test_an_interview_is_handed_only_to_interviewers_of_its_study(scene: Scene, browse: Browse) -> None:
    from interview_app.services import handovers

    supervisor = scene.people["supervisor"]
    grant(scene, "both", Grant(STUDY, HOME, Role.SUPERVISOR), Grant(SECOND, HOME, Role.INTERVIEWER))
    taking = handovers.candidates(scene.store, supervisor, scene.own.interview, now=scene.clock())
    assert {account.user_name for account in taking} == {"colleague"}


def test_an_export_holds_its_own_study_alone(scene: Scene, browse: Browse, tmp_path: Path) -> None:
    from interview_app import exports as reader
    from interview_app.services import exports

    grant(scene, "both", Grant(SECOND, HOME, Role.RESEARCHER))
    researcher = replace(scene.people["both"], role=Role.RESEARCHER)
    second: Any = replace(researcher, sites=replace(researcher.sites, study=SECOND))
    from interview_app.services.studies import find

    exports.write(scene.store, second, find(scene.store, SECOND), tmp_path / "out", exports.Wish(), now=scene.clock())
    wide = reader.load(tmp_path / "out")
    assert set(wide["participant_id"]) == {scene.second.code}
    assert set(wide["study_id"]) == {SECOND}


def test_a_code_may_be_in_two_studies(scene: Scene) -> None:
    from interview_app.services import participants
    from interview_app.services.studies import find

    manager = replace(scene.people["manager"], sites=replace(scene.people["manager"].sites, study=SECOND))
    twin = participants.enrol(
        scene.store, manager, find(scene.store, SECOND), site=HOME, arm="xr", code=scene.own.code, now=scene.clock()
    )
    found, _ = participants.search(scene.store, scene.people["manager"], scene.study, text=scene.own.code)
    assert [each.id for each in found] == [scene.own.participant]
    assert twin.study_id == SECOND
