"""What a form did not send is not empty: a post that lacks a field of its page changes nothing.

The forms are those that pages show; each is sent without one field at a time, a group of boxes with the mark that it
was there, a pressed button like a field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import select

from interview_app.domain.access import Grant, Role, Sites
from interview_app.domain.disposition import Disposition
from interview_app.services import accounts, contacting, informants, queries
from interview_app.services.answers import record
from interview_app.services.casework import Key
from interview_app.services.contacting import Verdict
from interview_app.storage import interviews as storage
from interview_app.storage.models import metadata
from tests.web.browsing import Browser, values_of
from tests.web.scene import NOW, STUDY, Browse, Scene
from tests.web.scene import said as told

PAGES = [
    ("admin", "/accounts/new"), ("admin", "/accounts/{idle}"), ("admin", "/accounts/{researcher}"),
    ("both", "/own-account"), ("manager", "/informants/new"), ("manager", "/informants/{informant}"),
    ("manager", "/participants/new"), ("manager", "/participants/import"), ("manager", "/participants/{participant}"),
    ("manager", "/participants/{participant}/withdrawal"), ("manager", "/participants/{participant}/consents/new"),
    ("manager", "/participants/{participant}/consents/{consent}/withdrawal"),
    ("manager", "/informants/{informant}/participants/{participant}"),
    ("manager", "/informants/{informant}/withdrawal"),
    ("interviewer", "/interviews/new?participant={code}"), ("interviewer", "/interviews/{completed}/items/c01/amend"),
    ("supervisor", "/interviews/{completed}/items/f1/amend"), ("interviewer", "/interviews/{interview}/void"),
    ("interviewer", "/interviews/{interview}/stop"), ("interviewer", "/interviews/{interview}/check"),
    ("supervisor", "/interviews/{interview}/hand-over"), ("supervisor", "/team"),
    ("supervisor", "/team/informants/{informant}/cap"),
    ("interviewer", "/interviews/{interview}/sections/a"), ("researcher", "/exports"), ("", "/sign-in"),
    ("supervisor", "/calls/{participant}/W16/{informant}"), ("supervisor", "/calls/{participant}/W20/{informant}"),
    ("manager", "/informants/{informant}/contact"),
    ("supervisor", "/interviews/{completed}"), ("interviewer", "/interviews/{completed}"),
    ("supervisor", "/interviews/{completed}/items/c01/query"), ("supervisor", "/interviews/{completed}/return"),
    ("supervisor", "/interviews/{completed}/sign"), ("supervisor", "/second-opinions"), ("supervisor", "/reports"),
    ("auditor", "/printed-files"),
]  # fmt: skip
FILLED = {
    "user_name": "new-person", "reason": "Moved to another ward", "interviewer": "int-03", "informant": "OSL-I02",
    "visit": "W24", "current": "quiet-harbour-lantern-42", "new": "seven green umbrellas", "password": "x" * 12,
    "purpose": "Weekly meeting", "name": "Kari at work", "phones": "22 00 00 00",
}  # fmt: skip
"""What somebody types where a page shows nothing yet."""
MAY_LACK = {"form", "held_on", "held_time", "held_by", "supervisor"}
"""Radio buttons of which none need be pressed, and what is asked of paper alone."""
IGNORED = {("/own-account/password", "user_name")}
"""What is there for the browser's store of passwords."""
OF_AN_ITEM = {"probe", "clear", "affirm", "confirm"}
"""Buttons beside one question, which do what stands on them."""
ALONE = {"streams", "events", "seals", "seal_heads", "sessions", "throttles"}
"""Tables that keep who came and looked."""


@pytest.fixture(autouse=True)
def newcomer(scene: Scene) -> None:
    """An informant who knows nobody yet and a second site, so that the page of a participant offers them."""
    two = accounts.Terms.at(Role.MANAGER, scene.study.id, "OSL", "BER")
    accounts.change(scene.store, scene.people["admin"], scene.people["manager"].id, two, now=NOW)
    terms = informants.Terms(role="nurse", service="housing")
    informants.add(scene.store, scene.people["manager"], scene.study, "OSL", terms, now=NOW)


@pytest.fixture(autouse=True)
def two_answers(scene: Scene) -> None:
    """A question that two tablets answered, so that the page of all answers offers to choose."""
    for item, given in (("a_code_ok", "yes"), ("a_script", "yes"), ("b2", "housing"), ("b2", "justice")):
        record(scene.store, scene.people["interviewer"], scene.own.interview, [told(item, given)], now=NOW)


@pytest.fixture(autouse=True)
def asked(scene: Scene) -> None:
    """A supervisor's question that is open, so that the interview offers to answer and to close it."""
    queries.ask(scene.store, scene.people["supervisor"], scene.own.completed, "c02", "Why so low?", now=NOW)


@pytest.fixture(autouse=True)
def settled(scene: Scene) -> None:
    """A case that was settled, so that its page offers to take that back."""
    verdict = Verdict(outcome=Disposition.P_NOTEXPECTED)
    key = Key(scene.own.participant, "W20", scene.own.informant)
    contacting.settle(scene.store, scene.people["supervisor"], scene.study, key, verdict, now=NOW)


def stored(scene: Scene) -> dict[str, list[Any]]:
    """All that people put into the tables."""
    tables = [table for table in metadata.sorted_tables if table.name not in ALONE]
    with scene.store.reading() as connection:
        held = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in tables
        }
        ids = connection.execute(select(metadata.tables["interviews"].c.id).order_by("id")).scalars().all()
        keys, sites = scene.store.keys, Sites.of(STUDY, ["OSL", "BER"])
        records = [storage.record(connection, keys, interview, sites=sites) for interview in ids]
    return held | {"interviews": [replace(each, changed_at=NOW) for each in records if each]}


def sendable(form: Element) -> Iterator[dict[str, Any]]:
    """What the form sends when it is filled in, once for each of its named buttons."""
    values = values_of(form)
    values |= {name: value for name, value in FILLED.items() if name in names(form) and not any(values.get(name, []))}
    buttons = [button for button in form.iter("button") if button.get("name", "") not in {"", *OF_AN_ITEM}]
    pressed: list[dict[str, Any]] = [{button.get("name", ""): button.get("value", "")} for button in buttons]
    yield from (values | each for each in pressed or [{}])


def names(form: Element) -> set[str]:
    return {element.get("name", "") for element in form.iter() if element.get("name")}


def without(values: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The post once without each of its fields."""
    for name in {name.removesuffix("__sent") for name in values} - MAY_LACK - {"csrf_token"}:
        yield name, {key: value for key, value in values.items() if key not in {name, f"{name}__sent"}}


def address(scene: Scene, path: str) -> str:
    known = {name: person.id for name, person in scene.people.items()}
    own = scene.own
    return path.format(
        **known, informant=own.informant, participant=own.participant, code=own.code, interview=own.interview,
        completed=own.completed, consent=own.consent,
    )  # fmt: skip


@pytest.mark.parametrize(("user_name", "path"), PAGES)
def test_a_post_that_lacks_a_field_of_its_page_changes_nothing(
    scene: Scene, browse: Browse, user_name: str, path: str
) -> None:
    here = address(scene, path)
    before, tried = stored(scene), 0
    for form in browse(user_name).get(here).all("form", method="post"):
        to = form.get("action") or here
        for values in sendable(form) if urlsplit(to).path != "/sign-out" else ():
            for name, rest in without(values):
                if (to, name) in IGNORED:
                    continue
                browser = browse(user_name)
                page = browser.send("POST", to, data=rest | {"csrf_token": browser.token()})
                assert stored(scene) == before, (to, name)
                assert page.status in {401, 404, 422} or "/sections/" in to, (to, name, page.status)
                tried += 1
    assert tried


FIELDLESS = {
    "accounts.end_sessions", "accounts.reset_password", "auth.sign_out", "bundles.discard", "choices.keep",
    "endings.complete",
    "endings.pause", "endings.resume", "feeds.make", "feeds.revoke", "ledger.verify", "operations.concern",
    "operations.save", "paradata.save", "rechecks.decide", "rechecks.enter", "reviews.hand_back",
}  # fmt: skip
"""Posts that consist of being sent, what our own script sends, what only a conflict shows, and what is asked of an
interview that was drawn to be verified, which is tried with the reviews."""


def test_every_form_of_the_application_is_tried(scene: Scene, browse: Browse) -> None:
    router = scene.app.url_map.bind("localhost")
    tried = set()
    for user_name, path in PAGES:
        here = address(scene, path)
        for form in browse(user_name).get(here).all("form", method="post"):
            tried.add(router.match(urlsplit(form.get("action") or here).path, method="POST")[0])
    posted = {rule.endpoint for rule in scene.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert posted - FIELDLESS == tried - FIELDLESS


def test_a_section_that_lacks_a_box_leaves_its_answer(scene: Scene, browse: Browse) -> None:
    path = f"/interviews/{scene.own.interview}/sections/b"
    browser = browse("interviewer")
    opening = {
        "a_private": "yes",
        "a_present": ["nobody"],
        "a_code_ok": "yes",
        "a_script": "yes",
        "b3": 14,
        "b1": "nurse",
    }
    sent = [told(item, value) for item, value in opening.items()]
    record(scene.store, scene.people["interviewer"], scene.own.interview, sent, now=NOW)
    before = stored(scene)
    values = values_of(browser.get(path).all("form", method="post")[-1])
    assert (values["b3"], values["b1"]) == ("14", ["nurse"])
    for name in ("b3", "b1", "b1__rev", "b3__rev"):
        browser.send("POST", path, data={key: value for key, value in values.items() if key != name})
        assert stored(scene) == before, name
    browser.send("POST", path, data=values | {"b3": ""})
    assert stored(scene) != before, "control: an empty box empties the answer"


def test_sent_whole_the_same_forms_do_change_something(scene: Scene, browse: Browse) -> None:
    before = stored(scene)
    idle = scene.people["idle"].id
    browse("admin").fill_in(f"/accounts/{idle}", {"grants": [f"{STUDY}/OSL/interviewer"]})
    assert stored(scene)["grants"] != before["grants"]
    page = browse("admin").fill_in(f"/accounts/{idle}", {"grants": []})
    assert page.status == 303
    assert accounts.get(scene.store, scene.people["admin"], idle).grants == frozenset(), "boxes unticked are empty"


def test_a_partial_post_takes_no_site_away(scene: Scene, browse: Browse) -> None:
    supervisor = scene.people["supervisor"].id
    fields = {"display_name": "Kim", "office": "none", "language": "en"}
    page = browse("admin").post(f"/accounts/{supervisor}", fields)
    assert page.status == 422
    assert page.says("This was not sent. Reload the page and enter it again; nothing was changed.")
    kept = accounts.get(scene.store, scene.people["admin"], supervisor)
    assert kept.grants == {Grant(STUDY, "OSL", Role.SUPERVISOR)}


def opened(browser: Browser, path: str) -> dict[str, Any]:
    """The form of a page as it is sent, with what the page showed."""
    form = browser.get(path).all("form", class_="form", method="post")[0]
    return values_of(form)


def test_two_managers_who_save_at_once_lose_nothing_of_each_other(scene: Scene, browse: Browse) -> None:
    manager, path = scene.people["manager"], f"/informants/{scene.own.informant}"
    codes = [enrolled(browse) for _ in range(2)]
    one, other = browse("manager"), browse("manager")
    seen_by_one, seen_by_other = opened(one, path), opened(other, path)
    added = [f"{scene.own.code}\n{code}" for code in codes]
    assert one.send("POST", path, data=seen_by_one | {"participants": added[0]}).status == 303
    assert other.send("POST", path, data=seen_by_other | {"participants": added[1]}).status == 303
    known = informants.show(scene.store, manager, scene.own.informant, now=scene.clock()).participants
    assert {each.code for each in known} == {scene.own.code, *codes}


def test_one_takes_out_what_the_other_leaves_and_a_fault_keeps_what_was_seen(scene: Scene, browse: Browse) -> None:
    manager, path, code = scene.people["manager"], f"/informants/{scene.own.informant}", enrolled(browse)
    one, other = browse("manager"), browse("manager")
    seen_by_one, seen_by_other = opened(one, path), opened(other, path)
    refused = other.send("POST", path, data=seen_by_other | {"participants": f"{scene.own.code} {code} OSL-0000-1"})
    assert refused.status == 422
    assert refused.one("input", name="shown").get("value") == scene.own.code
    assert one.send("POST", path, data=seen_by_one | {"participants": ""}).status == 303
    again = values_of(refused.all("form", class_="form", method="post")[0])
    assert other.send("POST", path, data=again | {"participants": f"{scene.own.code} {code}"}).status == 303
    known = informants.show(scene.store, manager, scene.own.informant, now=scene.clock()).participants
    assert [each.code for each in known] == [code], "the one who took it out meant it, the other only left it"


def enrolled(browse: Browse) -> str:
    """A participant more, by code."""
    browser = browse("manager")
    page = browser.follow(browser.fill_in("/participants/new", {"site": "OSL", "arm": "xr"}))
    return str(page.one("h1").text)
