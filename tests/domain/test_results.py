"""What interviews say together is what a table made by hand says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from interview_app.domain import results
from interview_app.domain.disposition import Disposition
from interview_app.domain.flow import flow, stays
from interview_app.domain.participation import Participation
from interview_app.domain.progress import Line, Person, occasion
from interview_app.domain.results import Measure, Told
from interview_app.domain.retention import Stay
from interview_app.domain.schedule import Expectation, Reason, Slot
from interview_app.services.quantiles import Distributions

DAY = date(2026, 1, 5)
MEASURES = [Measure("total", ("c1", "c2"))]
CATEGORIES = {"c1": [0.0, 1.0, 2.0, 3.0, 4.0]}


def told(
    name: str, person: str, visit: str, score: float | None, *,
    arm: str = "xr", informant: str = "A", by: str = "int-01", day: int = 0, c1: float | None = None,
) -> Told:  # fmt: skip
    codes = {} if c1 is None else {"c1": c1, "c2": 4 - c1}
    return Told(
        id=name, participant=person, arm=arm, visit=visit, informant=informant, interviewer=by,
        held_on=DAY + timedelta(days=day), scores={} if score is None else {"total": score}, codes=codes,
    )  # fmt: skip


BY_HAND = [
    told("1", "P1", "BL", 40, c1=1),
    told("2", "P1", "BL", 90, informant="B", day=2, c1=2),  # the second opinion
    told("3", "P1", "W04", 50, day=28),
    told("4", "P2", "BL", 20, c1=0),
    told("5", "P2", "W04", 35, informant="B", day=30),
    told("6", "P3", "BL", None, c1=3),  # no score could be formed
    told("7", "P3", "W04", 60, day=28),
    told("8", "P4", "BL", 70, arm="oat", c1=4),
    told("9", "P4", "BL", 10, arm="oat", informant="C", day=9),  # another worker, later: the first stands
]
FIRSTS = results.firsts(BY_HAND, {"2"})


def test_of_a_visit_the_interview_that_was_held_first_counts_and_no_second_opinion() -> None:
    assert {key: each.id for key, each in FIRSTS.items()} == {
        ("P1", "BL"): "1", ("P1", "W04"): "3", ("P2", "BL"): "4", ("P2", "W04"): "5",
        ("P3", "BL"): "6", ("P3", "W04"): "7", ("P4", "BL"): "8",
    }  # fmt: skip


def test_scores_are_described_by_arm_and_visit() -> None:
    found = results.descriptions(FIRSTS.values())
    assert {key: (each.n, each.mean) for key, each in found.items()} == {
        ("total", "xr", "BL"): (2, 30), ("total", "xr", "W04"): (3, pytest.approx(145 / 3)),
        ("total", "oat", "BL"): (1, 70),
    }  # fmt: skip


def test_only_those_with_both_scores_change_and_a_new_informant_is_counted() -> None:
    [(key, shift)] = results.shifts(FIRSTS, "BL", Distributions()).items()
    assert key == ("total", "xr", "W04")
    assert (shift.change.n, shift.change.mean, shift.same_informant) == (2, 12.5, 1)


def test_each_participant_counts_once_in_the_consistency() -> None:
    found = results.consistency(FIRSTS, MEASURES)["total"]
    assert (found.items, found.n, found.of) == (2, 4, 4)
    assert found.alpha is None, "c2 undoes c1, so that the sum never varies"


def test_kinds_of_pairs_stand_apart_and_a_pair_that_was_not_read_does_not_count() -> None:
    pairs = [
        ("informant", "1", "2"),
        ("informant", "4", "unread"),
        ("interviewer", "6", "8"),
        ("interviewer", "4", "8"),
    ]
    by_id = {each.id: each for each in BY_HAND}
    informant, interviewer = results.agreements(by_id, pairs, MEASURES, CATEGORIES, Distributions())
    assert (informant.kind, informant.n, interviewer.kind, interviewer.n) == ("informant", 1, "interviewer", 2)
    assert informant.scales["total"].estimates == (), "one pair says nothing"
    of_item = interviewer.items["c1"]
    assert (of_item.n, of_item.exact, of_item.within_one) == (2, 0, 0.5)
    assert len(of_item.crossed) == 5, "all categories of the scale, not only those that occur"


@pytest.mark.parametrize(("judges", "models"), [(("int-02", "int-02"), 3), (("int-02", "int-03"), 1)])
def test_two_way_correlations_need_the_same_two_judges(judges: tuple[str, str], models: int) -> None:
    pairs: list[tuple[str, str, str]] = []
    all_of: dict[str, Told] = {}
    for number in range(6):
        one = told(f"a{number}", f"P{number}", "BL", 10 * number)
        other = told(f"b{number}", f"P{number}", "BL", 10 * number + number % 3, by=judges[number % 2], day=1)
        all_of |= {one.id: one, other.id: other}
        pairs.append(("interviewer", one.id, other.id))
    [found] = results.agreements(all_of, pairs, MEASURES, {}, Distributions())
    assert [each.model for each in found.scales["total"].estimates] == ["ICC(1,1)", "ICC(2,1)", "ICC(3,1)"][:models]


def test_everybody_who_is_lost_has_one_reason() -> None:
    gone = Slot("W04", DAY, DAY, DAY, Expectation.NOT_EXPECTED, Reason.WITHDRAWN)
    due = Slot("W04", DAY, DAY, DAY, Expectation.EXPECTED)
    people = [Person(f"P{number}", "OSL", "xr", DAY) for number in range(4)]
    lines = {
        "P0": (gone, []),
        "P1": (due, [Line(outcome=Disposition.COMPLETE, held_on=DAY, interviews=1)]),
        "P2": (due, [Line(outcome=Disposition.NOANS), Line(outcome=Disposition.REF_HARD)]),
        "P3": (due, []),
    }
    today = DAY + timedelta(days=9)
    occasions = [occasion(person, slot, cases, today, "") for person in people for slot, cases in [lines[person.code]]]
    found = flow(people, occasions, {"P1", "P2", "elsewhere"}, ["W04"], "")
    at = found.visits["W04"]
    assert (found.enrolled, found.consented, found.named) == (4, None, 2)
    assert (at.meant, at.interviewed, dict(at.lost)) == (4, 1, {"withdrawn": 1, "R": 1, "U": 1})


def test_who_ended_as_planned_was_followed_and_did_not_leave() -> None:
    people = [
        Person("P0", "OSL", "xr", DAY),
        Person("P1", "OSL", "xr", DAY, Participation.WITHDRAWN, DAY + timedelta(days=7)),
        Person("P2", "OSL", "xr", DAY, Participation.ENDED, DAY + timedelta(days=9)),
        Person("P3", "OSL", "xr", DAY, Participation.DIED, DAY + timedelta(days=90)),
    ]
    ends = {person.code: DAY + timedelta(days=60) for person in people}
    found = stays(people, ends, DAY + timedelta(days=200))
    assert found == [Stay(60, False), Stay(7, True), Stay(9, False), Stay(60, False)]
