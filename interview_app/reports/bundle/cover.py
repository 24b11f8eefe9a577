"""The first page of a bundle: what it holds, what is left out, who made it and what for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from interview_app.reports import pdf
from interview_app.reports.bundle.wording import BUNDLE
from interview_app.reports.copies import Paper
from interview_app.reports.frame import Frame, framed
from interview_app.reports.interview.signing import grouped
from interview_app.reports.words import Words

LENGTH = 1_000_000
"""How much HTML a cover may be: it names every report that could not be printed."""


class Cover(NamedTuple):
    """What a cover is made from; `days` is () where days did not choose."""

    kind: str
    study_id: str
    study: str
    notices: str
    synthetic: bool
    language: str
    sites: Sequence[str]
    days: tuple[date, ...]
    purpose: str
    paper: Paper = "A4"
    reader: str = ""
    reports: int = 0
    by_site: Sequence[tuple[str, int, int]] = ()
    """Sites by name, each with how many participants and reports."""
    left_out: int = 0
    unreadable: Sequence[tuple[str, str]] = ()
    """What each is about, and why it is not there."""
    made_by: str = ""
    seal: str = ""
    content: str = ""
    """The hash of all that the bundle holds."""


def cover_page(cover: Cover) -> bytes:
    """The cover as a PDF. Raises NotDrawn."""
    words = _words(cover.language)
    frame = Frame(
        code=", ".join(cover.sites) or cover.study_id,
        title=title(cover),
        study=cover.study,
        lead=(words.say("held" if cover.days else "everybody"),),
        notices=(cover.notices,) if cover.notices else (),
        provenance=_provenance(words, cover),
        synthetic=cover.synthetic,
        reader=cover.reader,
        paper=cover.paper,
    )
    return pdf.render(framed("bundle.html", frame, words, cover=cover), "frame.css", LENGTH)


def title(cover: Cover) -> str:
    """What the bundle is called."""
    words = _words(cover.language)
    days = [_days(words, cover.days)] if cover.days else []
    return " · ".join([words.say(cover.kind), *days])


def _days(words: Words, days: tuple[date, ...]) -> str:
    return words.say("days", since=words.date(days[0]), until=words.date(days[1]))


def _provenance(words: Words, cover: Cover) -> tuple[tuple[str, str], ...]:
    purpose = [(words.say("purpose"), cover.purpose)] if cover.purpose else []
    made = (words.say("made_by", code=cover.made_by), "")
    return (
        made,
        *purpose,
        (words.say("hash"), grouped(cover.content, 16)),
        (words.say("seal"), grouped(cover.seal, 64)),
    )


def _words(language: str) -> Words:
    return Words("nb" if language == "nb" else "en", BUNDLE)
