"""The words of printed pages, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
import string

import pytest

from interview_app.domain.interview import Mode, Status
from interview_app.reports.words import TEXTS, Words

EN, NB = Words("en"), Words("nb")


def fills(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_stands_in_both_languages_with_the_same_blanks(key: str) -> None:
    english, norwegian = TEXTS[key]
    assert english
    assert norwegian
    assert fills(english) == fills(norwegian)


@pytest.mark.parametrize("key", [*Mode, *(f"status_{status}" for status in Status)])
def test_every_mode_and_status_has_words(key: str) -> None:
    assert EN.say(key)


@pytest.mark.parametrize(
    ("value", "english", "norwegian"),
    [
        (70, "70.0", "70,0"),
        (66.6667, "66.7", "66,7"),
        (56.25, "56.3", "56,3"),
        (0.05, "0.1", "0,1"),
        (-2.5, "−2.5", "−2,5"),
    ],
)
def test_halves_are_rounded_away_from_nought(value: float, english: str, norwegian: str) -> None:
    assert EN.number(value) == english
    assert NB.number(value) == norwegian


def test_days_are_those_of_utc() -> None:
    late = datetime(2026, 3, 14, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert EN.day(late) == "13 Mar 2026"
    assert NB.day(late) == "13. mars 2026"
    assert EN.moment(datetime(2026, 12, 1, 8, 5, 9, tzinfo=UTC)) == "1 Dec 2026 08:05:09 UTC"


def test_a_long_list_is_cut_and_counted() -> None:
    assert EN.listed(["a", "b"]) == "a, b"
    assert EN.listed(["a", "b", "c", "d", "e"], 3) == "a, b, c, 2 more"
    assert NB.listed([]) == ""


def test_one_and_several_are_told_apart() -> None:
    assert EN.count("ratings", 1) == "1 rating"
    assert NB.count("ratings", 12) == "12 vurderinger"
