"""The blank paper form of an instrument as a PDF."""

from __future__ import annotations

from interview_app.domain.instrument import Instrument
from interview_app.domain.items import say
from interview_app.domain.numbering import numbers
from interview_app.domain.record import content_hash
from interview_app.domain.study import Study
from interview_app.reports import pdf
from interview_app.reports.copies import Copy
from interview_app.reports.form.reading import Reading
from interview_app.reports.form.sheet import MODES, Sheet
from interview_app.reports.form.wording import FORM_TEXTS, form_words
from interview_app.reports.frame import Frame, framed
from interview_app.reports.interview.signing import DIGITS, grouped
from interview_app.reports.texts import clean
from interview_app.reports.words import Words

MOST = 2_000_000
"""Characters of HTML that a form may have: an instrument is a file of limited size, and each text stands once."""


def print_form(instrument: Instrument, form: str, copy: Copy, study: Study | None = None, seal: str = "") -> bytes:
    """The form of an instrument, to be filled in by hand; `study` is the one it is printed for. Raises pdf.NotDrawn.

    What an archive has attached is which number on paper is which variable.
    """
    attachments = []
    if copy.archive:
        about = form_words(copy.language).say("archive")
        attachments = [pdf.Attachment(f"{instrument.id}-{form}.csv", _numbered(instrument, form), about)]
    return pdf.render(form_html(instrument, form, copy, study, seal), "form.css", MOST, attachments=attachments)


def _numbered(instrument: Instrument, form: str) -> bytes:
    rows = [("number", "item"), *((number, item) for item, number in numbers(instrument, form).items())]
    return "".join(f"{number},{item}\n" for number, item in rows).encode()


def form_hash(instrument: Instrument, form: str, language: str) -> str:
    """What the pages of a form are made from, as one hash."""
    return content_hash({"instrument": instrument.hash, "form": form, "language": language})


def form_html(instrument: Instrument, form: str, copy: Copy, study: Study | None = None, seal: str = "") -> str:
    """The HTML of the form."""
    words = form_words(copy.language)
    sheet = Sheet(instrument, form, Reading(instrument, words))
    frame = _frame(sheet, copy, study, seal)
    return framed("form.html", frame, words, sheet=sheet, modes=MODES, hash=grouped(instrument.hash[:16], DIGITS))


def _frame(sheet: Sheet, copy: Copy, study: Study | None, seal: str) -> Frame:
    instrument, words, reading = sheet.instrument, sheet.reading.words, sheet.reading
    form = form_name(words, sheet.form)
    questions = words.count("questions", len(sheet.skips.numbers))
    lead = words.say("lead", version=instrument.version, form=form, questions=questions)
    notices = [reading.text(instrument.attribution), *([reading.text(study.notices)] if study else [])]
    return Frame(
        code=f"{instrument.id} v{instrument.version}",
        title=words.say("title", form=form),
        study=clean(say(study.title, words.language)) if study else "",
        lead=(reading.text(instrument.title), lead),
        notices=tuple(notice for notice in notices if notice),
        provenance=(
            (f"{instrument.id} v{instrument.version}", grouped(instrument.hash, DIGITS)),
            (words.say("hash"), grouped(form_hash(instrument, sheet.form, words.language), DIGITS)),
            *([(words.say("seal"), grouped(seal, len(seal)))] if seal else []),
        ),
        synthetic=bool(study and study.synthetic),
        reader=copy.reader,
        paper=copy.paper,
    )


def form_name(words: Words, form: str) -> str:
    """What a form is called."""
    key = f"form_{form}"
    return words.say(key) if key in FORM_TEXTS else form
