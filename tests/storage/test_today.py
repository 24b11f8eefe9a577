"""What is to be done, as the databases find it: the same as the rules say of each visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
import secrets

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from interview_app.domain.access import Sites
from interview_app.domain.schedule import Expectation, Reason, Slot, State, state
from interview_app.storage import earlier, slots, today
from interview_app.storage.fieldwork import cases
from interview_app.storage.fieldwork import slots as table
from interview_app.storage.slots import Plan
from interview_app.storage.states import is_in, stands, state_of
from interview_app.storage.today import Wanted
from tests.storage.ward import NOON, STUDY, Ward, a_participant

TODAY = NOON.date()
near = st.integers(-4, 4).map(lambda days: TODAY + timedelta(days=days))


@st.composite
def visits(draw: st.DrawFn) -> tuple[Slot, date | None]:
    """A visit near today, and the day on which it was held."""
    expectation = draw(st.sampled_from(Expectation))
    reason = draw(st.sampled_from(Reason)) if expectation is Expectation.NOT_EXPECTED else None
    known = expectation in {Expectation.EXPECTED, Expectation.OPTIONAL} or draw(st.booleans())
    opens, target, closes = sorted(draw(st.lists(near, min_size=3, max_size=3))) if known else (None, None, None)
    return Slot("V", opens, target, closes, expectation, reason), draw(st.none() | near)


@given(st.lists(visits(), min_size=1, max_size=12))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_finds_each_visit_in_the_state_that_the_rules_say(
    ward: Ward, there: list[tuple[Slot, date | None]]
) -> None:
    planned = [replace(slot, visit=f"V{number}") for number, (slot, _) in enumerate(there)]
    held = {slot.visit: day for slot, (_, day) in zip(planned, there, strict=True) if day is not None}
    expected = {slot.visit: state(slot, held.get(slot.visit), TODAY) for slot in planned}
    with ward.store.writing() as connection:
        slots.lay(connection, [Plan(ward.participant, planned, held)])
        told = {row[0]: row[1] for row in connection.execute(select(table.c.visit, state_of({TODAY: OSL})))}
        assert told == expected
        for each in State:
            found = set(connection.execute(select(table.c.visit).where(stands(each, TODAY))).scalars())
            assert found == {visit for visit, stand in expected.items() if stand is each}
            assert not connection.execute(select(table.c.visit).where(is_in(each, {TODAY: BER}))).all()


OSL, BER = Sites.of(STUDY, ["OSL"]), Sites.of(STUDY, ["BER"])


def expected(visit: str, opens: date, half: int) -> Slot:
    """A visit whose target lies so many days after it opens, and as many before it closes."""
    return Slot(visit, opens, opens + timedelta(half), opens + timedelta(2 * half), Expectation.EXPECTED)


def lay(ward: Ward, *opens: int, **whose: str | None) -> str:
    """A participant more, with a visit of seven days that opens so many days from today for each; gives their id."""
    other = a_participant(ward.store.keys, code=f"OSL-{secrets.randbelow(10**9)}", **whose)
    planned = [expected(f"V{number}", TODAY + timedelta(days=days), 3) for number, days in enumerate(opens)]
    with ward.store.writing() as connection:
        ward.enrol(connection, other)
        slots.lay(connection, [Plan(other, planned, {})])
    return other.id


def wanted(**more: object) -> Wanted:
    return Wanted(study_id=STUDY, days={TODAY: OSL}, **more)  # type: ignore[arg-type]


def test_visits_are_listed_by_what_closes_first_and_counted_whole(ward: Ward) -> None:
    lay(ward, -1, -2, -3, -4, -5, 5, -30, -40)
    with ward.store.reading() as connection:
        overdue = today.visits(connection, wanted(), State.OVERDUE, limit=1)
        assert [row.visit for row in overdue] == ["V4"]
        assert today.count_visits(connection, wanted(), State.OVERDUE) == 2
        assert [row.visit for row in today.visits(connection, wanted(), State.DUE, limit=9)] == ["V2", "V1", "V0"]
        missed = today.visits(connection, wanted(), State.MISSED, limit=9)
        assert [row.visit for row in missed] == ["V6"], "what closed more than four weeks ago is left alone"


def test_an_interviewer_finds_what_is_given_to_them_or_to_nobody(ward: Ward) -> None:
    me, somebody = "a" * 32, "b" * 32
    mine, theirs, anybodys = (lay(ward, -1, interviewer_id=who) for who in (me, somebody, None))
    with ward.store.reading() as connection:
        for or_nobodys, who in product((True, False), (me, somebody, "")):
            rows = today.visits(connection, wanted(interviewer_id=who, or_nobodys=or_nobodys), State.DUE, limit=9)
            given_to = {me: {mine}, somebody: {theirs}, "": set() if or_nobodys else {mine, theirs, anybodys}}[who]
            assert {row.participant_id for row in rows} == given_to | ({anybodys} if or_nobodys else set())


def test_a_case_that_is_given_to_somebody_brings_its_visit_with_it(ward: Ward) -> None:
    theirs = lay(ward, -1, interviewer_id="b" * 32)
    case = {
        "id": "c" * 32, "study_id": STUDY, "participant_id": theirs, "visit": "V0", "site": "OSL",
        "informant_id": ward.informant.id, "interviewer_id": ward.account.id, "disposition": "NC", "attempts": 1,
        "last_at": NOON, "next_at": NOON + timedelta(hours=2), "next_kind": "callback", "document": b"",
    }  # fmt: skip
    with ward.store.writing() as connection:
        connection.execute(insert(cases).values(case))
        for who, found in ((ward.account.id, [theirs]), ("b" * 32, [])):
            rows = today.appointments(connection, wanted(interviewer_id=who), limit=9)
            assert [row.participant_id for row in rows] == found
        rows = today.visits(connection, wanted(interviewer_id=ward.account.id), State.DUE, limit=9)
        assert [row.participant_id for row in rows] == [theirs]
        assert today.count_appointments(connection, wanted()) == 1
        assert [row.attempts for row in today.cases_at(connection, [(theirs, "V0")])] == [1]


def test_unfinished_interviews_are_ones_own_latest_first(ward: Ward) -> None:
    first = ward.begin(visit="W04")
    later = ward.begin(visit="W08", at=NOON + timedelta(hours=1))
    with ward.store.reading() as connection:
        own = wanted(interviewer_id=ward.account.id, or_nobodys=True)
        assert [row.id for row in today.unfinished(connection, own, limit=9)] == [later, first]
        assert [row.id for row in today.unfinished(connection, replace(own, visit="W04"), limit=9)] == [first]
        assert today.unfinished(connection, replace(own, interviewer_id="f" * 32), limit=9) == []
        assert today.unfinished(connection, replace(own, days={TODAY: BER}), limit=9) == []
        assert today.count_unfinished(connection, wanted(mode="video")) == 0


def test_visits_that_may_want_a_second_opinion_are_those_marked_whose_interview_ended_lately(ward: Ward) -> None:
    with ward.store.writing() as connection:
        planned = [expected(f"V{number}", TODAY + timedelta(days=7 * number), 3) for number in range(3)]
        slots.lay(connection, [Plan(ward.participant, planned, {}, drawn={"V0", "V1"})])
    ended = ward.begin(visit="V0")
    ward.complete(ended)
    ward.begin(visit="V1", at=NOON + timedelta(minutes=5))
    ward.complete(ward.begin(visit="V2"))
    with ward.store.reading() as connection:
        since = NOON - timedelta(days=9)
        assert [row.visit for row in today.maybe_seconds(connection, wanted(), since)] == ["V0"]
        assert [row.visit for row in today.maybe_seconds(connection, wanted(visit="V1"), since)] == []
        assert today.maybe_seconds(connection, wanted(), NOON + timedelta(hours=1)) == []
        assert today.maybe_seconds(connection, replace(wanted(), days={TODAY: BER}), since) == []
        pairs = earlier.of_pairs(connection, STUDY)
        assert [(row.visit, row.design, row.at) for row in pairs] == [("V0", "drawn", "OSL"), ("V1", "drawn", "OSL")]
        assert pairs[0].id == ended


def test_visits_are_narrowed_by_visit_code_and_how_the_last_interview_was_held(ward: Ward) -> None:
    with ward.store.writing() as connection:
        slots.lay(connection, [Plan(ward.participant, [expected("V0", TODAY - timedelta(days=1), 1)], {})])
    ward.complete(ward.begin(visit="BL"))
    narrow = [
        {"visit": "V0"},
        {"visit": "V1"},
        {"text": "4821"},
        {"text": "%"},
        {"mode": "telephone"},
        {"mode": "video"},
    ]
    with ward.store.reading() as connection:
        found = [today.count_visits(connection, wanted(**each), State.DUE) for each in narrow]
    assert found == [1, 0, 1, 0, 1, 0]


def test_what_is_due_is_counted_from_the_index_alone(ward: Ward) -> None:
    with ward.store.reading() as connection:
        if connection.dialect.name != "sqlite":
            return  # PostgreSQL chooses by the size of its tables, which are empty here
        query = select(func.count()).where(table.c.study_id == STUDY, is_in(State.OVERDUE, {TODAY: OSL}))
        words = query.compile(connection, compile_kwargs={"literal_binds": True})
        [plan] = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}")]
    assert "USING COVERING INDEX slots_by_window (study_id=? AND expectation=? AND held_on=? AND closes>?)" in plan
