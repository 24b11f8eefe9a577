"""Which visits are drawn for a second opinion, and until when a pair of interviews is blind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app.domain.fieldwork import Design
from interview_app.domain.interview import Status
from interview_app.domain.participant_codes import participant_code
from interview_app.domain.second_opinions import Half, PairState, drawn, pair
from interview_app.domain.study import Sampling, Study, Visit

DAY = date(2026, 3, 2)
STUDY = Study(
    id="s",
    title={},
    synthetic=True,
    instrument="wrri",
    instrument_version=1,
    sites=(),
    arms={"xr": {}, "oat": {}},
    visits=(
        Visit("BL", {}, "full", anchor="a"),
        Visit("W04", {}, "short", anchor="a"),
        Visit("XR", {}, "short", anchor="a", arms=frozenset({"xr"})),
        Visit("OPT", {}, "short", anchor="a", optional=True),
        Visit("UNS", {}, "either"),
    ),
    sampling=Sampling(double_share=0.15, double_days=7, seed="seed"),
)
SHARES = st.floats(0, 1)
CODES = [participant_code("OSL", number) for number in range(1, 2001)]


def share(share: float, seed: str = "seed") -> Study:
    return replace(STUDY, sampling=replace(STUDY.sampling, double_share=share, seed=seed))


@given(st.sampled_from([0.05, 0.15, 0.5]), st.text(max_size=12))
def test_the_share_of_visits_that_is_drawn_is_the_study_s(wanted: float, seed: str) -> None:
    taken = sum(len(drawn(share(wanted, seed), code, "oat")) for code in CODES)
    assert taken / (2 * len(CODES)) == pytest.approx(wanted, abs=0.04)


@given(SHARES, SHARES, st.sampled_from(CODES))
def test_a_larger_share_draws_what_the_smaller_one_drew(one: float, other: float, code: str) -> None:
    assert drawn(share(min(one, other)), code, "xr") <= drawn(share(max(one, other)), code, "xr")


def test_nothing_is_drawn_of_a_share_of_none_and_every_planned_visit_of_all() -> None:
    assert drawn(share(0.0), CODES[0], "xr") == set()
    assert drawn(share(1.0), CODES[0], "xr") == {"BL", "W04", "XR"}
    assert drawn(share(1.0), CODES[0], "oat") == {"BL", "W04"}


def test_a_visit_added_to_the_study_leaves_the_draw_of_the_others_as_it_was() -> None:
    grown = replace(share(0.5), visits=(Visit("W02", {}, "short", anchor="a"), *STUDY.visits))
    for code in CODES[:200]:
        assert drawn(grown, code, "xr") - {"W02"} == drawn(share(0.5), code, "xr")


def test_another_seed_draws_other_visits() -> None:
    assert any(drawn(share(0.5, "a"), code, "xr") != drawn(share(0.5, "b"), code, "xr") for code in CODES[:20])


def half(name: str, day: int = 0, status: Status = Status.COMPLETE, **changes: str) -> Half:
    facts = {"informant": f"W-{name}", "interviewer_id": "a1", "interviewer": "int-01", "disposition": ""} | changes
    return Half(id=name, status=status, held_on=DAY + timedelta(days=day), **facts)


def state(*halves: Half, on: int = 0, kind: str = "informant") -> PairState:
    study = replace(STUDY, sampling=replace(STUDY.sampling, double_kind=kind))
    found = pair(study, Design.DRAWN, halves)
    assert found is not None
    return found.state(DAY + timedelta(days=on))


DRAFT, BROKEN = Status.DRAFT, Status.BROKEN_OFF
REFUSED = {"disposition": "REF_HARD"}


def test_where_a_pair_stands() -> None:
    first, second = half("a"), half("b", 3)
    assert state() is PairState.WAITING
    assert state(half("a", status=DRAFT)) is PairState.WAITING
    assert state(first, on=7) is PairState.WANTED
    assert state(first, on=8) is PairState.ALONE
    assert state(first, half("b", 3, DRAFT), on=30) is PairState.UNDER_WAY
    assert state(first, second, on=3) is PairState.COMPLETE
    assert state(first, half("b", 3, BROKEN, disposition="BREAKOFF"), on=4) is PairState.UNDER_WAY
    assert state(first, half("b", 3, BROKEN, disposition="BREAKOFF"), on=8) is PairState.ALONE
    assert state(first, half("b", 3, BROKEN, **REFUSED), on=4) is PairState.ALONE
    assert state(first, half("b", 1, BROKEN, **REFUSED), half("c", 2, DRAFT), on=2) is PairState.UNDER_WAY
    assert state(half("b", 0, BROKEN, **REFUSED), half("c", 2), on=2) is PairState.WANTED


def test_one_held_too_late_or_with_the_wrong_person_is_no_second_opinion() -> None:
    first = half("a")
    assert state(first, half("b", 8), on=8) is PairState.ALONE
    same = half("b", 2, informant="W-a", interviewer_id="a2")
    assert state(first, same, on=2) is PairState.WANTED
    assert state(first, same, on=2, kind="interviewer") is PairState.COMPLETE
    assert state(first, replace(same, interviewer_id="a1"), on=2, kind="interviewer") is PairState.WANTED


def test_the_second_interviewer_does_not_read_the_first_and_whoever_reads_both_reads_neither() -> None:
    first, second = half("a"), half("b", 3, DRAFT, interviewer_id="a2")
    found = pair(STUDY, Design.MARKED, [first, second, half("c", 3)])
    assert found is not None
    on = DAY + timedelta(days=3)
    assert [found.hides(name, on) for name in ("a", "b", "c")] == [True, True, False]
    assert not found.hides("a", on, conducts="a1")
    by_one = pair(STUDY, Design.MARKED, [first, replace(second, interviewer_id="a1")])
    assert by_one is not None
    assert [by_one.hides(name, on, conducts="a1") for name in ("a", "b")] == [True, False]
    done = pair(STUDY, Design.MARKED, [first, half("b", 3)])
    assert done is not None
    assert not done.hides("a", on)


def test_a_visit_without_the_design_has_no_pair() -> None:
    assert pair(STUDY, Design.PLAIN, [half("a"), half("b")]) is None
