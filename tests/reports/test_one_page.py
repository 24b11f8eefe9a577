"""Whatever was answered, the page is one page, and what does not fit is pointed to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from interview_app import instruments
from interview_app.domain.instrument import Instrument, Section
from interview_app.domain.interview import Interview
from interview_app.domain.items import (
    ChoiceItem,
    Date,
    DecimalNumber,
    FreeText,
    Integer,
    Item,
    PartialDate,
    Rating,
    SelectMultiple,
    SelectOne,
    Stored,
    Time,
)
from tests.reports.printed import printed
from tests.reports.records import LONG_TEXTS, PROSE, RECORDS, of_text, with_answers
from tests.worked import completed, folded

TINY = sorted((Path(__file__).parent.parent / "instruments").glob("*.toml"))


@pytest.mark.parametrize("text", LONG_TEXTS.values(), ids=LONG_TEXTS.keys())
def test_ten_thousand_characters_in_every_text_and_all_events_give_one_page(wrri: Instrument, text: str) -> None:
    assert len(text) >= 9_800
    page = printed(of_text(wrri, text), wrri)
    assert page.pages == 1
    assert "… see record" in page.text
    assert "Total 70.0 10 of 12" in page.text


def test_it_is_one_page_in_the_language_with_the_longer_words_too(wrri: Instrument) -> None:
    page = printed(of_text(wrri, PROSE), wrri, language="nb")
    assert page.pages == 1
    assert "… se registreringen" in page.text


@pytest.mark.parametrize("text", ["In short.", PROSE], ids=["short", "long"])
def test_it_is_one_page_on_the_shorter_paper_too(wrri: Instrument, text: str) -> None:
    page = printed(of_text(wrri, text), wrri, language="nb", paper="Letter")
    assert page.pages == 1
    assert f"{page.lines[1].split()[0]} · side 1 av 1" in page.text


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS.keys())
def test_sparse_and_unfinished_records_give_one_page(wrri: Instrument, record: object) -> None:
    assert callable(record)
    page = printed(record(wrri), wrri)
    assert page.pages == 1
    assert "OSL-4821-7 · page 1 of 1" in page.text


def test_a_text_that_fits_is_not_cut(wrri: Instrument) -> None:
    told = "The course began, and the flat is quiet. " * 9
    page = printed(with_answers(wrri, f1=told), wrri)
    assert page.text.count("began,") == 9
    assert "see record" not in page.text


VALUES: dict[type[Item], Stored] = {
    Date: "2026-02-03",
    PartialDate: {"date": "2025-11", "about": True},
    Time: "14:30",
    FreeText: "Some words.",
}


def guess(item: Item) -> Stored | None:
    """Some value that the item takes; None where it takes none."""
    if isinstance(item, ChoiceItem):
        name = item.choices[0].name
        return [name] if isinstance(item, SelectMultiple) else name
    if isinstance(item, Integer | DecimalNumber):
        return item.parse(item.low or 0)
    return VALUES.get(type(item))


def filled(instrument: Instrument) -> Interview:
    """A completed interview with some value in every item."""
    return completed(
        instrument, folded({item.id: value for item in instrument.items if (value := guess(item)) is not None})
    )


@pytest.mark.parametrize("path", TINY, ids=lambda path: path.stem)
def test_every_instrument_has_a_page(path: Path) -> None:
    instrument = instruments.read(path)
    page = printed(filled(instrument), instrument)
    assert page.pages == 1
    assert f"{instrument.id} v{instrument.version}" in page.text


def test_an_instrument_far_larger_than_brief_gives_one_page(wrri: Instrument) -> None:
    """Two hundred ratings in twenty scales and two hundred facts in forty sections."""
    sections = tuple(
        Section(
            f"s{n}",
            "",
            {"en": f"Section {n} with a title as long as a title can be without being a text itself"},
            frozenset({"full"}),
        )
        for n in range(40)
    )
    choices = getattr(wrri.by_id["c01"], "choices", ())
    label = {"en": "A question that goes on for rather longer than a short name would, and on, and on"}
    kinds = (Rating, SelectOne)
    items = tuple(
        kind(id=f"{kind.kind}{n}", section=f"s{n % 40}", forms=frozenset({"full"}), label=label, choices=choices)
        for kind in kinds
        for n in range(200)
    )
    scales = tuple(
        replace(wrri.scales[0], id=f"scale{n}", label=label, items=tuple(item.id for item in items[n * 9 : n * 9 + 9]))
        for n in range(20)
    )
    large = replace(
        wrri,
        sections=sections,
        items=items,
        scales=scales,
        order=tuple(item.id for item in items),
        meta={"reliability": "Known. " * 90},
        attribution=label,
    )
    assert printed(filled(large), large, paper="Letter").pages == 1
    page = printed(filled(large), large)
    assert page.pages == 1
    assert "more, see record" in page.text
