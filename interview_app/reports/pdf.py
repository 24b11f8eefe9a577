"""The one door to WeasyPrint: HTML in, a tagged PDF out. Nothing is fetched, whatever the HTML says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from interview_app.reports.templates import stylesheet

if TYPE_CHECKING:
    from weasyprint.document import Document

VARIANT, ARCHIVE = "pdf/ua-1", "pdf/a-3a"
UNTIMED = datetime(2000, 1, 1, tzinfo=UTC)
"""What stands as the time of an attachment, which is no older or newer than its page."""
MAX_HTML = 200_000
_TURN = Lock()
Option = TypeVar("Option")


class Attachment(NamedTuple):
    """A file inside the PDF: the data that its pages show."""

    name: str
    content: bytes
    description: str
    """What the file is, in the language of the report."""


class NotDrawn(Exception):
    """A report that did not become a PDF; the message says what happened and what to do."""


class TooMuch(NotDrawn):
    """HTML that is larger than a page can be, or that does not fit on one page however it is cut."""


class Unavailable(NotDrawn):
    """The libraries that WeasyPrint draws with are not installed."""


def render(
    html: str, styles: str = "report.css", most: int = MAX_HTML, *, attachments: Sequence[Attachment] = ()
) -> bytes:
    """The PDF of a report under the styles of that name: a PDF/UA-1, or with attachments a PDF/A-3a.

    Any number of threads may call it. Raises NotDrawn, of it TooMuch for HTML of more than so many characters.
    """
    with _TURN:
        return _written(_laid_out(html, styles, most, attachments), attachments)


def fitting(
    make: Callable[[Option], str], options: Sequence[Option], *, attachments: Sequence[Attachment] = ()
) -> tuple[Option, bytes] | None:
    """The first option whose HTML fits on one page, and its PDF; None when none does.

    Each option must take no more room than the one before. It is found in strides that grow until one fits, then by
    halving, because most records that do not fit are only a little too long.
    """
    found: tuple[Option, Document] | None = None
    first, last, stride = 0, len(options), 1
    with _TURN:
        while first < last:
            place = (first + last) // 2 if found else min(first + stride, last) - 1
            document = _laid_out(make(options[place]), attachments=attachments)
            if len(document.pages) == 1:
                found, last = (options[place], document), place
            else:
                first, stride = place + 1, 2 * stride
        return found and (found[0], _written(found[1], attachments))


def _laid_out(
    html: str, styles: str = "report.css", most: int = MAX_HTML, attachments: Sequence[Attachment] = ()
) -> Document:
    if len(html) > most:
        raise TooMuch(f"A report of {len(html)} characters is more than {most}.")
    document = _page_type()(string=html, base_url=None, url_fetcher=_fetcher())
    laid_out: Document = document.render(
        font_config=_fonts(), stylesheets=[_styles(styles)], pdf_variant=_variant(attachments)
    )
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


def _variant(attachments: Sequence[Attachment]) -> str:
    return ARCHIVE if attachments else VARIANT


def _written(document: Document, attachments: Sequence[Attachment]) -> bytes:
    files = [_attached(each) for each in attachments]
    written: bytes = document.write_pdf(pdf_variant=_variant(attachments), attachments=files)
    return written


def _attached(attachment: Attachment) -> Any:
    from weasyprint import Attachment as File

    return File(
        string=attachment.content,
        name=attachment.name,
        description=attachment.description,
        created=UNTIMED,
        modified=UNTIMED,
        relationship="Data",
        url_fetcher=_fetcher(),
    )


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
