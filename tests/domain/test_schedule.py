"""Visits fall where the study's plan puts them, and each stands on a day as its window and its interview say."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app.domain.participation import Participation
from interview_app.domain.schedule import (
    Course,
    Expectation,
    Reason,
    Slot,
    State,
    anchor_days,
    days_outside,
    slots,
    state,
)
from interview_app.instruments.studies import load_study

DEMO = load_study("demo-naltrec-like")
BASELINE = date(2025, 6, 2)
DAY = timedelta(days=1)

days = st.dates(date(2000, 1, 1), date(2090, 12, 31))
courses = st.builds(
    Course,
    arm=st.sampled_from(["xr", "oat"]),
    dates=st.fixed_dictionaries({}, optional={"baseline": days, "discontinued": days, "last_dose": days}),
    extension=st.booleans(),
)


def plan(**told: object) -> dict[str, Slot]:
    facts = {"arm": "xr", "dates": {"baseline": BASELINE}} | told
    return {slot.visit: slot for slot in slots(DEMO, Course(**facts))}  # type: ignore[arg-type]


def expected(**told: object) -> list[str]:
    return [visit for visit, slot in plan(**told).items() if slot.expectation is Expectation.EXPECTED]


def test_a_visit_falls_in_its_window_around_its_day() -> None:
    slot = plan()["W04"]
    assert (slot.opens, slot.target, slot.closes) == (date(2025, 6, 23), date(2025, 6, 30), date(2025, 7, 7))


def test_visits_after_treatment_wait_until_the_end_of_treatment_is_known() -> None:
    assert [plan()[visit].expectation for visit in ("FU03", "FU06", "FU12")] == [Expectation.PENDING] * 3


def test_who_leaves_treatment_in_week_10_skips_the_rest_and_is_followed_up_from_that_day() -> None:
    left = {"baseline": BASELINE, "discontinued": BASELINE + timedelta(weeks=10)}
    assert expected(dates=left) == ["BL", "W04", "W08", "FU03", "FU06", "FU12"]
    assert plan(dates=left)["W12"].reason is Reason.TREATMENT_ENDED
    assert plan(dates=left)["FU03"].target == BASELINE + timedelta(weeks=10, days=91)


def test_without_a_day_of_leaving_treatment_ends_four_weeks_after_the_last_injection() -> None:
    days = anchor_days(DEMO, Course(arm="xr", dates={"baseline": BASELINE, "last_dose": BASELINE + timedelta(140)}))
    assert days["B"] == BASELINE + timedelta(168)


def test_the_control_arm_has_no_extension_and_ends_after_24_weeks() -> None:
    assert expected(arm="oat", extension=True)[-4:] == ["W24", "FU03", "FU06", "FU12"]
    assert plan(arm="oat")["FU03"].target == BASELINE + timedelta(168 + 91)
    assert plan(arm="oat", extension=True)["W28"].reason is Reason.OTHER_ARM


def test_the_extension_is_expected_only_of_those_who_have_one() -> None:
    assert plan()["W28"].reason is Reason.NO_EXTENSION
    assert {"W28", "W52"} <= set(expected(extension=True))


@pytest.mark.parametrize(
    ("status", "reason"),
    [(Participation.DIED, Reason.DIED), (Participation.WITHDRAWN, Reason.WITHDRAWN),
     (Participation.ENDED, Reason.STUDY_ENDED)],
)  # fmt: skip
def test_who_left_is_not_expected_at_a_visit_that_was_still_open(status: Participation, reason: Reason) -> None:
    opened = plan()["W08"]
    assert opened.closes is not None
    left = plan(status=status, left_on=opened.closes)
    assert left["W08"].reason is reason
    assert left["W04"].expectation is Expectation.EXPECTED, "what was missed before stays missed"


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2025, 6, 22), State.EARLY), (date(2025, 6, 23), State.DUE), (date(2025, 6, 30), State.DUE),
     (date(2025, 7, 1), State.OVERDUE), (date(2025, 7, 7), State.OVERDUE), (date(2025, 7, 8), State.MISSED)],
)  # fmt: skip
def test_a_visit_without_an_interview_goes_from_early_to_missed(day: date, expected: State) -> None:
    assert state(plan()["W04"], None, day) is expected


@pytest.mark.parametrize(
    ("held_on", "expected", "outside"),
    [(date(2025, 6, 22), State.HELD_EARLY, -1), (date(2025, 6, 23), State.HELD, 0), (date(2025, 7, 7), State.HELD, 0),
     (date(2025, 7, 10), State.LATE, 3)],
)  # fmt: skip
def test_an_interview_is_early_in_time_or_late(held_on: date, expected: State, outside: int) -> None:
    assert state(plan()["W04"], held_on, date(2026, 1, 1)) is expected
    assert days_outside(plan()["W04"], held_on) == outside


def test_not_expected_is_never_missed_and_an_interview_held_all_the_same_counts() -> None:
    slot = plan()["W28"]
    assert state(slot, None, date(2030, 1, 1)) is State.NOT_EXPECTED
    assert state(slot, slot.target, date(2030, 1, 1)) is State.HELD


def test_an_unscheduled_visit_is_held_whenever_it_is() -> None:
    assert state(plan()["UNS"], BASELINE, BASELINE) is State.HELD


@given(courses)
def test_no_day_lies_in_two_windows_of_expected_visits(course: Course) -> None:
    windows = sorted(
        (slot.opens, slot.closes)
        for slot in slots(DEMO, course)
        if slot.expectation is Expectation.EXPECTED and slot.opens and slot.closes
    )
    for (_, closes), (opens, _) in pairwise(windows):
        assert closes < opens or not _in_order(course)


def _in_order(course: Course) -> bool:
    """Treatment ends no earlier than it begins."""
    found = anchor_days(DEMO, course)
    return "A" not in found or "B" not in found or found["A"] <= found["B"]


@given(courses, st.integers(-400, 400))
def test_moving_an_anchor_moves_exactly_the_visits_that_hang_on_it(course: Course, by: int) -> None:
    anchors = anchor_days(DEMO, course)
    if "discontinued" not in course.dates:
        return
    later = {**course.dates, "discontinued": course.dates["discontinued"] + by * DAY}
    after = Course(arm=course.arm, dates=later, extension=course.extension)
    hangs = {visit.id: visit.anchor for visit in DEMO.visits}
    for old, new in zip(slots(DEMO, course), slots(DEMO, after), strict=True):
        if old.target is not None and new.target is not None:
            assert new.target - old.target == (by * DAY if hangs[old.visit] == "B" else timedelta(0))
    assert anchors["B"] + by * DAY == anchor_days(DEMO, after)["B"]


@given(days, days)
def test_a_window_is_as_many_days_wide_across_leap_days_and_changes_of_the_clock(baseline: date, today: date) -> None:
    for slot in slots(DEMO, Course(arm="xr", dates={"baseline": baseline})):
        visit = DEMO.visit(slot.visit)
        if slot.opens and slot.closes and slot.target:
            assert (slot.closes - slot.opens).days == visit.before + visit.after
            assert (slot.target - baseline).days == visit.day
            inside = slot.opens <= today <= slot.closes
            due = state(slot, None, today) in {State.DUE, State.OVERDUE}
            assert due == (inside and slot.expectation is Expectation.EXPECTED)


def test_a_day_outside_the_calendar_is_not_known_rather_than_wrong() -> None:
    assert plan(dates={"baseline": date.max})["W04"].expectation is Expectation.PENDING
