"""What numbers look like: their middle and spread, how they changed, and how far items of a scale go together.

Standard deviations are those of a sample (n − 1). Quartiles lie between neighbours, as R, NumPy and pandas have them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, median, quantiles, stdev, variance

from interview_app.domain.agreement import Quantiles


@dataclass(frozen=True, slots=True)
class Description:
    """Some numbers, described; None where there are too few: one for a spread, none for a middle."""

    n: int
    mean: float | None = None
    sd: float | None = None
    median: float | None = None
    quartiles: tuple[float, float] | None = None
    ends: tuple[float, float] | None = None


def described(values: Sequence[float]) -> Description:
    """The numbers, described."""
    n = len(values)
    if not n:
        return Description(0)
    if n == 1:
        return Description(1, values[0], None, values[0], None, (values[0], values[0]))
    low, _, high = quantiles(values, n=4, method="inclusive")
    return Description(n, fmean(values), stdev(values), median(values), (low, high), (min(values), max(values)))


@dataclass(frozen=True, slots=True)
class Change:
    """Differences of pairs, later minus earlier, with their 95 % interval by Student's t and d_z = mean / SD."""

    n: int
    mean: float | None = None
    sd: float | None = None
    interval: tuple[float, float] | None = None
    d: float | None = None


def changed(differences: Sequence[float], distributions: Quantiles) -> Change:
    """The change of those who have both values."""
    n = len(differences)
    if n < 2:
        return Change(n, differences[0] if n else None)
    mean, sd = fmean(differences), stdev(differences)
    half = distributions.t(0.975, n - 1) * sd / sqrt(n)
    return Change(n, mean, sd, (mean - half, mean + half), mean / sd if sd else None)


@dataclass(frozen=True, slots=True)
class Consistency:
    """Cronbach's alpha of so many items over the `n` cases of `of` that hold a value for each; None where nothing
    varies or there are too few."""

    items: int
    n: int
    of: int
    alpha: float | None


def consistent(rows: Sequence[Sequence[float | None]]) -> Consistency:
    """The internal consistency of a scale: a row a case, an item a column; only complete cases count."""
    whole = [[value for value in row if value is not None] for row in rows if None not in row]
    items = len(rows[0]) if rows else 0
    found = Consistency(items, len(whole), len(rows), None)
    if len(whole) < 2 or items < 2:
        return found
    total = variance([sum(row) for row in whole])
    of_items = sum(variance(column) for column in zip(*whole, strict=True))
    return Consistency(items, len(whole), len(rows), items / (items - 1) * (1 - of_items / total) if total else None)
