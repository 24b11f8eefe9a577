"""Outcome rates in AAPOR's sense, and a share with its Wilson interval.

The letters are those of the Standard Definitions: I complete, P partial, R refusal and break-off, NC non-contact,
O other, U unknown eligibility, NE not eligible, and e the share of the unknown that is estimated to be eligible.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054
"""The standard normal's 97.5 % point."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases came to each class of outcome."""

    I: int = 0  # noqa: E741 - the letters are AAPOR's own
    P: int = 0
    R: int = 0
    NC: int = 0
    O: int = 0  # noqa: E741 - the letters are AAPOR's own
    U: int = 0
    NE: int = 0

    @property
    def eligible(self) -> int:
        """The cases that are known to be eligible."""
        return self.I + self.P + self.R + self.NC + self.O

    @property
    def e(self) -> float | None:
        """The estimated share of eligible cases among the unknown: as among those that are known."""
        return _ratio(self.eligible, self.eligible + self.NE)


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate: its formula in words and in numbers."""

    formula: str
    of: Callable[[Tally], float | None]


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _over(part: Callable[[Tally], int], share: float | None) -> Callable[[Tally], float | None]:
    """Part of the eligible and of that share of the unknown; None for the share that is estimated."""
    return lambda t: _ratio(part(t), t.eligible + ((t.e or 0.0) if share is None else share) * t.U)


def _complete(t: Tally) -> int:
    return t.I


def _interviewed(t: Tally) -> int:
    return t.I + t.P


def _refused(t: Tally) -> int:
    return t.R


def _reached(t: Tally) -> int:
    return t.I + t.P + t.R + t.O


RATES: Mapping[str, Rate] = {
    "RR1": Rate("I / (I+P+R+NC+O+U)", _over(_complete, 1)),
    "RR2": Rate("(I+P) / (I+P+R+NC+O+U)", _over(_interviewed, 1)),
    "RR3": Rate("I / (I+P+R+NC+O+e·U)", _over(_complete, None)),
    "RR4": Rate("(I+P) / (I+P+R+NC+O+e·U)", _over(_interviewed, None)),
    "RR5": Rate("I / (I+P+R+NC+O)", _over(_complete, 0)),
    "RR6": Rate("(I+P) / (I+P+R+NC+O)", _over(_interviewed, 0)),
    "COOP1": Rate("I / (I+P+R+O)", lambda t: _ratio(t.I, _reached(t))),
    "COOP2": Rate("(I+P) / (I+P+R+O)", lambda t: _ratio(t.I + t.P, _reached(t))),
    "COOP3": Rate("I / (I+P+R)", lambda t: _ratio(t.I, t.I + t.P + t.R)),
    "COOP4": Rate("(I+P) / (I+P+R)", lambda t: _ratio(t.I + t.P, t.I + t.P + t.R)),
    "REF1": Rate("R / (I+P+R+NC+O+U)", _over(_refused, 1)),
    "REF2": Rate("R / (I+P+R+NC+O+e·U)", _over(_refused, None)),
    "REF3": Rate("R / (I+P+R+NC+O)", _over(_refused, 0)),
    "CON1": Rate("(I+P+R+O) / (I+P+R+NC+O+U)", _over(_reached, 1)),
    "CON2": Rate("(I+P+R+O) / (I+P+R+NC+O+e·U)", _over(_reached, None)),
    "CON3": Rate("(I+P+R+O) / (I+P+R+NC+O)", _over(_reached, 0)),
}


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, as a proportion with its Wilson 95 % interval; None of all three where there is nobody."""

    part: int
    whole: int

    def __add__(self, other: Share) -> Share:
        """The share of both together."""
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def value(self) -> float | None:
        """The proportion."""
        return _ratio(self.part, self.whole)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's score interval: it stays within 0 to 1 and is of use with few people too."""
        return wilson(self.part, self.whole) if self.whole else None


def wilson(part: int, whole: int, z: float = Z95) -> tuple[float, float]:
    """The score interval of a proportion."""
    p, square = part / whole, z * z
    middle = p + square / (2 * whole)
    half = z * sqrt(p * (1 - p) / whole + square / (4 * whole * whole))
    scale = 1 + square / whole
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)
