"""The codebook as a document: every variable of an export, found by its section, whole on one page."""

from __future__ import annotations

from dataclasses import replace
import io
import re

import pdfplumber
import pytest

from interview_app import exports
from interview_app.domain.instrument import Instrument
from interview_app.reports.codebook.page import codebook_html, print_codebook
from interview_app.reports.copies import Copy
from tests.exports.made import TINY, second_version
from tests.reports.printed import Printed, elements
from tests.worked import study


@pytest.fixture(scope="module")
def page(wrri: Instrument) -> Printed:
    rows = [row for row in exports.described(study(), [wrri], "en") if row["file"] in {"wide.csv", "sittings.csv"}]
    return Printed(print_codebook(rows, [wrri], study(), Copy()))


@pytest.fixture(scope="module")
def texts(page: Printed) -> list[str]:
    with pdfplumber.open(io.BytesIO(page.content)) as pdf:
        return [" ".join(each.extract_text().split()) for each in pdf.pages]


def test_it_holds_every_column_of_every_file(wrri: Instrument) -> None:
    rows = exports.described(study(), [wrri], "nb")
    said = re.sub(r"<wbr>", "", codebook_html(rows, [wrri], study(), Copy("nb")))
    assert len({row["file"] for row in rows}) == len(exports.LAYOUTS)
    lacking = [row["column"] for row in rows if row["column"] not in said and not row["column"].endswith("__miss")]
    assert lacking == []
    for words in ("Kodebok", "spørres hvis a_code_ok er «Ja»", "Ønsker ikke å svare", "obligatorisk"):
        assert words in said
    assert "Declined" not in said


def test_an_entry_has_type_values_missing_codes_routing_visits_and_derivation(texts: list[str]) -> None:
    said = " ".join(texts)
    for words in (
        "0 = Coped on hardly any day", "0 to 28", "-98 = Declined", "asked if a_code_ok is “Yes”", "form: full, short",
        "25 * ${sum} div ${n} over c01 c02 c03 c04 c05, at least 3 valid", "CC-BY-4.0", "words are in texts.csv only",
        "b7__colleagues: Colleagues", "1 = chosen | 0 = not chosen", "-95 not_reached Not reached",
    ):  # fmt: skip
        assert words in said or all(part in said for part in words.split()), words
    assert "wide.csv · C · People around the participant" in said


def test_sections_are_bookmarks_heads_come_again_and_no_row_is_torn(
    page: Printed, texts: list[str], wrri: Instrument
) -> None:
    with page.open() as pdf:
        with pdf.open_outline() as outline:
            titles = [entry.title for entry in outline.root]
        kinds = [str(element.S) for element in elements(pdf.Root.StructTreeRoot)]
        assert str(pdf.docinfo["/Title"]).endswith("Codebook")
    assert titles[:3] == ["Instruments", "Why a value is missing", "wide.csv · keys"]
    assert "wide.csv · D · Counts for the last 28 days" in titles
    assert titles[-1] == "sittings.csv"
    assert {"/THead", "/TBody", "/TH"} <= set(kinds)
    assert all("Variable What it is" in text for text in texts)
    for rating in (item for item in wrri.items if item.kind == "rating"):
        ends = (rating.choices[0].label["en"].split()[0:3], rating.choices[-1].label["en"].split()[0:3])  # type: ignore[attr-defined]
        holding = [text for text in texts if f" {rating.id} " in f" {text} " and "0 = " + " ".join(ends[0]) in text]
        assert len(holding) == 1
        assert "4 = " + " ".join(ends[1]) in holding[0]


def test_a_variable_whose_meaning_changed_has_an_entry_for_each_and_hostile_labels_stay_texts() -> None:
    hostile = {"en": "<img src=file:///etc/passwd onerror=x> " + "W" * 400 + " שלום 🙂\x00"}
    items = tuple(replace(item, label=hostile) if item.id == "sleep" else item for item in TINY.items)
    versions = [replace(TINY, items=items), second_version()]
    rows = [row for row in exports.described(study(), versions, "en") if row["file"] == "wide.csv"]
    first, again = (print_codebook(rows, versions, study(), Copy()) for _ in range(2))
    assert first == again
    said = Printed(first).said
    assert all(part in said for part in ("<img", "src=file:///etc/passwd", "onerror=x>"))
    assert said.count("decimal") + said.count("Float64") >= 1
    assert re.search(r"tiny 1(?!;)", said)
    assert "tiny 2" in said
