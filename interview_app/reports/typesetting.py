"""WeasyPrint, as a child process uses it: HTML is laid out and written as a tagged PDF. Nothing is fetched, whatever
the HTML says.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from interview_app.reports.folders import stylesheet

if TYPE_CHECKING:
    from weasyprint.document import Document

ACCESSIBLE, ARCHIVE = "pdf/ua-1", "pdf/a-3a"
UNTIMED = datetime(2000, 1, 1, tzinfo=UTC)
"""What stands as the time of an attachment, which is no older or newer than its page."""


class Attachment(NamedTuple):
    """A file inside the PDF: the data that its pages show."""

    name: str
    content: bytes
    description: str
    """What the file is, in the language of the report."""


class LaidOut(NamedTuple):
    """A report as pages, not yet written as a file."""

    document: Document
    attachments: Sequence[Attachment]

    @property
    def pages(self) -> int:
        """How many there are."""
        return len(self.document.pages)

    def written(self) -> bytes:
        """The PDF."""
        files = [_attached(each) for each in self.attachments]
        content: bytes = self.document.write_pdf(pdf_variant=_variant(self.attachments), attachments=files)
        return content


def get_ready() -> None:
    """Load what every report needs; raises OSError where the libraries of the system are missing."""
    _page_type()
    _styles("defaults.css")


def lay_out(html: str, styles: str, attachments: Sequence[Attachment]) -> LaidOut:
    """The pages of a report under the styles of that name."""
    page = _page_type()(string=html, base_url=None, url_fetcher=_fetcher())
    document = page.render(font_config=_fonts(), stylesheets=[_styles(styles)], pdf_variant=_variant(attachments))
    return LaidOut(document, attachments)


def _variant(attachments: Sequence[Attachment]) -> str:
    return ARCHIVE if attachments else ACCESSIBLE


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
def _page_type() -> Any:
    """WeasyPrint's HTML under our own default styles.

    The library's have rules for every element of HTML, six of which make a style for every element of a page; without
    them a page takes an eighth less time. Should a later version not ask for them in this way, it takes its own.
    """
    from weasyprint import HTML

    class Page(HTML):  # type: ignore[misc]  # WeasyPrint ships no types
        def _ua_stylesheets(self, *_: object, **__: object) -> list[Any]:
            return [_styles("defaults.css")]

    return Page


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
    """The fonts of this machine, listed once."""
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@lru_cache(maxsize=16)
def _styles(name: str) -> Any:
    from weasyprint import CSS

    return CSS(string=stylesheet(name), url_fetcher=_fetcher(), font_config=_fonts())
