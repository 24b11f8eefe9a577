"""Several PDFs become one with every tag, word and bookmark, and nothing that would be lost is taken."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest

from interview_app import instruments
from interview_app.reports import pdf
from interview_app.reports.joining import Joining
from interview_app.reports.parsing import Unknown
from tests.reports.printed import Printed, elements, printed
from tests.worked import worked_interview

TRICKY = "12 0 R (7 0 R) \\ /StructParents 3 – æøå"
"""What would be taken for something else by a reader that does not know where a string ends."""
TWO = f"""<!doctype html><html lang="en"><head><title>{TRICKY}</title></head><body><h1>OSL</h1><h2>{TRICKY}</h2>
<p>12 0 R (7 0 R) plain</p><h2 style="break-before: page">Second</h2><p><a href="https://example.org/x">a link</a></p>
<svg role="img" width="9" height="9"><title>{TRICKY}</title><rect width="9" height="9"/></svg></body></html>"""


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    """A page of one interview, and a report of two pages with bookmarks of its own, a link and a drawing."""
    instrument = instruments.load("wrri", 1)
    return {
        "one": printed(worked_interview(instrument), instrument).content,
        "two": pdf.render(TWO, "frame.css"),
    }


def joined(*reports: tuple[str, bytes], cover: bytes = b"") -> bytes:
    written = io.BytesIO()
    joining = Joining(written.write, title=f"All & <{TRICKY}>", language="nb")
    for bookmark, content in reports:
        joining.add(content, bookmark)
    if cover:
        joining.add(cover, "Cover", first=True)
    joining.finish()
    return written.getvalue()


@pytest.fixture(scope="module")
def whole(parts: dict[str, bytes]) -> pikepdf.Pdf:
    both = [("A (1)", parts["one"]), ("B · Ø", parts["two"]), ("C", parts["one"])]
    return pikepdf.open(io.BytesIO(joined(*both, cover=parts["two"])))


def test_all_pages_stand_in_order_and_say_the_same(parts: dict[str, bytes], whole: pikepdf.Pdf) -> None:
    content = joined(("A", parts["one"]), ("B", parts["two"]))
    assert Printed(content).text.split() == f"{Printed(parts['one']).text} {Printed(parts['two']).text}".split()
    assert whole.check_pdf_syntax() == []
    assert len(whole.pages) == 6


def test_each_report_has_a_bookmark_that_holds_its_own(whole: pikepdf.Pdf) -> None:
    with whole.open_outline() as outline:
        told = [(each.title, [kid.title for kid in each.children]) for each in outline.root]
        assert [each.destination[0] for each in outline.root if isinstance(each.destination, pikepdf.Array)] == [
            whole.pages[number].obj for number in (0, 2, 3, 5)
        ]
    own = [TRICKY, "Second"]
    assert told == [("Cover", own), ("A (1)", []), ("B · Ø", own), ("C", [])]


def tags(document: pikepdf.Pdf) -> list[str]:
    return [str(each.S) for each in elements(document.Root.StructTreeRoot)]


def test_every_tag_is_kept_and_leads_to_its_content(parts: dict[str, bytes], whole: pikepdf.Pdf) -> None:
    apart = [tags(Printed(parts[name]).open()) for name in ("two", "one", "two", "one")]
    expected = [["/Part", *own[1:]] for own in apart]
    assert tags(whole) == ["/Document", *(tag for own in expected for tag in own)]
    alternatives = [str(each.Alt) for each in elements(whole.Root.StructTreeRoot) if "/Alt" in each]
    assert alternatives.count(TRICKY) == 2
    parents = {key: value for leaf in whole.Root.StructTreeRoot.ParentTree.Kids for key, value in entries(leaf)}
    for page in whole.pages:
        for mark, tag in enumerate(parents[int(page.obj.StructParents)]):
            assert tag.Pg.objgen == page.obj.objgen
            assert mark in [kid for kid in tag.K if isinstance(kid, int)]
        for link in page.obj.get("/Annots", []):
            assert parents[int(link.StructParent)].S == "/Link"


def entries(leaf: Any) -> list[tuple[int, Any]]:
    """The entries of one leaf of the tree of parents, within its limits."""
    numbers = [int(number) for number in list(leaf.Nums)[::2]]
    assert [numbers[0], numbers[-1]] == [int(limit) for limit in leaf.Limits]
    return list(zip(numbers, list(leaf.Nums)[1::2], strict=True))


def test_the_whole_is_marked_as_its_parts_are(whole: pikepdf.Pdf) -> None:
    assert (str(whole.Root.Lang), bool(whole.Root.MarkInfo.Marked)) == ("nb", True)
    with whole.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == f"All & <{TRICKY}>"


def test_the_same_reports_give_the_same_bytes(parts: dict[str, bytes]) -> None:
    assert joined(("A", parts["one"]), ("B", parts["two"])) == joined(("A", parts["one"]), ("B", parts["two"]))


def test_copying_pages_as_usual_would_lose_the_tags(parts: dict[str, bytes]) -> None:
    """The control: what joining is for."""
    target = pikepdf.new()
    target.pages.extend(Printed(parts["one"]).open().pages)
    assert "/StructTreeRoot" not in target.Root


def test_what_would_be_lost_is_refused(parts: dict[str, bytes]) -> None:
    data = pdf.Attachment("data.csv", b"a,b", "Data")
    for content in (pdf.render(TWO, "frame.css", attachments=[data]), b"%PDF-1.7 nothing", parts["one"][:-400]):
        with pytest.raises(Unknown):
            joined(("A", content))
