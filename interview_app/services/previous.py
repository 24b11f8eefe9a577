"""What was said last time, read for an interview that is opened, and checked where an answer is taken over from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Row

from interview_app import instruments
from interview_app.domain.item import Invalid
from interview_app.domain.items import Stored
from interview_app.domain.operations import Operation
from interview_app.domain.previous import Earlier, Previous, answer_in, lasts, previous
from interview_app.domain.study import Study
from interview_app.instruments import UnknownInstrument
from interview_app.services import blinding, schedule
from interview_app.services.cases import Case
from interview_app.services.studies import study_of
from interview_app.storage import earlier
from interview_app.storage.interviews import document_of
from interview_app.storage.keys import Unreadable

NOT_THE_SAME = "not_the_same"
"""The refusal of an answer that is said to be taken over unchanged and is not."""


def before(case: Case) -> Previous:
    """What was said before an interview, by the interviews at the sites of whoever looks."""
    return previous(case.rules.instrument, case.standing.form, list(_earlier(case)))


def must_be_the_same(case: Case, operation: Operation, value: Stored | None) -> None:
    """Refuse an answer that is no unchanged one: the earlier interview is not there for this person, did not ask the
    question, or says something else; raises Invalid."""
    instrument = case.rules.instrument
    item = instrument.by_id[operation.item]
    said = [answer_in(each, item.id)[1] for each in _earlier(case, only=operation.same)]
    if value is None or said != [value] or not lasts(instrument, item):
        raise Invalid(NOT_THE_SAME)


def _earlier(case: Case, only: str = "") -> Iterator[Earlier]:
    """The interviews before this one at other visits, the latest first; `only` is the one that is wanted."""
    row, study = case.row, study_of(case.connection, case.row.study_id)
    rows = earlier.held(
        case.connection,
        row.participant_id,
        row.instrument_id,
        sites=case.actor.sites,
        not_at={row.visit, *blinding.unheard_visits(case)},
        only=only,
    )
    before = [each for each in rows if _day(study, each) < _day(study, row)]
    for each in sorted(before, key=lambda each: (_day(study, each), each.started_at), reverse=True):
        try:
            instrument = instruments.load(each.instrument_id, each.instrument_version)
            document = document_of(case.sealer, each.id, each.document)
        except (UnknownInstrument, Unreadable):
            continue
        is_same = each.informant_id == row.informant_id
        yield Earlier(each.id, each.informant, _day(study, each), is_same, instrument, document)


def _day(study: Study, row: Row[Any]) -> date:
    return date.fromisoformat(row.held_on) if row.held_on else schedule.day_at(study, row.site, row.started_at)
