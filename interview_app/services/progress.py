"""How a study gets on: every visit and case of some sites, read in one go, and the tables and lists made of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from interview_app import instruments
from interview_app.domain import progress
from interview_app.domain.access import Action, Actor
from interview_app.domain.disposition import Disposition, settled
from interview_app.domain.interview import Status
from interview_app.domain.marks import lacking, lacks
from interview_app.domain.participation import Participation, Withdrawal
from interview_app.domain.progress import Line, Occasion, Person, Recruitment, Tables
from interview_app.domain.rates import Share
from interview_app.domain.schedule import Expectation, Reason, Slot
from interview_app.domain.second_opinions import INTERVIEWER, PAIRED
from interview_app.domain.study import Study
from interview_app.services import schedule
from interview_app.services.errors import NotAllowed
from interview_app.storage import moments
from interview_app.storage import progress as stored
from interview_app.storage.consents import consent
from interview_app.storage.engine import Store
from interview_app.storage.progress import Stock

LACKING_AT = "missing:"
"""What a list is asked for by, before an item's id, that shows where the item has no value."""
_OPEN = frozenset({Status.DRAFT.value, Status.PAUSED.value})
OUTCOMES = {each.value: each for each in Disposition}
_EXPECTATIONS = {each.value: each for each in Expectation}
_REASONS = {each.value: each for each in Reason}
"""By name: calling an enumeration for each of ten thousand rows took a third of the time."""
_MARKED = itemgetter(1, 10, 11, 12)
"""Visit, instrument, version and marks of an interview's row: by place, because by name costs five times as much."""
_HELD = frozenset({Disposition.COMPLETE.value, Disposition.PARTIAL.value})


@dataclass(slots=True)
class Work:
    """What one interviewer has done and has open."""

    interviews: int = 0
    attempts: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """A study at some sites on a day, ready to be counted and listed."""

    study: Study
    today: date
    occasions: Sequence[Occasion]
    people: Sequence[Person]
    withdrawn: Mapping[str, int]
    """People out of all use, by the visits that were expected of them."""
    n_withdrawn: int
    stock: Stock
    codes: Mapping[str, str] = field(default_factory=dict)
    """The participants' codes by id."""

    def tables(self) -> Tables:
        """The counts by visit and by site."""
        visits = [visit.id for visit in self.study.visits if visit.anchor and not visit.optional]
        return progress.counted(visits, self.occasions, self.withdrawn)

    def recruitment(self) -> Recruitment:
        """Who was enrolled when and where."""
        return progress.recruitment(self.people)

    def missing(self) -> dict[str, dict[str, Share]]:
        """By item and visit, how many of the interviews in which it was asked hold no value for it."""
        return _missing(self.stock.interviews, self.study)

    def workload(self) -> dict[str, Work]:
        """By interviewer's code."""
        return _workload(self)


def progress_of(store: Store, actor: Actor, study: Study, *, now: datetime, site: str = "", arm: str = "") -> Progress:
    """The study at the actor's sites, or at one of them, of all arms or of one. Raises NotAllowed."""
    if not actor.may(Action.READ_PROGRESS):
        raise NotAllowed("Your role does not follow the progress of the study.")
    with store.reading() as connection:
        found = stored.stock(connection, study.id, actor.sites.only(site), arm)
    return told(study, found, now)


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a list: a visit, and a case of it; None where it has none."""

    visit: Occasion
    line: Line | None


def listed(found: Progress, wanted: Mapping[str, str]) -> list[Listed]:
    """The visits and cases that a number counts: `of` names a set, the others narrow it down; "" is all."""
    visit, interviewer, name = (wanted.get(each, "") for each in ("visit", "interviewer", "of"))
    fits = _fitting(found, name)
    rows = [
        Listed(each, line)
        for each in found.occasions
        if visit in {"", each.slot.visit}
        for line in each.lines or (None,)
        if fits(each, line) and (not interviewer or (line is not None and line.is_of(interviewer, name)))
    ]
    return sorted(rows, key=_order)


def not_listed(found: Progress, name: str, visit: str) -> int:
    """How many a number counts beside those in its list: people out of all use, of whom nothing is shown."""
    rows = found.tables().by_visit if name == "NE" else {}
    return sum(found.withdrawn.get(each, 0) for each in rows if visit in {"", each})


def _fitting(found: Progress, name: str) -> Callable[[Occasion, Line | None], bool]:
    if name.startswith(LACKING_AT):
        cases = _lacking_cases(found, name.removeprefix(LACKING_AT))
        return lambda visit, line: line is not None and (visit.person.code, visit.slot.visit, line.informant) in cases
    return lambda visit, line: not name or name in visit.sets or (line is not None and name in line.sets)


def _lacking_cases(found: Progress, item: str) -> set[tuple[str, str, str]]:
    """The cases, by codes, whose interview was to have a value for the item and has none."""
    cases = set()
    for row in found.stock.interviews:
        instrument = instruments.load(row.instrument_id, row.instrument_version)
        if row.participant_id in found.codes and lacks(instrument, row.marks, item):
            cases.add((found.codes[row.participant_id], row.visit, found.stock.informants.get(row.informant_id, "")))
    return cases


def enrolled(found: Progress, month: str) -> list[Person]:
    """Those who were enrolled in a month written YYYY-MM, or ever."""
    people = [person for person in found.people if month in {"", f"{person.enrolled_on:%Y-%m}"}]
    return sorted(people, key=lambda person: (person.enrolled_on, person.code))


def _order(row: Listed) -> tuple[str, date, str]:
    return row.visit.person.code, row.visit.slot.target or date.max, row.line.informant if row.line else ""


def told(study: Study, stock: Stock, now: datetime) -> Progress:
    """The study of these rows."""
    people = _people(study, stock)
    lines = _lines(study, stock)
    days = {site.code: schedule.day_at(study, site.code, now) for site in study.sites}
    sites = {row.id: row.site for row in stock.people}
    today = max((days[site] for site in sites.values() if site in days), default=now.date())
    within = None if study.sampling.double_kind == INTERVIEWER else study.sampling.double_days
    occasions, withdrawn = [], Counter[str]()
    for participant, visit, *rest, design in stock.slots:
        slot = _slot(visit, *rest)
        day = days.get(sites[participant], today)
        if (person := people.get(participant)) is None:
            withdrawn[visit] += _was_due(slot, day)
            continue
        cases = lines.get((participant, visit), ())
        second = within if design in PAIRED else None
        occasions.append(progress.occasion(person, slot, cases, day, study.consent.gate, second))
        occasions[-1].design = design
    codes = {participant_id: person.code for participant_id, person in people.items()}
    gone = len(stock.people) - len(people)
    return Progress(study, today, occasions, list(people.values()), withdrawn, gone, stock, codes)


def _people(study: Study, stock: Stock) -> dict[str, Person]:
    """Those whose data may be used, by id."""
    consents = defaultdict(list)
    for row in stock.consents:
        consents[row.participant_id].append(consent(row))
    return {
        row.id: Person(
            row.code,
            row.site,
            row.arm,
            schedule.day_at(study, row.site, row.created_at),
            Participation(row.status),
            row.left_on,
            consents[row.id],
        )
        for row in stock.people
        if row.withdrawal < Withdrawal.STOP_USE
    }


def _slot(visit: str, opens: str | None, target: str | None, closes: str | None, expectation: str, reason: str) -> Slot:
    why = _REASONS[reason] if reason else None
    return Slot(visit, _day(opens), _day(target), _day(closes), _EXPECTATIONS[expectation], why)


@lru_cache(maxsize=4096)
def _day(told: str | None) -> date | None:
    """Many visits share a day."""
    return date.fromisoformat(told) if told else None


def _was_due(slot: Slot, today: date) -> bool:
    """True of a visit that would have been counted, had the person not withdrawn from all use."""
    expected = slot.expectation is Expectation.EXPECTED or slot.reason is Reason.WITHDRAWN
    return expected and slot.closes is not None and slot.closes < today


def _lines(study: Study, stock: Stock) -> dict[tuple[str, str], list[Line]]:
    """The cases by participant and visit: those somebody opened, and those of interviews held without one.

    A case knows what its calls and its interview came to; an interview that goes on, or without a case, is added here.
    """
    lines: dict[tuple[str, str], dict[str, Line]] = defaultdict(dict)
    accounts, informants = stock.accounts, stock.informants
    for participant, visit, informant, interviewer, disposition, attempts in stock.cases:
        if informant in informants:
            lines[participant, visit][informant] = Line(
                outcome=OUTCOMES[disposition or "NOTTRIED"],
                informant=informants[informant],
                interviewer=accounts.get(interviewer, ""),
                attempts=attempts,
            )
    zones = {site.code: ZoneInfo(study.zone(site.code)) for site in study.sites}
    for row in stock.interviews:
        there = lines[row[0], row[1]]
        line = there.get(row[2])
        if line is None:
            line = there[row[2]] = Line(outcome=Disposition.NOTTRIED, informant=informants.get(row[2], ""))
        line.interviewer = accounts.get(row[4], "")
        asker = (line.interviewer, "unfinished" if row[5] in _OPEN else "ended")
        line.askers = line.askers if asker in line.askers else (*line.askers, asker)
        _add(line, row[5:10], zones.get(row[3], UTC))
    return {place: list(there.values()) for place, there in lines.items()}


def _add(line: Line, interview: Sequence[Any], zone: tzinfo) -> None:
    status, disposition, started_at, held_on, seconds = interview
    line.interviews += 1
    line.seconds += seconds
    outcome = disposition or "BREAKOFF"
    if outcome != line.outcome:
        line.outcome = settled([line.outcome, OUTCOMES[outcome]]) or line.outcome
    if status in _OPEN:
        line.unfinished += 1
    elif disposition in _HELD:
        day = date.fromisoformat(held_on) if held_on else day_at(started_at, zone)
        line.held_on = day if line.held_on is None else min(day, line.held_on)


def day_at(moment: str, zone: tzinfo) -> date:
    """The day of a stored moment in that zone; two comparisons, where reading the moment would be the dearest step."""
    before, midnight, after = _days_of(moment[:10], zone)
    return before if moment < midnight else after


@lru_cache(maxsize=4096)
def _days_of(day: str, zone: tzinfo) -> tuple[date, str, date]:
    """The two days of a zone that a day in UTC falls into, and the moment at which the second begins."""
    before = datetime.fromisoformat(f"{day}T00:00Z").astimezone(zone).date()
    after = before + timedelta(days=1)
    return before, moments.text(datetime.combine(after, time(), zone)), after


def _missing(interviews: Sequence[Row[Any]], study: Study) -> dict[str, dict[str, Share]]:
    held: dict[tuple[str, int, str], list[str]] = defaultdict(list)
    for visit, name, version, marks in map(_MARKED, interviews):
        if marks:
            held[name, version, visit].append(marks)
    found: dict[str, dict[str, Share]] = defaultdict(dict)
    for (name, version, visit), together in held.items():
        for item, share in lacking(instruments.load(name, version), together).items():
            before = found[item].get(visit)
            found[item][visit] = share if before is None else before + share
    return {item.id: found[item.id] for item in _items(study, found)} | found


def _items(study: Study, found: Mapping[str, object]) -> Iterator[Any]:
    """Those of the study's own instrument first, in its order."""
    instrument = instruments.load(study.instrument, study.instrument_version)
    return (item for item in instrument.items if item.id in found)


def _workload(found: Progress) -> dict[str, Work]:
    work: dict[str, Work] = defaultdict(Work)
    for code, name in (asker for each in found.occasions for line in each.lines for asker in line.askers):
        work[code].interviews += name == "ended"
        work[code].open += name == "unfinished"
    for code, number in found.stock.tries.items():
        work[code].attempts = number
    return dict(sorted(work.items()))
