"""A score over time: what each value is compared with, where a line may join two, and where the informant changes.

*Baseline* is the interview at the study's first visit, *previous* the latest interview at another visit on an earlier
day. Both are the same informant's if there is one, else another's, and then the difference may reflect the rater.
Only values that were computed by the same rule are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise


@dataclass(frozen=True, slots=True)
class Value:
    """What a scale came to; `rule` tells how, and two values of different rules are not set against each other."""

    amount: float
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One interview as a score sees it; `value` is None where it could not be computed."""

    interview: str
    visit: str
    day: date
    informant: str
    value: Value | None


@dataclass(frozen=True, slots=True)
class Change:
    """How much higher a value is than an earlier one; `is_same` where the same informant gave both."""

    since: Point
    amount: float
    is_same: bool


@dataclass(frozen=True, slots=True)
class Passed:
    """An expected visit that is over, held or missed, and the day on which it stands."""

    visit: str
    day: date


@dataclass(frozen=True, slots=True)
class Turn:
    """Two visits that follow each other and have no informant in common: the last day of one, the first of the next."""

    visit: str
    left: date
    came: date


def from_baseline(point: Point, points: Iterable[Point], first_visit: str) -> Change | None:
    """The change since the first visit; None at that visit, and where it has no value to compare with."""
    if point.visit == first_visit:
        return None
    there = [each for each in points if each.visit == first_visit and each.day <= point.day]
    return _change(point, there, latest=False)


def from_previous(point: Point, points: Iterable[Point]) -> Change | None:
    """The change since the visit before; None where nothing comparable was held before."""
    return _change(point, [each for each in points if each.visit != point.visit and each.day < point.day], latest=True)


def _change(point: Point, others: Iterable[Point], *, latest: bool) -> Change | None:
    """The change since the first or the latest of some points, of those the same informant's if there is one."""
    ordered = sorted((each for each in others if _are_comparable(each, point)), key=lambda each: each.day)
    ranked = ordered[::-1] if latest else ordered
    since = next(iter(sorted(ranked, key=lambda each: each.informant != point.informant)), None)
    if since is None or since.value is None or point.value is None:
        return None
    return Change(since, point.value.amount - since.value.amount, since.informant == point.informant)


def _are_comparable(one: Point, other: Point) -> bool:
    return one.value is not None and other.value is not None and one.value.rule == other.value.rule


def stretches(points: Iterable[Point], passed: Sequence[Passed]) -> list[tuple[Point, ...]]:
    """The points that a line may join, each with a value in one of them, in order of days.

    A line joins values of one informant at neighbouring visits: it never runs over a visit that was missed, one at
    which this informant was not asked, or an interview without a value.
    """
    found: list[tuple[Point, ...]] = []
    for _, own in groupby(sorted(points, key=lambda each: (each.informant, each.day)), lambda each: each.informant):
        found += _unbroken(list(own), passed)
    return sorted(found, key=lambda stretch: (stretch[0].day, stretch[0].informant))


def _unbroken(own: Sequence[Point], passed: Sequence[Passed]) -> Iterator[tuple[Point, ...]]:
    """One informant's points, parted where the line is."""
    parts: list[list[Point]] = [[own[0]]]
    for before, after in pairwise(own):
        if _are_comparable(before, after) and not _passed_between(before, after, passed):
            parts[-1].append(after)
        else:
            parts.append([after])
    return (tuple(part) for part in parts if part[0].value is not None)


def _passed_between(before: Point, after: Point, passed: Iterable[Passed]) -> bool:
    ends = {before.visit, after.visit}
    return any(each.visit not in ends and before.day < each.day < after.day for each in passed)


def turns(points: Iterable[Point]) -> list[Turn]:
    """Where everybody who was asked is another than at the visit before."""
    visits = _by_visit(points)
    return [
        Turn(after[0].visit, max(each.day for each in before), after[0].day)
        for before, after in pairwise(visits)
        if {each.informant for each in before}.isdisjoint({each.informant for each in after})
    ]


def _by_visit(points: Iterable[Point]) -> list[list[Point]]:
    """The points of each visit, in the order in which visits began."""
    visits: dict[str, list[Point]] = {}
    for point in sorted(points, key=lambda each: each.day):
        visits.setdefault(point.visit, []).append(point)
    return list(visits.values())


def latest(points: Iterable[Point], first_visit: str) -> Point | None:
    """The value that stands for today: at the latest visit that has one, of the informant who can best be compared
    with before; None where no interview has a value."""
    valued = [point for point in points if point.value is not None]
    visits = _by_visit(valued)
    if not visits:
        return None
    last = max(visits, key=lambda visit: visit[-1].day)
    return max(last, key=lambda point: (_known(point, valued, first_visit), point.day))


def _known(point: Point, points: Sequence[Point], first_visit: str) -> tuple[bool, bool]:
    """Whether the same informant spoke before, at the visit before and at the first."""
    changes = (from_previous(point, points), from_baseline(point, points, first_visit))
    previous, baseline = (change is not None and change.is_same for change in changes)
    return previous, baseline
