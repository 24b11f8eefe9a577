"""A refused value is explained in the interview's language, with the limits it missed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from interview_app import domain, instruments
from interview_app.domain.instrument import Instrument
from interview_app.domain.items import Invalid
from interview_app.domain.messages import REFUSALS, refusal

INSTRUMENTS = Path(__file__).parent.parent / "instruments"


@pytest.fixture(scope="module")
def every_type() -> Instrument:
    return instruments.read(INSTRUMENTS / "all_types_v1.toml")


@pytest.mark.parametrize(
    ("item", "raw", "language", "said"),
    [
        ("a_integer", 29, "en", "Enter a number from 0 to 28."),
        ("a_integer", 29, "nb", "Skriv et tall fra 0 til 28."),
        ("a_integer", "many", "en", "Enter a whole number."),
        ("a_decimal", "x", "nb", "Skriv et tall."),
        ("a_date", "2023-02-29", "en", "Enter a date that exists, as year-month-day: 2026-03-09."),
        ("a_text", "x" * 10_001, "nb", "Teksten har 10001 tegn, høyst 10000 er mulig. Gjør den kortere."),
        ("a_select_one", "none", "en", "Choose one of the options."),
    ],
)
def test_a_refusal_says_what_would_be_accepted(
    every_type: Instrument, item: str, raw: object, language: str, said: str
) -> None:
    refusing = every_type.by_id[item]
    with pytest.raises(Invalid) as invalid:
        refusing.parse(raw)
    assert refusal(every_type, refusing, invalid.value, language) == said


def test_an_item_s_own_words_about_its_range_come_first() -> None:
    instrument = instruments.read(INSTRUMENTS / "integer_v1.toml")
    days = instrument.by_id["days"]
    assert refusal(instrument, days, Invalid("out_of_range", low=0, high=28), "nb") == "Skriv 0 til 28 dager."
    assert refusal(instrument, days, Invalid("reason_not_offered"), "en") == REFUSALS["reason_not_offered"]["en"]


def test_every_refusal_of_the_domain_has_its_words_in_both_languages() -> None:
    sources = Path(domain.__file__).parent.glob("*.py")
    raised = {code for path in sources for code in refusals_in(ast.parse(path.read_text("utf-8")))}
    assert raised <= set(REFUSALS)
    assert all(set(text) == {"en", "nb"} and all(text.values()) for text in REFUSALS.values())


def refusals_in(tree: ast.AST) -> set[str]:
    """The codes with which a module raises Invalid."""
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Invalid"
    ]
    written = [leaf for call in calls for leaf in ast.walk(call.args[0])]
    return {leaf.value for leaf in written if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)}
