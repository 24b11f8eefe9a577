"""Pages when the record of one participant cannot be read any more, on both databases: the rest goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
import json
from typing import Any
import zipfile

from jinja2 import FileSystemBytecodeCache
import pytest
from sqlalchemy import make_url

from interview_app.app import create_app
from interview_app.config import Settings
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from tests.storage.cluster import Server
from tests.web.browsing import Page, said
from tests.web.conftest import KEYS
from tests.web.scene import Browse, Clock, Scene, cast

ASKED = {"statuses": ["complete", "draft"], "layouts": ["wide", "scores"], "language": "en"}


@pytest.fixture(scope="module")
def staged_postgresql(postgresql: Server) -> tuple[str, tuple[Any, ...]]:
    name = postgresql.create()
    store = Store.open(postgresql.url(name), KeyRing(KEYS))
    store.upgrade()
    parts = cast(store)
    store.close()
    return name, parts


@pytest.fixture(params=["sqlite", "postgresql"])
def scene(
    request: pytest.FixtureRequest, settings: Settings, scene: Scene, compiled: FileSystemBytecodeCache
) -> Iterator[Scene]:
    """The scene on either database."""
    if request.param == "sqlite":
        yield scene
        return
    server: Server = request.getfixturevalue("postgresql")
    source, (study, people, cases) = request.getfixturevalue("staged_postgresql")
    url = server.url(server.create(source))
    store, clock = Store.open(url, KeyRing(KEYS)), Clock()
    app = create_app(replace(settings, database_url=url), store, clock)
    app.jinja_env.bytecode_cache = compiled
    yield Scene(store, study, people, cases, app, clock)
    store.close()
    server.drop(make_url(url).database or "")


def destroy_key(scene: Scene, digits: str = "") -> None:
    """Make all that was ever said about the participant of the own site unreadable."""
    empty = f"x'{digits}'" if scene.store.reader.dialect.name == "sqlite" else f"decode('{digits}', 'hex')"
    with scene.store.writing() as connection:
        statement = f"UPDATE participants SET wrapped_key = {empty} WHERE id = '{scene.own.participant}'"
        assert connection.exec_driver_sql(statement).rowcount == 1


def marked(page: Page) -> int:
    """How many rows of the page say that they cannot be read."""
    assert page.status == 200
    return sum(
        "cannot be read" in said(tag) for tag in [*page.all("li", class_="tag"), *page.all("span", class_="tag")]
    )


LISTS = [
    ("supervisor", "/", 1),
    ("interviewer", "/", 1),
    ("supervisor", "/interviews", 2),
    ("interviewer", "/interviews", 2),
]


@pytest.mark.parametrize(("who", "address", "rows"), LISTS)
def test_lists_mark_what_cannot_be_read_and_still_show_it(
    scene: Scene, browse: Browse, who: str, address: str, rows: int
) -> None:
    assert marked(browse(who).get(address)) == 0
    destroy_key(scene)
    page = browse(who).get(address)
    assert marked(page) == rows
    assert page.says(scene.own.code)


ADDRESSES = {
    "the interview, to be conducted": ("interviewer", "/interviews/{interview}"),
    "the interview, to be read": ("supervisor", "/interviews/{completed}"),
    "its PDF": ("supervisor", "/interviews/{completed}/report.pdf"),
    "its check": ("interviewer", "/interviews/{interview}/check"),
    "the participant": ("manager", "/participants/{participant}"),
}


@pytest.mark.parametrize("language", ["en", "nb"])
@pytest.mark.parametrize(("who", "address"), ADDRESSES.values(), ids=ADDRESSES)
def test_what_cannot_be_read_says_so_in_both_languages(
    scene: Scene, browse: Browse, who: str, address: str, language: str
) -> None:
    browser = browse(who)
    browser.fill_in("/own-account", {"language": language})
    case = scene.own
    path = address.format(interview=case.interview, completed=case.completed, participant=case.participant)
    assert browser.get(path).status == 200
    destroy_key(scene)
    page = browser.get(path)
    assert page.status == 410
    assert said(page.one("h1")) == {"en": "This cannot be read.", "nb": "Dette kan ikke leses."}[language]
    assert page.says({"en": "key was destroyed", "nb": "nøkkel er slettet"}[language])
    assert browser.get("/").status in {200, 303}, "the next page is there"


def test_a_tablet_is_told_why_nothing_was_saved_and_keeps_it(scene: Scene, browse: Browse) -> None:
    destroy_key(scene, "01" * 61)
    sent = {"op_id": "0190a0a0-0000-7000-8000-000000000000", "kind": "answer", "item": "b4", "revision": 1, "value": 3}
    page = browse("interviewer").post_json(f"/interviews/{scene.own.interview}/operations", {"operations": [sent]})
    assert (page.status, page.json["code"]) == (410, "unreadable")


def test_interviews_about_others_are_conducted_as_before(scene: Scene, browse: Browse) -> None:
    destroy_key(scene)
    page = browse("interviewer-away").get(f"/interviews/{scene.foreign.interview}")
    assert (page.status, page.says(scene.foreign.code)) == (200, True)


def test_the_export_page_names_what_was_left_out(scene: Scene, browse: Browse) -> None:
    browser = browse("researcher")
    whole = browser.fill_in("/exports", ASKED)
    assert "-without-" not in whole.response.headers["Content-Disposition"]
    assert not browser.get("/exports").says("skipped")
    destroy_key(scene)
    scene.clock.forward(minutes=1)
    download = browser.fill_in("/exports", ASKED)
    assert download.status == 200
    assert "-without-2.zip" in download.response.headers["Content-Disposition"]
    manifest = json.loads(zipfile.ZipFile(BytesIO(download.response.data)).read("MANIFEST.json"))
    assert {each["interview_id"] for each in manifest["skipped"]} == {scene.own.interview, scene.own.completed}
    page = browser.get("/exports")
    assert page.says("2 skipped")
    for interview in (scene.own.interview, scene.own.completed):
        assert page.says(f"{interview} – the participant’s key was destroyed or altered")
