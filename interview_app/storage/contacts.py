"""How informants are reached at work: one sealed document each, and nowhere else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, insert, or_, select

from interview_app.domain.access import Sites
from interview_app.domain.participation import Participation
from interview_app.storage import canonical
from interview_app.storage.belongings import digest
from interview_app.storage.fieldwork import cases, contacts
from interview_app.storage.keys import Sealer
from interview_app.storage.models import participants, relations
from interview_app.storage.sites import bound, within_bound


def get(connection: Connection, sealer: Sealer, informant_id: str) -> dict[str, Any] | None:
    """What is kept of an informant, None where nothing is; raises Unreadable."""
    sealed = connection.execute(_ONE, {"of": informant_id}).scalar()
    if sealed is None:
        return None
    found: dict[str, Any] = canonical.decode(sealer.open(sealed, _context(informant_id)))
    return found


def put(connection: Connection, sealer: Sealer, informant_id: str, contact: dict[str, Any], now: datetime) -> str:
    """Keep these details in the place of any other, and give the digest by which the ledger knows them."""
    remove(connection, informant_id)
    sealed = sealer.seal(canonical.encode(contact), _context(informant_id))
    connection.execute(insert(contacts), {"informant_id": informant_id, "changed_at": now, "document": sealed})
    return digest(sealed)


def remove(connection: Connection, informant_id: str) -> bool:
    """Forget how an informant is reached; False when nothing was kept."""
    return bool(connection.execute(_REMOVE, {"of": informant_id}).rowcount)


def is_called_by(connection: Connection, informant_id: str, sites: Sites, interviewer_id: str) -> bool:
    """True where an interviewer may call an informant: about somebody at these sites who still takes part and whom the
    informant knows, if that participant is theirs or nobody's, or if a case of theirs was given to the interviewer."""
    asked = {"of": informant_id, "caller": interviewer_id, **bound(sites)}
    return bool(connection.execute(_IS_CALLED_BY, asked).scalar())


def _context(informant_id: str) -> bytes:
    return f"contact\0{informant_id}".encode()


_ONE = select(contacts.c.document).where(contacts.c.informant_id == bindparam("of"))
_REMOVE = delete(contacts).where(contacts.c.informant_id == bindparam("of"))
_TAKES_PART = within_bound(participants) & (participants.c.status == Participation.ACTIVE.value)
_KNOWN = exists().where(
    _TAKES_PART,
    relations.c.participant_id == participants.c.id,
    relations.c.informant_id == bindparam("of"),
    or_(participants.c.interviewer_id.is_(None), participants.c.interviewer_id == bindparam("caller")),
)
_GIVEN = exists().where(
    _TAKES_PART,
    cases.c.participant_id == participants.c.id,
    cases.c.informant_id == bindparam("of"),
    cases.c.interviewer_id == bindparam("caller"),
)
_IS_CALLED_BY = select(_KNOWN | _GIVEN)
