"""One case opened for change: who it is about, where it stands, and what is told of it in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from interview_app.domain.access import Action, Actor, Sites, sees_whole_site
from interview_app.domain.calling import default_next
from interview_app.domain.casework import CaseStanding
from interview_app.domain.disposition import Disposition
from interview_app.domain.events import Event
from interview_app.domain.participation import InformantWithdrawal
from interview_app.domain.study import Study
from interview_app.services.errors import NotAllowed, NotFound, Withheld
from interview_app.services.participants import must_be_in_use
from interview_app.storage import casework, informants, ledger, participants
from interview_app.storage.engine import Store
from interview_app.storage.informants import Informant
from interview_app.storage.keys import KeyRing, Sealer
from interview_app.storage.ledger import EventRecord
from interview_app.storage.participants import Participant


@dataclass(frozen=True, slots=True)
class Key:
    """Which case: the ids of participant and informant, and the visit."""

    participant_id: str
    visit: str
    informant_id: str


@dataclass(slots=True)
class OpenCase:
    """A case inside one transaction, opened before the first thing is told of it; `tell` keeps events for `save`."""

    connection: Connection
    keys: KeyRing
    study: Study
    participant: Participant
    informant: Informant
    visit: str
    actor: Actor
    now: datetime
    id: str = ""
    """"" until something happened in it."""
    history: Sequence[EventRecord] = ()
    entries: list[ledger.Entry] = field(default_factory=list)
    standing: CaseStanding = field(default_factory=CaseStanding)

    @property
    def sealer(self) -> Sealer:
        """The participant's."""
        return self.keys.participant_key(self.participant.wrapped_key, self.participant.id)

    @property
    def zone(self) -> str:
        """The time zone of the site."""
        return self.study.zone(self.participant.site)

    @property
    def version(self) -> int:
        """How much has happened in the case: what a page showed carries it, to tell whether it is the newest."""
        return len(self.history)

    @property
    def asked(self) -> tuple[Connection, Actor, Study, Participant, str, str, datetime]:
        """Who asks whom, about whom, when: what `blinding` decides by."""
        return (
            self.connection, self.actor, self.study, self.participant, self.visit, self.informant.code, self.now,
        )  # fmt: skip

    def tell(self, event: Event, payload: Mapping[str, Any]) -> None:
        """Let something happen to the case."""
        if not self.id:
            self._begin()
        self.standing.apply(event, payload, self.now)
        self.entries.append(ledger.Entry(event, payload))

    def _begin(self) -> None:
        self.id = uuid4().hex
        facts = {
            "study_id": self.study.id,
            "participant_id": self.participant.id,
            "visit": self.visit,
            "informant_id": self.informant.id,
            "site": self.participant.site,
        }
        casework.insert_one(self.connection, self.sealer, self.id, facts)
        self.tell(Event.CASE_OPEN, {"facts": facts})

    def save(self) -> None:
        """Append what was told, and store where the case stands."""
        stream = casework.stream_of(self.id)
        ledger.append(self.connection, self.keys, self.sealer, stream, self.actor.code, self.entries, self.now)
        casework.save(self.connection, self.sealer, self.id, self.standing)

    @property
    def is_the_actors(self) -> bool:
        """True when the actor may call in this case: a supervisor at the site, or the interviewer whose turn it is."""
        if sees_whole_site(self.actor.role):
            return True
        standing = self.standing
        if standing.interviewer_id is not None:
            return standing.interviewer_id == self.actor.id
        if standing.refused_to:
            return self.actor.code not in standing.refused_to
        return self.participant.interviewer_id in {None, self.actor.id}


def opened(
    connection: Connection, store: Store, actor: Actor, study: Study, key: Key, now: datetime, *, lock: bool = False
) -> OpenCase:
    """The case for somebody who calls at its site; nothing is kept until something is told.

    An interviewer finds their own, and those in which the informant declined to them. Raises NotAllowed, NotFound,
    Withheld.
    """
    if not actor.may(Action.CALL):
        raise NotAllowed("Your role does not call informants.")
    case = OpenCase(connection, store.keys, study, *_people(connection, actor, study, key), key.visit, actor, now)
    case.id = casework.find(connection, key.participant_id, key.visit, key.informant_id, lock=lock)
    if case.id:
        case.history = ledger.history(connection, case.sealer, casework.stream_of(case.id))
        case.standing = standing_of(case.history)
    elif informants.acquaintance(connection, key.informant_id, key.participant_id) is None:
        raise NotFound("There is no such case among those you work with.")
    if not case.is_the_actors and actor.code not in case.standing.refused_to:
        raise NotFound("There is no such case among those you work with.")
    return case


def _people(connection: Connection, actor: Actor, study: Study, key: Key) -> tuple[Participant, Informant]:
    participant = participants.get(connection, key.participant_id, actor.sites)
    informant = informants.get(connection, key.informant_id, actor.sites)
    known = {visit.id for visit in study.visits}
    if participant is None or informant is None or key.visit not in known or participant.study_id != study.id:
        raise NotFound("There is no such case among those you work with.")
    must_be_in_use(participant)
    if informant.withdrawn == InformantWithdrawal.REMOVE:
        raise Withheld("This informant has withdrawn with what they said. Nothing about it is shown any more.")
    return participant, informant


def standing_of(history: Sequence[EventRecord]) -> CaseStanding:
    """Where a case stands after these events."""
    standing = CaseStanding()
    for event in history:
        standing.apply(event.action, event.payload, event.server_time)
    return standing


def follow(
    connection: Connection, keys: KeyRing, study: Study, interview: Any, actor: Actor, disposition: str, now: datetime,
    *, begun: bool = False,
) -> None:  # fmt: skip
    """Let a case, where there is one, know how its interview ended; "" for one that goes on or was set aside."""
    case_id = casework.find(connection, interview.participant_id, interview.visit, interview.informant_id, lock=True)
    everywhere = Sites.of(study.id, (site.code for site in study.sites))
    participant = participants.get(connection, interview.participant_id, everywhere)
    if not case_id or participant is None:
        return
    sealer = keys.participant_key(participant.wrapped_key, participant.id)
    standing = standing_of(ledger.history(connection, sealer, casework.stream_of(case_id)))
    again = None
    if disposition:
        again = default_next(study.calling, study.zone(participant.site), Disposition(disposition), now)
    payload = {"by": "interview", "outcome": disposition, "next_at": told(again), "begun": begun}
    standing.apply(Event.CASE_SETTLE, payload, now)
    entry = ledger.Entry(Event.CASE_SETTLE, payload)
    ledger.append(connection, keys, sealer, casework.stream_of(case_id), actor.code, [entry], now)
    casework.save(connection, sealer, case_id, standing)


def told(moment: datetime | None) -> str | None:
    """A moment as events tell it."""
    return None if moment is None else moment.isoformat()
