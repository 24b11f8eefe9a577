"""Outcome rates and intervals are those of the published tables."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app.domain.rates import RATES, Share, Tally, wilson

PUBLISHED = Tally(I=4, P=2, R=1, NC=1, O=1, U=2, NE=1)
"""The example of AAPOR's own calculator; its two unknown are one household and one other."""
EXPECTED = {
    "RR1": 0.364, "RR2": 0.545, "RR3": 0.370, "RR4": 0.556, "RR5": 0.444, "RR6": 0.667,
    "COOP1": 0.500, "COOP2": 0.750, "COOP3": 0.571, "COOP4": 0.857,
    "REF1": 0.091, "REF2": 0.093, "REF3": 0.111,
    "CON1": 0.727, "CON2": 0.741, "CON3": 0.889,
}  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items())
def test_each_rate_is_the_published_one(name: str, expected: float) -> None:
    assert round(RATES[name].of(PUBLISHED) or 0, 3) == expected


def test_no_rate_is_left_out_and_e_is_the_share_of_the_eligible() -> None:
    assert RATES.keys() == EXPECTED.keys()
    assert PUBLISHED.e == pytest.approx(0.9)


@pytest.mark.parametrize("name", RATES)
def test_where_nobody_is_expected_there_is_no_rate(name: str) -> None:
    assert RATES[name].of(Tally()) is None


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"), [(81, 263, 0.2552885, 0.3662096), (0, 20, 0.0, 0.1611251)], ids=str
)
def test_the_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    assert wilson(part, whole) == pytest.approx((low, high), abs=1e-7)
    assert Share(part, whole).interval == wilson(part, whole)


def test_a_share_of_nobody_has_neither_value_nor_interval() -> None:
    assert (Share(0, 0).value, Share(0, 0).interval) == (None, None)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_lies_around_the_share_and_mirrors_with_it(of: tuple[int, int]) -> None:
    part, whole = of
    low, high = wilson(part, whole)
    assert 0 <= low <= part / whole + 1e-12
    assert part / whole - 1e-12 <= high <= 1
    assert wilson(whole - part, whole) == pytest.approx((1 - high, 1 - low))


@given(st.builds(Tally, *[st.integers(0, 50)] * 7))
def test_rates_that_count_more_of_the_unknown_are_never_higher(tally: Tally) -> None:
    for one, estimated, none in (("RR1", "RR3", "RR5"), ("REF1", "REF2", "REF3"), ("CON1", "CON2", "CON3")):
        values = [RATES[name].of(tally) for name in (one, estimated, none)]
        known = [value for value in values if value is not None]
        assert known == sorted(known) or known == pytest.approx(sorted(known))
