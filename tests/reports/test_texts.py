"""Any text is made fit to print, and what fits is left as it was."""

from __future__ import annotations

from html import unescape
import unicodedata

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app.reports.texts import clean, cut, direction, fit, soft, width

ANY = st.text(max_size=400)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("  two\n\nlines\t", "two lines"),
        ("bell\x07 and \x1b[31m", "bell and [31m"),
        ("\u202eturned\u2066", "turned"),
        ("half \ud800", "half \ufffd"),
        ("e" + "\u0301" * 9, "e" + "\u0301" * 3),
        ("\N{GRINNING FACE}\ufe0f", "[grinning face]"),
        ("blåbærgrøt – «ja»", "blåbærgrøt – «ja»"),
        ("क्षि می‌خواهم", "क्षि می‌خواهم"),
    ],
)
def test_what_cannot_be_printed_is_taken_out(text: str, printed: str) -> None:
    assert clean(text) == printed


@given(ANY)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANY)
def test_clean_text_can_be_encoded_and_stays_on_one_line(text: str) -> None:
    assert len(clean(text).encode().decode().splitlines()) <= 1
    assert not any(unicodedata.category(character) == "Cc" for character in clean(text))


@given(ANY, st.integers(0, 80))
def test_a_cut_text_is_within_its_limit_and_points_on(text: str, limit: int) -> None:
    short = cut(text, limit, "… see record")
    if len(clean(text)) <= limit:
        assert short == clean(text)
    else:
        assert short.endswith("… see record")
        assert len(short) <= limit + len(" … see record")


def test_words_are_kept_whole_where_that_loses_little() -> None:
    assert cut("one two three four", 15, "…") == "one two three …"
    assert cut("x" * 40, 15, "…") == "x" * 15 + " …"


@given(ANY)
def test_breaks_in_long_words_change_no_character(text: str) -> None:
    html = str(soft(clean(text)))
    assert unescape(html.replace("<wbr>", "")) == unescape(str(clean(text)).replace("&", "&amp;"))


def test_markup_is_escaped() -> None:
    assert soft("<b>a</b>") == "&lt;b&gt;a&lt;/b&gt;"


def test_a_long_word_can_break() -> None:
    assert str(soft("x" * 100)).count("<wbr>") == 9


@given(ANY, st.floats(2, 40))
def test_a_fitted_text_is_no_wider_than_its_cell(text: str, ems: float) -> None:
    assert width(fit(text, ems)) <= max(ems, width("…"))


@pytest.mark.parametrize(
    ("text", "way"), [("abc", "ltr"), ("12 שלום", "rtl"), ("مرحبا abc", "rtl"), ("", "ltr"), ("…", "ltr")]
)
def test_a_text_runs_the_way_its_first_letter_does(text: str, way: str) -> None:
    assert direction(text) == way
