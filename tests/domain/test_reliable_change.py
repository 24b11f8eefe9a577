"""Reliable change against the published worked case of Jacobson and Truax, with the √2 that the 1984 paper lacked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app.domain.reliable_change import CRITICAL, Direction, Norms, Reliability, has_recovered

PUBLISHED = Reliability(0.80, 7.5)
NORMS = Norms(clinical_mean=40, clinical_sd=7.5, functional_mean=60, functional_sd=7.5)


def test_the_worked_case_comes_out_as_published() -> None:
    assert PUBLISHED.error == pytest.approx(3.3541020, abs=1e-6)
    assert PUBLISHED.error_of_difference == pytest.approx(4.7434165, abs=1e-6)
    assert PUBLISHED.index(47.5 - 32.5) == pytest.approx(3.1622777, abs=1e-6)
    assert PUBLISHED.detectable == pytest.approx(9.2970963, abs=1e-6)


def test_the_cut_offs_come_out_as_published() -> None:
    assert [NORMS.cut_off(criterion) for criterion in "abc"] == [55, 45, 50]


def test_where_lower_is_better_the_cut_offs_lie_mirrored() -> None:
    mirrored = Norms(clinical_mean=60, clinical_sd=7.5, functional_mean=40, functional_sd=7.5)
    assert [mirrored.cut_off(criterion) for criterion in "abc"] == [45, 55, 50]


@pytest.mark.parametrize(
    ("difference", "up", "expected"),
    [
        (15, True, Direction.IMPROVED),
        (15, False, Direction.WORSENED),
        (-15, True, Direction.WORSENED),
        (-15, False, Direction.IMPROVED),
        (9.2, True, Direction.UNCERTAIN),
        (-9.2, True, Direction.UNCERTAIN),
        (0, True, Direction.UNCERTAIN),
    ],
)
def test_categories_respect_the_direction(difference: float, up: bool, expected: Direction) -> None:
    assert PUBLISHED.direction(difference, higher_is_better=up) is expected


@pytest.mark.parametrize(
    ("before", "after", "recovered"), [(32.5, 51, True), (32.5, 49, False), (48, 52, False), (52, 70, False)]
)
def test_recovery_is_a_reliable_improvement_that_crosses_the_cut_off(
    before: float, after: float, recovered: bool
) -> None:
    assert has_recovered(before, after, NORMS.cut_off("c"), PUBLISHED, up=True) is recovered
    assert has_recovered(-before, -after, -NORMS.cut_off("c"), PUBLISHED, up=False) is recovered


@given(st.floats(0.01, 0.99), st.floats(0.1, 100), st.floats(-100, 100))
def test_what_counts_as_change_is_beyond_what_is_detectable(r: float, sd: float, difference: float) -> None:
    known = Reliability(r, sd)
    counts = known.direction(difference, higher_is_better=True) is not Direction.UNCERTAIN
    assert counts == (abs(known.index(difference)) > CRITICAL)
    assert known.index(difference) == pytest.approx(-known.index(-difference))
    assert known.detectable / known.error_of_difference == pytest.approx(CRITICAL)
