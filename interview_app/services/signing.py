"""Signing in and out, and the own password: every refusal reads the same, and a try counts before it is judged."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from interview_app.domain.access import Actor
from interview_app.domain.events import Event
from interview_app.services import passwords, sessions, tries
from interview_app.services.accounts import trace
from interview_app.services.errors import ServiceError, Unsuitable
from interview_app.services.tries import Attempt
from interview_app.storage import accounts, ledger
from interview_app.storage import sessions as stored_sessions
from interview_app.storage.accounts import Account
from interview_app.storage.belongings import password_digest
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing

NOBODY = "unknown"
"""The stream and the actor of tries with a name that no account has."""


class SignInRefused(ServiceError):
    """User name or password is wrong, or the account is closed; which of them is nobody's business."""

    code = "refused"


def sign_in(store: Store, attempt: Attempt, *, replaces: str = "", now: datetime) -> str:
    """The token of a fresh session; the one it replaces ends. Raises SignInRefused, Throttled."""
    tries.count(store, attempt, now=now)
    with store.reading() as connection:
        account = accounts.by_user_name(connection, attempt.user_name)
    fits = passwords.fits(account.password_hash if account else "", attempt.password)
    if account is None or not fits or not account.active:
        _note_refusal(store, account, now)
        raise SignInRefused("User name or password is not right.")
    return _let_in(store, account, attempt, replaces, now)


def _note_refusal(store: Store, account: Account | None, now: datetime) -> None:
    """The ledger keeps every refusal, so that each costs the same; never the name that no account has.

    What was typed there may be somebody's password.
    """
    with store.writing() as connection:
        if account is None:
            _note_unknown(connection, store.keys, now)
        else:
            trace(connection, store.keys, account.id, account.code, Event.ACCOUNT_REFUSED, {}, now)


def _note_unknown(connection: Connection, keys: KeyRing, now: datetime) -> None:
    stream = f"visitor:{NOBODY}"
    entries = [ledger.Entry(Event.VISITOR_REFUSED, {})]
    ledger.append(connection, keys, keys.stream_key(stream), stream, NOBODY, entries, now)


def _let_in(store: Store, account: Account, attempt: Attempt, replaces: str, now: datetime) -> str:
    fresh = passwords.hashed(attempt.password) if passwords.is_outdated(account.password_hash) else ""
    with store.writing() as connection:
        tries.forgive(connection, attempt, now=now)
        if fresh:
            accounts.change(connection, account.id, password_hash=fresh)
        content = sessions.carried(connection, store.keys, replaces, account.id, now) if replaces else {}
        if replaces:
            stored_sessions.delete_one(connection, store.keys.session_hash(replaces))
        told = {"password_digest": password_digest(fresh)} if fresh else {}
        trace(connection, store.keys, account.id, account.code, Event.ACCOUNT_SIGN_IN, told, now)
        return sessions.begin(connection, store.keys, account.id, now, content)


def sign_out(store: Store, actor: Actor, token: str, *, now: datetime) -> None:
    """End the session of that token."""
    with store.writing() as connection:
        stored_sessions.delete_one(connection, store.keys.session_hash(token))
        trace(connection, store.keys, actor.id, actor.code, Event.ACCOUNT_SIGN_OUT, {}, now)


def change_password(store: Store, actor: Actor, current: str, new: str, *, now: datetime) -> None:
    """Change the own password; all sessions of the account end. Raises Unsuitable, Throttled."""
    tries.count_own(store, actor.id, now=now)
    with store.reading() as connection:
        account = accounts.get(connection, actor.id)
    if account is None or not passwords.fits(account.password_hash, current):
        raise Unsuitable("current", "This is not your present password.")
    if weak := passwords.weakness(new, (account.user_name, account.display_name)):
        raise Unsuitable("new", weak)
    fresh = passwords.hashed(new)
    with store.writing() as connection:
        tries.forgive_own(connection, actor.id)
        accounts.change(connection, actor.id, password_hash=fresh, password_at=now)
        stored_sessions.delete_of_account(connection, actor.id)
        told = {"password": "own", "password_digest": password_digest(fresh)}
        trace(connection, store.keys, actor.id, actor.code, Event.ACCOUNT_CHANGE, told, now)
