"""How informants are reached at work: one sealed document each, and nowhere else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from interview_app.storage import canonical
from interview_app.storage.belongings import digest
from interview_app.storage.fieldwork import contacts
from interview_app.storage.keys import Sealer


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


def _context(informant_id: str) -> bytes:
    return f"contact\0{informant_id}".encode()


_ONE = select(contacts.c.document).where(contacts.c.informant_id == bindparam("of"))
_REMOVE = delete(contacts).where(contacts.c.informant_id == bindparam("of"))
