"""The report put together: one content for paper and screen, and its PDF."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from interview_app.domain.item import say
from interview_app.domain.participation import LABELS, Participation
from interview_app.reports import pdf
from interview_app.reports.copies import Copy, Paper
from interview_app.reports.frame import Frame, framed
from interview_app.reports.interview.signing import DIGITS, grouped
from interview_app.reports.interview.verdict import Phrase
from interview_app.reports.participant import changes, counting, happenings, past, quotes
from interview_app.reports.participant.drawing import course
from interview_app.reports.participant.figures import data
from interview_app.reports.participant.method import left_out, method, sources, undrawn
from interview_app.reports.participant.quotes import Quote
from interview_app.reports.participant.record import Record
from interview_app.reports.participant.tables import Table
from interview_app.reports.participant.telling import Telling
from interview_app.reports.participant.verdict import verdict
from interview_app.reports.participant.wording import words_of
from interview_app.reports.texts import cut
from interview_app.reports.words import Words

MOST = 600_000
"""Characters of HTML: three hundred interviews with all that is printed of them."""


class Contents(NamedTuple):
    """What the report says, in the words of its reader."""

    verdict: tuple[Phrase, ...]
    left_out: tuple[str, ...]
    summary: Table | None
    course: Markup | None
    undrawn: tuple[str, ...]
    interviews: tuple[Table, ...]
    counts_title: str
    counts: Markup | None
    counts_table: Table
    quotes: tuple[Quote, ...]
    withheld: int
    """How many text answers the reader may not read."""
    past: Table
    method: tuple[str, ...]
    """How the numbers are made."""
    sources: tuple[str, ...]
    """Whose the instrument is, and the study's notices."""


def contents(record: Record, *, language: str, with_text: bool, paper: Paper = "A4") -> Contents:
    """The report for a reader; `with_text` says whether they may read free text."""
    telling = Telling(record, words_of(language), with_text)
    told, items = happenings.happenings(telling), counting.counted(telling)
    return Contents(
        verdict=verdict(telling),
        left_out=left_out(telling),
        summary=changes.summary(telling),
        course=course(telling, told, paper),
        undrawn=undrawn(telling),
        interviews=tuple(changes.interviews(telling)) if record.held else (),
        counts_title=counting.title(telling),
        counts=counting.charts(telling, items),
        counts_table=counting.table(telling, items),
        quotes=quotes.quotes(telling, told),
        withheld=0 if with_text else quotes.count(telling),
        past=past.table(telling),
        method=method(telling),
        sources=sources(telling),
    )


class Cover(NamedTuple):
    """What makes the pages traceable: the first seal that covers all of the record, "" for none, and when the last
    of it was said."""

    seal: str
    last_event: datetime | None


def print_participant(record: Record, copy: Copy, cover: Cover, *, with_text: bool) -> bytes:
    """The PDF; the same record on the same day gives the same bytes. Raises NotDrawn."""
    attachments = (data(record),) if copy.archive else ()
    return pdf.render(html(record, copy, cover, with_text=with_text), "participant.css", MOST, attachments=attachments)


def html(record: Record, copy: Copy, cover: Cover, *, with_text: bool) -> str:
    """The report as HTML."""
    told = contents(record, language=copy.language, with_text=with_text, paper=copy.paper)
    words = words_of(copy.language)
    frame = Frame(
        code=record.code,
        title=words.say("title"),
        study=cut(say(record.study.title, words.language), 90, "…"),
        lead=lead(record, language=copy.language),
        notices=tuple(" ".join(texts) for texts in (told.method, told.sources) if texts),
        provenance=_provenance(record, words, cover),
        synthetic=record.study.synthetic,
        reader=copy.reader,
        paper=copy.paper,
    )
    return framed("participant.html", frame, words, told=told)


def lead(record: Record, *, language: str) -> tuple[str, ...]:
    """Who it is about, how they stand now, and what the report rests on."""
    telling, study = Telling(record, words_of(language), with_text=False), record.study
    words, site = telling.words, study.site(record.site)
    status = say(LABELS[Participation(record.status)], words.language)
    if record.left_on is not None:
        status = words.say("left", status=status, day=words.date(record.left_on))
    arm = telling.tell(study.arms.get(record.arm, {"en": record.arm}))
    enrolled = words.say("enrolled", day=words.date(record.enrolled))
    interviews = words.count("interviews", len(telling.held))
    informants = words.count("informants", len(telling.informants))
    held = words.say("held_with", interviews=interviews, informants=informants) if telling.held else words.say("unheld")
    share = words.say("held_of", held=telling.due_held, due=len(telling.due))
    first = (arm, site.name if site.code in site.name else f"{site.name} ({site.code})", enrolled, status)
    return " · ".join(first), " · ".join((held, share, words.say("as_of", day=words.date(record.today))))


def _provenance(record: Record, words: Words, cover: Cover) -> tuple[tuple[str, str], ...]:
    instruments = {(held.instrument.id, held.instrument.version): held.instrument.hash for held in record.held}
    versions = tuple((f"{name} v{version}", grouped(value, DIGITS)) for (name, version), value in instruments.items())
    last = ((words.say("last_event"), words.moment(cover.last_event)),) if cover.last_event else ()
    seal = grouped(cover.seal, len(cover.seal)) if cover.seal else words.say("sealed_not")
    return (*versions, (words.say("hash"), grouped(record.hash, DIGITS)), *last, (words.say("seal"), seal))
