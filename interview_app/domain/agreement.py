"""How far two or more observers agree: intraclass correlations, weighted kappa and Krippendorff's alpha.

Ratings come as rows, one a target, as columns of judges where judges are the same for all. A result is None where the
data cannot give one: too few targets, or nothing that varies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean
from typing import Protocol

from interview_app.domain.rates import Z95

Rows = Sequence[Sequence[float]]


class Quantiles(Protocol):
    """The distributions that intervals need, given from outside, as a library has them."""

    def f(self, share: float, above: float, below: float) -> float:
        """The value under which that share of F lies, with so many degrees of freedom above and below."""
        ...

    def t(self, share: float, freedom: float) -> float:
        """The value under which that share of Student's t lies."""
        ...


@dataclass(frozen=True, slots=True)
class Estimate:
    """A coefficient with its 95 % interval, None where it has none, and what it rests on."""

    model: str
    value: float
    interval: tuple[float, float] | None
    n: int
    """Targets: people, or units."""
    k: float
    """Ratings of each; their weighted mean where they differ."""


@dataclass(frozen=True, slots=True)
class Squares:
    """The mean squares of a table of targets × judges, with every cell filled."""

    targets: float
    judges: float
    error: float
    within: float
    n: int
    k: int


def squares(rows: Rows) -> Squares | None:
    """The two-way analysis of variance of a full table; None with fewer than two targets or judges."""
    n, k = len(rows), len(rows[0]) if rows else 0
    if n < 2 or k < 2:
        return None
    mean = fmean(value for row in rows for value in row)
    total = sum((value - mean) ** 2 for row in rows for value in row)
    between = k * sum((fmean(row) - mean) ** 2 for row in rows)
    of_judges = n * sum((fmean(column) - mean) ** 2 for column in zip(*rows, strict=True))
    rest = max(total - between - of_judges, 0.0)
    return Squares(
        between / (n - 1), of_judges / (k - 1), rest / ((n - 1) * (k - 1)), (total - between) / (n * (k - 1)), n, k
    )


def one_way(rows: Rows, quantiles: Quantiles) -> Estimate | None:
    """ICC(1,1): each target has judges of its own, as many as it has. Unbalanced data take k0 = (N − Σk²/N)/(n − 1)."""
    rows = [row for row in rows if row]
    n, total = len(rows), sum(map(len, rows))
    if n < 2 or total <= n:
        return None
    k = (total - sum(len(row) ** 2 for row in rows) / total) / (n - 1)
    mean = fmean(value for row in rows for value in row)
    between = sum(len(row) * (fmean(row) - mean) ** 2 for row in rows) / (n - 1)
    within = sum((value - fmean(row)) ** 2 for row in rows for value in row) / (total - n)
    if between + within <= 0:
        return None
    value = (between - within) / (between + (k - 1) * within)
    return Estimate("ICC(1,1)", value, _of_ratio(between, within, (n - 1, total - n), k, quantiles), n, k)


def _of_ratio(
    between: float, error: float, freedom: tuple[int, int], k: float, quantiles: Quantiles
) -> tuple[float, float]:
    """Shrout and Fleiss's interval of a coefficient that follows from one ratio of mean squares."""
    if error == 0:
        return 1.0, 1.0
    above, below = freedom
    ratio = between / error
    low, high = ratio / quantiles.f(0.975, above, below), ratio * quantiles.f(0.975, below, above)
    return (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)


def two_way(rows: Rows, quantiles: Quantiles) -> Estimate | None:
    """ICC(2,1), absolute agreement: the same judges for all targets, a sample of those there could be."""
    found = squares(rows)
    if found is None or found.targets + found.judges + found.error <= 0:
        return None
    n, k = found.n, found.k
    below = found.targets + (k - 1) * found.error + k * (found.judges - found.error) / n
    if below == 0:
        return None
    value = (found.targets - found.error) / below
    return Estimate("ICC(2,1)", value, _two_way_interval(found, value, quantiles), n, k)


def _two_way_interval(found: Squares, value: float, quantiles: Quantiles) -> tuple[float, float]:
    if found.error == 0 and found.judges == 0:
        return 1.0, 1.0
    n, k = found.n, found.k
    a = k * value / (n * (1 - value)) if value < 1 else 0.0
    b = 1 + k * value * (n - 1) / (n * (1 - value)) if value < 1 else 1.0
    below = (a * found.judges) ** 2 / (k - 1) + (b * found.error) ** 2 / ((n - 1) * (k - 1))
    freedom = (a * found.judges + b * found.error) ** 2 / below
    up, down = quantiles.f(0.975, n - 1, freedom), quantiles.f(0.975, freedom, n - 1)
    spread = k * found.judges + (k * n - k - n) * found.error
    low = n * (found.targets - up * found.error) / (up * spread + n * found.targets)
    high = n * (down * found.targets - found.error) / (spread + n * down * found.targets)
    return low, high


def two_way_fixed(rows: Rows, quantiles: Quantiles) -> Estimate | None:
    """ICC(3,1), consistency: the same judges for all targets, and no others are of interest."""
    found = squares(rows)
    if found is None or found.targets + (found.k - 1) * found.error <= 0:
        return None
    n, k = found.n, found.k
    value = (found.targets - found.error) / (found.targets + (k - 1) * found.error)
    interval = _of_ratio(found.targets, found.error, (n - 1, (n - 1) * (k - 1)), k, quantiles)
    return Estimate("ICC(3,1)", value, interval, n, k)


def averaged(single: Estimate, k: int) -> Estimate:
    """The coefficient of the mean of k judges after Spearman and Brown, its interval stepped up likewise."""

    def stepped(value: float) -> float:
        return k * value / (1 + (k - 1) * value)

    interval = single.interval and (stepped(single.interval[0]), stepped(single.interval[1]))
    return Estimate(single.model.replace(",1)", f",{k})"), stepped(single.value), interval, single.n, single.k)


def linear(first: int, second: int, last: int) -> float:
    """How much two categories disagree, 0 to 1, in proportion to the steps between them."""
    return abs(first - second) / last


def quadratic(first: int, second: int, last: int) -> float:
    """The same, in proportion to the square of the steps."""
    return (first - second) ** 2 / last**2


def unweighted(first: int, second: int, last: int) -> float:
    """Any difference is a full one."""
    return float(first != second)


Weight = Callable[[int, int, int], float]


def crossed(pairs: Sequence[tuple[Hashable, Hashable]], categories: Sequence[Hashable]) -> list[list[int]]:
    """How often each category of the first met each of the second; `categories` are the scale's, in its order."""
    counts = Counter(pairs)
    return [[counts[one, other] for other in categories] for one in categories]


def kappa(table: Rows, weight: Weight, model: str) -> Estimate | None:
    """Cohen's kappa of a cross-table of all the categories of a scale, by Cohen's disagreement weights.

    The interval rests on the standard error of Fleiss, Cohen and Everitt (1969).
    """
    n = sum(map(sum, table))
    size = len(table)
    if not n or size < 2:
        return None
    weights = [[weight(i, j, size - 1) for j in range(size)] for i in range(size)]
    return kappa_of(table, weights, model)


def kappa_of(table: Rows, weights: Rows, model: str) -> Estimate | None:
    """The same with disagreement weights of any kind: 0 where two categories agree."""
    n, size = sum(map(sum, table)), range(len(table))
    shares = [[cell / n for cell in row] for row in table]
    rows, columns = [sum(row) for row in shares], [sum(column) for column in zip(*shares, strict=True)]
    seen = sum(weights[i][j] * shares[i][j] for i in size for j in size)
    chance = sum(weights[i][j] * rows[i] * columns[j] for i in size for j in size)
    if chance == 0:
        return None
    value = 1 - seen / chance
    error = _kappa_error(shares, weights, (rows, columns), value, n)
    ends = None if error is None else (max(-1.0, value - Z95 * error), min(1.0, value + Z95 * error))
    return Estimate(model, value, ends, round(n), 2)


def _kappa_error(
    shares: Rows, weights: Rows, margins: tuple[Sequence[float], Sequence[float]], value: float, n: float
) -> float | None:
    """The large-sample standard error; None for mere proportions, of which the number is not known."""
    if n <= 1:
        return None
    (rows, columns), size = margins, range(len(shares))
    most = max(map(max, weights))
    agree = [[1 - weight / most for weight in row] for row in weights]
    of_rows = [sum(columns[j] * agree[i][j] for j in size) for i in size]
    of_columns = [sum(rows[i] * agree[i][j] for i in size) for j in size]
    chance = sum(rows[i] * columns[j] * agree[i][j] for i in size for j in size)
    spread = sum(
        shares[i][j] * (agree[i][j] - (of_rows[i] + of_columns[j]) * (1 - value)) ** 2 for i in size for j in size
    )
    variance = (spread - (value - chance * (1 - value)) ** 2) / (n * (1 - chance) ** 2)
    return sqrt(max(variance, 0.0))


Difference = Callable[[float, float, Mapping[float, float]], float]


def nominal(one: float, other: float, counts: Mapping[float, float]) -> float:
    """Any two values differ alike."""
    return float(one != other)


def metric(one: float, other: float, counts: Mapping[float, float]) -> float:
    """The square of the distance."""
    return (one - other) ** 2


def ordinal(one: float, other: float, counts: Mapping[float, float]) -> float:
    """The square of how many ranks lie between."""
    low, high = sorted((one, other))
    between = sum(number for value, number in counts.items() if low <= value <= high)
    return (between - (counts[low] + counts[high]) / 2) ** 2


def krippendorff(units: Sequence[Sequence[float]], difference: Difference) -> float | None:
    """Krippendorff's alpha of units, each with the values that it was given; those with fewer than two do not count."""
    paired = [unit for unit in units if len(unit) > 1]
    counts: Counter[float] = Counter(value for unit in paired for value in unit)
    n = counts.total()
    seen = sum(
        difference(one, other, counts) / (len(unit) - 1)
        for unit in paired
        for place, one in enumerate(unit)
        for other in (*unit[:place], *unit[place + 1 :])
    )
    chance = sum(counts[one] * counts[other] * difference(one, other, counts) for one in counts for other in counts)
    return 1 - (n - 1) * seen / chance if chance else None
