"""Nothing that stands in a page makes the printer open a file or an address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
import subprocess
import sys

import pytest

from interview_app.reports import pdf

WATCH = """
import os, sys
log = os.open({log!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
WATCHED = ("open", "socket.", "urllib.", "http.", "ftplib.", "subprocess.", "os.listdir", "os.scandir", "glob.")
def see(event, args):
    if event.startswith(WATCHED) and "site-packages" not in str(args):
        os.write(log, f"{{event}} {{args}}\\n".encode())
sys.addaudithook(see)
"""
"""Runs in every interpreter that finds it on its path, before anything else does."""

WAYS = {
    "a linked style": '<link rel="stylesheet" href="{}">',
    "a linked icon": '<link rel="icon" href="{}">',
    "an attachment of the page": '<link rel="attachment" href="{}">',
    "an attachment of a link": '<a rel="attachment" href="{}">x</a>',
    "a link": '<a href="{}">x</a>',
    "a base and a relative image": '<base href="{}"><img src="passwd" alt="">',
    "an image": '<img src="{}" alt="">',
    "an image in sizes": '<img srcset="{} 2x" alt="">',
    "an object": '<object data="{}"></object>',
    "an embedded thing": '<embed src="{}">',
    "a frame": '<iframe src="{}"></iframe>',
    "a video": '<video src="{}" poster="{}"></video>',
    "a background of old": '<body background="{}">',
    "a picture in a drawing": '<svg xmlns="http://www.w3.org/2000/svg"><title>t</title><image href="{}"/></svg>',
    "a used drawing": '<svg xmlns="http://www.w3.org/2000/svg"><title>t</title><use href="{}#a"/></svg>',
    "a drawing's style": '<svg xmlns="http://www.w3.org/2000/svg"><style>@import url("{}");</style></svg>',
    "a picture of data that names another": (
        "<img alt='' src=\"data:image/svg+xml,"
        "%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='{}'/%3E%3C/svg%3E\">"
    ),
    "a style of data that names another": '<link rel="stylesheet" href="data:text/css,@import%20url({})">',
    "an entity": '<?xml version="1.0"?><!DOCTYPE p [<!ENTITY e SYSTEM "{}">]><p>&e;</p>',
    "a refresh": '<meta http-equiv="refresh" content="0;url={}">',
    "an imported style": '<style>@import url("{}");</style>',
    "an imported style in words": '<style>@import "{}";</style>',
    "a typeface": '<style>@font-face {{ font-family: Own; src: url("{}") }} p {{ font-family: Own }}</style>',
    "a background": '<style>p {{ background: url("{}") }}</style>',
    "a border": '<style>p {{ border: 1px solid; border-image: url("{}") 1 }}</style>',
    "a bullet": '<style>p {{ display: list-item; list-style: url("{}") inside }}</style>',
    "made content": '<style>p::before {{ content: url("{}") }}</style>',
    "a page's margin": '<style>@page {{ @top-left {{ content: url("{}") }} background: url("{}") }}</style>',
    "a style of an element": "<p style=\"background-image: url('{}')\">x</p>",
    "a counter's picture": (
        '<style>@counter-style c {{ system: cyclic; symbols: url("{}") }} '
        "p {{ display: list-item; list-style: c }}</style>"
    ),
    "a target": "<p style=\"content: target-counter(url('{}'), page)\">x</p>",
}
"""Every way in which HTML and CSS can name a file or an address."""
ADDRESSES = ("http://127.0.0.1:9/a", "https://127.0.0.1:9/a", "ftp://127.0.0.1:9/a", "//127.0.0.1:9/a", "/etc/passwd")
PLAIN = '<!doctype html><html lang="en"><head><title>first</title></head><body><p>text</p></body></html>'


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>s</title></svg>')
    return path


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[str]]]:
    """What processes begun in this test open or reach for, since it was asked for last."""
    log = tmp_path / "log"
    (tmp_path / "sitecustomize.py").write_text(WATCH.format(log=str(log)))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    read = 0

    def since() -> list[str]:
        nonlocal read
        lines = log.read_text().splitlines()
        read, new = len(lines), lines[read:]
        return new

    pdf.close()
    yield since
    pdf.close()


def page(way: str, address: str) -> str:
    return PLAIN.replace("</head>", way.replace("{}", address).replace("{{", "{").replace("}}", "}") + "</head>")


def test_hostile_html_opens_nothing(secret: Path, seen: Callable[[], list[str]]) -> None:
    warm()
    assert seen(), "control: that the libraries and the styles were loaded was seen"
    reached = {}
    for name, way in WAYS.items():
        for address in (secret.as_uri(), str(secret), *ADDRESSES):
            is_drawn = drawn(page(way, address))
            if found := seen():
                reached[name, address] = found
            if not is_drawn:
                warm()
                seen()
    assert reached == {}


def warm() -> None:
    """Have all read that is read only once."""
    for styles in ("report.css", "frame.css"):
        drawn(page(WAYS["a linked style"] + WAYS["a typeface"], "first"), styles)


def drawn(html: str, styles: str = "frame.css") -> bool:
    """False where the page is refused, which is right, too."""
    try:
        return pdf.render(html, styles).startswith(b"%PDF")
    except pdf.NotDrawn:
        return False


def test_a_link_out_of_a_page_stays_a_text_without_an_attachment(secret: Path) -> None:
    made = pdf.render("".join(page(way, secret.as_uri()) for way in WAYS.values()), "frame.css")
    assert b"EmbeddedFile" not in made
    assert b"<title>s</title>" not in made


THEIRS = "import sys, weasyprint; weasyprint.HTML(string=sys.stdin.read()).write_pdf()"


@pytest.mark.parametrize(
    "name", ["a linked style", "an attachment of the page", "an image", "made content", "a typeface"]
)
def test_the_same_html_would_open_the_file_without_the_door(
    secret: Path, seen: Callable[[], list[str]], name: str
) -> None:
    """The control: what the test above watches for does happen with the library's own fetcher."""
    html = page(WAYS[name], secret.as_uri())
    subprocess.run([sys.executable, "-c", THEIRS], input=html.encode(), check=True, capture_output=True, timeout=60)
    assert any(str(secret) in line for line in seen())


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
