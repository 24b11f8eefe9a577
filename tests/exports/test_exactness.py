"""Hostile words and awkward numbers survive the way into a CSV and back, byte for byte."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from interview_app import exports
from tests.exports.made import interview, order, written

HOSTILE = {
    "Norwegian letters": "Ærlig talt, på øya ble det bra å få ro",
    "right to left": "مرحبا بالعالم \u202eabc\u202c",
    "line ends": "one\ntwo\n\nfour",
    "a lone carriage return": "one\rtwo",
    "Windows line ends": "one\r\ntwo",
    "quotes": 'she said "yes", then """',
    "formula": "=HYPERLINK(\"http://x\",\"y\")",
    "plus": "+47",
    "minus": "-1",
    "at": "@SUM(A1)",
    "tab": "\tindented",
    "commas": "a,b,,c",
    "spaces around": "  padded  ",
    "a word that means missing": "NA",
    "another": "null",
    "a number with zeros": "0012",
    "a backslash": "C:\\new",
    "a comment sign": "# not a comment",
    "an emoji": "fine 👍🏽",
    "no-break space": "a\u00a0b",
    "line separator": "a\u2028b",
}  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_words_come_back_as_they_were_typed(tmp_path: Path, words: str) -> None:
    held = interview()
    held.document["answers"]["words"]["v"] = words
    written(tmp_path / "out", [held, interview(2)])
    frame = exports.load(tmp_path / "out", "texts")
    assert frame.loc[frame["item"] == "words", "text"].tolist() == [words, "Bread, and a walk by the sea."]


def test_no_cell_is_changed_to_please_a_spreadsheet(tmp_path: Path) -> None:
    written(tmp_path / "out", [interview(answers={"words": "=1+1"})])
    assert b'"=1+1"' in (tmp_path / "out/texts.csv").read_bytes()


def test_files_are_utf8_without_mark_with_plain_line_ends(tmp_path: Path) -> None:
    written(tmp_path / "out", [interview(answers={"words": "å"})])
    for path in (tmp_path / "out").glob("*.csv"):
        content = path.read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content
        assert content.endswith(b"\n")
        content.decode()


DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=0, max_value=10**9).map(str)
DATES = st.dates(min_value=date(1, 1, 1)).map(date.isoformat)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "sleep": st.sampled_from("01234"),
        "help": st.sampled_from([["family"], ["peers", "nobody"]]),
        "known": st.just("yes"),
        "days": st.integers(0, 28),
        "dose": DECIMALS,
        "since": DATES,
        "started": st.builds(lambda day, about: {"date": day[:7], "about": about}, DATES, st.booleans()),
        "woke": st.times().map(lambda time: f"{time:%H:%M}"),
        "share": st.integers(0, 100),
    },
)
HEADERS = ("sleep", "help__peers", "known", "days", "dose", "since", "started", "started__about", "woke", "share")


def expected(answers: dict[str, Any]) -> tuple[Any, ...]:
    """The row that a reader should see, worked out apart from the code under test; days need known = yes."""
    import pandas as pd

    def kept(name: str, turn: Any = lambda value: value) -> Any:
        return turn(answers[name]) if name in answers else pd.NA

    since = pd.Timestamp(answers["since"]).as_unit("us") if "since" in answers else pd.NaT
    days = answers["days"] if answers.get("known") and "days" in answers else pd.NA
    return (
        kept("sleep", int), kept("help", lambda names: "peers" in names), kept("known", lambda name: 1), days,
        kept("dose", float), since, kept("started", lambda value: value["date"]),
        kept("started", lambda value: value["about"]), kept("woke"), kept("share"),
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(ANSWERS, max_size=5))
def test_what_is_loaded_is_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, every: list[dict[str, Any]]
) -> None:
    import pandas as pd

    folder = tmp_path_factory.mktemp("exports") / "out"
    written(folder, [interview(number, answers) for number, answers in enumerate(every)], of=order("wide"))
    frame = exports.load(folder)[list(HEADERS)]
    told = pd.DataFrame([expected(answers) for answers in every], columns=list(HEADERS))
    pd.testing.assert_frame_equal(frame, told.astype(frame.dtypes.to_dict()))


def test_a_decimal_keeps_the_digits_that_were_typed(tmp_path: Path) -> None:
    held = [
        interview(1, {"dose": "3.50"}),
        interview(2, {"dose": "0.10000000000000000001"}),
        interview(3, {"dose": "7"}),
    ]
    written(tmp_path / "out", held)
    lines = (tmp_path / "out/long.csv").read_text().splitlines()
    assert [line.split(",")[9] for line in lines if ",dose,dose," in line] == ["3.50", "0.10000000000000000001", "7"]
