"""The pages of a study's report."""

from __future__ import annotations

from datetime import datetime

from interview_app.reports import pdf
from interview_app.reports.copies import Copy
from interview_app.reports.frame import Frame, framed
from interview_app.reports.study.sheet import Drawing, Sheet
from interview_app.reports.study.wording import TEXTS
from interview_app.reports.words import Words

MOST = 2_000_000
"""Characters of HTML: some hundred interviewers, twenty visits and two hundred questions."""
DIGITS = 16


def print_study(sheet: Sheet, copy: Copy, *, content: str, seal: str, last_event: datetime | None) -> bytes:
    """The PDF: the same bytes for the same sheet, copy, hash, seal and time. Raises NotDrawn."""
    data = (pdf.Attachment("data.csv", sheet.data(), sheet.title),) if copy.archive else ()
    html = page(sheet, copy, content=content, seal=seal, last_event=last_event)
    return pdf.render(html, "frame.css", MOST, attachments=data)


def page(sheet: Sheet, copy: Copy, *, content: str, seal: str, last_event: datetime | None) -> str:
    """The pages as HTML."""
    words = Words(copy.language, TEXTS)
    provenance = (
        (words.say("content"), content),
        (words.say("last_event"), words.moment(last_event) if last_event else words.say("none")),
        (words.say("seal"), seal or words.say("sealed_not")),
    )
    frame = Frame(
        code=sheet.code,
        title=sheet.title,
        study=sheet.study,
        lead=sheet.lead,
        notices=(*sheet.notices, sheet.attribution),
        provenance=provenance,
        synthetic=sheet.synthetic,
        reader=copy.reader,
        paper=copy.paper,
    )
    return framed("study.html", frame, words, sheet=sheet, is_drawing=lambda part: isinstance(part, Drawing))
