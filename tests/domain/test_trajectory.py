"""A score over time: what each value is compared with, and where a line may run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app.domain.trajectory import (
    Passed,
    Point,
    Value,
    from_baseline,
    from_previous,
    latest,
    stretches,
    turns,
)

DAY = date(2026, 1, 5)


def point(visit: int, informant: str, amount: float | None = 50.0, *, day: int | None = None, rule: str = "") -> Point:
    """What that informant said at the visit of that number, four weeks after the one before."""
    held = DAY + timedelta(days=28 * visit if day is None else day)
    value = None if amount is None else Value(amount, rule)
    return Point(interview=f"{visit}{informant}{day}", visit=f"W{visit}", day=held, informant=informant, value=value)


def passed(*visits: int) -> list[Passed]:
    return [Passed(f"W{visit}", DAY + timedelta(days=28 * visit)) for visit in visits]


def runs(points: Sequence[Point], *visits: int) -> list[str]:
    return ["-".join(each.visit for each in run) for run in stretches(points, passed(*visits))]


def test_a_line_joins_neighbouring_visits_of_one_informant() -> None:
    assert runs([point(0, "a"), point(1, "a"), point(2, "a")], 0, 1, 2) == ["W0-W1-W2"]


@pytest.mark.parametrize(
    "between",
    [
        pytest.param([], id="missed"),
        pytest.param([point(1, "a", None)], id="no value"),
        pytest.param([point(1, "b")], id="another was asked"),
    ],
)
def test_a_line_stays_open_where_a_visit_has_no_value_of_that_informant(between: list[Point]) -> None:
    own = [run for run in runs([point(0, "a"), *between, point(2, "a")], 0, 1, 2) if "W1" not in run]
    assert own == ["W0", "W2"]


def test_a_visit_that_was_never_expected_leaves_the_line_whole() -> None:
    assert runs([point(0, "a"), point(2, "a")], 0, 2) == ["W0-W2"]


def test_values_of_another_rule_are_neither_joined_nor_compared() -> None:
    points = [point(0, "a", 40, rule="v1"), point(1, "a", 60, rule="v2")]
    assert runs(points, 0, 1) == ["W0", "W1"]
    assert from_baseline(points[1], points, "W0") is None
    assert from_previous(points[1], points) is None


def test_the_same_informant_is_compared_before_another() -> None:
    points = [point(0, "b", 20), point(0, "a", 40, day=2), point(1, "b", 90), point(2, "a", 60)]
    for change in (from_baseline(points[3], points, "W0"), from_previous(points[3], points)):
        assert change is not None
        assert (change.amount, change.is_same, change.since.informant) == (20, True, "a")


def test_another_informant_is_compared_and_named_where_the_same_was_not_asked() -> None:
    points = [point(0, "b", 20), point(1, "c", 30), point(2, "a", 60)]
    baseline, previous = from_baseline(points[2], points, "W0"), from_previous(points[2], points)
    assert baseline is not None
    assert previous is not None
    assert (baseline.amount, baseline.is_same) == (40, False)
    assert (previous.amount, previous.is_same) == (30, False)


def test_a_second_opinion_is_no_change_over_time() -> None:
    points = [point(0, "a", 20), point(1, "a", 30), point(1, "b", 90, day=30)]
    change = from_previous(points[2], points)
    assert change is not None
    assert change.since.visit == "W0"


def test_without_a_value_at_the_first_visit_there_is_no_baseline() -> None:
    points = [point(0, "a", None), point(1, "a", 30), point(2, "a", 50)]
    assert from_baseline(points[2], points, "W0") is None
    assert from_baseline(points[0], points, "W0") is None


def test_a_turn_is_where_nobody_was_asked_at_both_visits() -> None:
    points = [point(0, "a"), point(1, "a"), point(1, "b"), point(2, "b"), point(3, "c")]
    assert [turn.visit for turn in turns(points)] == ["W3"]


def test_today_stands_the_value_that_can_best_be_compared() -> None:
    points = [point(0, "a", 20), point(1, "b", 80), point(1, "a", 30, day=27)]
    found = latest(points, "W0")
    assert found is not None
    assert found.informant == "a"
    assert latest([point(0, "a", None)], "W0") is None


POINTS = st.lists(
    st.builds(
        point,
        st.integers(0, 8),
        st.sampled_from("abc"),
        st.none() | st.integers(0, 100).map(float),
        day=st.none() | st.integers(0, 240),
        rule=st.sampled_from(["", "v2"]),
    ),
    max_size=20,
    unique_by=lambda each: each.interview,
)
PASSED = st.sets(st.integers(0, 8)).map(lambda visits: passed(*visits))


@given(POINTS, PASSED)
def test_every_value_is_drawn_once_and_no_line_runs_over_a_gap(points: list[Point], over: list[Passed]) -> None:
    found = stretches(points, over)
    assert sorted(each.interview for run in found for each in run) == sorted(p.interview for p in points if p.value)
    for before, after in (pair for run in found for pair in pairwise(run)):
        assert before.informant == after.informant
        assert before.day <= after.day
        assert before.value is not None
        assert after.value is not None
        assert before.value.rule == after.value.rule
        ends = {before.visit, after.visit}
        assert not [each for each in over if each.visit not in ends and before.day < each.day < after.day]
        own = [p for p in points if p.informant == before.informant and before.day < p.day < after.day]
        assert not own, "no interview of the informant lies under a line"


@given(POINTS)
def test_a_change_is_the_difference_to_an_earlier_value_of_the_same_rule(points: list[Point]) -> None:
    for each in points:
        for change in (from_baseline(each, points, "W0"), from_previous(each, points)):
            if change is not None:
                assert each.value is not None
                assert change.since.value is not None
                assert change.amount == each.value.amount - change.since.value.amount
                assert (change.since.value.rule, change.since.day <= each.day) == (each.value.rule, True)
                assert change.since.visit != each.visit
                assert change.is_same == (change.since.informant == each.informant)


@given(POINTS)
def test_another_informant_is_only_taken_where_the_same_has_no_value(points: list[Point]) -> None:
    for each in points:
        change = from_previous(each, points)
        if change is not None and not change.is_same:
            own = [p for p in points if p.informant == each.informant and p.value and each.value and p.day < each.day]
            assert not [p for p in own if p.visit != each.visit and p.value and p.value.rule == each.value.rule]  # type: ignore[union-attr]
