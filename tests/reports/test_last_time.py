"""What the page says of the interview before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from interview_app import instruments
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Interview
from interview_app.domain.missing import Missing
from interview_app.domain.previous import Earlier, Previous, previous
from interview_app.reports.charts.dots import Row, dot_plot
from interview_app.reports.interview.arrangement import arrange
from interview_app.reports.interview.page import PLOT
from interview_app.reports.interview.reading import Reading
from interview_app.reports.interview.sheet import MOST, Line
from interview_app.reports.interview.trust import trust
from interview_app.reports.words import Words
from tests.reports.printed import printed
from tests.worked import ANSWERS, CORRECTED, completed, folded, worked_interview

EARLIER = "a" * 32


@pytest.fixture(scope="module")
def wrri() -> Instrument:
    return instruments.load("wrri", 1)


@pytest.fixture(scope="module")
def before(wrri: Instrument) -> Previous:
    """The same answers a month earlier, but for some."""
    document = completed(wrri, folded(ANSWERS, {**CORRECTED, "c01": "1", "b3": 13})).document
    return previous(wrri, "full", [Earlier(EARLIER, "OSL-W07", date(2026, 2, 13), True, wrri, document)])


def test_counts_of_last_time_stand_in_brackets(wrri: Instrument, before: Previous) -> None:
    said = printed(worked_interview(), wrri, previous=before).said
    assert "14 (before: 13)" in said
    assert "hollow, in brackets: last time; signed: change since" in said
    assert "≠" not in said


def test_a_count_that_was_last_asked_for_long_ago_has_its_day(wrri: Instrument, before: Previous) -> None:
    newer = replace(before.ranked[0], id="b" * 32, held_on=date(2026, 3, 1))
    said = printed(worked_interview(), wrri, previous=replace(before, ranked=[newer, *before.ranked])).said
    assert "14 (13 Feb 2026: 13)" in said


def test_the_first_sentences_say_how_far_the_total_has_come_and_who_said_so_then(
    wrri: Instrument, before: Previous
) -> None:
    said = printed(worked_interview(), wrri, previous=before).said
    assert "+5.0 since 13 Feb 2026, same informant." in said
    other = replace(before, ranked=[replace(before.ranked[0], is_same=False)])
    caution = "≠ +5.0 since 13 Feb 2026, OSL-W07 was asked then: the difference may reflect who answers."
    others = printed(worked_interview(), wrri, previous=other).said
    assert caution in others
    assert "signed: change since, ≠ another informant’s" in others
    assert caution not in said


def test_a_score_of_another_formula_is_no_last_time(wrri: Instrument, before: Previous) -> None:
    total = next(scale for scale in wrri.scales if scale.kind == "total")
    revised = replace(total, formula=["*", ["number", 2], ["ref", "n"]])
    assert before.score(total) is not None
    assert before.score(revised) is None


def test_a_score_is_set_against_the_last_that_there_is_as_in_the_report_over_time(wrri: Instrument) -> None:
    known, unknown = folded(ANSWERS, {**CORRECTED, "b3": 13}), dict.fromkeys(("c06", "c07", "c08"), Missing.DONT_KNOW)
    silent = folded(ANSWERS, {**CORRECTED, **unknown, "b3": Missing.DONT_KNOW})
    days = {"a": (date(2026, 2, 13), known), "b": (date(2026, 3, 1), silent)}
    earlier = [
        Earlier(key * 32, "OSL-W07", day, True, wrri, completed(wrri, document).document)
        for key, (day, document) in sorted(days.items(), reverse=True)
    ]
    said = printed(worked_interview(), wrri, previous=previous(wrri, "full", earlier)).said
    assert "since 13 Feb 2026, same informant." in said
    assert "since 1 Mar 2026" not in said


FLAGS = (
    {"flag": "speed", "has": 110, "of": 720, "n": 31},
    {"flag": "hours", "has": 1290, "of": 7, "n": 1},
    {"flag": "dont_know", "has": 9, "of": 20, "n": 20},
)


def test_reasons_to_look_stand_with_their_numbers(wrri: Instrument) -> None:
    said = printed(worked_interview(), wrri, flags=FLAGS).said
    assert "2 min, usually 12 (n 31)" in said
    assert "held at 21:30, outside hours" in said
    assert "9 of 20 don’t know" in said
    assert "Reason to look" not in printed(worked_interview(), wrri).said


def test_what_was_taken_over_unchanged_is_counted_with_its_day(wrri: Instrument, before: Previous) -> None:
    record = worked_interview()
    for item in ("c02", "c03"):
        record.document["answers"][item]["same"] = EARLIER
    found = {line.name: line.text for line in quality(record, before)}
    assert found["Taken over unchanged from 13 Feb 2026"] == "2"
    gone = {line.name: line.text for line in quality(record, Previous())}
    assert gone["Taken over unchanged from an interview out of use"] == "2"


def quality(record: Interview, before: Previous) -> Sequence[Line]:
    """The lines on the quality of the answers."""
    instrument = instruments.load("wrri", 1)
    reading = Reading(record, instrument, record.document["closing"], Words("en"), True, MOST, before)
    return trust(reading, arrange(instrument)).lines


def test_a_page_without_an_interview_before_says_nothing_of_one(wrri: Instrument) -> None:
    said = printed(worked_interview(), wrri).said
    assert "hollow" not in said
    assert "before:" not in said


def test_a_hollow_dot_stands_where_last_time_s_rating_lay_also_without_a_rating_now() -> None:
    rows = [Row("rating", "Sleep", "3", "", 0.75, 0.25), Row("rating", "Work", "–", "Declined", None, 0.5)]
    with_before = str(dot_plot(rows, ["0", "4"], "", PLOT))
    without = str(dot_plot([row._replace(before=None) for row in rows], ["0", "4"], "", PLOT))
    assert 'fill="none"' in with_before
    assert 'fill="none"' not in without
