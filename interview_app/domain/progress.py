"""How a study gets on: what became of each visit and of each case, and the tables that count them.

A case is a participant's visit as told by one informant. Visits and cases carry the names of the sets that they belong
to; tables count the names and lists are chosen by them, so that a number and the list behind it cannot differ. A visit
whose window is still open stands outside rates and retention, held already or not: counting only those that are held
would flatter both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from statistics import median

from interview_app.domain.consent import Consent
from interview_app.domain.disposition import Disposition
from interview_app.domain.participation import Participation
from interview_app.domain.rates import Share, Tally
from interview_app.domain.schedule import Expectation, Reason, Slot, State, state

_KINDS = {each: "O" if each.outcome.kind == "interim" else each.outcome.kind for each in Disposition}
KINDS = ("I", "P", "R", "NC", "O", "U", "NE")
_GONE = frozenset({Participation.WITHDRAWN, Participation.DIED})
_NOT_MEANT = frozenset({Reason.UNSCHEDULED, Reason.OTHER_ARM, Reason.NO_EXTENSION})
"""Why a visit is not meant for a participant at all, whatever becomes of them."""
_OF_INTERVIEWS = frozenset({"ended", "unfinished"})
_WINDOWS = {State.HELD: "in-window", State.HELD_EARLY: "early", State.LATE: "late"}


@dataclass(frozen=True, slots=True)
class Person:
    """A participant, as far as progress needs to know."""

    code: str
    site: str
    arm: str
    enrolled_on: date
    status: Participation = Participation.ACTIVE
    left_on: date | None = None
    consents: Sequence[Consent] = ()

    def consents_on(self, day: date, gate: str) -> bool:
        """True when nobody had withdrawn or died by that day and, where the study asks for consents, one held."""
        if self.status in _GONE and (self.left_on is None or self.left_on <= day):
            return False
        return not gate or any(consent.holds_on(day) and gate in consent.scopes for consent in self.consents)


@dataclass(slots=True, kw_only=True)
class Line:
    """What became of one case."""

    outcome: Disposition
    informant: str = ""
    """"" where nobody was tried."""
    interviewer: str = ""
    askers: tuple[tuple[str, str], ...] = ()
    """Who holds an interview of it, each once with the set that it brings the case into: ended or unfinished."""
    attempts: int = 0
    interviews: int = 0
    unfinished: int = 0
    """How many of the interviews go on."""
    held_on: date | None = None
    """The day of the first interview that is complete or partial."""
    seconds: int = 0
    sets: frozenset[str] = frozenset()

    @property
    def tries(self) -> int:
        """How often somebody was tried: the calls, and the interviews that were begun."""
        return self.attempts + self.interviews

    def is_of(self, interviewer: str, name: str) -> bool:
        """True when an interviewer brings the case into the set of that name, or else has or holds anything of it."""
        if name in _OF_INTERVIEWS:
            return (interviewer, name) in self.askers
        return interviewer == self.interviewer or any(code == interviewer for code, _ in self.askers)

    @property
    def kind(self) -> str:
        """The class of its outcome; what was only on its way, an appointment for one, had been reached: O."""
        return _KINDS[self.outcome]


@dataclass(slots=True)
class Occasion:
    """One visit of a participant, with its cases."""

    person: Person
    slot: Slot
    state: State
    lines: Sequence[Line] = ()
    sets: frozenset[str] = frozenset()
    design: str = ""
    """Whether a second opinion is wanted: a domain.fieldwork.Design."""


def occasion(
    person: Person, slot: Slot, lines: Sequence[Line], today: date, gate: str, second: int | None = None
) -> Occasion:
    """A visit as it stands on a day, with its cases; an expected one that nobody tried has a case that says so.

    `second` is within how many days of the first a second informant is wanted; None where none is.
    """
    held = min((line.held_on for line in lines if line.held_on is not None), default=None) if lines else None
    is_over = slot.closes is not None and slot.closes < today
    is_expected = slot.expectation is Expectation.EXPECTED
    beside = "" if slot.reason is Reason.UNSCHEDULED or slot.expectation is Expectation.OPTIONAL else "beside"
    lacks_one = is_over and is_expected and _lack(lines, second, today)
    known = (*lines, Line(outcome=Disposition.NOTTRIED)) if lacks_one else lines
    basis = "expected" if is_over and is_expected else "" if is_expected else beside
    for line in known:
        window = None if line.held_on is None else state(slot, line.held_on, today)
        ended = line.interviews > line.unfinished
        line.sets = _of_case(_KINDS[line.outcome], basis, line.tries > 0, ended, line.unfinished > 0, window)
    consents = is_over and slot.closes is not None and person.consents_on(slot.closes, gate)
    is_open = slot.opens is not None and slot.opens <= today
    sets = _of_visit(slot.expectation, slot.reason, is_open, is_over, held is not None, consents)
    return Occasion(person, slot, state(slot, held, today), known, sets)


def _lack(lines: Sequence[Line], second: int | None, today: date) -> bool:
    """True where somebody who was to be asked was never tried: nobody was, or the first was held and no second came."""
    if second is None or len(lines) != 1:
        return not lines
    first = lines[0].held_on
    return first is not None and first + timedelta(days=second) < today


@cache
def _of_case(kind: str, basis: str, tried: bool, ended: bool, unfinished: bool, window: State | None) -> frozenset[str]:
    """The sets that a case belongs to. They are few, so that each is made once."""
    found = {"ended"} if ended else set()
    found |= {"unfinished"} if unfinished else set()
    if basis == "beside" and (ended or unfinished):
        found.add("beside")
    if basis == "expected":
        found |= {kind} | ({"attempted"} if tried else set()) | ({"held", _WINDOWS[window]} if window else set())
    return frozenset(found)


@cache
def _of_visit(
    expectation: Expectation, reason: Reason | None, is_open: bool, is_over: bool, held: bool, consents: bool
) -> frozenset[str]:
    """The sets that a visit belongs to."""
    if expectation is Expectation.OPTIONAL or reason is Reason.UNSCHEDULED:
        return frozenset()
    found = {"expected" if is_over else "open" if is_open else "coming"}
    if reason is not None:
        found = {"not-expected", f"not-expected:{reason}"}
    if is_over and reason not in _NOT_MEANT:
        found |= {"meant"} | ({"retained"} if held else set()) | ({"consenting"} if consents else set())
        found |= {"retained-consenting"} if held and consents else set()
    return frozenset(found)


@dataclass(slots=True)
class Counts:
    """A row of the tables: how many visits and cases belong to each set, and what is measured of the interviews."""

    visits: Counter[str] = field(default_factory=Counter)
    cases: Counter[str] = field(default_factory=Counter)
    days: list[int] = field(default_factory=list)
    attempts: list[int] = field(default_factory=list)
    seconds: list[int] = field(default_factory=list)

    def measure(self, visit: Occasion) -> None:
        """Note what is measured of the cases of a visit that are counted."""
        for line in visit.lines:
            if "attempted" in line.sets:
                self.attempts.append(line.tries)
            if "held" in line.sets and line.held_on is not None and visit.slot.target is not None:
                self.days.append((line.held_on - visit.slot.target).days)
            if "I" in line.sets and line.seconds:
                self.seconds.append(line.seconds)

    @property
    def tally(self) -> Tally:
        """The cases of expected visits by the class of their outcome."""
        return Tally(*(self.cases[kind] for kind in KINDS))

    @property
    def in_window(self) -> Share:
        """The interviews held in their window, of all that were held."""
        return Share(self.cases["in-window"], self.cases["held"])

    @property
    def retained(self) -> Share:
        """Those with an interview, of all who were enrolled and for whom the visit was meant."""
        return Share(self.visits["retained"], self.visits["meant"])

    @property
    def retained_consenting(self) -> Share:
        """The same, of those who still consented when the window closed."""
        return Share(self.visits["retained-consenting"], self.visits["consenting"])

    @property
    def reasons(self) -> dict[Reason, int]:
        """Why visits were not expected, and how many of each."""
        return {reason: n for reason in Reason if (n := self.visits[f"not-expected:{reason}"])}

    @property
    def median_days(self) -> float | None:
        """Days from the target to the interview."""
        return median(self.days) if self.days else None

    @property
    def median_attempts(self) -> float | None:
        """Attempts of the cases that were attempted."""
        return median(self.attempts) if self.attempts else None

    @property
    def median_minutes(self) -> float | None:
        """Length of the complete interviews."""
        return median(self.seconds) / 60 if self.seconds else None


@dataclass(slots=True)
class Tables:
    """What the progress page shows of visits: by visit, by site, and all together."""

    by_visit: Mapping[str, Counts]
    by_site: dict[str, Counts] = field(default_factory=dict)
    total: Counts = field(default_factory=Counts)


def counted(visits: Collection[str], occasions: Collection[Occasion], withdrawn: Mapping[str, int]) -> Tables:
    """The tables of these visits, by the study's order; `withdrawn` counts by visit the people out of all use: NE."""
    tables = Tables({visit: Counts() for visit in visits})
    known = [each for each in occasions if each.slot.visit in tables.by_visit]
    of_visits = Counter((each.slot.visit, each.person.site, each.sets) for each in known)
    of_cases = Counter((each.slot.visit, each.person.site, line.sets) for each in known for line in each.lines)
    for counter, name in ((of_visits, "visits"), (of_cases, "cases")):
        for (visit, site, sets), number in counter.items():
            for row in (tables.by_visit[visit], tables.by_site.setdefault(site, Counts())):
                getattr(row, name).update(dict.fromkeys(sets, number))
    for each in known:
        tables.by_visit[each.slot.visit].measure(each)
    for visit, number in withdrawn.items():
        if visit in tables.by_visit:
            tables.by_visit[visit].cases["NE"] += number
    for row in tables.by_visit.values():
        _add(tables.total, row)
    return tables


def _add(total: Counts, row: Counts) -> None:
    total.visits.update(row.visits)
    total.cases.update(row.cases)
    for name in ("days", "attempts", "seconds"):
        getattr(total, name).extend(getattr(row, name))


@dataclass(frozen=True, slots=True)
class Recruitment:
    """How many were enrolled, by month and site and by arm and site."""

    by_month: Mapping[tuple[str, str], int]
    by_arm: Mapping[tuple[str, str], int]
    months: Sequence[str]
    """Every month from the first to the last, also those without anybody."""

    def in_month(self, month: str) -> int:
        """Of all sites."""
        return sum(number for (when, _), number in self.by_month.items() if when == month)

    def in_arm(self, arm: str) -> int:
        """Of all sites."""
        return sum(number for (which, _), number in self.by_arm.items() if which == arm)


def recruitment(people: Iterable[Person]) -> Recruitment:
    """Count the people; months are written YYYY-MM."""
    months: Counter[tuple[str, str]] = Counter()
    arms: Counter[tuple[str, str]] = Counter()
    for person in people:
        months[f"{person.enrolled_on:%Y-%m}", person.site] += 1
        arms[person.arm, person.site] += 1
    return Recruitment(months, arms, list(_months(sorted({month for month, _ in months}))))


def _months(known: Sequence[str]) -> Iterator[str]:
    if not known:
        return
    year, month = map(int, known[0].split("-"))
    while (name := f"{year:04}-{month:02}") <= known[-1]:
        yield name
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
