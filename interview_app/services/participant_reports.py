"""A participant over time, on paper and on the screen: who may, under which seal, and what stands in the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from interview_app.domain.access import Action, Actor, Role, Sites
from interview_app.domain.events import Event
from interview_app.domain.study import Study
from interview_app.reports.copies import USUAL, Copy
from interview_app.reports.participant.page import Cover, print_participant
from interview_app.reports.participant.record import Record
from interview_app.services import readable
from interview_app.services.cases import stream_of
from interview_app.services.errors import NotAllowed, NotFound, Withheld
from interview_app.services.participants import get_one, must_be_in_use, trace
from interview_app.services.printing import drawn, told
from interview_app.services.studies import study_of
from interview_app.services.trajectories import record_of
from interview_app.storage import participants
from interview_app.storage.coverage import cover
from interview_app.storage.engine import Store
from interview_app.storage.participants import Participant
from interview_app.storage.prints import Printed


def participant_pdf(
    store: Store, actor: Actor, study: Study, participant_id: str, *, copy: Copy = USUAL, now: datetime
) -> bytes:
    """The report about a participant. Raises NotAllowed, NotFound, Withheld, NotPrinted, Overtaken."""
    return printed(store, actor, study, participant_id, copy=copy, now=now)[0]


def printed(
    store: Store, actor: Actor, study: Study, participant_id: str, *, copy: Copy = USUAL, now: datetime
) -> tuple[bytes, list[str]]:
    """The report and the ids of the interviews that it tells of; the ledger keeps who printed it, and the file's hash.

    The same record gives the same bytes on a day. Raises NotAllowed, NotFound, Withheld, NotPrinted, and Overtaken
    where something in it was withdrawn while it was drawn.
    """
    if not actor.may(Action.PRINT):
        raise NotAllowed("Your role does not print reports.")
    with_text = reads_text(actor)
    with store.writing() as connection:
        participant, record = _found(connection, store, actor, study, participant_id, now)
        ids = [each.interview.id for each in record.held]
        streams = [f"participant:{participant.id}", *map(stream_of, ids)]
        seal, last_event = cover(connection, store.keys, streams, by=actor.code, now=now)
    with drawn():
        file = print_participant(record, copy, Cover(seal, last_event), with_text=with_text)
    choices = {"with_text": with_text, "interviews": ids, "day": record.today.isoformat(), **_reach(actor)}
    kept = told(file, "participant", copy, content=record.hash, seal=seal, **choices)
    with store.writing() as connection:
        must_be_in_use(get_one(connection, actor, participant_id))
        readable.must_be(connection, actor, study, ids, now)
        trace(connection, store.keys, participant, actor, Event.PARTICIPANT_PRINT, kept, now)
    return file, ids


def _reach(actor: Actor) -> dict[str, Any]:
    """Whose interviews the report may tell of: those at some sites, all or one interviewer's own."""
    return {"sites": sorted(actor.sites), "own": actor.id if actor.role is Role.INTERVIEWER else ""}


def content_now(store: Store, printed: Printed) -> str:
    """The hash that this report would carry with what is kept today, for whoever printed it; "" where it is told no
    more."""
    own, sites = printed.payload["own"], Sites.of(printed.study, printed.payload["sites"])
    actor = Actor(own, printed.actor, Role.INTERVIEWER if own else Role.SUPERVISOR, sites)
    with store.reading() as connection:
        study = study_of(connection, printed.study)
        try:
            return _found(connection, store, actor, study, printed.id, printed.at)[1].hash
        except (NotFound, Withheld):
            return ""


def over_time(store: Store, actor: Actor, study: Study, participant_id: str, *, now: datetime) -> Record:
    """The participant's record for somebody who looks at it on the screen, which the ledger keeps.

    Raises NotAllowed, NotFound, Withheld.
    """
    if not actor.may(Action.READ_INTERVIEWS):
        raise NotAllowed("Your role does not read interviews.")
    with store.writing() as connection:
        participant, record = _found(connection, store, actor, study, participant_id, now)
        read = {"interviews": [each.interview.id for each in record.held]}
        trace(connection, store.keys, participant, actor, Event.PARTICIPANT_VIEW, read, now)
    return record


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
) -> tuple[Participant, Record]:
    participant = get_one(connection, actor, participant_id)
    must_be_in_use(participant)
    return participant, record_of(connection, store, actor, study, participant, now)
