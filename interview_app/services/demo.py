"""Loads the synthetic demo study into an installation, once: accounts, participants, informants, interviews."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import cycle

from interview_app import instruments
from interview_app.domain.access import Actor, Role
from interview_app.domain.interview import Status
from interview_app.domain.study import Study
from interview_app.instruments.studies import built_in
from interview_app.services import accounts, informants, participants, studies
from interview_app.services.demo_stories import Stage, Story, play
from interview_app.services.errors import ServiceError
from interview_app.services.synthetic import ENDS_PARTICIPATION, people, planned, workers
from interview_app.storage.engine import Store

STUDY = "demo-naltrec-like"
STILL_OPEN = 10
"""How many of the last interviews are left as drafts or paused."""
BEGINNING = datetime(2025, 5, 26, 7, tzinfo=UTC)
"""When the informants were registered, a week before the first participant came."""
EVERYWHERE = ("OSL", "AHU", "BER", "STA", "TON")


@dataclass(frozen=True, slots=True)
class Opening:
    """An account that the demo opens."""

    user_name: str
    role: Role
    sites: tuple[str, ...] = EVERYWHERE
    reads_text: bool = False

    @property
    def is_shown(self) -> bool:
        """True for the one account of each role that the demo offers."""
        return self.user_name == self.role.value


_ACCOUNTS = (
    Opening("interviewer", Role.INTERVIEWER, ("OSL", "AHU")),
    Opening("interviewer-west", Role.INTERVIEWER, ("BER", "STA")),
    Opening("interviewer-south", Role.INTERVIEWER, ("TON", "OSL")),
    Opening("supervisor", Role.SUPERVISOR, ("OSL", "AHU", "TON")),
    Opening("supervisor-west", Role.SUPERVISOR, ("BER", "STA")),
    Opening("researcher", Role.RESEARCHER, reads_text=True),
    Opening("manager", Role.MANAGER),
    Opening("auditor", Role.AUDITOR),
    Opening("admin", Role.ADMIN, sites=()),
)
"""The administrator comes last: that account says that everything before it was loaded."""


class HalfLoaded(ServiceError):
    """An earlier loading was stopped before its end."""

    code = "half_loaded"


class OtherStudy(ServiceError):
    """The installation holds a study of its own, which the demo must not mix with."""

    code = "other_study"


@dataclass(frozen=True, slots=True)
class Shown:
    """An account that the demo offers; the password is known only when it has just been made."""

    role: str
    user_name: str
    password: str = ""


@dataclass(frozen=True, slots=True)
class Loading:
    """A loading under way: iterate over `steps` to carry it out; `accounts` are complete afterwards."""

    total: int
    steps: Iterator[None]
    accounts: list[Shown]


def loaded(store: Store) -> list[Shown]:
    """The demo's accounts where it is loaded, else []. Raises HalfLoaded, OtherStudy."""
    there = {study.id for study in studies.all_studies(store)}
    if not there:
        return []
    if STUDY not in there:
        raise OtherStudy("This installation holds another study: name another folder with INTERVIEW_INSTANCE.")
    names = {account.user_name for account in accounts.list_all(store, _operator(""))}
    if _ACCOUNTS[-1].user_name not in names:
        raise HalfLoaded("The demo was loaded only in part: remove its instance folder and run it again.")
    return [Shown(opening.role.value, opening.user_name) for opening in _ACCOUNTS if opening.is_shown]


def load(store: Store, *, by: str, now: datetime) -> Loading:
    """Begin to load the demo study; accounts are made at `now`, what happened in the study at its own times."""
    study = studies.load(store, built_in(STUDY), actor_code=by, now=now)
    shown: list[Shown] = []
    return Loading(2 + len(planned(study)), _steps(store, study, by, now, shown), shown)


def _steps(store: Store, study: Study, by: str, now: datetime, shown: list[Shown]) -> Iterator[None]:
    actors = [_open(store, _operator(by), opening, now, shown) for opening in _ACCOUNTS[:-1]]
    yield
    manager = next(actor for actor in actors if actor.role is Role.MANAGER)
    _enrol(store, study, manager)
    yield
    for _ in play(_stories(store, study, actors)):
        yield
    _end_participation(store, study, manager)
    _open(store, _operator(by), _ACCOUNTS[-1], now, shown)


def _operator(by: str) -> Actor:
    return Actor(id="", code=by, role=Role.ADMIN, sites=frozenset(EVERYWHERE))


def _open(store: Store, operator: Actor, opening: Opening, now: datetime, shown: list[Shown]) -> Actor:
    terms = accounts.Terms(
        role=opening.role,
        sites=frozenset(opening.sites),
        display_name=opening.user_name.replace("-", " ").capitalize(),
        reads_text=opening.reads_text,
    )
    opened = accounts.create(store, operator, opening.user_name, terms, now=now)
    if opening.is_shown:
        shown.append(Shown(opening.role.value, opened.user_name, opened.password))
    return Actor(opened.id, opened.code, opening.role, terms.sites, terms.display_name, opening.reads_text)


def _enrol(store: Store, study: Study, manager: Actor) -> None:
    """Participants on the day they came, and the informants with those they know."""
    known: dict[str, list[str]] = {}
    for person in people(study):
        at = datetime.combine(person.enrolled, time(7), tzinfo=UTC)
        participants.enrol(store, manager, study, site=person.site, arm=person.arm, now=at, code=person.code)
        for worker in person.workers:
            known.setdefault(worker.code, []).append(person.code)
    for worker in (worker for site in study.sites for worker in workers(site.code)):
        terms = informants.Terms(
            role=worker.role, service=worker.service, participants=tuple(sorted(known.get(worker.code, ())))
        )
        informants.add(store, manager, study, worker.site, terms, now=BEGINNING, code=worker.code)


def _end_participation(store: Store, study: Study, manager: Actor) -> None:
    """Those who withdrew or died, once the last interview about them was tried."""
    for interview in planned(study):
        status = ENDS_PARTICIPATION.get(interview.disposition) if interview.disposition else None
        if status is not None:
            code = interview.person.code
            [participant], _ = participants.search(store, manager, study, text=code)
            later = interview.starts + timedelta(hours=2)
            participants.change(store, manager, study, participant.id, arm=participant.arm, status=status, now=later)


def _stories(store: Store, study: Study, actors: Sequence[Actor]) -> list[Story]:
    stage = Stage(
        store=store,
        study=study,
        instrument=instruments.load(study.instrument, study.instrument_version),
        interviewers=_by_site(actors, Role.INTERVIEWER),
        supervisors=_by_site(actors, Role.SUPERVISOR),
    )
    interviews = planned(study)
    held = [interview for interview in interviews if interview.disposition is None]
    last = [interview.id for interview in held[-STILL_OPEN:]]
    left = dict(zip(last, cycle((Status.DRAFT, Status.PAUSED))))
    return [stage.story(interview, left=left.get(interview.id)) for interview in interviews]


def _by_site(actors: Sequence[Actor], role: Role) -> dict[str, Actor]:
    """Who acts at each site: the first of that role who works there."""
    return {site: actor for actor in reversed(actors) if actor.role is role for site in actor.sites}
