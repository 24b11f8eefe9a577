"""What is allowed in a study file but seldom meant."""

from __future__ import annotations

from datetime import date
import re

from interview_app.instruments.errors import InstrumentError
from interview_app.instruments.rules import Findings
from interview_app.instruments.study_draft import StudyDraft

TELLING = re.compile(
    r"stud(y|ie)|research|forsk|drug|rusm|rehab|heroin|opio|naltrex|injec|recover|bedring|treatment|behandl"
    r"|particip|deltak|overdos|methad|LAR\b",
    re.IGNORECASE,
)
"""Words that a message left on a telephone must not hold, in English and Norwegian."""


def doubts(draft: StudyDraft, today: date | None) -> Findings:
    """Every warning about a draft."""
    yield from _telling(draft)
    yield from _idle(draft)
    yield from _unused(draft)
    yield from _past(draft, today)


def _telling(draft: StudyDraft) -> Findings:
    """W08: whoever hears a voicemail may be anybody."""
    for mode, words in draft.head.scripts.get("voicemail", {}).items():
        for language, text in words.items():
            if found := TELLING.search(text):
                place = f"study · scripts · voicemail · {mode} · {language}"
                what = f"{found[0]!r} may tell a stranger what the call is about"
                yield InstrumentError("W08", place, what, "leave only a name and a number")


def _idle(draft: StudyDraft) -> Findings:
    """W06: without an anchor nothing is counted, and nobody speaks to an answering machine in person or by video."""
    for placed in draft.visits:
        for key in ("day", "before", "after", "extension") if not placed.entry.anchor else ():
            if getattr(placed.entry, key):
                what = "the visit has no anchor to count from"
                yield InstrumentError("W06", f"{placed.place} · {key}", what, "add anchor = …, or remove it")
    for mode in draft.head.scripts.get("voicemail", {}):
        if mode in ("in_person", "video"):
            what = "nobody leaves a voicemail in this mode"
            yield InstrumentError("W06", f"study · scripts · voicemail · {mode}", what, "write it for telephone")


def _unused(draft: StudyDraft) -> Findings:
    """W04: an anchor from which nothing is counted, and that ends nothing."""
    used = {placed.entry.anchor for placed in draft.visits} | {placed.entry.until for placed in draft.anchors}
    used |= {source.anchor for placed in draft.anchors for source in placed.entry.sources}
    for placed in draft.anchors:
        if placed.name not in used:
            yield InstrumentError("W04", placed.place, "nothing uses it", "use it, or remove it")


def _past(draft: StudyDraft, today: date | None) -> Findings:
    """W09: records that may no longer be kept."""
    until = draft.head.retention.until
    if today is not None and until is not None and until < today:
        what = f"records may be kept until {until}, which has passed"
        yield InstrumentError("W09", "study · retention · until", what, "write the day up to which they may be kept")
