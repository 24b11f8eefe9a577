"""Printing the blank paper form of an instrument: for a visit without a tablet, or before there is a study at all."""

from __future__ import annotations

from datetime import datetime

from interview_app import instruments
from interview_app.domain.access import Action, Actor
from interview_app.domain.instrument import Instrument
from interview_app.domain.study import Study
from interview_app.reports.copies import Copy
from interview_app.reports.form.page import form_hash, print_form
from interview_app.services.errors import NotAllowed, Unsuitable
from interview_app.services.printing import NotPrinted, drawn, tell_study, told
from interview_app.services.studies import study_of
from interview_app.storage import coverage
from interview_app.storage.engine import Store
from interview_app.storage.prints import Printed


def blank(instrument: Instrument, form: str, copy: Copy, study: Study | None = None, seal: str = "") -> bytes:
    """The form of an instrument as a PDF. Raises Unsuitable, NotPrinted."""
    if not instrument.items_of(form):
        raise Unsuitable("form", "The instrument has no such form.")
    if copy.language not in instrument.languages:
        raise Unsuitable("language", "The instrument is not available in this language.")
    if not instrument.is_permitted:
        raise NotPrinted("The wording of this instrument needs a permission, and none is on file.")
    with drawn():
        return print_form(instrument, form, copy, study, seal)


def form_pdf(store: Store, actor: Actor, study: Study, form: str, copy: Copy, *, now: datetime) -> bytes:
    """The form of a study's instrument; the ledger keeps who printed it and the file's hash.

    Raises NotAllowed, Unsuitable, NotPrinted.
    """
    if not actor.may(Action.SEE_SCHEDULE) or actor.sites.study != study.id:
        raise NotAllowed("Your role does not print paper forms.")
    instrument = _instrument(study)
    with store.writing() as connection:
        seal = coverage.cover(connection, store.keys, [f"study:{study.id}"], by=actor.code, now=now).seal
    printed = blank(instrument, form, copy, study, seal)
    content = form_hash(instrument, form, copy.language)
    kept = told(printed, "form", copy, content=content, seal=seal, form=form)
    with store.writing() as connection:
        tell_study(connection, store.keys, study.id, actor, kept, now)
    return printed


def content_now(store: Store, printed: Printed) -> str:
    """The hash that this form would carry today: another where the study works with another instrument since."""
    with store.reading() as connection:
        study = study_of(connection, printed.study)
    return form_hash(_instrument(study), printed.payload["form"], printed.payload["language"])


def _instrument(study: Study) -> Instrument:
    return instruments.load(study.instrument, study.instrument_version)
