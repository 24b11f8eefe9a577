"""Cases, attempts and paradata leave in files of their own, keyed like the others, and only to whom they are due."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from interview_app import exports as tables
from interview_app.domain.access import Actor, Role
from interview_app.domain.participation import Withdrawal
from interview_app.services import (
    courses,
    endings,
    exports,
    informants,
    interviews,
    paradata,
    participants,
    second_opinions,
)
from interview_app.services.errors import Unsuitable
from interview_app.services.exports import Wish
from interview_app.storage.fieldwork import attempts, cases
from tests.services.conftest import NOW, World
from tests.services.test_paradata import summary

LATER = NOW + timedelta(days=60)
MEASURED = replace(Wish(), layouts=Wish().layouts | tables.MEASURED, purpose="How long the new section takes")


@pytest.fixture
def researcher(world: World) -> Actor:
    return world.people[Role.RESEARCHER]


@pytest.fixture
def held(world: World) -> World:
    """A baseline in the window; W04 tried in vain, twice; the rest of the plan before it."""
    person = participant(world)
    terms = replace(courses.terms_of(person), dates={"baseline": NOW.date()})
    courses.change(world.store, world.people[Role.MANAGER], world.study, person.id, terms, now=NOW)
    interview = world.start(visit="BL")
    endings.break_off(world.store, world.interviewer, interview, reason="technical", now=NOW)
    with world.store.writing() as connection:
        informant = connection.exec_driver_sql("SELECT id FROM informants").scalar_one()
        where = {"participant_id": person.id, "informant_id": informant, "study_id": world.study.id, "site": "OSL"}
        row = {"id": "c" * 32, "visit": "W04", "disposition": "REF_SOFT", "attempts": 2, "last_at": NOW}
        connection.execute(cases.insert(), {**where, **row, "next_kind": "", "document": b""})
        for n, outcome in enumerate(("NOANS", "REF_SOFT"), 1):
            called = {"at": NOW + timedelta(hours=n), "channel": "telephone", "interviewer": "int-01", "seconds": 50}
            connection.execute(
                attempts.insert(), {"case_id": "c" * 32, "n": n, "outcome": outcome, "document": b"note", **called}
            )
    return world


def participant(world: World) -> Any:
    with world.store.reading() as connection:
        from interview_app.storage import participants as stored

        return stored.by_code(connection, world.study.id, world.wish.participant, world.interviewer.sites)


def exported(world: World, actor: Actor, target: Path, wish: Wish = Wish()) -> Path:  # noqa: B008 - it is frozen
    exports.write(world.store, actor, world.study, target, wish, now=LATER)
    return target


def test_each_planned_visit_has_a_row_with_what_it_came_to(held: World, researcher: Actor, tmp_path: Path) -> None:
    frame = tables.load(exported(held, researcher, tmp_path / "out"), "cases").set_index("visit")
    assert list(frame.loc["W04", ["disposition", "aapor", "class", "attempts"]]) == ["REF_SOFT", "2.112", "R", 2]
    assert list(frame.loc["BL", ["disposition", "interviews", "attempts"]]) == ["BREAKOFF", 1, 1]
    assert frame.loc["W08", "state"] in {"due", "overdue", "missed"}
    assert frame.loc["W28", "not_expected_reason"] == "no_extension"
    assert frame["counts"].dtype == "boolean"
    assert frame.loc["W04", "counts"]
    assert "UNS" not in frame.index


def test_a_marked_visit_is_marked_in_either_file(held: World, researcher: Actor, tmp_path: Path) -> None:
    supervisor, code = held.people[Role.SUPERVISOR], held.wish.participant
    for visit in ("BL", "W08"):
        second_opinions.mark(held.store, supervisor, held.study, code, visit, reason="Answers look alike", now=NOW)
    target = exported(held, researcher, tmp_path / "out")
    designs = tables.load(target, "cases").set_index("visit")["design"].dropna().to_dict()
    assert designs == {"BL": "marked", "W08": "marked"}, "begun and not yet tried"
    assert list(tables.load(target, "interviews")["design"]) == ["marked"]


def test_the_two_of_a_pair_are_joined_by_its_id(held: World, researcher: Actor, tmp_path: Path) -> None:
    manager, supervisor, code = held.people[Role.MANAGER], held.people[Role.SUPERVISOR], held.wish.participant
    terms = informants.Terms(role="nurse", service="housing", participants=(code,))
    other = informants.add(held.store, manager, held.study, "OSL", terms, now=NOW).code
    second_opinions.mark(held.store, supervisor, held.study, code, "BL", reason="Answers look alike", now=NOW)
    alone = tables.load(exported(held, researcher, tmp_path / "alone"), "interviews")
    assert alone["pair_id"].isna().all()
    held.start(visit="BL", informant=other)
    target = exported(held, researcher, tmp_path / "out")
    both = tables.load(target, "interviews")
    assert len(both) == 2
    assert both["pair_id"].nunique(dropna=False) == 1
    assert both["pair_id"].iloc[0] in set(both["interview_id"])
    cases_of = tables.load(target, "cases").set_index("visit")["pair_id"]
    assert list(cases_of.loc["BL"]) == list(both["pair_id"])
    assert cases_of.drop("BL").isna().all()


def test_attempts_leave_without_their_notes(held: World, researcher: Actor, tmp_path: Path) -> None:
    target = exported(held, researcher, tmp_path / "out")
    frame = tables.load(target, "attempts")
    assert frame[["visit", "n", "outcome", "channel", "interviewer_id"]].to_numpy().tolist() == [
        ["BL", 1, "BREAKOFF", "telephone", "int-01"],
        ["W04", 1, "NOANS", "telephone", "int-01"], ["W04", 2, "REF_SOFT", "telephone", "int-01"],
    ]  # fmt: skip
    assert "note" not in (target / "attempts.csv").read_text()


def test_who_is_reached_at_the_third_call_has_three_attempts(held: World, researcher: Actor, tmp_path: Path) -> None:
    wish = replace(held.wish, visit="W04", outside_reason="A test")
    interviews.start(held.store, held.interviewer, wish, now=NOW + timedelta(hours=3))
    with held.store.writing() as connection:
        connection.execute(cases.update().values(attempts=2, last_at=NOW))  # as a case that was called tells of itself
    target = exported(held, researcher, tmp_path / "out")
    frame = tables.load(target, "attempts").query("visit == 'W04'")
    assert (list(frame["n"]), frame["outcome"].isna().tolist()) == ([1, 2, 3], [False, False, True])
    assert list(tables.load(target, "cases").set_index("visit").loc["W04", ["attempts", "interviews"]]) == [3, 1]


def test_paradata_leave_only_when_they_are_asked_for_with_a_purpose(
    held: World, researcher: Actor, tmp_path: Path
) -> None:
    interview = held.start(visit="W08", outside_reason="A test")
    paradata.record(held.store, held.interviewer, interview, summary(c01={"visits": 1, "active_ms": 900}), now=LATER)
    plain = exported(held, researcher, tmp_path / "plain")
    assert not (plain / "paradata.csv").exists()
    with pytest.raises(Unsuitable):
        exported(held, researcher, tmp_path / "unsaid", replace(MEASURED, purpose=" "))
    target = exported(held, researcher, tmp_path / "out", MEASURED)
    frame = tables.load(target, "paradata")
    assert frame[["interview_id", "item", "active_ms"]].to_numpy().tolist() == [[interview, "c01", 900]]
    assert tables.load(target, "sittings")["device"].tolist() == ["tablet"]
    [last, *_] = exports.earlier(held.store, researcher, held.study)
    assert (last.payload["with_paradata"], last.payload["purpose"]) == (True, MEASURED.purpose)


def test_whoever_withdrew_from_use_is_in_none_of_them(held: World, researcher: Actor, tmp_path: Path) -> None:
    manager = held.people[Role.MANAGER]
    person = participant(held)
    courses.withdraw(held.store, manager, held.study, person.id, Withdrawal.STOP_USE, NOW.date(), now=NOW)
    target = exported(held, researcher, tmp_path / "out", MEASURED)
    for layout in ("cases", "attempts", "paradata", "sittings"):
        assert len((target / f"{layout}.csv").read_text().splitlines()) == 1
    assert participants.show(held.store, manager, person.id)


def test_chosen_visits_narrow_them_down(held: World, researcher: Actor, tmp_path: Path) -> None:
    target = exported(held, researcher, tmp_path / "out", replace(Wish(), visits=("W04",)))
    assert set(tables.load(target, "cases")["visit"]) == {"W04"}
