"""What progress counts: an interview belongs to the day of its site, also at midnight and when clocks change."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app import instruments
from interview_app.domain.marks import lacking, lacks, marked
from interview_app.domain.missing import Missing
from interview_app.domain.rates import Share
from interview_app.services.progress import day_at
from interview_app.storage import moments

ZONES = [ZoneInfo(name) for name in ("Europe/Oslo", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati", "UTC")]
THROUGH_THE_YEARS = st.datetimes(datetime(2020, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moment=THROUGH_THE_YEARS, zone=st.sampled_from(ZONES))
def test_the_day_of_a_stored_moment_is_the_one_that_the_calendar_there_shows(moment: datetime, zone: ZoneInfo) -> None:
    assert day_at(moments.text(moment), zone) == moment.astimezone(zone).date()


def test_marks_of_two_instruments_are_not_counted_as_those_of_one() -> None:
    instrument = instruments.load("wrri", 1)
    width = len(marked(instrument))
    with pytest.raises(ValueError, match="lengths"):
        lacking(instrument, ["." * width, "." * (width - 1)])


def test_what_follows_from_answers_that_were_not_reached_is_not_called_missing() -> None:
    """Of an interview that was broken off early nobody knows which events would have been told, only that none was."""
    instrument = instruments.load("wrri", 1)
    broken_off = Missing.NOT_REACHED.stata[-1] * len(marked(instrument))
    found = lacking(instrument, [broken_off])
    assert found["e2"] == Share(1, 1)
    assert "e2_week_move" not in found
    assert lacks(instrument, broken_off, "e2")
    assert not lacks(instrument, broken_off, "e2_week_move")
    assert not lacks(instrument, broken_off, "no_such_item")
