"""Signing in and out, and the own password: every refusal reads the same, and a try counts before it is judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from interview_app.domain.access import Actor
from interview_app.domain.events import Event
from interview_app.services import passwords, sessions
from interview_app.services.accounts import trace
from interview_app.services.errors import ServiceError, Unsuitable
from interview_app.storage import accounts, throttles
from interview_app.storage import sessions as stored_sessions
from interview_app.storage.accounts import Account
from interview_app.storage.belongings import password_digest
from interview_app.storage.engine import Store

TRIES, WINDOW = 5, 60
"""Tries in so many seconds, per account and per origin."""


class SignInRefused(ServiceError):
    """User name or password is wrong, or the account is closed; which of them is nobody's business."""

    code = "refused"


class Throttled(ServiceError):
    """Too many tries; `seconds` until the next is taken."""

    code = "too_many"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many tries. Wait {seconds} seconds, then try again.")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody asks to be let in; `origin` is the address they come from."""

    user_name: str
    password: str = field(repr=False)
    origin: str

    @property
    def keys(self) -> tuple[str, str]:
        """What tries are counted by; an origin that has to wait adds no more names to the counters."""
        return f"origin:{self.origin}", f"account:{accounts.fold_name(self.user_name)}"


def sign_in(store: Store, attempt: Attempt, *, replaces: str = "", now: datetime) -> str:
    """The token of a fresh session; the one it replaces ends. Raises SignInRefused, Throttled."""
    _count(store, attempt.keys, now)
    with store.reading() as connection:
        account = accounts.by_user_name(connection, attempt.user_name)
    fits = passwords.fits(account.password_hash if account else "", attempt.password)
    if account is None or not fits or not account.active:
        _note_refusal(store, account, now)
        raise SignInRefused("User name or password is not right.")
    return _let_in(store, account, attempt, replaces, now)


def _count(store: Store, keys: tuple[str, ...], now: datetime) -> None:
    """Count a try before it is judged, so that tries at the same moment do not pass together."""
    with store.writing() as connection:
        hits = (throttles.hit(connection, key, now, limit=TRIES, seconds=WINDOW) for key in keys)
        wait = next((seconds for seconds in hits if seconds), 0)
    if wait:
        raise Throttled(wait)


def _note_refusal(store: Store, account: Account | None, now: datetime) -> None:
    """The ledger keeps refusals of accounts there are; what was typed for others may be somebody's password."""
    if account is not None:
        with store.writing() as connection:
            trace(connection, store.keys, account.id, account.code, Event.ACCOUNT_REFUSED, {}, now)


def _let_in(store: Store, account: Account, attempt: Attempt, replaces: str, now: datetime) -> str:
    fresh = passwords.hashed(attempt.password) if passwords.is_outdated(account.password_hash) else ""
    with store.writing() as connection:
        _forgive(connection, attempt.keys)
        throttles.prune(connection, now - timedelta(seconds=WINDOW))
        if fresh:
            accounts.change(connection, account.id, password_hash=fresh)
        if replaces:
            stored_sessions.delete_one(connection, store.keys.session_hash(replaces))
        told = {"password_digest": password_digest(fresh)} if fresh else {}
        trace(connection, store.keys, account.id, account.code, Event.ACCOUNT_SIGN_IN, told, now)
        return sessions.begin(connection, store.keys, account.id, now)


def _forgive(connection: Connection, keys: tuple[str, ...]) -> None:
    """A try that succeeded does not count: a ward that signs in together shares one address."""
    for key in keys:
        throttles.forgive(connection, key)


def sign_out(store: Store, actor: Actor, token: str, *, now: datetime) -> None:
    """End the session of that token."""
    with store.writing() as connection:
        stored_sessions.delete_one(connection, store.keys.session_hash(token))
        trace(connection, store.keys, actor.id, actor.code, Event.ACCOUNT_SIGN_OUT, {}, now)


def change_password(store: Store, actor: Actor, current: str, new: str, *, now: datetime) -> None:
    """Change the own password; all sessions of the account end. Raises Unsuitable, Throttled."""
    _count(store, (f"password:{actor.id}",), now)
    with store.reading() as connection:
        account = accounts.get(connection, actor.id)
    if account is None or not passwords.fits(account.password_hash, current):
        raise Unsuitable("current", "This is not your present password.")
    if weak := passwords.weakness(new, (account.user_name, account.display_name)):
        raise Unsuitable("new", weak)
    fresh = passwords.hashed(new)
    with store.writing() as connection:
        throttles.forgive(connection, f"password:{actor.id}")
        accounts.change(connection, actor.id, password_hash=fresh, password_at=now)
        stored_sessions.delete_of_account(connection, actor.id)
        told = {"password": "own", "password_digest": password_digest(fresh)}
        trace(connection, store.keys, actor.id, actor.code, Event.ACCOUNT_CHANGE, told, now)
