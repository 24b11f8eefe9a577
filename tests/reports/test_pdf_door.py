"""Nothing that stands in a page makes the printer open a file or an address."""

from __future__ import annotations

from pathlib import Path
import subprocess
import sys

import pytest

from interview_app.reports import pdf

HOSTILE = """<!doctype html><html lang="en"><head><title>x</title>
<link rel="stylesheet" href="{file}"><link rel="stylesheet" href="http://127.0.0.1:9/a.css">
<link rel="attachment" href="{file}"><base href="file:///etc/">
<style>@import url("{file}"); @font-face {{ font-family: Own; src: url("{file}") }}
p {{ background: url("{file}"); font-family: Own; list-style: url(passwd) inside }}
p::before {{ content: url("{file}") }}
</style></head><body><p>text</p><img src="{file}" alt=""><img src="passwd" alt="">
<img src="http://127.0.0.1:9/b.png" alt="">
<img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='{file}'/%3E%3C/svg%3E" alt="">
<object data="{file}"></object><embed src="{file}"><a rel="attachment" href="{file}">x</a>
<svg xmlns="http://www.w3.org/2000/svg"><title>t</title><image href="{file}"/><use href="{file}#a"/>
</svg></body></html>"""

CHILD = """
import sys
from interview_app.reports import pdf
import weasyprint

def render(door, html):
    return pdf.render(html) if door == "ours" else weasyprint.HTML(string=html).write_pdf()

door, html = sys.argv[1], sys.stdin.read()
render(door, "<html lang=en><title>first</title><p style='font-family: Own'>x")
seen = []
sys.addaudithook(lambda event, args: seen.append((event, str(args[0]))) if event in WATCHED else None)
render(door, html)
sys.stdout.write(repr([place for _, place in seen if "/site-packages/" not in place]))
""".replace("WATCHED", '("open", "socket.connect", "socket.getaddrinfo", "urllib.Request", "subprocess.Popen")')


def opened_by(door: str, html: str) -> str:
    """What a process of its own opens while it renders, after a first page has warmed it up."""
    child = subprocess.run(
        [sys.executable, "-c", CHILD, door], input=html, capture_output=True, text=True, timeout=120, check=True
    )
    return child.stdout


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>s</title></svg>')
    return path


def test_hostile_html_opens_nothing(secret: Path) -> None:
    assert opened_by("ours", HOSTILE.format(file=secret.as_uri())) == "[]"


def test_the_same_html_would_open_the_file_without_the_door(secret: Path) -> None:
    """The control: what the test above watches for does happen with the library's own fetcher."""
    explicit = f'<html lang="en"><title>x</title><img alt="" src="{secret.as_uri()}">'
    assert str(secret) in opened_by("theirs", explicit)


def test_a_page_of_more_than_can_be_printed_is_refused_before_it_is_laid_out() -> None:
    with pytest.raises(pdf.TooMuch):
        pdf.render("<p>" + "x" * pdf.MAX_HTML)


def test_the_first_candidate_that_fits_is_printed() -> None:
    tried: list[int] = []

    def make(lines: int) -> str:
        tried.append(lines)
        return '<html lang="en"><title>t</title>' + "<p>line</p>" * lines

    found = pdf.fitting(make, [400, 200, 90, 50, 30, 20, 10, 5, 1])
    assert found is not None
    assert found[0] == 50
    assert len(tried) < 9


def test_nothing_is_printed_when_no_candidate_fits() -> None:
    assert pdf.fitting(lambda lines: "<p>line</p>" * lines, [400, 300]) is None


def test_the_library_still_asks_for_default_styles_in_the_way_that_is_answered() -> None:
    """Pages look the same without our own default styles; they only take longer, which nobody would notice here."""
    import weasyprint

    assert weasyprint.HTML(string="<p>")._ua_stylesheets()
