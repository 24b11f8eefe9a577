"""A printed page as tests read it: its text, its pages, its tags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
import io
from typing import Any

import pdfplumber
import pikepdf

from interview_app.domain.closing import settled
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Interview
from interview_app.domain.previous import Previous
from interview_app.domain.review import Signature
from interview_app.domain.routing import Surroundings
from interview_app.domain.schedule import Slot
from interview_app.instruments.regex import matches
from interview_app.reports.copies import Paper
from interview_app.reports.interview.page import NOTHING_BEFORE, print_interview
from tests.worked import study

SEAL = "8842b07e19c455aa" * 4


@dataclass(frozen=True)
class Printed:
    """The bytes of a PDF, and what can be seen in them."""

    content: bytes

    @cached_property
    def pages(self) -> int:
        with pikepdf.open(io.BytesIO(self.content)) as pdf:
            return len(pdf.pages)

    @cached_property
    def text(self) -> str:
        """The words in reading order, one line of the page a line."""
        with pdfplumber.open(io.BytesIO(self.content)) as pdf:
            return "\n".join(page.extract_text() for page in pdf.pages)

    @cached_property
    def upright(self) -> str:
        """The words that stand along an edge, read upwards."""
        with pdfplumber.open(io.BytesIO(self.content)) as pdf:
            letters = [char for page in pdf.pages for char in page.chars if not char["upright"]]
        return "".join(letter["text"] for letter in letters)

    @property
    def said(self) -> str:
        """The words with single spaces between them, whatever the line breaks."""
        return " ".join(self.text.split())

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def open(self) -> pikepdf.Pdf:
        return pikepdf.open(io.BytesIO(self.content))


def printed(
    interview: Interview,
    instrument: Instrument,
    *,
    language: str = "en",
    with_text: bool = True,
    seal: str = SEAL,
    previous: Previous = NOTHING_BEFORE,
    slot: Slot | None = None,
    signature: Signature | None = None,
    paper: Paper = "A4",
    flags: Sequence[Mapping[str, Any]] = (),
) -> Printed:
    """The page of an interview."""
    closing = settled(instrument, interview, Surroundings(interview.changed_at, matches))
    how: dict[str, Any] = {
        "language": language, "with_text": with_text, "seal": seal, "previous": previous, "slot": slot,
        "signature": signature, "paper": paper, "flags": flags,
    }  # fmt: skip
    return Printed(print_interview(interview, instrument, study(), closing, **how))


def elements(node: Any) -> Iterator[Any]:
    """The elements of a structure tree, parents before their children."""
    for kid in _kids(node):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def _kids(node: Any) -> list[Any]:
    kids = node.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]
