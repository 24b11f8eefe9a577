"""The manager's pages: participants under codes, informants by what they do, and who knows whom."""

from __future__ import annotations

import pytest

from interview_app.domain.participant_codes import is_participant_code
from interview_app.services import informants, participants
from interview_app.services.errors import Unsuitable
from tests.web.browsing import Page, said
from tests.web.scene import Browse, Scene


def rows(page: Page) -> list[str]:
    return [said(row) for row in page.all("th", scope="row")]


def enrolled(browse: Browse) -> Page:
    browser = browse("manager")
    return browser.follow(browser.fill_in("/participants/new", {"site": "OSL", "arm": "oat"}))


def test_enrolling_makes_a_code_with_a_check_digit(browse: Browse) -> None:
    page = enrolled(browse)
    code = said(page.one("h1"))
    assert code.startswith("OSL-")
    assert is_participant_code(code)
    assert page.says("Enrolled. This is the code")


def test_the_form_offers_only_the_own_sites(browse: Browse) -> None:
    offered = browse("manager").get("/participants/new").one("select", name="site")
    assert [option.get("value") for option in offered] == ["OSL"]
    page = browse("manager").post("/participants/new", {"site": "BER", "arm": "xr"})
    assert page.status == 422
    assert page.says("Not a valid choice.")


def test_a_site_can_be_full(scene: Scene) -> None:
    from interview_app.domain.participant_codes import participant_code

    taken = {participant_code("OSL", number) for number in range(10_000)}
    with pytest.raises(Unsuitable):
        participants.free_code(taken, "OSL")
    last = taken.pop()
    assert participants.free_code(taken, "OSL") == last


def test_arm_and_status_can_be_changed(scene: Scene, browse: Browse) -> None:
    address = f"/participants/{scene.own.participant}"
    browser = browse("manager")
    page = browser.follow(browser.fill_in(address, {"status": "died", "arm": "oat"}))
    assert page.says("Died")
    listed = browse("manager").get("/participants?status=died&arm=oat")
    assert rows(listed) == [scene.own.code]
    assert not browse("interviewer").get("/").says(f"Start {scene.own.code}")


QUERIES = [("", 1), ("text=osl-", 1), ("text=BER", 0), ("status=withdrawn", 0)]


@pytest.mark.parametrize(("query", "count"), QUERIES)
def test_participants_are_searched_and_filtered(browse: Browse, query: str, count: int) -> None:
    assert len(rows(browse("manager").get(f"/participants?{query}"))) == count


def test_a_participants_page_names_informants_and_visits(scene: Scene, browse: Browse) -> None:
    page = browse("manager").get(f"/participants/{scene.own.participant}")
    assert page.says(scene.own.informant_code)
    assert page.says("Baseline")
    assert page.says("Week 12 – Date not known yet · In progress")


def test_opening_a_record_is_kept_in_the_ledger(scene: Scene, browse: Browse) -> None:
    browse("manager").get(f"/participants/{scene.own.participant}")
    page = browse("auditor").get("/ledger?action=participant:view")
    assert page.says("man-01")
    assert page.says("1 line")


def test_an_informant_gets_the_next_code_of_the_site(scene: Scene, browse: Browse) -> None:
    fields = {"site": "OSL", "role": "physician", "service": "primary_care", "participants": scene.own.code.lower()}
    browser = browse("manager")
    page = browser.follow(browser.fill_in("/informants/new", fields))
    assert said(page.one("h1")) == "OSL-I02"
    assert page.says(scene.own.code)


def test_the_roles_and_services_are_the_instruments(browse: Browse) -> None:
    page = browse("manager").get("/informants/new")
    assert len(page.one("select", name="role")) == 11
    assert len(page.one("select", name="service")) == 10


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        ("OSL-0000-1", "A digit is wrong in OSL-0000-1."),
        ("hello, world", "A digit is wrong in HELLO, WORLD."),
        ("OSL-0572-4", "One of these participants is not at your sites."),
        ("x" * 2_001, "That is too long: it has 2001 characters, at most 2000 are possible."),
    ],
)
def test_codes_that_are_misread_or_foreign_are_named(browse: Browse, codes: str, told: str) -> None:
    fields = {"site": "OSL", "role": "nurse", "service": "housing", "participants": codes}
    page = browse("manager").fill_in("/informants/new", fields)
    assert page.status == 422
    assert page.says(told)
    assert codes in (page.one("textarea").text or "")


def test_a_foreign_participant_cannot_be_linked(scene: Scene, browse: Browse) -> None:
    fields = {"site": "OSL", "role": "nurse", "service": "housing", "participants": scene.foreign.code}
    page = browse("manager").fill_in("/informants/new", fields)
    assert page.says("One of these participants is not at your sites.")


def test_changing_an_informant_replaces_whom_they_know(scene: Scene, browse: Browse) -> None:
    other = participants.enrol(
        scene.store, scene.people["manager"], scene.study, site="OSL", arm="xr", now=scene.clock()
    )
    address = f"/informants/{scene.own.informant}"
    browse("manager").fill_in(address, {"participants": other.code, "role": "psychologist"})
    shown = informants.show(scene.store, scene.people["manager"], scene.own.informant, now=scene.clock())
    assert [participant.code for participant in shown.participants] == [other.code]
    assert shown.informant.role == "psychologist"


def test_a_registered_informant_can_be_linked_from_the_participant(scene: Scene, browse: Browse) -> None:
    page = enrolled(browse)
    here = page.response.request.path
    browse("manager").fill_in(here, {"informant": scene.own.informant_code}, action=f"{here}/informants")
    shown = informants.show(scene.store, scene.people["manager"], scene.own.informant, now=scene.clock())
    assert len(shown.participants) == 2
    refused = browse("manager").post(f"{here}/informants", {"informant": "OSL-I99"})
    assert refused.status == 422
    assert refused.says("There is no informant of this code at your sites.")


def test_an_informant_who_left_is_not_offered_any_more(scene: Scene, browse: Browse) -> None:
    address = f"/informants/{scene.own.informant}"
    browse("manager").fill_in(address, {}, action=f"{address}/state", button="Mark as not available")
    assert rows(browse("manager").get("/informants?state=active")) == []
    assert rows(browse("manager").get("/informants?state=inactive")) == [scene.own.informant_code]
    browse("manager").fill_in(address, {}, action=f"{address}/state", button="Mark as available again")
    assert rows(browse("manager").get("/informants?state=active&role=nurse&text=osl")) == [scene.own.informant_code]


FIELDS = {
    "/participants/new": {"csrf_token", "site", "arm", "date_baseline", "date_discontinued", "date_last_dose"},
    "/informants/new": {"csrf_token", "site", "role", "service", "participants"},
}


@pytest.mark.parametrize("address", FIELDS)
def test_no_field_asks_for_a_name_or_a_number(browse: Browse, address: str) -> None:
    page = browse("manager").get(address)
    asked = {element.get("name") for tag in ("input", "select", "textarea") for element in page.all(tag)}
    assert asked == FIELDS[address]
