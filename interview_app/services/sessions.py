"""Sessions as the web uses them: an hour without a sign of life ends one, twelve hours end any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from interview_app.domain.access import Actor
from interview_app.storage import sessions
from interview_app.storage.accounts import Account
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from interview_app.storage.sessions import StoredSession

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Held:
    """A live session and whose it is."""

    actor: Actor
    language: str
    stored: StoredSession

    @property
    def content(self) -> dict[str, Any]:
        """What pages keep in it."""
        return self.stored.content


def actor_of(account: Account) -> Actor:
    """The account as whoever acts."""
    return Actor(
        id=account.id,
        code=account.code,
        role=account.role,
        sites=frozenset(site for _, site in account.sites),
        name=account.display_name,
        reads_text=account.reads_text,
    )


def find(store: Store, token: str, now: datetime) -> Held | None:
    """The live session of that token with its account, in one query; None when it is over or the account is closed."""
    with store.reading() as connection:
        stored = sessions.find(connection, store.keys, token, now)
    if stored is None or stored.account is None or not stored.account.active or now - stored.seen_at >= IDLE:
        return None
    return Held(actor_of(stored.account), stored.account.language, stored)


def lapsed(store: Store, token: str, now: datetime) -> str:
    """The id of the account whose session this was until it ended by itself; "" when that is not known any more."""
    with store.reading() as connection:
        stored = sessions.find(connection, store.keys, token, now - ABSOLUTE)
    return stored.account.id if stored and stored.account else ""


def begin(connection: Connection, keys: KeyRing, account_id: str, now: datetime) -> str:
    """Open a session and give its token; what expired long ago is removed on the way."""
    sessions.prune(connection, now - ABSOLUTE)
    return sessions.create(connection, keys, account_id=account_id, content={}, now=now, expires_at=now + ABSOLUTE)


def keep(store: Store, held: Held, content: Mapping[str, Any], now: datetime) -> None:
    """Store what pages put into the session, and that the person is there."""
    with store.writing() as connection:
        sessions.save_content(connection, held.stored.id_hash, content)
        sessions.touch(connection, held.stored.id_hash, now)


def touch(store: Store, held: Held, now: datetime) -> None:
    """Note that the person is there, at most once a minute."""
    if held.stored.needs_touch(now):
        with store.writing() as connection:
            sessions.touch(connection, held.stored.id_hash, now)
