"""Identity numbers are stopped; what may identify somebody is asked about; ordinary words pass."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
import tomllib
from typing import Any
import unicodedata

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app.domain import expression, privacy
from interview_app.domain.expression import Scope
from interview_app.domain.items import FreeText
from interview_app.domain.lookalikes import plain
from interview_app.instruments.regex import matches

CASES = tomllib.loads((Path(__file__).parent / "privacy_cases.toml").read_text(encoding="utf-8"))
SCOPE_NOW = datetime(2026, 3, 13, tzinfo=UTC)


def made_up(born: str, individual: int) -> str | None:
    """An identity number for a birth date DDMMYY, or None where no check digit fits; nobody's on purpose."""
    digits = [int(digit) for digit in f"{born}{individual:03}"]
    for weights in ((3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)):
        check = -sum(w * n for w, n in zip(weights, digits, strict=True)) % 11
        if check == 10:
            return None
        digits.append(check)
    return "".join(map(str, digits))


@given(
    st.dates().map(lambda day: f"{day:%d%m}{day.year % 100:02}"), st.integers(0, 999), st.sampled_from(["", " ", "-"])
)
def test_every_well_formed_identity_number_is_found_wherever_it_stands(born: str, individual: int, gap: str) -> None:
    number = made_up(born, individual)
    if number:
        assert privacy.has_identity_number(f"He said {number[:6]}{gap}{number[6:]}, I think.")


@given(st.integers(0, 9), st.integers(0, 10))
def test_one_wrong_digit_is_no_identity_number(wrong: int, place: int) -> None:
    number = made_up("411290", 100) or made_up("411290", 101) or ""
    changed = number[:place] + str(wrong) + number[place + 1 :]
    assert privacy.has_identity_number(changed) == (changed == number)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Starting the course, and being met there on the first day.", False),
        ("Meeting about 3 courses in week 12, 40 % paid, step 2.", False),
        ("Ring 22 33 44 55 tomorrow", True),
        ("phone 90012345", True),
        ("mobile 900 12 345", True),
        ("write to someone@example.org", True),
        ("see www.example.org", True),
        ("born 1.2.90", True),
        ("on 2026-03-13\nagain", True),
        ("code 12345", False),
    ],
)
def test_what_may_identify_somebody_is_asked_about(text: str, asked: bool) -> None:
    assert is_asked_about(text) is asked


def is_asked_about(text: str) -> bool:
    check = expression.compile(privacy.doubt_source())
    return not expression.truth(check, {}, Scope(this=text, now=SCOPE_NOW, matches=matches))


def what(case: dict[str, Any]) -> str:
    return str(case["what"])


@pytest.mark.parametrize("case", CASES["identity"], ids=what)
def test_an_identity_number_in_other_signs_is_one_all_the_same(case: dict[str, Any]) -> None:
    assert privacy.has_identity_number(case["text"]) is case["found"]


@pytest.mark.parametrize("case", CASES["doubtful"], ids=what)
def test_contact_details_in_other_signs_are_asked_about_all_the_same(case: dict[str, Any]) -> None:
    assert is_asked_about(case["text"]) is case["found"]


@given(st.text())
def test_reading_a_text_plainly_twice_changes_nothing_more(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize("text", ["１２ ﬁne days…", "9½ weeks – or ②", "soft\u00adly"])
def test_what_was_typed_is_kept_as_it_was_typed(text: str) -> None:
    assert FreeText(id="f1", section="f").parse(text) == unicodedata.normalize("NFC", text) == text
