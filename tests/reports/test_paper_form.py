"""The blank paper form: all that somebody without a tablet needs to hold the interview, and to type it in later."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
import io
from pathlib import Path
import re

import pdfplumber
import pytest

from interview_app import instruments
from interview_app.domain.instrument import Instrument
from interview_app.domain.items import BY_KIND, Rating
from interview_app.reports.copies import Copy
from interview_app.reports.form.page import form_html, print_form
from tests.reports.printed import Printed, elements
from tests.worked import study

ALL = Path(__file__).parent.parent / "instruments" / "all_types_v1.toml"


@cache
def everything() -> Instrument:
    return instruments.read(ALL)


@pytest.fixture(scope="module")
def page() -> Printed:
    return Printed(print_form(everything(), "full", Copy()))


def said(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_head_asks_what_the_record_needs_and_each_page_says_what_it_is(page: Printed) -> None:
    for asked in (
        "Participant’s code",
        "Visit",
        "Informant’s code",
        "Informant’s role",
        "Held by",
        "begun",
        "Typed in",
    ):
        assert asked in page.said
    hashed = everything().hash[:8]
    pages = page.text.count("page ")
    assert page.text.count(f"all_types v1 · Paper form, full form · {hashed}") == page.pages == pages
    assert f"page {page.pages} of {page.pages}" in page.said


def test_every_type_has_its_room_and_its_missing_codes(page: Printed) -> None:
    assert {item.kind for item in everything().items} == set(BY_KIND), "all_types_v1 lacks a type: add it there"
    for label in (
        "S1",
        "How is the mood?",
        "all that apply",
        "0 to 28",
        "D D",
        "Y Y Y Y",
        "leave open what is not known",
    ):
        assert label in page.said, label
    assert page.said.count("−97 Don’t know") == page.said.count("−98 Declined") == 10
    assert "Please take your time." in page.said


def test_nothing_of_scoring_and_of_what_is_computed_is_printed(wrri: Instrument) -> None:
    html = said(form_html(wrri, "full", Copy()))
    for scale in wrri.scales:
        assert scale.formula_source not in html
    assert "score" not in html.lower()
    assert "${" not in html


def test_the_form_is_tagged_named_and_has_its_sections_as_bookmarks(page: Printed) -> None:
    with page.open() as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert str(pdf.docinfo["/Title"]) == "all_types v1 · Paper form, full form"
        with pdf.open_outline() as outline:
            assert [entry.title for entry in outline.root] == ["This interview", "S · Section", "Side notes"]
        kinds = {str(element.S) for element in elements(pdf.Root.StructTreeRoot)}
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TH", "/Figure"} <= kinds


def test_the_same_form_is_the_same_file(page: Printed) -> None:
    assert print_form(everything(), "full", Copy()) == page.content


def test_the_passages_stand_word_for_word_with_their_modes_and_conditions(wrri: Instrument) -> None:
    whole = form_html(wrri, "short", Copy(language="nb"), study())
    html = said(whole)
    for words in (
        "Telefon:",
        "Hei, jeg ringer om et kort intervju. Passer det nå?",
        "Hvis «Intervjuet før» er «Nei»:",
    ):
        assert words in html
    assert "Hvis «Intervjuet før» er «Nei»: Det er frivillig å delta." in html
    assert "i rollen som [rolle]. Dette er intervjuet for [besøk]" in html
    assert "Det tar omtrent 6 minutter" in html
    assert "Det tar omtrent 12 minutter" not in html
    assert "Spør bare hvis «Annen viktig hendelse» er krysset av i E2; ellers gå til E2b." in html
    assert "Sjekk en gang til hvis B4 er 0 og svaret er mindre enn 28: Ingen kontakt på fire uker" in html
    assert "Ingen andre (bare alene)" in html
    assert 'class="aloud" dir="ltr">For deg som intervjuer' not in whole, "what is not read aloud has no bar"
    assert all(words in html for words in ("for deg", "P3"))
    assert "Syntetiske data" in html


HOSTILE = (
    "<script>alert(1)</script><img src=file:///etc/passwd>",
    "W" * 600,
    "שלום עולם",
    "🙂\u202egnp.exe\x00",
    "word " * 300,
)


def test_hostile_texts_of_an_instrument_are_printed_as_texts_and_stay_on_the_page() -> None:
    texts = [{"en": text} for text in HOSTILE]
    items = [
        replace(item, label=texts[at % len(texts)], hint=texts[(at + 1) % len(texts)]) if item.label else item
        for at, item in enumerate(everything().items)
    ]
    hostile = replace(everything(), items=tuple(items), title=texts[0], attribution=texts[2])
    page = Printed(print_form(hostile, "full", Copy()))
    assert "<script>alert(1)</script>" in page.said
    with pdfplumber.open(io.BytesIO(page.content)) as pdf:
        for each in pdf.pages:
            assert all(char["x1"] <= float(each.width) - 20 and char["x0"] >= 20 for char in each.chars)


def test_no_question_is_torn_between_pages(wrri: Instrument) -> None:
    """The room of a question, from its words to its last step, lies on one page."""
    asked = [item for item in wrri.items_of("short") if isinstance(item, Rating)]
    page = Printed(print_form(replace(wrri, items=tuple(asked), scripts=()), "short", Copy()))
    with pdfplumber.open(io.BytesIO(page.content)) as pdf:
        texts = [" ".join(each.extract_text().split()) for each in pdf.pages]
    assert len(texts) >= 3
    for item in asked:
        holding = [text for text in texts if item.label["en"] in text]
        assert len(holding) == 1
        assert all(choice.label["en"] in holding[0] for choice in item.choices), item.id
