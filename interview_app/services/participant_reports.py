"""A participant over time, on paper and on the screen: who may, under which seal, and what stands in the ledger."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection

from interview_app.domain.access import Action, Actor
from interview_app.domain.events import Event
from interview_app.domain.study import Study
from interview_app.reports import pdf
from interview_app.reports.participant.page import print_participant
from interview_app.reports.participant.record import Record
from interview_app.services.errors import NotAllowed, NotFound
from interview_app.services.participants import get_one, must_be_in_use, trace
from interview_app.services.reports import UNCHANGING, NotPrinted
from interview_app.services.trajectories import Traced, traced
from interview_app.storage import participants, seals
from interview_app.storage.engine import Store
from interview_app.storage.participants import Participant


def participant_pdf(
    store: Store, actor: Actor, study: Study, participant_id: str, *, language: str, now: datetime
) -> bytes:
    """The report about a participant; the ledger keeps who printed it, of which interviews, and the file's hash.

    The same record gives the same bytes in a language on a day. Raises NotAllowed, NotFound, Withheld, NotPrinted.
    """
    if not actor.may(Action.PRINT):
        raise NotAllowed("Your role does not print reports.")
    with store.reading() as connection:
        participant, found = _found(connection, store, actor, study, participant_id, now)
        covering = seals.first_covering_all(connection, found.lasts)
    seal = covering.value_hex if covering else _sealed(store, actor, now)
    printed = _printed(found.record, language, seal, reads_text(actor))
    kept = {
        "sha256": sha256(printed).hexdigest(),
        "seal": seal,
        "language": language,
        "with_text": reads_text(actor),
        "record": found.record.hash,
        "interviews": [each.interview.id for each in found.record.held],
    }
    with store.writing() as connection:
        trace(connection, store.keys, participant, actor, Event.PARTICIPANT_PRINT, kept, now)
    return printed


def over_time(store: Store, actor: Actor, study: Study, participant_id: str, *, now: datetime) -> tuple[str, Record]:
    """The participant's id and record for somebody who looks at them on the screen, which the ledger keeps.

    Raises NotAllowed, NotFound, Withheld.
    """
    if not actor.may(Action.READ_INTERVIEWS):
        raise NotAllowed("Your role does not read interviews.")
    with store.writing() as connection:
        participant, found = _found(connection, store, actor, study, participant_id, now)
        read = {"interviews": [each.interview.id for each in found.record.held]}
        trace(connection, store.keys, participant, actor, Event.PARTICIPANT_VIEW, read, now)
    return participant.id, found.record


def of_code(store: Store, actor: Actor, study: Study, code: str) -> str:
    """The id of the participant of that code at the actor's sites; raises NotFound."""
    with store.reading() as connection:
        participant = participants.by_code(connection, study.id, code.strip().upper(), actor.sites)
    if participant is None:
        raise NotFound("There is no such participant at your sites.")
    return participant.id


def reads_text(actor: Actor) -> bool:
    """True where free text is shown to the actor."""
    return actor.may(Action.READ_INTERVIEWS) or actor.reads_text


def _found(
    connection: Connection, store: Store, actor: Actor, study: Study, participant_id: str, now: datetime
) -> tuple[Participant, Traced]:
    participant = get_one(connection, actor, participant_id)
    must_be_in_use(participant)
    return participant, traced(connection, store, actor, study, participant, unchanging=UNCHANGING, now=now)


def _sealed(store: Store, actor: Actor, now: datetime) -> str:
    """A seal made now, which covers all that was read."""
    with store.writing() as connection:
        return seals.make(connection, store.keys, actor.code, now).value_hex


def _printed(record: Record, language: str, seal: str, with_text: bool) -> bytes:
    try:
        return print_participant(record, language=language, seal=seal, with_text=with_text)
    except (pdf.TooMuch, pdf.Unavailable) as error:
        raise NotPrinted(str(error)) from error
