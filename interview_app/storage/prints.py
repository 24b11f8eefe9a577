"""What the ledger keeps of printed files, found by the hash of a file.

The hash lies sealed in each event, under the participant's key where the report is of one: so it goes with that key,
and is sought by opening one print after another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, literal, select, true

from interview_app.domain.access import Sites
from interview_app.domain.events import Event
from interview_app.storage import ledger
from interview_app.storage.keys import KeyRing, Sealer, Unreadable
from interview_app.storage.ledger import EventRecord
from interview_app.storage.models import events, interviews, participants
from interview_app.storage.sites import within

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Printed:
    """One printing: of which study and site, whom or what it is about, who printed it and when."""

    stream: str
    study: str
    site: str
    """"" where the report is not of one site's participant."""
    subject: str
    """A participant's code, and the visit where there is one; a study's id."""
    actor: str
    at: datetime
    payload: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The id of the interview, the participant or the study."""
        return self.stream.partition(":")[2]

    @property
    def report(self) -> str:
        """Which report it is; "" where that was not kept yet."""
        return str(self.payload.get("report", ""))


def of_file(connection: Connection, keys: KeyRing, sha256: str, *, sites: Sites | None) -> list[Printed]:
    """Every printing of the file with that hash, newest first; `sites` limits to what is of them and of their study."""
    found = [each for each in _all(connection, keys, sites) if each.payload.get("sha256") == sha256]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _all(connection: Connection, keys: KeyRing, sites: Sites | None) -> Iterator[Printed]:
    for query, table in ((_OF_INTERVIEWS, interviews), (_OF_PARTICIPANTS, participants)):
        where = true() if sites is None else within(table, sites)
        for row in connection.execute(query.where(where), execution_options={"yield_per": AT_ONCE}):
            if event := _opened(row, _participants_key(keys, row)):
                subject = " · ".join(filter(None, (row.code, getattr(row, "visit", ""))))
                yield _printed(event, row.study_id, row.site, subject)
    for row in connection.execute(_OF_STUDIES, execution_options={"yield_per": AT_ONCE}):
        study = row.stream.partition(":")[2]
        if (sites is None or study == sites.study) and (event := _opened(row, keys.stream_key(row.stream))):
            yield _printed(event, study, "", study)


def _participants_key(keys: KeyRing, row: Row[Any]) -> Sealer | None:
    try:
        return keys.participant_key(row.wrapped_key, row.key_of)
    except Unreadable:
        return None


def _opened(row: Row[Any], sealer: Sealer | None) -> EventRecord | None:
    """The event, None where it cannot be read any more."""
    try:
        return None if sealer is None else ledger.opened(sealer, row)
    except Unreadable:
        return None


def _printed(event: EventRecord, study: str, site: str, subject: str) -> Printed:
    return Printed(event.stream, study, site, subject, event.actor, event.server_time, event.payload)


_PERSON = (participants.c.code, participants.c.id.label("key_of"), participants.c.wrapped_key)
_OF_INTERVIEWS = (
    select(events, interviews.c.study_id, interviews.c.site, interviews.c.visit, *_PERSON)
    .join(interviews, events.c.stream == literal("interview:") + interviews.c.id)
    .join(participants, participants.c.id == interviews.c.participant_id)
    .where(events.c.action == Event.INTERVIEW_PRINT.value)
)
_OF_PARTICIPANTS = (
    select(events, participants.c.study_id, participants.c.site, *_PERSON)
    .join(participants, events.c.stream == literal("participant:") + participants.c.id)
    .where(events.c.action == Event.PARTICIPANT_PRINT.value)
)
_OF_STUDIES = select(events).where(events.c.action == Event.STUDY_PRINT.value)
