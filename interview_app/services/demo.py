"""Loads the synthetic demo study into an installation, once: accounts, participants, informants, interviews."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle

from interview_app import instruments
from interview_app.domain.access import NOWHERE, Actor, Role, Sites
from interview_app.domain.interview import Status
from interview_app.domain.participation import Participation, Withdrawal
from interview_app.domain.study import Study
from interview_app.instruments.studies import built_in
from interview_app.services import (
    accounts,
    consents,
    courses,
    demo_calls,
    demo_pairs,
    demo_paradata,
    demo_people,
    informants,
    participants,
    studies,
)
from interview_app.services.demo_reviews import Reviewing
from interview_app.services.demo_stories import Stage, Story, play
from interview_app.services.errors import ServiceError
from interview_app.services.synthetic import (
    BEGAN,
    ENDS_PARTICIPATION,
    EXTENDED,
    Person,
    Planned,
    generator,
    people,
    planned,
    workers,
)
from interview_app.storage.engine import Store
from interview_app.storage.participants import Participant

STUDY = "demo-naltrec-like"
STILL_OPEN = 10
"""How many of the last interviews are left as drafts or paused."""
REGISTERED = BEGAN + timedelta(days=7)
"""How long ago the informants were registered."""
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
    Opening("auditor", Role.AUDITOR, sites=()),
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
    today = now.date() - timedelta(days=1)
    asked = [*people(study, today), *planned(study, today), *demo_calls.told(study, today)]
    stories = len(asked) + demo_people.STORIES
    return Loading(2 + stories, _steps(store, study, by, now, shown), shown)


def _steps(store: Store, study: Study, by: str, now: datetime, shown: list[Shown]) -> Iterator[None]:
    today = now.date() - timedelta(days=1)
    passwords: dict[str, str] = {}
    actors = [_open(store, _operator(by), opening, now, shown, passwords) for opening in _ACCOUNTS[:-1]]
    yield
    manager = next(actor for actor in actors if actor.role is Role.MANAGER)
    _register(store, study, manager, today)
    yield
    courses_ = [*_courses(store, study, manager, today), *demo_people.stories(store, study, manager, today)]
    calls = demo_calls.stories(store, study, _by_site(actors, Role.INTERVIEWER), manager, today)
    for _ in play([*courses_, *_stories(store, study, actors, passwords, today), *calls]):
        yield
    supervisor = next(actor for actor in actors if actor.role is Role.SUPERVISOR)
    demo_pairs.mark_one(store, supervisor, study, _held(study, today)[:-STILL_OPEN], today)
    demo_paradata.measure(store, study)
    _open(store, _operator(by), _ACCOUNTS[-1], now, shown, passwords)


def _operator(by: str) -> Actor:
    return Actor(id="", code=by, role=Role.ADMIN, sites=NOWHERE)


def _open(
    store: Store, operator: Actor, opening: Opening, now: datetime, shown: list[Shown], passwords: dict[str, str]
) -> Actor:
    terms = accounts.Terms.at(
        opening.role,
        STUDY,
        *opening.sites,
        display_name=opening.user_name.replace("-", " ").capitalize(),
        reads_text=opening.reads_text,
    )
    opened = accounts.create(store, operator, opening.user_name, terms, now=now)
    passwords[opened.id] = opened.password
    if opening.is_shown:
        shown.append(Shown(opening.role.value, opened.user_name, opened.password))
    return Actor(
        opened.id, opened.code, opening.role, Sites.of(STUDY, opening.sites), terms.display_name, opening.reads_text
    )


def _register(store: Store, study: Study, manager: Actor, today: date) -> None:
    """The informants, before the first participant came."""
    registered = datetime.combine(today - REGISTERED, time(7), tzinfo=UTC)
    for worker in (worker for site in study.sites for worker in workers(site.code)):
        terms = informants.Terms(role=worker.role, service=worker.service)
        informants.add(store, manager, study, worker.site, terms, now=registered, code=worker.code)
    demo_calls.register(store, study, manager, now=registered)


def _courses(store: Store, study: Study, manager: Actor, today: date) -> Iterator[Story]:
    """What the manager does about each participant: enrols, records what becomes known, ends the participation."""
    ends = {i.person.code: i for i in planned(study, today) if i.disposition in ENDS_PARTICIPATION}
    for person in people(study, today):
        yield _course(store, study, manager, person, ends.get(person.code), today)


def _course(store: Store, study: Study, manager: Actor, person: Person, last: Planned | None, today: date) -> Story:
    yield datetime.combine(person.enrolled, time(6), tzinfo=UTC)
    enrolled = _enrol(store, study, manager, person)
    for known_on, name, day in [*person.decisions, *person.milestones]:
        if last is None and known_on <= today:
            yield (at := datetime.combine(known_on, time(18), tzinfo=UTC))
            _learn(store, study, manager, enrolled.id, name, day, at)
    if last is not None and last.disposition is not None:
        yield (at := last.starts + timedelta(hours=2))
        _leave(store, study, manager, enrolled.id, ENDS_PARTICIPATION[last.disposition], at)


def _enrol(store: Store, study: Study, manager: Actor, person: Person) -> Participant:
    at = datetime.combine(person.enrolled, time(6), tzinfo=UTC)
    dates = {"baseline": person.enrolled}
    enrolled = participants.enrol(
        store, manager, study, site=person.site, arm=person.arm, now=at, code=person.code, dates=dates
    )
    consents.record(store, manager, study, enrolled.id, _grant(study, person), now=at)
    for worker in person.workers:
        known = demo_people.acquaintance(person, worker)
        informants.acquaint(store, manager, study, worker.code, person.code, known, now=at)
    return enrolled


def _learn(
    store: Store, study: Study, manager: Actor, participant_id: str, name: str, day: date, now: datetime
) -> None:
    """A date that has become known, or that treatment goes on after the main phase."""
    terms = courses.terms_of(participants.show(store, manager, participant_id).participant)
    extended = replace(terms, extension=True)
    terms = extended if name == EXTENDED else replace(terms, dates={**terms.dates, name: day})
    courses.change(store, manager, study, participant_id, terms, now=now)


def _leave(
    store: Store, study: Study, manager: Actor, participant_id: str, status: Participation, now: datetime
) -> None:
    if status is Participation.WITHDRAWN:
        courses.withdraw(store, manager, study, participant_id, Withdrawal.STOP_CONTACT, now.date(), now=now)
        return
    terms = courses.terms_of(participants.show(store, manager, participant_id).participant)
    courses.change(store, manager, study, participant_id, replace(terms, status=status), now=now)


def _grant(study: Study, person: Person) -> consents.Grant:
    """The consent of a participant to the version that was in use, most of them to everything."""
    version = max(
        (each for each in study.consent.versions if each.since <= person.enrolled), key=lambda each: each.since
    )
    declined = generator(person.code, "consent").choices(("", "sharing", "recontact"), (80, 12, 8))[0]
    scopes = [scope for scope in study.consent.scopes if scope != declined]
    return consents.Grant(version=version.id, since=person.enrolled, scopes=scopes, evidence="Binder of the site")


def _stories(
    store: Store, study: Study, actors: Sequence[Actor], passwords: Mapping[str, str], today: date
) -> list[Story]:
    stage = Stage(
        store=store,
        study=study,
        instrument=instruments.load(study.instrument, study.instrument_version),
        interviewers=_by_site(actors, Role.INTERVIEWER),
        supervisors=_by_site(actors, Role.SUPERVISOR),
    )
    interviews = planned(study, today)
    last = [interview.id for interview in _held(study, today)[-STILL_OPEN:]]
    left = dict(zip(last, cycle((Status.DRAFT, Status.PAUSED))))
    reviewing = Reviewing(stage, passwords, today)
    return [reviewing.followed(each, stage.story(each, left=left.get(each.id))) for each in interviews]


def _held(study: Study, today: date) -> list[Planned]:
    return [interview for interview in planned(study, today) if interview.disposition is None]


def _by_site(actors: Sequence[Actor], role: Role) -> dict[str, Actor]:
    """Who acts at each site: the first of that role who works there."""
    return {site: actor for actor in reversed(actors) if actor.role is role for site in actor.sites}
