"""Reliable change after Jacobson and Truax (1991): is a difference larger than the error of measurement explains?

SEM = SD·√(1−r); Sdiff = √2·SEM; RCI = difference ÷ Sdiff. It says something only where a scale's reliability is known,
and only of two values of one informant: what two raters see differently is no error of that kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import sqrt

CRITICAL = 1.96
"""Beyond this, in either direction, 95 % of differences do not lie where nothing has changed."""


class Direction(StrEnum):
    """What a difference amounts to."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    UNCERTAIN = "uncertain"
    """Within the error of measurement."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """How reliably a scale measures: a coefficient between 0 and 1, the standard deviation of the group that both come
    from, and where that was published."""

    coefficient: float
    sd: float
    source: Mapping[str, str] = field(default_factory=dict)

    @property
    def error(self) -> float:
        """The standard error of measurement."""
        return self.sd * sqrt(1 - self.coefficient)

    @property
    def error_of_difference(self) -> float:
        """The standard error of a difference between two values."""
        return sqrt(2) * self.error

    @property
    def detectable(self) -> float:
        """The smallest difference that counts as more than error."""
        return CRITICAL * self.error_of_difference

    def index(self, difference: float) -> float:
        """The reliable change index of a difference."""
        return difference / self.error_of_difference

    def direction(self, difference: float, *, higher_is_better: bool) -> Direction:
        """What a difference amounts to, given which way is better."""
        if abs(self.index(difference)) <= CRITICAL:
            return Direction.UNCERTAIN
        return Direction.IMPROVED if (difference > 0) is higher_is_better else Direction.WORSENED


@dataclass(frozen=True, slots=True)
class Norms:
    """Means and standard deviations of those who need help and of those who do not."""

    clinical_mean: float
    clinical_sd: float
    functional_mean: float
    functional_sd: float

    def cut_off(self, criterion: str) -> float:
        """Where the one group ends or the other begins: `a` two SD away from the clinical mean, `b` within two SD of
        the functional one, `c` between the two, weighed by their spread."""
        toward = 1 if self.functional_mean > self.clinical_mean else -1
        if criterion == "a":
            return self.clinical_mean + toward * 2 * self.clinical_sd
        if criterion == "b":
            return self.functional_mean - toward * 2 * self.functional_sd
        both = self.clinical_sd * self.functional_mean + self.functional_sd * self.clinical_mean
        return both / (self.clinical_sd + self.functional_sd)


def has_recovered(before: float, after: float, cut_off: float, reliability: Reliability, *, up: bool) -> bool:
    """True where the change is a reliable improvement and also crosses the cut-off; `up` where higher is better."""
    improved = reliability.direction(after - before, higher_is_better=up) is Direction.IMPROVED
    return improved and (before < cut_off <= after if up else before > cut_off >= after)
