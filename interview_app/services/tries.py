"""How often somebody may try to sign in: enough for a person, too seldom to guess, never so that others are shut out.

A browser in which the account has signed in before has a count of its own. Every other try counts for its address and
for its pair of address and account; where an account is tried from many places at once, each place has one try left.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from interview_app.services.errors import ServiceError
from interview_app.storage import throttles
from interview_app.storage.accounts import fold_name
from interview_app.storage.engine import Store

TRIES, WINDOW = 5, 60
"""Tries in so many seconds, of one browser, of one address, and of one address at one account."""
SOUGHT = 20
"""Tries at one account in that time, from anywhere unknown, after which each address has one."""


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
    device: str = ""
    """The browser's own number where this account has signed in before, "" in any other."""

    @property
    def keys(self) -> tuple[str, ...]:
        """What tries are counted by."""
        account = fold_name(self.user_name)
        if self.device:
            return (f"device:{self.device}:{account}",)
        return f"origin:{self.origin}", f"account:{account}", f"pair:{self.origin}:{account}"


def count(store: Store, attempt: Attempt, *, now: datetime) -> None:
    """Count a try before it is judged, so that tries at the same moment do not pass together. Raises Throttled."""
    with store.writing() as connection:
        wait = _wait_known(connection, attempt, now) if attempt.device else _wait(connection, attempt, now)
    if wait:
        raise Throttled(wait)


def _wait_known(connection: Connection, attempt: Attempt, now: datetime) -> int:
    return _hit(connection, attempt.keys[0], now)


def _wait(connection: Connection, attempt: Attempt, now: datetime) -> int:
    """An address that has to wait adds no more names to the counters."""
    origin, account, pair = attempt.keys
    if wait := _hit(connection, origin, now):
        return wait
    is_sought = _hit(connection, account, now, SOUGHT) > 0
    return _hit(connection, pair, now, 1 if is_sought else TRIES)


def _hit(connection: Connection, key: str, now: datetime, limit: int = TRIES) -> int:
    return throttles.hit(connection, key, now, limit=limit, seconds=WINDOW)


def forgive(connection: Connection, attempt: Attempt, *, now: datetime) -> None:
    """A try that succeeded does not count: a ward that signs in together shares one address."""
    for key in attempt.keys:
        throttles.forgive(connection, key)
    throttles.prune(connection, now - timedelta(seconds=WINDOW))


def count_own(store: Store, account_id: str, *, now: datetime) -> None:
    """Count a try at the own password from an open session. Raises Throttled."""
    with store.writing() as connection:
        wait = _hit(connection, f"password:{account_id}", now)
    if wait:
        raise Throttled(wait)


def forgive_own(connection: Connection, account_id: str) -> None:
    """A change of the own password that succeeded does not count."""
    throttles.forgive(connection, f"password:{account_id}")
