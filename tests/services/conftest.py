"""A study with one participant and one informant, and the people who work in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
import shutil
from typing import Any

import pytest

from interview_app.domain.access import INSTALLATION_WIDE, NOWHERE, Actor, Role, Sites
from interview_app.domain.interview import Mode
from interview_app.domain.missing import Missing
from interview_app.domain.operations import Kind, Operation
from interview_app.domain.study import Study
from interview_app.services import accounts, consents, informants, interviews, participants, studies
from interview_app.services.answers import Recorded, record
from interview_app.services.interviews import Wish
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from interview_app.storage.ledger import new_op_id
from tests import worked

NOW = datetime(2026, 3, 13, 9, 0, tzinfo=UTC)
PASSWORD = "quiet-harbour-lantern-42"
STUDY = "demo-naltrec-like"
SITES = frozenset({"OSL", "BER"})
CONSENT = consents.Grant(version="1.0", since=date(2025, 12, 1), scopes=("workers", "sharing"))


@dataclass(frozen=True)
class World:
    """What a test starts from: a store with one case at OSL, ready to be interviewed about."""

    store: Store
    study: Study
    people: Mapping[Role, Actor]
    wish: Wish

    @property
    def interviewer(self) -> Actor:
        return self.people[Role.INTERVIEWER]

    def start(self, **changes: Any) -> str:
        return interviews.start(self.store, self.interviewer, replace(self.wish, **changes), now=NOW)

    def answer(
        self, interview_id: str, answers: Mapping[str, Any], *, revision: int = 1, now: datetime = NOW
    ) -> Recorded:
        operations = [said(item, value, revision=revision) for item, value in answers.items()]
        return record(self.store, self.interviewer, interview_id, operations, now=now)


def said(item: str, value: Any, *, revision: int = 1, op_id: str = "") -> Operation:
    """An answer as a tablet sends it; None clears."""
    given = {} if value is None else {"missing": str(value)} if isinstance(value, Missing) else {"value": value}
    return Operation(op_id or new_op_id(), Kind.ANSWER, item=item, revision=revision, given=given)


def person(store: Store, admin: Actor, role: Role, sites: Collection[str], user_name: str = "") -> Actor:
    """An account of that role, as somebody who acts."""
    terms = accounts.Terms.at(role, STUDY, *(() if role in INSTALLATION_WIDE else sites))
    opened = accounts.create(store, admin, user_name or role.value, terms, now=NOW, password=PASSWORD)
    return Actor(opened.id, opened.code, role, Sites.of(STUDY, sites))


def made(store: Store) -> World:
    """The world, built by the services that people use."""
    study = studies.load(store, worked.STUDY, actor_code="cli:test", now=NOW)
    admin = Actor("", "cli:test", Role.ADMIN, NOWHERE)
    people = {role: person(store, admin, role, SITES) for role in Role}
    manager = people[Role.MANAGER]
    participant = participants.enrol(store, manager, study, site="OSL", arm="xr", now=NOW)
    consents.record(store, manager, study, participant.id, CONSENT, now=NOW)
    terms = informants.Terms(role="nurse", service="municipal_health", participants=(participant.code,))
    informant = informants.add(store, manager, study, "OSL", terms, now=NOW)
    wish = Wish(
        study_id=study.id,
        participant=participant.code,
        visit="W12",
        informant=informant.code,
        mode=Mode.TELEPHONE,
        language="nb",
    )
    return World(store, study, people, wish)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """The world made once; hashing six passwords costs a second, copying a file nothing."""
    path = tmp_path_factory.mktemp("world") / "interviews.sqlite"
    store = Store.open(f"sqlite:///{path}", KeyRing(bytes(range(32))))
    store.upgrade()
    world = made(store)
    store.close()
    return path, world


@pytest.fixture
def world(template: tuple[Path, World], tmp_path: Path, keys: KeyRing) -> Iterator[World]:
    path, world = template
    shutil.copy(path, tmp_path / "interviews.sqlite")
    store = Store.open(f"sqlite:///{tmp_path / 'interviews.sqlite'}", keys)
    yield replace(world, store=store)
    store.close()


def draw_all(world: World) -> None:
    """From now on every interview is drawn to be asked about once more."""
    definition = worked.STUDY.replace("\nversion = 1\n", "\nversion = 2\n")
    definition = definition.replace("verify_share = 0.10", "verify_share = 1.0")
    studies.load(world.store, definition, actor_code="cli:test", now=NOW)
