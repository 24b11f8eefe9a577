"""The one door to WeasyPrint: HTML in, a tagged PDF out. Nothing is fetched, whatever the HTML says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from interview_app.reports.templates import stylesheet

if TYPE_CHECKING:
    from weasyprint.document import Document

VARIANT = "pdf/ua-1"
MAX_HTML = 200_000
_TURN = Lock()
Option = TypeVar("Option")


class TooMuch(Exception):
    """HTML that is larger than a page can be, or that does not fit on one page however it is cut."""


class Unavailable(Exception):
    """The libraries that WeasyPrint draws with are not installed."""


def render(html: str, styles: str = "report.css", most: int = MAX_HTML) -> bytes:
    """The PDF of a report under the styles of that name; raises TooMuch for HTML of more than so many characters."""
    with _TURN:
        return _written(_laid_out(html, styles, most))


def fitting(make: Callable[[Option], str], options: Sequence[Option]) -> tuple[Option, bytes] | None:
    """The first option whose HTML fits on one page, and its PDF; None when none does.

    Each option must take no more room than the one before. It is found in strides that grow until one fits, then by
    halving, because most records that do not fit are only a little too long.
    """
    found: tuple[Option, Document] | None = None
    first, last, stride = 0, len(options), 1
    with _TURN:
        while first < last:
            place = (first + last) // 2 if found else min(first + stride, last) - 1
            document = _laid_out(make(options[place]))
            if len(document.pages) == 1:
                found, last = (options[place], document), place
            else:
                first, stride = place + 1, 2 * stride
        return found and (found[0], _written(found[1]))


def _laid_out(html: str, styles: str = "report.css", most: int = MAX_HTML) -> Document:
    if len(html) > most:
        raise TooMuch(f"A report of {len(html)} characters is more than {most}.")
    document = _page_type()(string=html, base_url=None, url_fetcher=_fetcher())
    laid_out: Document = document.render(font_config=_fonts(), stylesheets=[_styles(styles)], pdf_variant=VARIANT)
    return laid_out


@lru_cache(maxsize=1)
def _page_type() -> Any:
    """WeasyPrint's HTML under our own default styles.

    The library's have rules for every element of HTML, six of which make a style for every element of a page; without
    them a page takes an eighth less time. Should a later version not ask for them in this way, it takes its own.
    """

    class Page(_weasyprint().HTML):  # type: ignore[misc]  # WeasyPrint ships no types
        def _ua_stylesheets(self, *_: object, **__: object) -> list[Any]:
            return [_styles("defaults.css")]

    return Page


def _weasyprint() -> Any:
    """WeasyPrint, imported when first used: it takes half a second and needs libraries of the system."""
    try:
        import weasyprint
    except OSError as error:
        lacking = (
            "The libraries for PDF are missing: install libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0."
        )
        raise Unavailable(lacking) from error
    return weasyprint


def _written(document: Document) -> bytes:
    written: bytes = document.write_pdf(pdf_variant=VARIANT)
    return written


@lru_cache(maxsize=1)
def _fetcher() -> Any:
    """A fetcher that opens nothing."""
    from weasyprint.urls import URLFetcher

    class Nothing(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
        """Refuses every address."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=frozenset(), allow_redirects=False)

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            raise ValueError("printed pages fetch nothing")

    return Nothing()


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """The fonts of this machine, listed once; only ever used by one rendering at a time."""
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@lru_cache(maxsize=4)
def _styles(name: str) -> Any:
    from weasyprint import CSS

    return CSS(string=stylesheet(name), url_fetcher=_fetcher(), font_config=_fonts())
