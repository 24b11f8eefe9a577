"""Whether an informant may be asked about a participant on a day: the gate before each session of an interview."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from interview_app.domain.access import Sites
from interview_app.domain.participation import Participation
from interview_app.domain.study import Study
from interview_app.services import schedule
from interview_app.services.cases import Case, must_go_on
from interview_app.services.consents import must_cover
from interview_app.services.errors import Closed, NotFound, Unsuitable
from interview_app.services.studies import study_of
from interview_app.storage import casework, informants, participants
from interview_app.storage.informants import Informant
from interview_app.storage.participants import Participant


def must_be_askable(
    connection: Connection, study: Study, participant: Participant, informant: Informant, day: date
) -> None:
    """Raise Unsuitable unless both take part, know each other, and a consent covers that day."""
    if participant.status != Participation.ACTIVE:
        raise Unsuitable("participant", "This participant no longer takes part in the study.")
    if not informant.active:
        raise Unsuitable("informant", "This informant is not available any more. Nobody contacts them.")
    if casework.objected(connection, participant.id, informant.id):
        raise Unsuitable("informant", "The participant does not want this informant to be asked.")
    _must_know(connection, participant, informant, day)
    must_cover(connection, study, participant, informant.role, day)


def _must_know(connection: Connection, participant: Participant, informant: Informant, day: date) -> None:
    known = informants.acquaintance(connection, informant.id, participant.id)
    if informant.site != participant.site or known is None:
        raise Unsuitable("informant", "This informant is not registered for the participant. The manager can add it.")
    if not known.holds_on(day):
        raise Unsuitable("informant", "This informant does not work with the participant on this day. Ask the manager.")


def must_be_resumable(case: Case) -> None:
    """The same gate for one more session of an interview, today or on the day when it was held on paper.

    Raises Withheld where somebody withdrew, and Closed for any other reason: a tablet keeps what it has not sent then.
    """
    must_go_on(case)
    row, study = case.row, study_of(case.connection, case.row.study_id)
    everywhere = Sites.of(study.id, (site.code for site in study.sites))
    participant = participants.get(case.connection, row.participant_id, everywhere)
    informant = informants.get(case.connection, row.informant_id, everywhere)
    if participant is None or informant is None:
        raise NotFound("There is no such interview among those you work with.")
    day = date.fromisoformat(row.held_on) if row.held_on else schedule.day_at(study, row.site, case.now)
    try:
        must_be_askable(case.connection, study, participant, informant, day)
    except Unsuitable as why:
        raise Closed(why.message) from why
