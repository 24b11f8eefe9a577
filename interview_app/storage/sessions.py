"""Sessions kept on the server: a browser holds a random token, the database what it gives with the key file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
import secrets
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from interview_app.storage import canonical
from interview_app.storage.accounts import GRANT, Account, from_rows
from interview_app.storage.column_types import Moment
from interview_app.storage.keys import KeyRing
from interview_app.storage.models import accounts, grants, sessions

TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session that has not expired; `account` is None before sign-in."""

    id_hash: str
    content: dict[str, Any]
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    account: Account | None

    def needs_touch(self, now: datetime) -> bool:
        """True when the session was last marked as seen a minute ago or more."""
        return now - self.seen_at >= TOUCH_EVERY


def create(
    connection: Connection,
    keys: KeyRing,
    *,
    account_id: str | None,
    content: Mapping[str, Any],
    now: datetime,
    expires_at: datetime,
) -> str:
    """Open a session and give its token: 256 random bits in 43 letters, of which nothing is stored."""
    token = secrets.token_urlsafe(32)
    row = {
        "id_hash": keys.session_hash(token),
        "account_id": account_id,
        "content": canonical.encode(content).decode(),
        "created_at": now,
        "seen_at": now,
        "expires_at": expires_at,
    }
    connection.execute(_INSERT, row)
    return token


def find(connection: Connection, keys: KeyRing, token: str, now: datetime) -> StoredSession | None:
    """The session of that token with its account, in one query; None when there is none or it has expired."""
    rows = connection.execute(_FIND, {"hash": keys.session_hash(token), "now": now}).all()
    if not rows:
        return None
    first = rows[0]
    account = None if first.id is None else from_rows(rows)
    content = canonical.decode(first.content)
    return StoredSession(first.id_hash, content, first.session_created_at, first.seen_at, first.expires_at, account)


def touch(connection: Connection, id_hash: str, now: datetime) -> None:
    """Mark the session as seen, at most once a minute."""
    connection.execute(_TOUCH, {"hash": id_hash, "now": now, "stale": now - TOUCH_EVERY})


def save_content(connection: Connection, id_hash: str, content: Mapping[str, Any]) -> None:
    """Keep what the session holds."""
    connection.execute(_CONTENT, {"hash": id_hash, "new_content": canonical.encode(content).decode()})


def delete_one(connection: Connection, id_hash: str) -> None:
    """End a session: every copy of its token is dead."""
    connection.execute(delete(sessions).where(sessions.c.id_hash == id_hash))


def delete_of_account(connection: Connection, account_id: str, *, but: str = "") -> int:
    """End every session of an account but the one of hash `but`; gives how many."""
    query = delete(sessions).where(sessions.c.account_id == account_id, sessions.c.id_hash != but)
    return connection.execute(query).rowcount


def prune(connection: Connection, now: datetime) -> int:
    """Remove the sessions that have expired; gives how many."""
    return connection.execute(delete(sessions).where(sessions.c.expires_at <= now)).rowcount


_INSERT = insert(sessions)
_FIND = (
    select(
        sessions.c.id_hash,
        sessions.c.content,
        sessions.c.created_at.label("session_created_at"),
        sessions.c.seen_at,
        sessions.c.expires_at,
        accounts,
        *GRANT,
    )
    .select_from(sessions.outerjoin(accounts).outerjoin(grants))
    .where(sessions.c.id_hash == bindparam("hash"), sessions.c.expires_at > bindparam("now", type_=Moment()))
)
_TOUCH = (
    update(sessions)
    .where(
        sessions.c.id_hash == bindparam("hash"),
        sessions.c.seen_at <= bindparam("stale", type_=Moment()),
    )
    .values(seen_at=bindparam("now"))
)
_CONTENT = update(sessions).where(sessions.c.id_hash == bindparam("hash")).values(content=bindparam("new_content"))
