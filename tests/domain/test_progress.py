"""The numbers of the progress page are those of a table made by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app.domain.consent import Consent
from interview_app.domain.disposition import Disposition
from interview_app.domain.participation import Participation
from interview_app.domain.progress import KINDS, Counts, Line, Occasion, Person, counted, occasion, recruitment
from interview_app.domain.rates import RATES, Share, Tally
from interview_app.domain.schedule import Expectation, Reason, Slot, State

TODAY = date(2026, 6, 1)
TARGET = date(2026, 3, 1)
WEEK = timedelta(days=7)
GATE = "workers"


def consent(**changes: date) -> Consent:
    told = {"since": date(2025, 1, 1), "until": None, "withdrawn_on": None} | changes
    return Consent(id="c", version="1", scopes=frozenset({GATE}), without_roles=frozenset(), taken_by="", **told)  # type: ignore[arg-type]


def person(code: str = "OSL-0001-0", **facts: object) -> Person:
    known: dict[str, object] = {"site": "OSL", "arm": "xr", "enrolled_on": date(2026, 1, 31), "consents": [consent()]}
    return Person(code=code, **known | facts)  # type: ignore[arg-type]


def slot(target: date = TARGET, expectation: Expectation = Expectation.EXPECTED, reason: Reason | None = None) -> Slot:
    return Slot("W04", target - WEEK, target, target + WEEK, expectation, reason)


def case(outcome: str, attempts: int = 0, day: int | None = None, minutes: int = 0, informant: str = "A") -> Line:
    held = None if day is None else TARGET + timedelta(days=day)
    return Line(
        outcome=Disposition[outcome], informant=informant, attempts=attempts, held_on=held,
        interviews=int(held is not None), seconds=60 * minutes,
    )  # fmt: skip


def at(*lines: Line, of: Person | None = None, where: Slot | None = None) -> Occasion:
    return occasion(of or person(), where or slot(), lines, TODAY, GATE)


HELD, REFUSED, OTHER = case("COMPLETE", day=0), case("REF_HARD"), case("COMPLETE", day=3, informant="B")
LATE = TODAY - TARGET  # held so long after its target that the days for a second have not passed


@pytest.mark.parametrize(
    ("lines", "days", "untried"),
    [
        ((HELD,), 7, 1),
        ((HELD,), None, 0),
        ((HELD, OTHER), 7, 0),
        ((REFUSED,), 7, 0),
        ((), 7, 1),
        ((case("COMPLETE", day=LATE.days - 7),), 7, 0),
    ],
    ids=["wanted", "not wanted", "came", "no first", "nobody tried", "there is still time"],
)
def test_a_second_informant_who_was_wanted_and_never_tried_is_a_case(
    lines: tuple[Line, ...], days: int | None, untried: int
) -> None:
    found = occasion(person(), slot(), lines, TODAY, GATE, days)
    assert [line.outcome for line in found.lines].count(Disposition.NOTTRIED) == untried
    assert sum("U" in line.sets for line in found.lines) == untried


GONE = person("OSL-0009-0", status=Participation.WITHDRAWN, left_on=date(2026, 2, 1))
LATER = slot(TODAY)
BY_HAND = [
    at(case("COMPLETE", 2, day=0, minutes=12), case("REF_HARD", 1, informant="B")),  # 2 cases of one visit
    at(case("COMPLETE", 1, day=9, minutes=20)),  # late
    at(case("PARTIAL", 4, day=-8)),  # early
    at(case("NOANS", 3)),
    at(case("VM_LEFT", 1)),
    at(case("APPT", 1)),  # only on its way: other
    at(case("INF_LEFT", 1)),
    at(),  # nobody tried
    at(of=GONE, where=slot(expectation=Expectation.NOT_EXPECTED, reason=Reason.WITHDRAWN)),
    at(where=slot(expectation=Expectation.NOT_EXPECTED, reason=Reason.OTHER_ARM)),
    at(case("COMPLETE", 1, day=0), where=LATER),  # held, but its window is open
    at(where=slot(TODAY + 5 * WEEK)),
]
"""Twelve visits, one of them with two informants; two people are out of use besides."""


@pytest.fixture
def row() -> Counts:
    return counted(["W04"], BY_HAND, {"W04": 2, "W99": 1}).by_visit["W04"]


def test_each_case_is_counted_by_what_it_came_to(row: Counts) -> None:
    assert row.tally == Tally(I=2, P=1, R=1, NC=1, O=1, U=2, NE=3)
    assert row.cases["attempted"] == 8
    assert {name: row.visits[name] for name in ("expected", "not-expected", "open", "coming")} == {
        "expected": 8, "not-expected": 2, "open": 1, "coming": 1,
    }  # fmt: skip
    assert row.reasons == {Reason.WITHDRAWN: 1, Reason.OTHER_ARM: 1}


def test_the_rates_are_those_of_the_counts(row: Counts) -> None:
    expected = {"RR1": 0.25, "RR2": 0.375, "RR5": 0.333, "COOP1": 0.4, "REF1": 0.125, "CON1": 0.625}
    assert {name: round(RATES[name].of(row.tally) or 0, 3) for name in expected} == expected


def test_retention_has_two_denominators_and_leaves_open_windows_out(row: Counts) -> None:
    assert (row.retained, row.retained_consenting) == (Share(3, 9), Share(3, 8))


def test_windows_and_medians_are_of_the_interviews_held(row: Counts) -> None:
    assert row.in_window == Share(1, 3)
    assert (row.median_days, row.median_attempts, row.median_minutes) == (0, 1.5, 16)
    assert sorted(row.days) == [-8, 0, 9]


def test_a_call_that_nobody_answers_takes_back_neither_a_refusal_nor_a_partial_interview() -> None:
    from interview_app.domain.disposition import settled

    assert settled([Disposition.REF_SOFT, Disposition.NOANS]) is Disposition.REF_SOFT
    assert settled([Disposition.PARTIAL, Disposition.NC]) is Disposition.PARTIAL


def test_a_visit_stands_as_the_schedule_says() -> None:
    assert [visit.state for visit in BY_HAND[:4]] == [State.HELD, State.LATE, State.HELD_EARLY, State.MISSED]


@pytest.mark.parametrize(
    ("told", "consents"),
    {
        "takes part": ({}, True),
        "left the day it closed": ({"status": Participation.WITHDRAWN, "left_on": TARGET + WEEK}, False),
        "left a day later": ({"status": Participation.WITHDRAWN, "left_on": TARGET + WEEK + timedelta(1)}, True),
        "died, nobody knows when": ({"status": Participation.DIED}, False),
        "study ended": ({"status": Participation.ENDED, "left_on": TARGET}, True),
        "consent withdrawn": ({"consents": [consent(withdrawn_on=TARGET)]}, False),
        "no consent": ({"consents": []}, False),
    }.values(),
)
def test_who_still_consents_is_asked_of_the_day_the_window_closed(told: dict[str, Any], consents: bool) -> None:
    assert ("consenting" in at(of=person(**told)).sets) is consents


def test_months_without_anybody_are_shown_too() -> None:
    found = recruitment([person(), person(enrolled_on=date(2026, 4, 1), site="BER", arm="oat")])
    assert list(found.months) == ["2026-01", "2026-02", "2026-03", "2026-04"]
    assert (found.in_month("2026-01"), found.in_month("2026-02"), found.in_arm("oat")) == (1, 0, 1)
    assert found.by_month["2026-04", "BER"] == 1


lines = st.builds(
    case,
    st.sampled_from([each.name for each in Disposition if each.name not in {"COMPLETE", "PARTIAL"}]),
    st.integers(0, 6),
) | st.builds(case, st.sampled_from(["COMPLETE", "PARTIAL"]), st.integers(0, 6), st.integers(-20, 20))
visits = st.builds(
    lambda known, days, expectation: at(
        *known,
        where=slot(
            TODAY + timedelta(days), expectation, Reason.DIED if expectation is Expectation.NOT_EXPECTED else None
        ),
    ),
    st.lists(lines, max_size=3),
    st.integers(-60, 60),
    st.sampled_from([Expectation.EXPECTED, Expectation.NOT_EXPECTED, Expectation.OPTIONAL]),
)


@given(st.lists(visits, max_size=12))
def test_every_case_of_an_expected_visit_is_counted_once(occasions: list[Occasion]) -> None:
    row = counted(["W04"], occasions, {}).by_visit["W04"]
    expected = [each for each in occasions if "expected" in each.sets]
    assert sum(row.cases[kind] for kind in KINDS) == sum(len(each.lines) for each in expected)
    assert (
        row.cases["held"]
        == sum(row.cases[name] for name in ("in-window", "early", "late"))
        == row.cases["I"] + row.cases["P"]
    )
    assert row.visits["retained-consenting"] <= row.visits["retained"] <= row.visits["meant"]
    listed = Counter(name for each in occasions for name in each.sets)
    assert {name: row.visits[name] for name in listed} == listed
