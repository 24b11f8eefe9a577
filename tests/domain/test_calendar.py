"""A calendar is read by any program: line ends, folding and escaping as RFC 5545 has them, whatever stands in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
import re

from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain.calendar import Entry, written

NOW = datetime(2026, 3, 13, 9, 0, tzinfo=UTC)


def read(text: str) -> list[str]:
    """The lines of a calendar as a program reads them: unfolded."""
    assert text.endswith("\r\n")
    return re.sub(r"\r\n[ \t]", "", text).split("\r\n")[:-1]


def entry(summary: str = "Call", **given: object) -> Entry:
    return Entry("case@interview-app", NOW, timedelta(minutes=30), summary, **given)  # type: ignore[arg-type]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300))
def test_any_text_comes_back_as_it_was_and_no_line_is_too_long(summary: str) -> None:
    text = written([entry(summary)], name="Calls", now=NOW)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (line,) = [line for line in read(text) if line.startswith("SUMMARY:")]
    told = re.sub(r"\\([\\;,])", r"\1", line.removeprefix("SUMMARY:"))
    assert told == summary


def test_a_line_break_cannot_begin_a_line_of_its_own() -> None:
    lines = read(written([entry("Call\r\nATTENDEE:mailto:eve@example")], name="x\nURL:y", now=NOW))
    assert not [line for line in lines if line.startswith(("ATTENDEE", "URL"))]


def test_an_entry_has_what_a_calendar_needs() -> None:
    lines = read(written([entry(revision=2)], name="Calls", now=NOW))
    begin, end = lines.index("BEGIN:VEVENT"), lines.index("END:VEVENT")
    assert lines[begin + 1 : end] == [
        "UID:case@interview-app",
        "DTSTAMP:20260313T090000Z",
        "DTSTART:20260313T090000Z",
        "DTEND:20260313T093000Z",
        "SEQUENCE:2",
        "SUMMARY:Call",
        "CLASS:PRIVATE",
    ]


def test_a_calendar_without_entries_is_still_one() -> None:
    lines = read(written([], name="Calls", now=NOW))
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
