"""A report of several pages says on each what it is and where one is, and takes whatever people write."""

from __future__ import annotations

import io
import re

from jinja2 import Template
import pdfplumber
import pytest

from interview_app.reports import pdf
from interview_app.reports.copies import Paper
from interview_app.reports.folders import stylesheet
from interview_app.reports.frame import Frame, framed
from interview_app.reports.templates import environment
from interview_app.reports.words import Words
from tests.reports.printed import SEAL, Printed, elements
from tests.reports.records import LONG_TEXTS, WORD

CONTENT = """{% extends "frame.html" %}{% block content %}
<p class="verdict">In short.</p>
{% for n in range(3) %}<h2>Part {{ n }}</h2><h3>Smaller part {{ n }}</h3>
<table><thead><tr><th scope="col">Visit</th><th scope="col" class="number">Score</th></tr></thead>
<tbody>{% for m in range(30) %}<tr><th scope="row">Week {{ m }}</th><td class="number">{{ m }}</td></tr>{% endfor %}
</tbody></table><figure><svg xmlns="http://www.w3.org/2000/svg" width="9mm" height="9mm" viewBox="0 0 9 9">
<title>A line of {{ n }}</title><path d="M0 4H9" stroke="#0b5d6b"/></svg>
<figcaption>Caption</figcaption></figure>{% endfor %}
<p{% if direction(text) == "rtl" %} dir="rtl"{% endif %}>{{ soft(text) }}</p>{% endblock %}"""
SHEETS = ["report.css", "participant.css", "study.css", "form.css", "codebook.css", "digest.css"]
DATA = [pdf.Attachment("data.csv", b"visit,score\nW12,70\n", "The data of this report")]


def template() -> Template:
    return environment().from_string(CONTENT)


def frame(paper: Paper = "A4", reader: str = "") -> Frame:
    return Frame(
        code="OSL-4821-7",
        title="Over time",
        study="A study of <recovery>",
        lead=("As of 13 March 2026",),
        notices=("A notice of the study.", "Worker-Reported Recovery Interview, CC BY 4.0."),
        provenance=(("record", "bd92c6b0"), ("last change", "13 Mar 2026"), ("seal", SEAL)),
        paper=paper,
        reader=reader,
    )


def made(text: str = "Some words.", language: str = "en", attachments: list[pdf.Attachment] | None = None) -> Printed:
    html = framed(template(), frame(), Words(language), text=text)
    return Printed(pdf.render(html, "frame.css", attachments=attachments or []))


@pytest.fixture(scope="module")
def letter() -> Printed:
    """In Norwegian on Letter, for somebody."""
    html = framed(template(), frame("Letter", "sup-02"), Words("nb"), text="Noen ord.")
    return Printed(pdf.render(html, "frame.css"))


def test_every_page_says_of_whom_it_is_where_one_is_what_class_and_for_whom(letter: Printed) -> None:
    with pdfplumber.open(io.BytesIO(letter.content)) as opened:
        pages = list(opened.pages)
        assert len(pages) > 2
        for number, page in enumerate(pages, 1):
            text = page.extract_text()
            assert f"OSL-4821-7 · Over time side {number} av {len(pages)}" in text
            assert "ikke en del av pasientjournalen" in text
            along = "".join(char["text"] for char in page.chars if not char["upright"])
            assert along == "skrevet ut for sup-02"
            assert (round(float(page.width)), round(float(page.height))) == (612, 792)


def test_the_file_has_title_language_tags_bookmarks_and_alternative_texts(letter: Printed) -> None:
    with letter.open() as file, file.open_outline() as outline:
        assert str(file.Root.Lang) == "nb"
        assert str(file.docinfo["/Title"]) == "OSL-4821-7 · Over time"
        assert [(part.title, [each.title for each in part.children]) for part in outline.root] == [
            (f"Part {n}", [f"Smaller part {n}"]) for n in range(3)
        ]
        tags = [str(element.S) for element in elements(file.Root.StructTreeRoot)]
        figures = [element for element in elements(file.Root.StructTreeRoot) if element.S == "/Figure"]
        assert [str(figure.Alt) for figure in figures] == [f"A line of {n}" for n in range(3)]
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD"} <= set(tags)


def test_what_stands_above_below_and_beside_is_read_once_or_not_at_all(letter: Printed) -> None:
    """The edges of a page are no part of its text to those who hear it."""
    assert letter.said.count("A notice of the study.") == 1
    assert f"seal {SEAL}" in letter.said


def test_an_archive_is_tagged_and_holds_its_data() -> None:
    page = made(attachments=DATA)
    with page.open() as file:
        with file.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert file.Root.MarkInfo.Marked
        assert "/H2" in [str(element.S) for element in elements(file.Root.StructTreeRoot)]
        assert file.attachments["data.csv"].get_file().read_bytes() == DATA[0].content
        assert {str(each.AFRelationship) for each in file.Root.AF} == {"/Data"}
    with made().open() as plain, plain.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert not plain.attachments


@pytest.mark.parametrize("attachments", [None, DATA], ids=["PDF/UA", "PDF/A"])
def test_the_same_report_is_the_same_file_in_another_process_too(attachments: list[pdf.Attachment] | None) -> None:
    first = made(attachments=attachments)
    pdf.close()
    assert made(attachments=attachments).content == first.content
    assert made("Other words.", attachments=attachments).content != first.content, "control"


@pytest.mark.parametrize("text", LONG_TEXTS.values(), ids=LONG_TEXTS.keys())
def test_ten_thousand_characters_of_anything_are_set_within_the_page(text: str) -> None:
    with pdfplumber.open(io.BytesIO(made(text).content)) as opened:
        seen = [char for page in opened.pages for char in page.chars if char["text"].strip()]
    assert min(char["x0"] for char in seen) >= 42
    assert max(char["x1"] for char in seen) <= 595 - 42


def test_a_word_without_places_to_break_would_not_be_set_so() -> None:
    """The control: the limit above is one that a page can exceed."""
    html = framed(template(), frame(), Words("en"), text="x").replace("<p>x</p>", f"<pre>{WORD[:300]}</pre>")
    with pdfplumber.open(io.BytesIO(pdf.render(html, "frame.css"))) as opened:
        assert max(char["x1"] for page in opened.pages for char in page.chars) > 595


def test_markup_in_a_text_stays_a_text() -> None:
    text = made("<img src='file:///etc/passwd'></td><style>*{color:red}").said
    assert "<img src='file:///etc/passwd'></td><style>*{color:red}" in text
    assert "A study of <recovery>" in text


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_ink_for_text_is_dark_enough_in_greys(sheet: str) -> None:
    told = re.findall(r"(?<![-\w])color: (#[0-9a-f]{6})", stylesheet(sheet))
    assert told
    assert all(contrast(ink) >= 4.5 for ink in told)
    assert contrast("#9aabb3") < 4.5, "control: the ink of rules is too light for text"


def contrast(ink: str) -> float:
    """Of an ink on white paper, as WCAG reckons it."""
    parts = [int(ink[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    light = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.05 + 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2])
