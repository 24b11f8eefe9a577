"""Measurements of the page only grow, in whatever order they come, and hold nothing but times and counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app.domain.operations import Malformed
from interview_app.domain.paradata import Device, Measure, merged, read

NOW = datetime(2026, 3, 13, 9, 0, tzinfo=UTC)
SENT: dict[str, Any] = {
    "began_at": "2026-03-13T08:50:00.000Z",
    "ended_at": "2026-03-13T08:59:00.000Z",
    "device": "tablet",
    "offline_seconds": 3,
    "items": {"c01": {"shown_at": "2026-03-13T08:51:00Z", "answered_at": None, "visits": 2, "active_ms": 1500}},
}

moments = st.none() | st.integers(0, 9).map(lambda minutes: NOW - timedelta(minutes=minutes))
counts = st.integers(0, 9)
measures = st.builds(
    Measure, item=st.just("c01"), shown_at=moments, answered_at=moments, changed_at=moments,
    changes=counts, visits=counts, active_ms=counts,
)  # fmt: skip


@given(measures, measures, measures)
def test_the_order_and_number_of_arrivals_change_nothing(one: Measure, two: Measure, three: Measure) -> None:
    assert merged(one, two) == merged(two, one)
    assert merged(merged(one, two), three) == merged(one, merged(two, three))
    assert merged(merged(one, two), two) == merged(one, two)


def test_a_summary_is_read() -> None:
    summary = read(SENT, {"c01"}, NOW)
    [measure] = summary.measures
    assert (measure.item, measure.visits, measure.active_ms, measure.changes) == ("c01", 2, 1500, 0)
    assert (measure.shown_at, measure.answered_at) == (NOW - timedelta(minutes=9), None)
    assert (summary.sitting.device, summary.sitting.offline_seconds) == (Device.TABLET, 3)


def test_a_clock_that_is_ahead_is_taken_back_to_now() -> None:
    summary = read(SENT | {"ended_at": "2031-01-01T00:00:00Z"}, {"c01"}, NOW)
    assert summary.sitting.ended_at == NOW


REFUSED: dict[str, Any] = {
    "no object": [],
    "an answer": SENT | {"items": {"c01": {"value": "3"}}},
    "an unknown question": SENT | {"items": {"c99": {}}},
    "a field too many": SENT | {"address": "10.0.0.9"},
    "a device nobody has": SENT | {"device": "fridge"},
    "no beginning": {name: SENT[name] for name in SENT if name != "began_at"},
    "an end before the beginning": SENT | {"ended_at": "2026-03-13T08:00:00Z"},
    "a time without its offset": SENT | {"began_at": "2026-03-13T08:50:00"},
    "a time that is none": SENT | {"began_at": "yesterday"},
    "a negative count": SENT | {"offline_seconds": -1},
    "a count that is none": SENT | {"offline_seconds": True},
    "a count beyond a day": SENT | {"offline_seconds": 10**9},
    "items that are a list": SENT | {"items": []},
}


@pytest.mark.parametrize("sent", REFUSED.values(), ids=REFUSED)
def test_what_is_no_summary_is_refused(sent: object) -> None:
    with pytest.raises(Malformed):
        read(sent, {"c01"}, NOW)
