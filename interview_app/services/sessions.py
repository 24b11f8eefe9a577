"""Sessions as the web uses them: an hour without a sign of life ends one, twelve hours end any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from interview_app.domain.access import NOWHERE, Actor, Hat, hats, sites_of
from interview_app.domain.events import Event
from interview_app.services.errors import NotAllowed
from interview_app.storage import ledger, sessions
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
    hats: tuple[Hat, ...]
    """What the person can work as; the actor is one of them, where there is one."""

    @property
    def content(self) -> dict[str, Any]:
        """What pages keep in it."""
        return self.stored.content


HAT = "hat"
"""Where a session's content keeps the hat that was put on."""


def actor_of(account: Account, hat: Hat | None) -> Actor:
    """The account as whoever acts, under that hat; without one it finds nothing anywhere."""
    return Actor(
        id=account.id,
        code=account.code,
        role=hat.role if hat else account.role,
        sites=sites_of(hat, account.grants) if hat else NOWHERE,
        name=account.display_name,
        reads_text=account.reads_text,
    )


def find(store: Store, token: str, now: datetime) -> Held | None:
    """The live session of that token with its account, in one query; None when it is over or the account is closed."""
    with store.reading() as connection:
        stored = sessions.find(connection, store.keys, token, now)
    if stored is None or stored.account is None or not stored.account.active or now - stored.seen_at >= IDLE:
        return None
    theirs = hats(stored.account.role, stored.account.grants)
    return Held(actor_of(stored.account, _worn(stored, theirs)), stored.account.language, stored, theirs)


def _worn(stored: StoredSession, theirs: Sequence[Hat]) -> Hat | None:
    """The hat that was put on last, or the first where it was taken away or none was put on."""
    kept = tuple(stored.content.get(HAT, ()))
    return next((hat for hat in theirs if hat == kept), theirs[0] if theirs else None)


def lapsed(store: Store, token: str, now: datetime) -> Actor | None:
    """Who acted in this session until it ended by itself; None when that is not known any more."""
    with store.reading() as connection:
        stored = sessions.find(connection, store.keys, token, now - ABSOLUTE)
    if stored is None or stored.account is None:
        return None
    return actor_of(stored.account, _worn(stored, hats(stored.account.role, stored.account.grants)))


def carried(connection: Connection, keys: KeyRing, token: str, account_id: str, now: datetime) -> dict[str, Any]:
    """What a session takes over from the one of that token: who signs in again goes on under the hat that they wore."""
    stored = sessions.find(connection, keys, token, now - ABSOLUTE)
    if stored is None or stored.account is None or stored.account.id != account_id:
        return {}
    return {name: value for name, value in stored.content.items() if name == HAT}


def begin(
    connection: Connection, keys: KeyRing, account_id: str, now: datetime, content: Mapping[str, Any] | None = None
) -> str:
    """Open a session and give its token; what expired long ago is removed on the way."""
    sessions.prune(connection, now - ABSOLUTE)
    return sessions.create(
        connection, keys, account_id=account_id, content=content or {}, now=now, expires_at=now + ABSOLUTE
    )


def put_on(store: Store, held: Held, hat: Hat, *, now: datetime) -> None:
    """Let the session go on under another hat of its person; raises NotAllowed where it is not theirs."""
    if hat not in held.hats:
        raise NotAllowed("This is no part that you have.")
    actor, stream = held.actor, f"account:{held.actor.id}"
    entry = ledger.Entry(Event.ACCOUNT_HAT, {"hat": list(hat)})
    with store.writing() as connection:
        sessions.save_content(connection, held.stored.id_hash, {**held.content, HAT: list(hat)})
        ledger.append(connection, store.keys, store.keys.stream_key(stream), stream, actor.code, [entry], now)


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
