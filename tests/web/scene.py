"""Two sites with a case each, and somebody of every role at one of them: what the tests of pages start from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

from interview_app.domain.access import AT_SITES, INSTALLATION_WIDE, NOWHERE, Actor, Grant, Role, Sites
from interview_app.domain.interview import Mode
from interview_app.domain.missing import Missing
from interview_app.domain.operations import Kind, Operation
from interview_app.domain.study import Study
from interview_app.services import (
    accounts,
    consents,
    courses,
    endings,
    informants,
    interviews,
    participants,
    sessions,
    studies,
)
from interview_app.services.answers import record
from interview_app.services.interviews import Wish
from interview_app.storage.engine import Store
from interview_app.storage.ledger import new_op_id
from tests import worked
from tests.web.browsing import Browser

NOW = datetime(2026, 3, 13, 9, 0, tzinfo=UTC)
PASSWORD = "quiet-harbour-lantern-42"
STUDY = "demo-naltrec-like"
HOME, AWAY = "OSL", "BER"
SECOND = "second"
SECOND_STUDY = Path(__file__).parents[1] / "instruments" / "studies" / "second.toml"
CONSENT = consents.Grant(version="1.0", since=date(2025, 12, 1), scopes=("workers", "sharing"))


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


@dataclass(frozen=True)
class Case:
    """A participant at a site with an informant who knows them, and an interview begun."""

    site: str
    participant: str
    """The participant's id; `code` is what people read."""
    code: str
    informant: str
    informant_code: str
    interview: str
    consent: str
    completed: str
    """An earlier interview, which is complete."""


@dataclass(frozen=True)
class Scene:
    """Everybody and everything, by name."""

    store: Store
    study: Study
    people: Mapping[str, Actor]
    """By user name: each role at OSL by its name; `colleague` interviews at OSL too, `interviewer-away` at BER, and
    `idle` is an interviewer without a site. `stranger` interviews at OSL of the second study; `both` is supervisor at
    OSL of either study, manager at that of the second, and shown here as in the first."""
    cases: Mapping[str, Case]
    """By site; `second` is at a site of the same code in another study."""
    app: Flask = field(repr=False)
    clock: Clock = field(default_factory=Clock)

    def browse(self, user_name: str = "", **options: Any) -> Browser:
        """The browser of somebody who has signed in, or of a visitor."""
        if not user_name:
            return Browser(self.app, **options)
        with self.store.writing() as connection:
            token = sessions.begin(connection, self.store.keys, self.people[user_name].id, self.clock())
        return Browser(self.app, cookie=token, **options)

    @property
    def own(self) -> Case:
        """The case at the site where everybody works."""
        return self.cases[HOME]

    @property
    def second(self) -> Case:
        """The case of another study at a site of the same code."""
        return self.cases[SECOND]

    @property
    def foreign(self) -> Case:
        """The case at the other site."""
        return self.cases[AWAY]


def cast(store: Store) -> tuple[Study, dict[str, Actor], dict[str, Case]]:
    """Fill an empty store by the services that people use."""
    study = studies.load(store, worked.STUDY, actor_code="cli:test", now=NOW)
    operator = Actor("", "cli:test", Role.ADMIN, NOWHERE)
    people = {role.value: _person(store, operator, role, role.value, HOME) for role in AT_SITES}
    people |= {role.value: _person(store, operator, role, role.value) for role in INSTALLATION_WIDE}
    people["interviewer-away"] = _person(store, operator, Role.INTERVIEWER, "interviewer-away", AWAY)
    people["colleague"] = _person(store, operator, Role.INTERVIEWER, "colleague", HOME)
    people["idle"] = _person(store, operator, Role.INTERVIEWER, "idle")
    manager = replace(operator, role=Role.MANAGER, sites=Sites.of(study.id, [HOME, AWAY]))
    cases = {
        HOME: a_case(store, study, manager, people["interviewer"], HOME),
        AWAY: a_case(store, study, manager, people["interviewer-away"], AWAY),
    }
    second = studies.load(store, SECOND_STUDY.read_text("utf-8"), actor_code="cli:test", now=NOW)
    people["stranger"] = _person(store, operator, Role.INTERVIEWER, "stranger", HOME, study=SECOND, code="second-01")
    people["both"] = _both(store, operator, _person(store, operator, Role.SUPERVISOR, "both", HOME, code="second-02"))
    manager = replace(manager, sites=Sites.of(SECOND, [HOME]))
    cases[SECOND] = a_case(store, second, manager, people["stranger"], HOME)
    return study, people, cases


def _both(store: Store, operator: Actor, person: Actor) -> Actor:
    terms = accounts.terms_of(accounts.get(store, operator, person.id))
    more = {Grant(SECOND, HOME, Role.SUPERVISOR), Grant(SECOND, HOME, Role.MANAGER)}
    accounts.change(store, operator, person.id, replace(terms, grants=terms.grants | more), now=NOW)
    return person


def _person(
    store: Store, operator: Actor, role: Role, user_name: str, *sites: str, study: str = STUDY, code: str = ""
) -> Actor:
    terms = accounts.Terms.at(role, study, *sites, display_name=f"Kim {user_name.title()}")
    opened = accounts.create(store, operator, user_name, terms, now=NOW, code=code, password=PASSWORD)
    return Actor(opened.id, opened.code, role, Sites.of(study, sites))


def a_case(store: Store, study: Study, manager: Actor, interviewer: Actor, site: str) -> Case:
    """One more case at a site."""
    participant = participants.enrol(store, manager, study, site=site, arm="xr", now=NOW)
    consent = consents.record(store, manager, study, participant.id, CONSENT, now=NOW)
    terms = informants.Terms(role="nurse", service="municipal_health", participants=(participant.code,))
    informant = informants.add(store, manager, study, site, terms, now=NOW)
    wish = Wish(
        study_id=study.id,
        participant=participant.code,
        visit="W12",
        informant=informant.code,
        mode=Mode.TELEPHONE,
        language="en",
    )
    completed_one = completed(store, interviewer, replace(wish, visit="BL"))
    interview = interviews.start(store, interviewer, wish, now=NOW)
    return Case(site, participant.id, participant.code, informant.id, informant.code, interview, consent, completed_one)


def completed(store: Store, interviewer: Actor, wish: Wish) -> str:
    """A complete interview of twelve weeks ago."""
    interview = interviews.start(store, interviewer, wish, now=NOW - timedelta(days=84))
    for revision, answers in enumerate((worked.ANSWERS, worked.CORRECTED), start=1):
        told = {item: given for item, given in answers.items() if item not in SET_AT_THE_START}
        record(store, interviewer, interview, [said(*pair, revision) for pair in told.items()], now=NOW)
    endings.complete(store, interviewer, interview, now=NOW)
    return interview


SET_AT_THE_START = frozenset({"prior_wrri", "a_mode", "a_lang"})


def said(item: str, given: Any, revision: int = 1) -> Operation:
    """An answer as a tablet sends it."""
    held = {"missing": str(given)} if isinstance(given, Missing) else {"value": given}
    return Operation(new_op_id(), Kind.ANSWER, item=item, revision=revision, given=held)


def begins_due(scene: Scene) -> None:
    """Make week 12 of the own case overdue: its target was three days ago."""
    manager, own = scene.people["manager"], scene.own.participant
    stands = courses.terms_of(participants.show(scene.store, manager, own).participant)
    terms = replace(stands, dates={"baseline": date(2025, 12, 16)})
    courses.change(scene.store, manager, scene.study, own, terms, now=scene.clock())


@contextmanager
def counted(scene: Scene) -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    told: list[str] = []

    def hear(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        told.append(statement)

    engines = (scene.store.reader, scene.store.writer)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", hear)
    yield told
    for engine in engines:
        event.remove(engine, "before_cursor_execute", hear)


Browse = Callable[..., Browser]
