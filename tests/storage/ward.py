"""A small site at work, which the storage tests watch: everything it does is in the ledger and in the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from interview_app.domain.access import Grant, Role, Sites
from interview_app.domain.document import empty, fold
from interview_app.domain.events import Event
from interview_app.domain.history import Standing
from interview_app.domain.interview import Mode, Status
from interview_app.storage import accounts, informants, interviews, ledger, participants, seals, studies
from interview_app.storage.accounts import Account
from interview_app.storage.engine import Store
from interview_app.storage.informants import Informant
from interview_app.storage.keys import KeyRing
from interview_app.storage.ledger import Appended, Entry, EventRecord
from interview_app.storage.participants import Participant

NOON = datetime(2026, 3, 13, 12, 0, tzinfo=UTC)
STUDY = "demo"


def an_account(**wanted: Any) -> Account:
    """An active interviewer of OSL, but for what is wanted otherwise."""
    usual: dict[str, Any] = {
        "code": "int-01",
        "user_name": "anna",
        "display_name": "Anna",
        "role": Role.INTERVIEWER,
        "password_hash": "$argon2id$",
        "created_at": NOON,
        "password_at": NOON,
        "grants": frozenset({Grant(STUDY, "OSL", Role.INTERVIEWER)}),
    }
    return Account(**usual | wanted)


def a_participant(keys: KeyRing, **wanted: Any) -> Participant:
    """An active participant of OSL, but for what is wanted otherwise."""
    usual: dict[str, Any] = {
        "id": uuid4().hex,
        "study_id": STUDY,
        "code": "OSL-4821-7",
        "site": "OSL",
        "arm": "xr",
        "status": "active",
        "created_at": NOON,
    }
    made = usual | wanted
    return Participant(**made, wrapped_key=keys.new_wrapped_key(made["id"]))


def an_informant(**wanted: Any) -> Informant:
    """An active nurse of OSL, but for what is wanted otherwise."""
    usual: dict[str, Any] = {"study_id": STUDY, "code": "OSL-I01", "site": "OSL", "role": "nurse", "service": "oat"}
    return Informant(**usual | wanted)


ACCOUNT = ("code", "user_name", "display_name", "role", "reads_text", "language", "active")
INFORMANT = ("study_id", "code", "site", "role", "service", "active")
PARTICIPANT = ("study_id", "code", "site", "arm", "status")


def _told(somebody: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(somebody, name) for name in names}


@dataclass(frozen=True)
class Ward:
    """An interviewer, a participant and an informant, in a store."""

    store: Store
    account: Account
    participant: Participant
    informant: Informant

    @classmethod
    def opened(cls, store: Store) -> Ward:
        """A ward whose people are all in the tables and in the ledger."""
        ward = cls(store, an_account(), a_participant(store.keys), an_informant())
        with store.writing() as connection:
            studies.put(connection, STUDY, "definition", NOON)
            accounts.insert_one(connection, ward.account)
            ward.enrol(connection, ward.participant)
            informants.insert_one(connection, ward.informant)
            ward.tell(connection, f"study:{STUDY}", Event.STUDY_LOAD, {"definition": "definition"})
            ward.tell(connection, f"account:{ward.account.id}", Event.ACCOUNT_CREATE, _told(ward.account, ACCOUNT))
            ward.tell(
                connection, f"informant:{ward.informant.id}", Event.INFORMANT_ADD, _told(ward.informant, INFORMANT)
            )
        return ward

    def enrol(self, connection: Connection, participant: Participant) -> None:
        """Put a participant into tables and ledger."""
        keys, stream = self.store.keys, f"participant:{participant.id}"
        participants.insert_one(connection, participant)
        sealer = keys.participant_key(participant.wrapped_key, participant.id)
        told = _told(participant, PARTICIPANT)
        ledger.append(connection, keys, sealer, stream, "man-01", [Entry(Event.PARTICIPANT_ENROL, told)], NOON)

    def tell(self, connection: Connection, stream: str, event: Event, payload: Mapping[str, Any]) -> None:
        """Append to a stream that belongs to no participant."""
        keys = self.store.keys
        ledger.append(connection, keys, keys.stream_key(stream), stream, "cli:root", [Entry(event, payload)], NOON)

    def begin(self, *, at: datetime = NOON, **facts: Any) -> str:
        """Begin an interview and give its id."""
        with self.store.writing() as connection:
            return self.begun(connection, at=at, **facts)

    def begun(self, connection: Connection, *, at: datetime = NOON, **facts: Any) -> str:
        """Begin an interview in a transaction that is open."""
        known = self.facts() | facts
        wrapped = participants.get(connection, known["participant_id"], Sites.of(known["study_id"], [known["site"]]))
        assert wrapped is not None
        sealer = self.store.keys.participant_key(wrapped.wrapped_key, wrapped.id)
        row = interviews.insert(connection, sealer, a_standing(at), known)
        told = known | {"instance": row.instance, "form": row.form, "mode": row.mode_first, "language": row.language}
        entry = Entry(Event.INTERVIEW_START, told)
        stream = f"interview:{row.id}"
        ledger.append(connection, self.store.keys, sealer, stream, self.account.code, [entry], at)
        return str(row.id)

    def facts(self) -> dict[str, Any]:
        """What a new interview's row needs beside its standing."""
        return {
            "id": uuid4().hex,
            "study_id": STUDY,
            "participant_id": self.participant.id,
            "informant_id": self.informant.id,
            "informant_role": self.informant.role,
            "informant_service": self.informant.service,
            "interviewer_id": self.account.id,
            "site": "OSL",
            "visit": "BL",
            "entry": "live",
            "held_on": None,
            "held_time": None,
            "instrument_id": "wrri",
            "instrument_version": 1,
            "instrument_hash": "ab" * 32,
        }

    def answer(self, interview_id: str, *answers: str, at: datetime = NOON, op_id: str = "") -> list[Appended]:
        """Keep answers, each to the next item: c01, c02 …"""
        entries = [
            Entry(Event.INTERVIEW_ANSWER, {"revision": 1, "value": value}, f"c{number:02}", op_id or ledger.new_op_id())
            for number, value in enumerate(answers, 1)
        ]
        return self.record(interview_id, entries, at)

    def record(self, interview_id: str, entries: Sequence[Entry], at: datetime = NOON, **change: Any) -> list[Appended]:
        """Append events to an interview, fold its answers and store where it stands, all in one transaction."""
        keys = self.store.keys
        with self.store.writing() as connection:
            row = interviews.for_save(connection, interview_id)
            assert row is not None
            sealer = keys.participant_key(row.wrapped_key, row.participant_id)
            standing = standing_of(row, interviews.document_of(sealer, row.id, row.document))
            standing.changed_at = at
            for entry in entries:
                if entry.action is Event.INTERVIEW_ANSWER:
                    fold(standing.document, entry.action, entry.item, entry.payload, op_id=entry.op_id, at="")
            for name, value in change.items():
                setattr(standing, name, value)
            kept = ledger.append(connection, keys, sealer, f"interview:{row.id}", self.account.code, entries, at)
            interviews.save(connection, row.id, sealer, standing)
        return kept

    def complete(self, interview_id: str, at: datetime = NOON) -> None:
        """Complete an interview."""
        entry = Entry(Event.INTERVIEW_COMPLETE, {"disposition": "COMPLETE"})
        ended = {"status": Status.COMPLETE, "completed_at": at, "session_started_at": None, "disposition": "COMPLETE"}
        self.record(interview_id, [entry], at, **ended)

    def seal(self) -> str:
        """Seal what has happened so far and give the seal's value."""
        with self.store.writing() as connection:
            return seals.make(connection, self.store.keys, "cli:root", NOON).value_hex

    def history(self, interview_id: str) -> list[EventRecord]:
        """Everything that happened to an interview of the participant."""
        sealer = self.store.keys.participant_key(self.participant.wrapped_key, self.participant.id)
        with self.store.reading() as connection:
            return ledger.history(connection, sealer, f"interview:{interview_id}")


def a_standing(at: datetime = NOON) -> Standing:
    """Where an interview stands that has just begun."""
    return Standing(
        form="full",
        mode_first=Mode.TELEPHONE,
        mode_last=Mode.TELEPHONE,
        language="nb",
        started_at=at,
        changed_at=at,
        session_started_at=at,
    )


def standing_of(row: Any, document: dict[str, Any]) -> Standing:
    """Where the interview of that row stands."""
    kept = {name: getattr(row, name) for name in interviews.STANDING}
    kinds = {"mode_first": Mode, "mode_last": Mode, "status": Status}
    return Standing(**kept | {name: kind(kept[name]) for name, kind in kinds.items()}, document=document)


def rebuild(stream: str, events: Sequence[EventRecord]) -> dict[str, Any]:
    """What the row of a stream should hold, by its events alone."""
    return _interview(events) if ledger.kind_of(stream) == "interview" else dict(events[0].payload)


def _interview(events: Sequence[EventRecord]) -> dict[str, Any]:
    start, document = events[0], empty()
    row = dict(start.payload)
    row |= {"mode_first": row["mode"], "mode_last": row.pop("mode"), "started_at": start.server_time, "seconds": 0}
    row["marks"] = ""
    row |= {"status": "draft", "disposition": "", "completed_at": None, "session_started_at": start.server_time}
    for event in events:
        row["changed_at"] = event.server_time
        if event.action is Event.INTERVIEW_ANSWER:
            fold(document, event.action, event.item, event.payload, op_id=event.op_id, at="")
        if event.action is Event.INTERVIEW_COMPLETE:
            row |= {"status": "complete", "completed_at": event.server_time, "session_started_at": None}
            row |= {"disposition": event.payload["disposition"]}
    return row | {"document": document}
