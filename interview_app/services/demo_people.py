"""What else a manager does in the demo study: transfers, withdrawals, new consents, informants who change job or leave.

It happens to those about whom no interview is left to hold, and on the study's last day, so that no other story meets
it half-way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from interview_app.domain.access import Actor
from interview_app.domain.informing import Acquaintance
from interview_app.domain.participation import InformantWithdrawal, Withdrawal
from interview_app.domain.study import Study
from interview_app.services import consents, courses, informants, participants
from interview_app.services.demo_stories import Story
from interview_app.services.synthetic import Person, Planned, Worker, generator, people, planned, workers
from interview_app.storage import consents as kept
from interview_app.storage.engine import Store
from interview_app.storage.informants import Informant

STORIES = 6
SETTLED = timedelta(days=30)
"""So long after an interview nobody amends it any more."""
DAYS = 30.4
"""A month, as people count."""


def acquaintance(person: Person, worker: Worker) -> Acquaintance:
    """Since when the worker has known the participant, as of the day of enrolment."""
    months = round(generator(person.code, worker.code).expovariate(1 / 18))
    return Acquaintance(since=person.enrolled - timedelta(days=round(months * DAYS)), months_known=months)


@dataclass(frozen=True)
class _Office:
    """The manager's desk on the last day of the study."""

    store: Store
    study: Study
    manager: Actor
    today: date
    persons: list[Person]
    """Those about whom nothing is left to hold and all was held, in the order of the study."""

    @property
    def now(self) -> datetime:
        return datetime.combine(self.today, time(19), tzinfo=UTC)

    def id_of(self, person: Person) -> str:
        found, _ = participants.search(self.store, self.manager, self.study, text=person.code)
        return found[0].id

    def informant(self, worker: Worker) -> Informant:
        found, _ = informants.search(self.store, self.manager, self.study, text=worker.code)
        return found[0]

    def withdraw(self) -> None:
        """One participant stops all use, another one wants everything erased."""
        for person, level, days in zip(self.persons, (Withdrawal.STOP_USE, Withdrawal.ERASE), (4, 9), strict=False):
            on = self.today - timedelta(days=days)
            courses.withdraw(self.store, self.manager, self.study, self.id_of(person), level, on, now=self.now)

    def transfer(self) -> None:
        """Two participants go on at the site that comes next in the study, each with a worker there."""
        sites = [site.code for site in self.study.sites]
        for person in self.persons[2:4]:
            there = sites[(sites.index(person.site) + 1) % len(sites)]
            courses.move(self.store, self.manager, self.study, self.id_of(person), there, now=self.now)
            code, since = workers(there)[0].code, Acquaintance(since=self.today)
            informants.acquaint(self.store, self.manager, self.study, code, person.code, since, now=self.now)

    def ask_again(self) -> None:
        """Two participants consent anew to the latest version; for one of them the earlier consent ends with that."""
        latest = self.study.consent.versions[-1]
        for number, person in enumerate(self.persons[4:6]):
            participant_id, since = self.id_of(person), max(latest.since, person.enrolled + timedelta(days=60))
            with self.store.reading() as connection:
                (earlier,) = kept.of_participant(connection, participant_id)
            grant = consents.Grant(
                version=latest.id, since=since, scopes=tuple(self.study.consent.scopes), evidence="Binder of the site"
            )
            consents.record(self.store, self.manager, self.study, participant_id, grant, now=self.now)
            if number == 0:
                consents.withdraw(self.store, self.manager, self.study, participant_id, earlier.id, since, now=self.now)

    def change_job(self, worker: Worker) -> None:
        """A worker goes on in another service, under a new code with the same role."""
        old = self.informant(worker)
        shown = informants.show(self.store, self.manager, old.id, now=self.now)
        terms = informants.Terms(role=worker.role, service="ngo" if worker.service != "ngo" else "housing")
        new = informants.add(
            self.store, self.manager, self.study, worker.site, terms, now=self.now, code=f"{worker.site}-W11"
        )
        for code, known in shown.known.items():
            ended = Acquaintance(known.since, self.today - timedelta(days=1), known.months_known)
            informants.describe(self.store, self.manager, old.id, code, ended, now=self.now)
        for participant in shown.participants[:2]:
            since = Acquaintance(since=self.today)
            if participant.site == worker.site:
                informants.acquaint(
                    self.store, self.manager, self.study, new.code, participant.code, since, now=self.now
                )
        informants.set_active(self.store, self.manager, old.id, False, now=self.now)

    def leave(self, worker: Worker, how: InformantWithdrawal) -> None:
        """A worker no longer takes part."""
        informants.withdraw(self.store, self.manager, self.informant(worker).id, how, now=self.now)


def stories(store: Store, study: Study, manager: Actor, today: date) -> Iterator[Story]:
    """What the manager does on the last day."""
    interviews = planned(study, today)
    settled = _settled(interviews, lambda each: each.person.code, today)
    persons = [person for person in people(study, today) if person.code in settled]
    free = _settled(interviews, lambda each: each.worker.code, today)
    staff = {worker.code: worker for site in study.sites for worker in workers(site.code)}
    office = _Office(store, study, manager, today, persons)
    yield _act(office, office.withdraw)
    yield _act(office, office.transfer)
    yield _act(office, office.ask_again)
    yield _act(office, lambda: office.change_job(staff[free[0]]))
    yield _act(office, lambda: office.leave(staff[free[1]], InformantWithdrawal.KEEP))
    yield _act(office, lambda: office.leave(staff[free[2]], InformantWithdrawal.REMOVE))


def _settled(interviews: Sequence[Planned], whose: Callable[[Planned], str], today: date) -> list[str]:
    """The codes of those of whom every interview came about, the last of them long enough ago; by code."""
    open_ = {whose(each) for each in interviews if each.disposition or each.starts.date() > today - SETTLED}
    return sorted({whose(each) for each in interviews} - open_)


def _act(office: _Office, act: Callable[[], None]) -> Story:
    yield office.now
    act()
