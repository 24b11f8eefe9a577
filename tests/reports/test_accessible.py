"""The page can be read by a screen reader and in greys."""

from __future__ import annotations

import re

import pikepdf
import pytest

from interview_app.domain.instrument import Instrument
from interview_app.reports.charts.dots import Plot, Row, dot_plot
from interview_app.reports.folders import stylesheet
from tests.reports.printed import Printed, elements

ROWS = (
    Row("scale", "Social", "62.5", "2 of 3", 0.625),
    Row("rating", "Close <relations>", "–", "declined", None),
    Row("rating", "Network", "2", "half the time", 0.5),
)
PLOT = Plot(table=180, left=43, width=46, head=4, rating=4.4, score=5.2)
LABELS = ("0", "1", "2", "3", "4")


@pytest.fixture(params=["worked_page", "worked_page_nb"])
def page(request: pytest.FixtureRequest) -> Printed:
    found: Printed = request.getfixturevalue(request.param)
    return found


def test_the_file_claims_to_be_accessible_and_is_tagged(page: Printed) -> None:
    with page.open() as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


def test_the_file_has_a_title_and_a_language(worked_page: Printed, worked_page_nb: Printed) -> None:
    with worked_page.open() as pdf, worked_page_nb.open() as other:
        assert str(pdf.docinfo["/Title"]) == "OSL-4821-7 · Week 12 · interview"
        assert str(pdf.Root.Lang) == "en"
        assert str(other.docinfo["/Title"]) == "OSL-4821-7 · Uke 12 · intervju"
        assert str(other.Root.Lang) == "nb"


def test_headings_lead_through_the_page(page: Printed) -> None:
    with page.open() as pdf:
        tags = [str(element.S) for element in elements(pdf.Root.StructTreeRoot)]
    assert tags.count("/H1") == 1
    assert tags.count("/H2") >= 6
    assert tags.index("/H1") < tags.index("/H2")


def test_every_row_of_a_table_has_a_header_that_its_cells_name(page: Printed) -> None:
    with page.open() as pdf:
        found = list(elements(pdf.Root.StructTreeRoot))
        rows = [element for element in found if str(element.S) == "/TR"]
        headers = {str(element.ID) for element in found if str(element.S) == "/TH"}
        cells = [element for element in found if str(element.S) == "/TD"]
        assert len(rows) == len(headers) >= 16
        assert all({str(name) for name in cell.A.Headers} <= headers and cell.A.Headers for cell in cells)


def test_the_chart_says_in_words_what_it_shows(page: Printed) -> None:
    with page.open() as pdf:
        figures = [element for element in elements(pdf.Root.StructTreeRoot) if str(element.S) == "/Figure"]
        alternatives = [str(figure.Alt) for figure in figures]
    assert len(alternatives) == 1
    assert re.search(r"(Personal|Personlig) 75[.,]0; (Mental health|Psykisk helse) 3;", alternatives[0])
    assert re.search(r"(Close relationships Declined|Nære forhold Ønsker ikke å svare);", alternatives[0])


def test_the_alternative_text_is_the_first_child_and_escaped() -> None:
    svg = dot_plot(ROWS, LABELS, "Close <relations> & more", PLOT)
    assert re.search(r"<svg[^>]*><title>Close &lt;relations&gt; &amp; more</title>", svg)


def test_without_any_colour_a_rating_a_score_and_no_rating_are_different_shapes() -> None:
    shapes = [re.sub(r' (?:fill|stroke)="[^"]*"', "", str(dot_plot((row,), LABELS, "", PLOT))) for row in ROWS]
    marks = [re.findall(r"<path[^>]*>", shape)[1:] for shape in shapes]
    score, unknown, rating = ("".join(mark) for mark in marks)
    assert "H" in score
    assert "stroke-dasharray" in unknown
    assert re.search(r"a[\d.]+ [\d.]+ 0 1 0", rating)
    assert "stroke-dasharray" not in score + rating


def test_a_mark_lies_where_its_value_says() -> None:
    at = {row.name: dot_plot((row,), LABELS, "", PLOT) for row in ROWS}
    assert f"M{PLOT.x(0.5) - 1.25:g} " in at["Network"]
    assert f"H{PLOT.x(0.625):g}v" in at["Social"]
    assert PLOT.x(0) == PLOT.left + PLOT.inset
    assert PLOT.x(7) == PLOT.x(1) == PLOT.left + PLOT.width - PLOT.inset


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(share * channel for share, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_every_ink_of_text_stands_out_from_the_paper() -> None:
    inks = set(re.findall(r"[ ;{]color: (#[0-9a-f]{6})", stylesheet("report.css")))
    assert inks
    assert all(1.05 / (luminance(ink) + 0.05) >= 4.5 for ink in inks)


def test_fonts_are_embedded(wrri: Instrument, worked_page: Printed) -> None:
    with worked_page.open() as pdf:
        fonts = [
            obj for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)
