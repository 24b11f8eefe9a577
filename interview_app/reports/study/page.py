"""The pages of a study's report."""

from __future__ import annotations

from datetime import datetime

from interview_app.reports import pdf
from interview_app.reports.copies import Copy
from interview_app.reports.frame import Frame, framed
from interview_app.reports.study.reading import PAPER
from interview_app.reports.study.sheet import Drawing, Sheet, Table
from interview_app.reports.study.wording import TEXTS
from interview_app.reports.texts import width
from interview_app.reports.words import Words

MOST = 2_000_000
"""Characters of HTML: some hundred interviewers, twenty visits and two hundred questions."""
EM, GAP, START, MOST_NAME, LEAST_NAME = 2.56, 1.9, 3.0, 52.0, 30.0
"""Of a table, in millimetres: its type, what lies between columns and before those of a group, and how wide the column
of the names is at most and at least."""
BOLD = 1.16
"""How much wider heads are."""


def print_study(sheet: Sheet, copy: Copy, *, content: str, seal: str, last_event: datetime | None) -> bytes:
    """The PDF: the same bytes for the same sheet, copy, hash, seal and time. Raises NotDrawn."""
    data = (pdf.Attachment("data.csv", sheet.data(), sheet.title),) if copy.archive else ()
    html = page(sheet, copy, content=content, seal=seal, last_event=last_event)
    return pdf.render(html, "study.css", MOST, attachments=data)


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
        caution=sheet.caution,
    )
    drawn = {"is_drawing": lambda part: isinstance(part, Drawing), "widths": widths}
    return framed("study.html", frame, words, sheet=sheet, **drawn)


def widths(table: Table) -> list[float]:
    """How wide each column is, in millimetres: what its cells and the longest word of its head need, and an equal part
    of what is left. Measuring each cell in the layout would take half of its time."""
    if table.shades:
        return [MOST_NAME, *[round((PAPER - MOST_NAME) / (len(table.heads) - 1), 2)] * (len(table.heads) - 1)]
    columns = list(zip(table.heads, *table.rows, strict=True))
    needed = [max(_word(head), *map(width, cells), 0.0) * EM + GAP for head, *cells in columns]
    needed[0] = min(needed[0], MOST_NAME)
    for column in table.starts:
        needed[column] += START
    left = (PAPER - sum(needed)) / len(needed)
    if left < 0:
        needed[0] = max(needed[0] + left * len(needed), LEAST_NAME)
        return [round(PAPER * each / sum(needed), 2) for each in needed]
    return [round(each + left, 2) for each in needed]


def _word(head: str) -> float:
    """The widest word of a head, which is bold."""
    return BOLD * max(map(width, head.split()), default=0.0)
