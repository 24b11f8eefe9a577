"""The tablet gets of an instrument what it needs to route and check by itself, for one form and in one language."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from interview_app import instruments
from interview_app.domain.expression import names
from interview_app.domain.instrument import Instrument

HERE = Path(__file__).parent
TINY = sorted(HERE.glob("*.toml"))


@pytest.fixture(scope="module")
def wrri() -> Instrument:
    return instruments.load("wrri", 1)


def test_the_short_form_has_only_its_items_and_sections(wrri: Instrument) -> None:
    page = instruments.page_json(wrri, "short", "en")
    ids = [item["id"] for item in page["items"]]
    assert ids == [item.id for item in wrri.items_of("short")]
    assert sorted(page["order"]) == sorted(ids)
    assert [section["id"] for section in page["sections"]] == ["m", "a", "b", "c1", "c2", "c3", "e", "g"]


def test_a_count_brings_its_limits_its_reasons_and_its_checks_in_words(wrri: Instrument) -> None:
    page = instruments.page_json(wrri, "full", "nb")
    kept = next(item for item in page["items"] if item["id"] == "d6")
    assert (kept["kind"], kept["low"], kept["high"]) == ("integer", 0, 28)
    assert kept["missing"] == ["dont_know", "declined"]
    assert kept["hard"] == [{"tree": ["<=", ["self"], ["ref", "d5"]], "message": wrri.messages["m_kept"].text["nb"]}]
    assert kept["range_message"] == "m_range"


def test_refusals_are_worded_in_the_language_of_the_page(wrri: Instrument) -> None:
    messages = instruments.page_json(wrri, "full", "nb")["messages"]
    assert messages["out_of_range"] == "Skriv et tall fra {low} til {high}."


@pytest.mark.parametrize("path", TINY, ids=lambda path: path.stem)
def test_every_instrument_travels_as_json_in_an_order_that_can_be_computed(path: Path) -> None:
    instrument = instruments.read(path)
    page = json.loads(json.dumps(instruments.page_json(instrument, "full", "en"), allow_nan=False))
    sections = {section["id"]: section for section in page["sections"]}
    items = {item["id"]: item for item in page["items"]}
    known: set[str] = set()
    for key in page["order"]:
        item = items[key]
        trees = [item.get("relevant"), item.get("calculation"), sections[item["section"]].get("relevant")]
        assert all(names(tree) <= known for tree in trees if tree)
        known.add(key)
    assert known == set(items)
