"""One interview that cannot be opened stops nothing but itself, and never goes unsaid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
import json
from pathlib import Path
import shutil
from typing import Any

import pytest
from sqlalchemy import make_url

from interview_app import exports as tables
from interview_app.domain.access import Role
from interview_app.domain.interview import Lost
from interview_app.domain.weeks import Week
from interview_app.reports.copies import Copy
from interview_app.services import (
    bundle_kinds,
    bundles,
    consents,
    digests,
    endings,
    exports,
    informants,
    interviews,
    overviews,
    participants,
    reports,
    today,
)
from interview_app.services.bundle_manifest import container_of
from interview_app.services.exports import Wish
from interview_app.services.tasks import Section, Sought
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing, Unreadable
from tests.services.conftest import CONSENT, NOW, World, made
from tests.storage.cluster import Server
from tests.storage.conftest import MASTER

LATER = NOW + timedelta(hours=1)


@dataclass(frozen=True)
class Site:
    """Two participants, one with a broken-off and an unfinished interview, the other with one broken off."""

    world: World
    ended: str
    unfinished: str
    other: str
    participant: str
    """The first one's id."""

    def destroy_key(self) -> None:
        """Make the first participant unreadable, for ever."""
        self._change(f"UPDATE participants SET wrapped_key = {self._bytes('')} WHERE id = '{self.participant}'")

    def spoil_answers(self) -> None:
        """Alter what is stored of one interview."""
        self._change(f"UPDATE interviews SET document = {self._bytes('01' * 40)} WHERE id = '{self.ended}'")

    def _bytes(self, digits: str) -> str:
        is_sqlite = self.world.store.reader.dialect.name == "sqlite"
        return f"x'{digits}'" if is_sqlite else f"decode('{digits}', 'hex')"

    def _change(self, statement: str) -> None:
        with self.world.store.writing() as connection:
            assert connection.exec_driver_sql(statement).rowcount == 1

    def export(self, target: Path, wish: Wish | None = None) -> dict[str, Any]:
        researcher = self.world.people[Role.RESEARCHER]
        return exports.write(self.world.store, researcher, self.world.study, target, wish or Wish(), now=LATER)


def working(world: World) -> Site:
    store, manager = world.store, world.people[Role.MANAGER]
    other = participants.enrol(store, manager, world.study, site="OSL", arm="xr", now=NOW)
    consents.record(store, manager, world.study, other.id, CONSENT, now=NOW)
    informants.acquaint(store, manager, world.study, world.wish.informant, other.code, now=NOW)
    first, second, third = world.start(visit="BL"), world.start(), world.start(visit="BL", participant=other.code)
    for interview in (first, third):
        world.answer(interview, {"a_code_ok": "yes"})
        endings.break_off(store, world.interviewer, interview, reason="technical", now=NOW)
    (participant,) = (
        each.id for each in participants.search(store, manager, world.study)[0] if each.code == world.wish.participant
    )
    return Site(world, first, second, third, participant)


@pytest.fixture(scope="module")
def site_sqlite(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Site]:
    path = str(tmp_path_factory.mktemp("site") / "interviews.sqlite")
    return path, built(f"sqlite:///{path}")


@pytest.fixture(scope="module")
def site_postgresql(postgresql: Server) -> tuple[str, Site]:
    name = postgresql.create()
    return name, built(postgresql.url(name))


def built(url: str) -> Site:
    store = Store.open(url, KeyRing(MASTER))
    store.upgrade()
    site = working(made(store))
    store.close()
    return site


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    source, site = request.getfixturevalue(f"site_{request.param}")
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(source, tmp_path)}"
    else:
        url = request.getfixturevalue("postgresql").url(request.getfixturevalue("postgresql").create(source))
    store = Store.open(url, KeyRing(MASTER))
    yield replace(site, world=replace(site.world, store=store))
    store.close()
    if request.param == "postgresql":
        request.getfixturevalue("postgresql").drop(make_url(url).database or "")


def seen(site: Site) -> dict[str, Lost | None]:
    """What the supervisor's home page, the interviewer's and the list say of each interview, when they agree."""
    store, people, study = site.world.store, site.world.people, site.world.study
    arrived, _ = overviews.arrivals(store, people[Role.SUPERVISOR], study, NOW)
    sections = today.tasks(store, people[Role.INTERVIEWER], study, Sought(), now=NOW)
    found = interviews.search(store, people[Role.SUPERVISOR], {})
    shown = {each.card.id: each.lost for each in arrived} | {
        task.interview: task.lost for task in sections[Section.UNFINISHED].tasks
    }
    assert {row.id: found.unread.get(row.id) for row in found.rows} == shown
    return shown


def test_with_nothing_destroyed_everything_is_read(site: Site, tmp_path: Path) -> None:
    assert seen(site) == {site.ended: None, site.unfinished: None, site.other: None}
    manifest = site.export(tmp_path / "out")
    assert (manifest["skipped"], manifest["counts"]["skipped"]) == ([], 0)
    assert tables.load(tmp_path / "out").attrs["skipped"] == 0
    assert "SKIPPED" not in (tmp_path / "out/README.txt").read_text()
    assert set(tables.load(tmp_path / "out")["interview_id"]) == {site.ended, site.unfinished, site.other}


def test_a_destroyed_key_is_shown_where_it_is_and_nowhere_else(site: Site) -> None:
    site.destroy_key()
    assert seen(site) == {site.ended: Lost.KEY, site.unfinished: Lost.KEY, site.other: None}


def test_spoilt_answers_are_shown_where_they_are_and_nowhere_else(site: Site) -> None:
    site.spoil_answers()
    assert seen(site) == {site.ended: Lost.ANSWERS, site.unfinished: None, site.other: None}


def test_an_export_goes_on_without_what_cannot_be_read_and_says_so(site: Site, tmp_path: Path) -> None:
    site.destroy_key()
    manifest = site.export(tmp_path / "out")
    frame = tables.load(tmp_path / "out")
    assert frame["interview_id"].tolist() == [site.other]
    assert frame.attrs["skipped"] == 2
    kept = json.loads((tmp_path / "out/MANIFEST.json").read_text())
    assert [(each["interview_id"], each["reason"]) for each in kept["skipped"]] == sorted(
        [(site.ended, "key"), (site.unfinished, "key")]
    )
    assert {each["what"] for each in kept["skipped"]} == {"the participant’s key was destroyed or altered"}
    assert (
        "SKIPPED, because they cannot be read: 2 of the chosen interviews" in (tmp_path / "out/README.txt").read_text()
    )
    (made,) = exports.earlier(site.world.store, site.world.people[Role.RESEARCHER], site.world.study)
    assert made.payload["skipped"] == manifest["skipped"]


def test_rows_and_skipped_interviews_add_up_to_those_selected(site: Site, tmp_path: Path) -> None:
    site.spoil_answers()
    for number, wish in enumerate((Wish(), Wish(visits=("BL",)), Wish(visits=("W12",)))):
        manifest = site.export(tmp_path / str(number), wish)
        counts = manifest["counts"]
        assert manifest["files"]["wide.csv"]["rows"] == counts["read"]["interviews"]
        assert counts["read"]["interviews"] + counts["skipped"] == counts["in_store"] == (3, 2, 1)[number]
        assert counts["skipped"] == (1, 1, 0)[number]


def test_when_nothing_can_be_read_the_export_is_empty_and_says_so(site: Site, tmp_path: Path) -> None:
    site.destroy_key()
    manifest = site.export(tmp_path / "out", Wish(visits=("W12",)))
    assert manifest["files"]["wide.csv"]["rows"] == 0
    assert manifest["counts"]["skipped"] == 1


def test_what_cannot_be_read_is_refused_by_name_and_the_next_one_opens(site: Site) -> None:
    store, supervisor = site.world.store, site.world.people[Role.SUPERVISOR]
    site.destroy_key()
    for act in (
        lambda of: interviews.open_interview(store, supervisor, of, now=LATER),
        lambda of: reports.interview_pdf(store, supervisor, of, copy=Copy("nb"), now=LATER),
    ):
        with pytest.raises(Unreadable):
            act(site.ended)
        assert act(site.other)


def test_a_bundle_and_a_digest_go_on_without_what_cannot_be_read(site: Site) -> None:
    world, supervisor = site.world, site.world.people[Role.SUPERVISOR]
    site.destroy_key()
    wish = bundle_kinds.Wish(kind="interviews", since=NOW.date(), until=NOW.date())
    written: list[bytes] = []
    container = container_of("zip", written.append, world.study, wish)
    bundle = bundles.make(world.store, supervisor, world.study, wish, container, now=LATER)
    assert bundle.keys == (site.other,)
    assert [each["participant"] for each in bundle.manifest["unreadable"]] == [world.wish.participant]
    week = digests.digest(world.store, supervisor, world.study, Week.of(NOW.date()), now=LATER)
    assert (week.arrived, week.kept, sum(each.broken_off for each in week.came)) == (2, 0, 2)
