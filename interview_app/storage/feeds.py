"""Calendar feeds: one an account, of whose secret address only a keyed hash is kept."""

from __future__ import annotations

from datetime import datetime
import hmac

from sqlalchemy import Connection, bindparam, delete, insert, select

from interview_app.storage.fieldwork import feeds
from interview_app.storage.keys import KeyRing


def hashed(keys: KeyRing, token: str) -> str:
    """What is stored in a token's place: nobody makes one that fits without the key file."""
    return keys.session_hash(f"feed\0{token}")


def put(connection: Connection, account_id: str, token_hash: str, now: datetime) -> None:
    """Give an account this feed and no other."""
    remove(connection, account_id)
    connection.execute(insert(feeds), {"account_id": account_id, "token_hash": token_hash, "made_at": now})


def remove(connection: Connection, account_id: str) -> bool:
    """Take the feed of an account away; False when it has none."""
    return bool(connection.execute(_REMOVE, {"of": account_id}).rowcount)


def made_at(connection: Connection, account_id: str) -> datetime | None:
    """Since when an account has its feed; None without one."""
    found: datetime | None = connection.execute(_MADE, {"of": account_id}).scalar()
    return found


def owner(connection: Connection, token_hash: str) -> str:
    """The id of the account whose feed it is, "" when it is nobody's."""
    row = connection.execute(_OWNER, {"wanted": token_hash}).first()
    return str(row.account_id) if row is not None and hmac.compare_digest(row.token_hash, token_hash) else ""


_REMOVE = delete(feeds).where(feeds.c.account_id == bindparam("of"))
_MADE = select(feeds.c.made_at).where(feeds.c.account_id == bindparam("of"))
_OWNER = select(feeds.c.account_id, feeds.c.token_hash).where(feeds.c.token_hash == bindparam("wanted"))
