"""A prompt is given where its numbers call for it, and says which they are; on the edge there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app.domain.review_flags import Conduct, prompts
from interview_app.domain.study import Calling

OSLO = ZoneInfo("Europe/Oslo")
USUAL = Conduct(
    seconds=600,
    median=620,
    compared=40,
    ratings=("3", "2", "3", "4", "1", "0", "2", "3", "2", "3", "2", "1"),
    answered=40,
    dont_know=3,
    amended=1,
    began=datetime(2026, 3, 13, 10, 0, tzinfo=OSLO),
    in_same_minute=0,
)
CALLING = Calling(opens=time(8), closes=time(20), closed_on=frozenset({date(2026, 4, 3)}))
LOOKED_AT: list[tuple[str, dict[str, Any], list[tuple[str, int, int, int]]]] = [
    ("as usual", {}, []),
    ("a third of the median", {"seconds": 200, "median": 600}, []),
    ("less than a third", {"seconds": 199, "median": 600}, [("speed", 199, 600, 40)]),
    ("nothing to compare with", {"seconds": 1, "median": None, "compared": 0}, []),
    ("too few to compare with", {"seconds": 1, "median": 600, "compared": 4}, []),
    ("just enough to compare with", {"seconds": 1, "median": 600, "compared": 5}, [("speed", 1, 600, 5)]),
    ("from paper", {"seconds": None, "began": None}, []),
    ("twelve alike", {"ratings": ("2",) * 12}, [("same_ratings", 12, 12, 12)]),
    ("eleven alike", {"ratings": ("2",) * 11 + ("3",)}, []),
    ("eleven alike and one not rated", {"ratings": ("2",) * 11 + (None,)}, []),
    ("five alike of a short form", {"ratings": ("2",) * 5}, []),
    ("no ratings", {"ratings": ()}, []),
    ("forty per cent don't know", {"dont_know": 16}, []),
    ("more than forty per cent", {"dont_know": 17}, [("dont_know", 17, 40, 40)]),
    ("nothing answered", {"answered": 0, "dont_know": 0, "amended": 0}, []),
    ("before eight", {"began": datetime(2026, 3, 13, 7, 59, tzinfo=OSLO)}, [("hours", 479, 5, 1)]),
    ("at eight", {"began": datetime(2026, 3, 13, 8, 0, tzinfo=OSLO)}, []),
    ("at eight in the evening", {"began": datetime(2026, 3, 13, 20, 0, tzinfo=OSLO)}, [("hours", 1200, 5, 1)]),
    ("on a Saturday", {"began": datetime(2026, 3, 14, 10, 0, tzinfo=OSLO)}, [("hours", 600, 6, 1)]),
    ("on Good Friday", {"began": datetime(2026, 4, 3, 10, 0, tzinfo=OSLO)}, [("hours", 600, 5, 1)]),
    ("thirty per cent changed", {"amended": 12}, []),
    ("more than thirty per cent changed", {"amended": 13}, [("changes", 13, 40, 40)]),
    ("two at once", {"in_same_minute": 1}, [("same_minute", 1, 0, 2)]),
    (
        "everything",
        {"seconds": 9, "ratings": ("0",) * 12, "dont_know": 40, "amended": 40, "in_same_minute": 2},
        [("speed", 9, 620, 40), ("same_ratings", 12, 12, 12), ("dont_know", 40, 40, 40), ("changes", 40, 40, 40),
         ("same_minute", 2, 0, 3)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), [row[1:] for row in LOOKED_AT], ids=[row[0] for row in LOOKED_AT])
def test_what_calls_for_a_look(changes: dict[str, Any], expected: list[tuple[str, int, int, int]]) -> None:
    found = prompts(replace(USUAL, **changes), CALLING)
    assert [(str(prompt.flag), prompt.has, prompt.of, prompt.n) for prompt in found] == expected


@given(st.integers(0, 10_000), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_a_longer_interview_with_fewer_gaps_never_calls_for_more(
    seconds: int, answered: int, unsure: int, amended: int
) -> None:
    worse = replace(
        USUAL, seconds=seconds, answered=answered, dont_know=min(unsure, answered), amended=min(amended, answered)
    )
    better = replace(worse, seconds=seconds + 60, dont_know=0, amended=0)
    flagged = {prompt.flag for prompt in prompts(worse, CALLING)}
    assert {prompt.flag for prompt in prompts(better, CALLING)} <= flagged
