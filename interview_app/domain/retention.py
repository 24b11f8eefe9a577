"""How long people stay: the Kaplan–Meier curve with Greenwood's standard errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Stay:
    """How many days somebody was followed, and whether they left then; False for who still took part."""

    days: int
    left: bool


@dataclass(frozen=True, slots=True)
class Step:
    """From a day on: how many were at risk when it came, how many left, and the share that stays with its error."""

    day: int
    at_risk: int
    left: int
    share: float
    error: float | None
    """Greenwood's; None once nobody is left, where it is not defined."""


def kaplan_meier(stays: Iterable[Stay]) -> list[Step]:
    """A step for each day on which somebody left; who is followed no longer on that day counts among those at risk."""
    known = list(stays)
    leaving, followed = Counter(stay.days for stay in known if stay.left), Counter(stay.days for stay in known)
    at_risk, share, spread = len(known), 1.0, 0.0
    steps: list[Step] = []
    for day in sorted(followed):
        if left := leaving[day]:
            share *= 1 - left / at_risk
            spread += left / (at_risk * (at_risk - left)) if left < at_risk else 0.0
            error = share * sqrt(spread) if left < at_risk else None
            steps.append(Step(day, at_risk, left, share, error))
        at_risk -= followed[day]
    return steps
