"""Agreement and description give the published values, and the laws that hold for any data."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from statistics import fmean

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app.domain import agreement
from interview_app.domain.agreement import Estimate
from interview_app.domain.descriptives import changed, consistent, described
from interview_app.domain.retention import Stay, kaplan_meier
from interview_app.services.quantiles import Distributions

FISHER = Distributions()
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
COHEN_1968 = [[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]]
FLEISS_1969 = [[106, 10, 4], [22, 28, 10], [2, 12, 6]]
NONE = None
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
    [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
]
"""Krippendorff's own example (2011): four observers, twelve units."""


def near(value: float) -> object:
    return pytest.approx(value, abs=1e-6)


def test_the_mean_squares_are_those_of_shrout_and_fleiss() -> None:
    found = agreement.squares(SHROUT_FLEISS)
    assert found is not None
    assert (found.targets, found.judges, found.error, found.within) == (
        near(11.2416667), near(32.4861111), near(1.0194444), near(6.2638889),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("form", "value", "low", "high", "of_four", "low_of_four", "high_of_four"),
    [
        (agreement.one_way, 0.1657417684, -0.1329324, 0.7225601, 0.4427971337, -0.8844422, 0.9124154),
        (agreement.two_way, 0.2897637795, 0.0187865, 0.7610844, 0.6200505476, 0.0711368, 0.927232),
        (agreement.two_way_fixed, 0.7148407148, 0.3424648, 0.9458583, 0.9093155424, 0.6756747, 0.9858917),
    ],
)
def test_the_six_correlations_are_those_of_shrout_and_fleiss(
    form: Callable[..., Estimate | None],
    value: float, low: float, high: float, of_four: float, low_of_four: float, high_of_four: float,
) -> None:  # fmt: skip
    found = form(SHROUT_FLEISS, FISHER)
    assert found is not None
    assert found.value == near(value)
    assert found.interval == (near(low), near(high))
    assert (found.n, found.k) == (6, 4)
    mean = agreement.averaged(found, 4)
    assert mean.value == near(of_four)
    assert mean.interval == (near(low_of_four), near(high_of_four))
    assert mean.model == found.model.replace(",1", ",4")


def test_unequal_numbers_of_judges_are_weighted() -> None:
    """By hand: N = 7, Σk² = 17, k0 = (7 − 17/7)/2 = 16/7; MSB = 55/7, MSW = 3.25."""
    found = agreement.one_way([[1, 2], [5, 7, 4], [3, 8]], FISHER)
    rows = [[1, 2], [5, 7, 4], [3, 8]]
    mean = 30 / 7
    between = (2 * (1.5 - mean) ** 2 + 3 * (16 / 3 - mean) ** 2 + 2 * (5.5 - mean) ** 2) / 2
    within = sum((value - fmean(row)) ** 2 for row in rows for value in row) / 4
    assert found is not None
    assert found.k == near(16 / 7)
    assert found.value == near((between - within) / (between + (16 / 7 - 1) * within))


@pytest.mark.parametrize("rows", [[], [[1, 2]], [[1], [2]], [[3, 3], [3, 3]]])
def test_there_is_no_correlation_where_nothing_can_be_told(rows: list[list[float]]) -> None:
    assert agreement.one_way(rows, FISHER) is None


def test_kappa_is_that_of_cohen_and_of_fleiss() -> None:
    plain = agreement.kappa(COHEN_1968, agreement.unweighted, "κ")
    weighted = agreement.kappa_of(COHEN_1968, [[0, 1, 3], [1, 0, 6], [3, 6, 0]], "κw")
    assert plain is not None
    assert weighted is not None
    assert (plain.value, weighted.value) == (near(0.4915254237), near(0.3478260870))
    of_counts = [
        agreement.kappa(FLEISS_1969, weight, "κ")
        for weight in (agreement.unweighted, agreement.linear, agreement.quadratic)
    ]
    assert [each and each.value for each in of_counts] == [near(0.4285714286), near(0.4923076923), near(0.5666666667)]
    assert of_counts[0] is not None
    assert of_counts[2] is not None
    assert of_counts[0].interval == (near(0.3232998), near(0.5338431))
    assert of_counts[2].interval == (near(0.4575626), near(0.6757707))


def test_the_categories_are_those_of_the_scale() -> None:
    pairs = list(zip(range(1, 10), (1, 3, 1, 6, 1, 5, 5, 6, 7), strict=True))
    of_the_scale = agreement.crossed(pairs, range(1, 10))
    plain = agreement.kappa(of_the_scale, agreement.unweighted, "κ")
    weighted = agreement.kappa(of_the_scale, agreement.quadratic, "κw")
    assert plain is not None
    assert weighted is not None
    assert (plain.value, weighted.value) == (near(0.0), near(0.6779661017))
    observed = sorted({value for pair in pairs for value in pair} - {2, 4, 8, 9})
    control = agreement.kappa(agreement.crossed(pairs, observed), agreement.quadratic, "κw")
    assert control is not None
    assert control.value != near(0.6779661017), "the control: observed categories say another"


@pytest.mark.parametrize(
    ("difference", "value"),
    [(agreement.nominal, 0.7434210526), (agreement.ordinal, 0.8153875038), (agreement.metric, 0.8491071429)],
)
def test_alpha_is_that_of_krippendorff(difference: agreement.Difference, value: float) -> None:
    units = [[each for each in unit if each is not None] for unit in zip(*OBSERVERS, strict=True)]
    assert agreement.krippendorff(units, difference) == near(value)


def test_the_consistency_of_the_same_table_is_its_last_correlation() -> None:
    found = consistent(SHROUT_FLEISS)
    assert (found.items, found.n, found.of, found.alpha) == (4, 6, 6, near(0.9093155424))
    holed = consistent([*SHROUT_FLEISS, [None, 2, 3, 4]])
    assert (holed.n, holed.of, holed.alpha) == (6, 7, near(0.9093155424))


def test_numbers_are_described_and_changes_have_their_interval() -> None:
    found = described([1, 2, 3, 4, 10])
    assert (found.mean, found.median, found.quartiles, found.ends) == (4, 3, (2, 4), (1, 10))
    assert found.sd == near(3.5355339059)
    change = changed([1, 2, 3, 4, 10], FISHER)
    assert change.interval == (near(-0.3899452), near(8.3899452)), "t = 2.7764451 with four degrees of freedom"
    assert change.d == near(4 / 3.5355339059)
    assert described([]).mean is None
    assert described([3]).sd is None
    assert changed([5], FISHER).interval is None


def test_the_curve_is_that_of_the_book() -> None:
    """Kaplan and Meier's own small example: deaths at 0.8, 3.1, 5.4 and 9.2, losses at 1.0, 2.7, 7.0 and 12.1."""
    told = [(8, True), (10, False), (27, False), (31, True), (54, True), (70, False), (92, True), (121, False)]
    steps = kaplan_meier(Stay(days, left) for days, left in told)
    assert [(step.day, step.at_risk, step.share) for step in steps] == [
        (8, 8, near(7 / 8)), (31, 5, near(7 / 10)), (54, 4, near(21 / 40)), (92, 2, near(21 / 80)),
    ]  # fmt: skip
    greenwood = 21 / 80 * (1 / (8 * 7) + 1 / (5 * 4) + 1 / (4 * 3) + 1 / (2 * 1)) ** 0.5
    assert steps[-1].error == near(greenwood)


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=30))
def test_a_curve_falls_and_is_the_plain_share_where_nobody_is_lost_from_sight(told: list[tuple[int, bool]]) -> None:
    shares = [step.share for step in kaplan_meier(Stay(*each) for each in told)]
    assert shares == sorted(shares, reverse=True)
    last = max((days for days, _ in told), default=0)
    whole = [Stay(days if left else last, left) for days, left in told]
    if steps := kaplan_meier(whole):
        assert steps[-1].share == near(1 - sum(left for _, left in told) / len(told))


@given(st.integers(0, 10**6), st.integers(2, 12), st.integers(2, 5))
def test_correlations_follow_no_shift_and_no_scale(seed: int, n: int, k: int) -> None:
    random = Random(seed)
    rows = [[random.gauss(0, 1) for _ in range(k)] for _ in range(n)]
    moved = [[3 * value + 7 for value in row] for row in rows]
    for form in (agreement.one_way, agreement.two_way, agreement.two_way_fixed):
        found, other = form(rows, FISHER), form(moved, FISHER)
        assert found is not None
        assert other is not None
        assert found.value == near(other.value)
        if form is not agreement.two_way:  # whose interval is an approximation
            assert found.interval is not None
            assert found.interval[0] <= found.value <= found.interval[1] <= 1
