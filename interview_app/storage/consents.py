"""Consents of participants, one row each; where the signed form lies is sealed under the participant's key."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
import json
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from interview_app.domain.consent import Consent
from interview_app.storage import canonical
from interview_app.storage.fieldwork import consents
from interview_app.storage.keys import Sealer


def insert_one(
    connection: Connection, sealer: Sealer, participant_id: str, consent: Consent, *, evidence: str, now: datetime
) -> None:
    """Keep a new consent; `evidence` says where the signed form lies."""
    row = {
        "id": consent.id,
        "participant_id": participant_id,
        "version": consent.version,
        "since": consent.since,
        "until": consent.until,
        "scopes": json.dumps(sorted(consent.scopes)),
        "without_roles": json.dumps(sorted(consent.without_roles)),
        "withdrawn_on": consent.withdrawn_on,
        "taken_by": consent.taken_by,
        "recorded_at": now,
        "document": sealer.seal(canonical.encode({"evidence": evidence}), consent.id.encode()),
    }
    connection.execute(_INSERT, row)


def withdraw(connection: Connection, participant_id: str, consent_id: str, on: date) -> bool:
    """Note the day from which a consent no longer holds; False when the participant has no such consent."""
    wanted = {"of": participant_id, "wanted": consent_id, "on": on}
    return bool(connection.execute(_WITHDRAW, wanted).rowcount)


def of_participant(connection: Connection, participant_id: str) -> list[Consent]:
    """A participant's consents, the first one first."""
    return [consent(row) for row in connection.execute(_OF, {"of": [participant_id]})]


def of_participants(connection: Connection, participant_ids: Collection[str]) -> dict[str, list[Consent]]:
    """The consents of several participants, by their ids."""
    found: dict[str, list[Consent]] = {participant_id: [] for participant_id in participant_ids}
    for row in connection.execute(_OF, {"of": list(participant_ids)}):
        found[row.participant_id].append(consent(row))
    return found


def evidence(connection: Connection, sealer: Sealer, participant_id: str) -> dict[str, str]:
    """Where each consent's form lies, by its id; raises Unreadable."""
    rows = connection.execute(_OF, {"of": [participant_id]})
    return {row.id: canonical.decode(sealer.open(row.document, row.id.encode()))["evidence"] for row in rows}


def consent(row: Row[Any]) -> Consent:
    """A row of the table as rules read it."""
    return Consent(
        id=row.id,
        version=row.version,
        since=row.since,
        until=row.until,
        scopes=frozenset(json.loads(row.scopes)),
        without_roles=frozenset(json.loads(row.without_roles)),
        withdrawn_on=row.withdrawn_on,
        taken_by=row.taken_by,
    )


_INSERT = insert(consents)
_WITHDRAW = (
    update(consents)
    .where(consents.c.participant_id == bindparam("of"), consents.c.id == bindparam("wanted"))
    .values(withdrawn_on=bindparam("on"))
)
_OF = (
    select(consents)
    .where(consents.c.participant_id.in_(bindparam("of", expanding=True)))
    .order_by(consents.c.since, consents.c.recorded_at, consents.c.id)
)
