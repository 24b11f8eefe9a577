"""How a page was used is kept beside the answers, grows with what arrives, and is taken away when its time is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from interview_app.domain.access import Role
from interview_app.services import endings, paradata
from interview_app.services.errors import NotAllowed, NotFound
from interview_app.services.verification import verify
from interview_app.storage import paradata as stored
from tests.services.conftest import NOW, World


def summary(*, began: datetime = NOW, seconds: int = 60, **items: dict[str, Any]) -> dict[str, Any]:
    ended = began + timedelta(seconds=seconds)
    times = {"began_at": began.isoformat(), "ended_at": ended.isoformat()}
    return {**times, "device": "tablet", "offline_seconds": 0, "items": items}


LATER = NOW + timedelta(hours=1)


def kept(world: World, interview: str) -> tuple[list[Any], list[Any]]:
    with world.store.reading() as connection:
        return stored.of_interviews(connection, [interview])


def test_what_a_page_measured_is_kept_and_only_grows(world: World) -> None:
    interview, who = world.start(), world.interviewer
    early = summary(c01={"shown_at": NOW.isoformat(), "visits": 1, "active_ms": 900})
    late = summary(seconds=120, c01={"visits": 2, "active_ms": 4000, "changes": 1}, c02={"visits": 1})
    for sent in (early, late, early, late):
        paradata.record(world.store, who, interview, sent, now=LATER)
    measures, [sitting] = kept(world, interview)
    assert {row.item: (row.visits, row.changes, row.active_ms) for row in measures} == {
        "c01": (2, 1, 4000),
        "c02": (1, 0, 0),
    }
    assert measures[0].shown_at == NOW
    assert (sitting.n, sitting.ended_at - sitting.began_at, sitting.mode, sitting.device) == (
        1, timedelta(seconds=120), "telephone", "tablet",
    )  # fmt: skip
    with world.store.reading() as connection:
        assert paradata.active_seconds(connection, interview) == {"c01": 4.0, "c02": 0.0}


def test_another_page_is_another_sitting_that_goes_on_from_there(world: World) -> None:
    interview, who = world.start(), world.interviewer
    paradata.record(world.store, who, interview, summary(c01={"visits": 2, "active_ms": 4000}), now=LATER)
    assert paradata.so_far(world.store, interview) == {"c01": [2, 0, 4000, 0]}
    paradata.record(world.store, who, interview, summary(began=NOW + timedelta(minutes=9)), now=LATER)
    assert [row.n for row in kept(world, interview)[1]] == [1, 2]


def test_it_neither_touches_the_ledger_nor_the_interview(world: World) -> None:
    interview = world.start()
    before = verify(world.store)
    paradata.record(world.store, world.interviewer, interview, summary(c01={"visits": 1}), now=LATER)
    after = verify(world.store)
    assert (before.events, after.events, after.faults) == (before.events, before.events, [])


def test_what_arrives_after_the_end_is_kept_and_after_voiding_is_not(world: World) -> None:
    interview = world.start()
    endings.void(world.store, world.interviewer, interview, reason="Begun by mistake", now=LATER)
    paradata.record(world.store, world.interviewer, interview, summary(c01={"visits": 1}), now=LATER)
    assert kept(world, interview) == ([], [])


def test_nobody_else_can_put_measurements_beside_an_interview(world: World) -> None:
    interview = world.start()
    with pytest.raises(NotAllowed):
        paradata.record(world.store, world.people[Role.SUPERVISOR], interview, summary(), now=LATER)
    with pytest.raises(NotFound):
        paradata.record(world.store, world.interviewer, "e" * 32, summary(), now=LATER)


def test_a_purge_takes_what_is_older_than_the_study_keeps_it(world: World) -> None:
    interview = world.start()
    paradata.record(world.store, world.interviewer, interview, summary(c01={"visits": 1}), now=LATER)
    months = world.study.retention.paradata_months
    too_early, in_time = (paradata.months_before(NOW, -months) + timedelta(days=days) for days in (-1, 1))

    def purged(at: datetime, *, carry_out: bool) -> int:
        told = paradata.purge(world.store, world.study, actor_code="cli:test", now=at, carry_out=carry_out)
        return told.interviews

    assert purged(too_early, carry_out=True) == 0
    assert purged(in_time, carry_out=False) == 1
    assert len(kept(world, interview)[0]) == 1, "a dry run takes nothing"
    assert purged(in_time, carry_out=True) == 1
    assert kept(world, interview) == ([], [])
    assert purged(in_time, carry_out=True) == 0
    assert verify(world.store).faults == []


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-03-31", 1, "2026-02-28"),
        ("2028-03-31", 1, "2028-02-29"),
        ("2026-01-15", 13, "2024-12-15"),
        ("2026-05-31", 0, "2026-05-31"),
    ],
)
def test_months_are_counted_by_the_calendar(day: str, months: int, expected: str) -> None:
    then = datetime.fromisoformat(day).replace(tzinfo=UTC)
    assert f"{paradata.months_before(then, months):%Y-%m-%d}" == expected
