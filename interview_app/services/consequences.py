"""What follows from several streams together, compared with what is stored: the schedule, and what is out of use."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from interview_app.domain import second_opinions
from interview_app.domain.fieldwork import Design
from interview_app.domain.schedule import slots as planned
from interview_app.domain.study import Study
from interview_app.services import schedule
from interview_app.services.studies import study_of
from interview_app.storage import casework, consents, participants, slots, studies, withholding
from interview_app.storage.engine import Store
from interview_app.storage.faults import Fault
from interview_app.storage.keys import KeyRing, Unreadable
from interview_app.storage.participants import Participant

AT_ONCE = 200


def faults(store: Store) -> Iterator[Fault]:
    """Visits that are not what the study and the participants' courses add up to, and interviews wrongly in use or out
    of it."""
    with store.reading() as connection:
        for study_id in studies.ids(connection):
            yield from _of_study(connection, store.keys, study_id)
        for interview_id in withholding.wrong(connection):
            what = "withheld: not what the withdrawal of its participant or informant says"
            yield Fault(f"interview:{interview_id}", 0, what)


def _of_study(connection: Connection, keys: KeyRing, study_id: str) -> Iterator[Fault]:
    try:
        study = study_of(connection, study_id)
    except Exception as error:  # a definition that cannot be read is a fault to be named, whatever it stumbles over
        yield Fault(f"study:{study_id}", 0, f"the definition cannot be read: {type(error).__name__}")
        return
    everybody = participants.of_study(connection, study_id)
    for begin in range(0, len(everybody), AT_ONCE):
        yield from _of_participants(connection, keys, study, everybody[begin : begin + AT_ONCE])


def _sealed(connection: Connection, keys: KeyRing, participant: Participant) -> Iterator[Fault]:
    try:
        sealer = keys.participant_key(participant.wrapped_key, participant.id)
        consents.evidence(connection, sealer, participant.id)
    except (Unreadable, ValueError) as error:
        yield Fault(f"participant:{participant.id}", 0, f"a consent does not open: {error}")


def _calls(connection: Connection, keys: KeyRing, some: list[Participant]) -> Iterator[Fault]:
    """Notes of calls that do not open; that the calls are those that were made is compared with their case's events."""
    wrapped = {participant.id: participant.wrapped_key for participant in some}
    for call in casework.sealed_attempts(connection, wrapped):
        try:
            casework.note_of(keys.participant_key(wrapped[call.participant_id], call.participant_id), call)
        except (Unreadable, ValueError) as error:
            yield Fault(casework.stream_of(call.case_id), 0, f"the note of a call does not open: {error}")


def _of_participants(connection: Connection, keys: KeyRing, study: Study, some: list[Participant]) -> Iterator[Fault]:
    ids = [participant.id for participant in some]
    yield from _calls(connection, keys, some)
    held = schedule.held_days(study, slots.held_at(connection, ids))
    stored = slots.of_participants(connection, ids)
    for participant in some:
        yield from _sealed(connection, keys, participant)
        due = {
            slot.visit: (slot, held.get((participant.id, slot.visit)), study.id, participant.site)
            for slot in planned(study, participant.course)
        }
        stands = {
            each.slot.visit: (each.slot, each.held_on, each.study_id, each.site) for each in stored[participant.id]
        }
        drawn = second_opinions.drawn(study, participant.code, participant.arm)
        designs = {each.slot.visit for each in stored[participant.id] if each.design is Design.DRAWN}
        marked = {each.slot.visit for each in stored[participant.id] if each.design is Design.MARKED}
        if designs != (drawn & stands.keys()) - marked:
            yield Fault(f"participant:{participant.id}", 0, "design: not the visits that the study's seed draws")
        wrong = sorted(visit for visit in due.keys() | stands.keys() if due.get(visit) != stands.get(visit))
        if wrong:
            what = f"visits {', '.join(wrong)}: not what the study and the course add up to"
            yield Fault(f"participant:{participant.id}", 0, what)
