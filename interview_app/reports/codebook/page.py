"""The codebook of a study as a PDF, from the rows that an export's codebook.csv has."""

from __future__ import annotations

from collections.abc import Sequence
import csv
import io

from interview_app.domain.instrument import Instrument
from interview_app.domain.items import say
from interview_app.domain.missing import LABELS, Missing
from interview_app.domain.record import content_hash
from interview_app.domain.study import Study
from interview_app.reports import pdf
from interview_app.reports.codebook.entries import Row, chapters
from interview_app.reports.codebook.wording import codebook_words
from interview_app.reports.copies import Copy
from interview_app.reports.frame import Frame, framed
from interview_app.reports.interview.signing import DIGITS, grouped
from interview_app.reports.texts import clean
from interview_app.reports.words import Words

MOST = 4_000_000
"""Characters of HTML that a codebook may have: every column of every instrument version stands in it once."""


def print_codebook(
    rows: Sequence[Row], instruments: Sequence[Instrument], study: Study, copy: Copy, seal: str = ""
) -> bytes:
    """The codebook as a PDF, an archive with its rows attached; they have the texts of the copy's language.

    Raises pdf.NotDrawn.
    """
    about = codebook_words(copy.language).say("title")
    attachments = [pdf.Attachment("codebook.csv", _csv(rows), about)] if copy.archive else []
    return pdf.render(
        codebook_html(rows, instruments, study, copy, seal), "codebook.css", MOST, attachments=attachments
    )


def _csv(rows: Sequence[Row]) -> bytes:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def codebook_html(
    rows: Sequence[Row], instruments: Sequence[Instrument], study: Study, copy: Copy, seal: str = ""
) -> str:
    """The HTML of the codebook."""
    words = codebook_words(copy.language)
    return framed(
        "codebook.html",
        _frame(rows, instruments, study, copy, words, seal),
        words,
        chapters=chapters(rows, instruments, words),
        instruments=[_named(each, words) for each in instruments],
        reasons=[(reason.code, str(reason), say(LABELS[reason], words.language)) for reason in Missing],
    )


def codebook_hash(rows: Sequence[Row]) -> str:
    """What the pages are made from, as one hash."""
    return content_hash(list(map(dict, rows)))


def _frame(
    rows: Sequence[Row], instruments: Sequence[Instrument], study: Study, copy: Copy, words: Words, seal: str
) -> Frame:
    variables = sum(not row["column"].endswith("__miss") for row in rows)
    files = len({row["file"] for row in rows})
    notices = [say(study.notices, words.language), *(say(each.attribution, words.language) for each in instruments)]
    return Frame(
        code=study.id,
        title=words.say("title"),
        study=clean(say(study.title, words.language)),
        lead=(words.say("lead", variables=variables, files=files),),
        notices=tuple(clean(notice) for notice in notices if notice),
        provenance=(
            (words.say("content"), grouped(codebook_hash(rows), DIGITS)),
            *([(words.say("seal"), grouped(seal, len(seal)))] if seal else []),
        ),
        synthetic=study.synthetic,
        reader=copy.reader,
        paper=copy.paper,
    )


def _named(instrument: Instrument, words: Words) -> tuple[str, str, str, str]:
    licence = str(instrument.meta.get("licence", {}).get("id", ""))
    title = clean(say(instrument.title, words.language))
    return f"{instrument.id} v{instrument.version}", title, licence, grouped(instrument.hash, DIGITS)
