"""The administrator's pages, from an empty form to a closed account."""

from __future__ import annotations

import pytest

from interview_app.domain.events import Event
from interview_app.services import accounts
from interview_app.storage import ledger
from tests.web.browsing import Page, said
from tests.web.scene import PASSWORD, STUDY, Browse, Scene

OSL, BER = f"{STUDY}/OSL/interviewer", f"{STUDY}/BER/interviewer"
FIELDS = {"user_name": "kari.n", "display_name": "Kari", "office": "none", "grants": [OSL], "language": "nb"}


def opened(browse: Browse, **changes: object) -> Page:
    return browse("admin").fill_in("/accounts/new", {**FIELDS, **changes})


def rows(page: Page) -> list[str]:
    return [said(row) for row in page.all("th", scope="row")]


def test_a_new_account_gets_a_code_and_a_password_that_works_once_told(scene: Scene, browse: Browse) -> None:
    page = opened(browse)
    password = said(page.one("dd", class_="secret"))
    assert page.says("int-05")
    signed_in = browse().post("/sign-in", {"user_name": "kari.n", "password": password})
    assert signed_in.location == "/"
    account = next(a for a in accounts.list_all(scene.store, scene.people["admin"]) if a.code == "int-05")
    assert browse("admin").get(f"/accounts/{account.id}").text.count(password) == 0


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"user_name": ""}, "Enter a user name."),
        ({"user_name": "k"}, "Use 3 to 64 letters, digits, dots or hyphens, the first a letter or digit."),
        ({"user_name": "kari nordmann"}, "Use 3 to 64 letters, digits, dots or hyphens, the first a letter or digit."),
        ({"user_name": "Supervisor"}, "There is an account of this name already."),
        ({"office": "owner"}, "Not a valid choice."),
        ({"grants": ["other/XXX/owner"]}, "'other/XXX/owner' is not a valid choice for this field."),
        ({"reads_text": "y"}, "Only a researcher can be granted free text."),
        ({"display_name": "K" * 101}, "That is too long: it has 101 characters, at most 100 are possible."),
        ({"display_name": "a\u202eb"}, "Use only letters, digits, signs and spaces."),
    ],
)
def test_a_form_that_does_not_fit_says_where_and_keeps_what_was_typed(
    browse: Browse, changes: dict[str, str], told: str
) -> None:
    page = opened(browse, **changes)
    assert page.status == 422
    assert page.says(told)
    assert said(page.one("title")).startswith("Error: ")
    link = page.one("div", role="alert").find(".//a")
    assert link is not None
    assert [element.tag for element in page.root.iter() if element.get("id") == link.get("href", "")[1:]]  # type: ignore[union-attr]
    assert page.one("input", name="display_name").get("value") == changes.get("display_name", "Kari")


def test_codes_count_up_and_are_not_used_again() -> None:
    from interview_app.domain.access import Role

    assert accounts.next_code(Role.INTERVIEWER, {"int-01", "int-07", "sup-09"}) == "int-08"
    assert accounts.next_code(Role.AUDITOR, set()) == "aud-01"
    assert accounts.next_code(Role.INTERVIEWER, {"int-99"}) == "int-100"


def test_role_sites_and_name_can_be_changed(scene: Scene, browse: Browse) -> None:
    address = f"/accounts/{scene.people['idle'].id}"
    changes = {"grants": [OSL, BER.replace("interviewer", "supervisor")], "display_name": "Kim Changed"}
    page = browse("admin").fill_in(address, changes)
    assert page.location.endswith("done=changed")
    shown = browse("admin").get(address)
    ticked = [box.get("value", "") for box in shown.all("input", name="grants") if box.get("checked") is not None]
    assert sorted(ticked) == [f"{STUDY}/BER/supervisor", OSL]


def test_a_partial_form_does_not_wipe_what_it_leaves_out(scene: Scene, browse: Browse) -> None:
    address = f"/accounts/{scene.people['supervisor'].id}"
    page = browse("admin").post(address, {"display_name": "Kim"})
    assert page.status == 422
    kept = accounts.get(scene.store, scene.people["admin"], scene.people["supervisor"].id)
    assert (kept.role.value, kept.display_name) == ("supervisor", "Kim Supervisor")


def test_fields_that_are_not_on_the_form_change_nothing(scene: Scene, browse: Browse) -> None:
    before = accounts.get(scene.store, scene.people["admin"], scene.people["idle"].id)
    smuggled = {"code": "adm-99", "user_name": "root", "active": "", "password_hash": "x", "created_at": "1970"}
    fields = {"office": "none", "language": "en", "display_name": before.display_name}
    fields |= {"grants__sent": "1", "reads_text__sent": "1"}
    page = browse("admin").post(f"/accounts/{before.id}", fields | smuggled)
    assert page.status == 303
    assert accounts.get(scene.store, scene.people["admin"], before.id) == before


def test_a_closed_account_can_be_opened_again(scene: Scene, browse: Browse) -> None:
    address = f"/accounts/{scene.people['idle'].id}"
    browse("admin").fill_in(address, {}, action=f"{address}/state", button="Close the account")
    signed = browse().post("/sign-in", {"user_name": "idle", "password": PASSWORD})
    assert signed.status == 401
    browse("admin").fill_in(address, {}, action=f"{address}/state", button="Open the account again")
    assert browse().post("/sign-in", {"user_name": "idle", "password": PASSWORD}).status == 303


def test_nobody_closes_or_demotes_themselves(scene: Scene, browse: Browse) -> None:
    address = f"/accounts/{scene.people['admin'].id}"
    assert not browse("admin").get(address).says("Close the account")
    assert browse("admin").post(f"{address}/state", {"state": "closed"}).status == 422
    page = browse("admin").fill_in(address, {"office": "auditor"})
    assert page.says("You cannot change your own roles; another administrator can.")


def test_a_reset_password_is_shown_once_and_works(scene: Scene, browse: Browse) -> None:
    address = f"/accounts/{scene.people['idle'].id}"
    page = browse("admin").fill_in(address, {}, action=f"{address}/password")
    password = said(page.one("dd", class_="secret"))
    assert browse().post("/sign-in", {"user_name": "idle", "password": PASSWORD}).status == 401
    assert browse().post("/sign-in", {"user_name": "idle", "password": password}).status == 303


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", 11),
        ("text=COLLEAGUE", 1),
        ("text=sup-", 1),
        ("role=interviewer", 4),
        (f"site={STUDY}/BER", 1),
        ("role=interviewer&site=demo-naltrec-like/OSL", 2),
        ("state=closed", 0),
        ("state=nonsense", 11),
        ("text=%25", 0),
        ("page=2", 0),
        ("page=-1", 11),
        ("page=1e9", 11),
        ("page=%C2%B2", 11),
    ],
)
def test_the_list_is_searched_and_filtered_by_its_address(browse: Browse, query: str, codes: int) -> None:
    assert len(rows(browse("admin").get(f"/accounts?{query}"))) == codes


def test_a_long_list_comes_in_parts_that_keep_the_filters(scene: Scene, browse: Browse) -> None:
    from interview_app.domain.access import Role

    terms = accounts.Terms.at(Role.RESEARCHER, STUDY, "OSL")
    for number in range(30):
        accounts.create(
            scene.store, scene.people["admin"], f"extra-{number}", terms, now=scene.clock(), password=PASSWORD
        )
    browser = browse("admin")
    first = browser.get("/accounts?text=extra&role=researcher")
    assert first.says("1–25 of 30")
    second = browser.get(first.one("a", rel="next").get("href", ""))
    assert second.says("26–30 of 30")
    assert len(rows(first) + rows(second)) == len(set(rows(first) + rows(second))) == 30


def test_every_act_on_an_account_is_in_the_ledger_without_its_password(scene: Scene, browse: Browse) -> None:
    address = f"/accounts/{scene.people['idle'].id}"
    browse("admin").fill_in(address, {}, action=f"{address}/password")
    browse("admin").fill_in(address, {"display_name": "Kim Changed"})
    stream = f"account:{scene.people['idle'].id}"
    with scene.store.reading() as connection:
        events = ledger.history(connection, scene.store.keys.stream_key(stream), stream)
    assert [event.action for event in events] == [Event.ACCOUNT_CREATE, Event.ACCOUNT_CHANGE, Event.ACCOUNT_CHANGE]
    assert {event.actor for event in events[1:]} == {"adm-01"}
    assert events[1].payload.keys() == {"password", "password_digest"}
    assert events[1].payload["password"] == "reset"


XSS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus=alert(1) autofocus='",
    "{{7*7}}",
    "</title><b>",
]


@pytest.mark.parametrize("text", XSS)
def test_what_people_type_is_shown_as_text(scene: Scene, browse: Browse, text: str) -> None:
    browser = browse("admin")
    browser.fill_in(f"/accounts/{scene.people['idle'].id}", {"display_name": text})
    for page in (browser.get("/accounts"), browser.get(f"/accounts?text={text}")):
        assert page.says(" ".join(text.split())) or page.one("input", name="text").get("value") == text
        assert not page.all("script")
        assert not page.all("img")
        assert not [element for element in page.all("input") if element.get("onfocus")]
