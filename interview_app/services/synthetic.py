"""The synthetic demo study: who takes part, how things go with them, and which interviews are held, all from one seed.

Nothing here describes a real person. The course of a participant is a latent level between 0 and 4 that rises towards a
plateau while in treatment and falls after leaving early; each informant sees it with a bias of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from math import exp
from random import Random

from interview_app.domain.disposition import FROM_ANSWERS, Disposition
from interview_app.domain.interview import Entry, Mode
from interview_app.domain.participant_codes import participant_code
from interview_app.domain.participation import Participation
from interview_app.domain.second_opinions import drawn
from interview_app.domain.study import Study

SEED = "demo-naltrec-like/1"
BEGAN = timedelta(days=515)
"""How long ago the first participant came, on the day on which the demo study stands still."""
ENROLLING_DAYS = 470

ARMS = ("xr",) * 36 + ("oat",) * 24
LEFT_EARLY = 13
"""Participants of the xr arm who leave treatment before week 24."""
MODES = {Mode.TELEPHONE: 50, Mode.VIDEO: 30, Mode.IN_PERSON: 20}
MAIN_PHASE = (0, 4, 8, 12, 16, 20, 24)
EXTENSION = (28, 32, 36, 40, 44, 48, 52)
FOLLOW_UPS = {"FU03": 91, "FU06": 182, "FU12": 365}
EXTENDED = "extended"
TABLET_CLOCK = timezone(timedelta(hours=1))

PERSONAL = ("c01", "c02", "c03", "c04", "c05")
RATINGS = (*PERSONAL, "c06", "c07", "c08", "c09", "c10", "c11", "c12")
ENDS_PARTICIPATION = {
    Disposition.P_DEAD: Participation.DIED,
    Disposition.P_WITHDRAWN: Participation.WITHDRAWN,
}
ENDS_INFORMANT = frozenset(
    {Disposition.INF_DEAD, Disposition.INF_LEFT, Disposition.INF_UNABLE, Disposition.LANG, Disposition.REF_HARD,
     Disposition.REF_GATE, Disposition.REF_PARTICIPANT, Disposition.MAXTRY_E, Disposition.MAXTRY_U}
)  # fmt: skip


def generator(*parts: object) -> Random:
    """A generator of its own for each thing, so that a change in one leaves the others as they are."""
    return Random("/".join(map(str, (SEED, *parts))))  # noqa: S311 - reproducible, not secret


@dataclass(frozen=True, slots=True)
class Worker:
    """An informant: a worker at a site, with a role, a service and a way of seeing things."""

    code: str
    site: str
    role: str
    service: str
    bias: float
    language: str


@dataclass(frozen=True, slots=True)
class Person:
    """A participant: enrolled on a day, in treatment for some weeks, better or worse from month to month."""

    code: str
    site: str
    arm: str
    enrolled: date
    weeks_treated: int
    extension: bool
    base: float
    gain: float
    workers: tuple[Worker, ...]
    """The first is interviewed; the others follow when one leaves, and the second sometimes beside the first."""

    def level(self, item: str, week: float) -> float:
        """The latent standing on a rating in that week."""
        course = self.base + self.gain * (1 - exp(-week / 12))
        if (after := week - self.weeks_treated) > 0 and self.weeks_treated < 24:
            course -= 0.9 * (1 - exp(-after / 6))
        own = generator(self.code, item).gauss(0, 0.5)
        return course + own

    @property
    def decisions(self) -> list[tuple[date, str, date]]:
        """That treatment goes on after the main phase, as a milestone of that name; empty where it does not."""
        decided = self.enrolled + timedelta(weeks=22)
        return [(decided, EXTENDED, decided)] if self.extension else []

    @property
    def milestones(self) -> list[tuple[date, str, date]]:
        """What the manager learns about the course of treatment: when, of which date, and the day itself."""
        if self.arm != "xr":
            return []
        ends = self.treatment_ends
        if self.weeks_treated < 24:
            return [(ends, "discontinued", ends)]
        return [(ends, "last_dose", ends - timedelta(days=28))]

    @property
    def treatment_ends(self) -> date:
        """Anchor B: the day treatment ended or is to end."""
        return self.enrolled + timedelta(weeks=52 if self.extension else self.weeks_treated)


@dataclass(frozen=True, slots=True)
class Planned:
    """One interview that is held, or at least begun."""

    id: str
    person: Person
    worker: Worker
    visit: str
    starts: datetime
    mode: Mode
    language: str
    entry: Entry
    disposition: Disposition | None
    """How a visit ended at which no interview was held; None where there was one."""

    @property
    def week(self) -> float:
        """Weeks since the participant was enrolled."""
        return (self.starts.date() - self.person.enrolled).days / 7


def people(study: Study, today: date) -> list[Person]:
    """The sixty participants, twelve at each site."""
    arms = list(ARMS)
    generator("arms").shuffle(arms)
    treated = [index for index, arm in enumerate(arms) if arm == "xr"]
    leaving = set(generator("left early").sample(treated, LEFT_EARLY))
    sites = [study.sites[index % len(study.sites)].code for index in range(len(arms))]
    began = today - BEGAN
    return [_person(sites[index], index, arm, index in leaving, began) for index, arm in enumerate(arms)]


def _person(site: str, index: int, arm: str, leaves: bool, began: date) -> Person:
    random = generator("person", index)
    means = (1.2, 0.4) if leaves else (1.3, 1.7) if arm == "xr" else (1.8, 0.7)
    return Person(
        code=participant_code(site, random.randint(1, 9999)),
        site=site,
        arm=arm,
        enrolled=_weekday(began + timedelta(days=random.randint(3, ENROLLING_DAYS))),
        weeks_treated=random.choice((3, 5, 7, 10, 10, 14, 15, 18, 22)) if leaves else 24,
        extension=arm == "xr" and not leaves and random.random() < 0.3,
        base=random.gauss(means[0], 0.45),
        gain=random.gauss(means[1], 0.5),
        workers=tuple(random.sample(workers(site), 4)),
    )


def workers(site: str) -> list[Worker]:
    """The informants of a site."""
    return [_worker(site, number) for number in range(1, 11)]


def _worker(site: str, number: int) -> Worker:
    random = generator("worker", site, number)
    role, service = random.choice(_PLACES)
    language = "en" if random.random() < 0.3 else "nb"
    return Worker(f"{site}-W{number:02}", site, role, service, random.gauss(0, 0.3), language)


_PLACES = (
    ("social_worker", "municipal_social"), ("social_worker", "specialist_addiction"), ("nurse", "municipal_health"),
    ("nurse", "specialist_addiction"), ("physician", "primary_care"), ("psychologist", "mental_health"),
    ("counsellor", "specialist_addiction"), ("housing_support", "housing"), ("work_adviser", "welfare_work"),
    ("peer_worker", "ngo"), ("probation", "justice"), ("pharmacy", "other"), ("other", "municipal_health"),
)  # fmt: skip


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def planned(study: Study, today: date, ahead: timedelta = timedelta(0)) -> list[Planned]:
    """Every interview of the study until that day, or some days more, in the order in which they begin."""
    undone = _undone()
    found = [each for person in people(study, today) for each in _course(study, person, undone, today + ahead)]
    return sorted(found, key=lambda interview: (interview.starts, interview.id))


def _undone() -> Iterator[Disposition]:
    """The ways in which an interview does not come about, each in turn, those that end a participation only once."""
    ways = [way for way in Disposition if way not in FROM_ANSWERS]
    yield from ways
    while True:
        yield from (way for way in ways if way not in ENDS_PARTICIPATION)


def _course(study: Study, person: Person, undone: Iterator[Disposition], today: date) -> Iterator[Planned]:
    """The interviews about one participant; a worker who cannot go on is followed by the next, and another is asked
    too at the visits that the study draws for a second opinion."""
    turn, doubled = 0, drawn(study, person.code, person.arm)
    for visit, day in _visits(person, today):
        random = generator(person.code, visit)
        worker = person.workers[turn]
        held = visit in ("BL", "W24") or random.random() > 0.13
        way = None if held else next(undone)
        yield _interview(person, worker, visit, day, way)
        second = _weekday(day + timedelta(days=3))
        if held and visit in doubled and second <= today:
            yield _interview(person, person.workers[(turn + 1) % 4], visit, second, None)
        if way in ENDS_PARTICIPATION:
            return
        turn = (turn + (way in ENDS_INFORMANT)) % 4


def _visits(person: Person, today: date) -> Iterator[tuple[str, date]]:
    """The visits that are expected by that day, with the day on which each takes place."""
    weeks = [week for week in MAIN_PHASE if week <= person.weeks_treated] + list(EXTENSION) * person.extension
    days = {f"W{week:02}" if week else "BL": person.enrolled + timedelta(weeks=week) for week in weeks}
    days |= {visit: person.treatment_ends + timedelta(days=after) for visit, after in FOLLOW_UPS.items()}
    for visit, day in days.items():
        random = generator(person.code, visit, "day")
        moved = _weekday(day + timedelta(days=random.randint(-4, 6) + 9 * (random.random() < 0.04)))
        moved = max(moved, person.enrolled)
        if moved <= today:
            yield visit, moved


def _interview(person: Person, worker: Worker, visit: str, day: date, way: Disposition | None) -> Planned:
    random = generator(person.code, visit, worker.code)
    clock = time(random.randint(8, 15), random.randint(0, 59), random.randint(0, 59), tzinfo=TABLET_CLOCK)
    return Planned(
        id=f"{random.getrandbits(128):032x}",
        person=person,
        worker=worker,
        visit=visit,
        starts=datetime.combine(day, clock).astimezone(UTC),
        mode=random.choices(list(MODES), list(MODES.values()))[0],
        language=worker.language,
        entry=Entry.PAPER if random.random() < 0.03 else Entry.LIVE,
        disposition=way,
    )
