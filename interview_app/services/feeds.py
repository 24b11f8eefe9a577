"""The calendar of whoever calls: a feed at a secret address, and one appointment as a file. Codes only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
import secrets
from typing import Any

from sqlalchemy import Connection, Row

from interview_app.domain import calendar
from interview_app.domain.access import Action, Actor, hats
from interview_app.domain.calling import FURTHEST
from interview_app.domain.events import Event
from interview_app.domain.fieldwork import Next
from interview_app.services import agendas
from interview_app.services.accounts import trace
from interview_app.services.errors import NotAllowed, NotFound
from interview_app.services.sessions import actor_of
from interview_app.services.tries import TRIES, WINDOW, Throttled
from interview_app.storage import accounts, feeds, throttles
from interview_app.storage.accounts import Account
from interview_app.storage.engine import Store

MOST = 500
"""Entries of a feed."""
LENGTHS = {Next.APPOINTMENT.value: timedelta(minutes=30), Next.CALLBACK.value: timedelta(minutes=15)}
NAMES = {Next.APPOINTMENT.value: "Interview", Next.CALLBACK.value: "Call"}


def make(store: Store, actor: Actor, *, now: datetime) -> str:
    """Give the actor's account a new feed and return its secret; an earlier one ends. Raises NotAllowed."""
    if not actor.may(Action.CALL):
        raise NotAllowed("Your role has no calls, and so no calendar.")
    token = secrets.token_urlsafe(32)
    with store.writing() as connection:
        kept = feeds.hashed(store.keys, token)
        feeds.put(connection, actor.id, kept, now)
        trace(connection, store.keys, actor.id, actor.code, Event.ACCOUNT_CHANGE, {"feed": kept}, now)
    return token


def revoke(store: Store, actor: Actor, *, now: datetime) -> None:
    """End the actor's feed; without one nothing happens."""
    with store.writing() as connection:
        if feeds.remove(connection, actor.id):
            trace(connection, store.keys, actor.id, actor.code, Event.ACCOUNT_CHANGE, {"feed": ""}, now)


def made_at(store: Store, actor: Actor) -> datetime | None:
    """Since when the actor has a feed; None without one."""
    with store.reading() as connection:
        return feeds.made_at(connection, actor.id)


def read(store: Store, token: str, *, origin: str, now: datetime) -> str:
    """The calendar at a secret address. Raises NotFound, and Throttled after too many wrong ones from one origin."""
    with store.writing() as connection:
        key = f"feed:{origin}"
        wait = throttles.hit(connection, key, now, limit=TRIES, seconds=WINDOW)
        account_id = "" if wait else feeds.owner(connection, feeds.hashed(store.keys, token))
        if account_id:
            throttles.forgive(connection, key)
    if wait:
        raise Throttled(wait)
    with store.reading() as connection:
        account = accounts.get(connection, account_id)
        callers = _callers(account) if account is not None and account.active else []
        if account is None or not callers:
            raise NotFound("There is no calendar at this address.")
        return _written(connection, account.code, callers, now)


def _callers(account: Account) -> list[Actor]:
    """The account in each of its parts that calls informants: one a study and role."""
    actors = (actor_of(account, hat) for hat in hats(account.role, account.grants))
    return [actor for actor in actors if actor.may(Action.CALL)]


def _written(connection: Connection, code: str, callers: Iterable[Actor], now: datetime) -> str:
    rows: dict[str, Row[Any]] = {}
    for actor in callers:
        wanted = agendas.wanted(actor, now=now, until=now + FURTHEST)
        rows |= {row.id: row for row in agendas.agenda(connection, actor.sites.study, wanted, limit=MOST)}
    return calendar.written(_entries(rows.values()), name=f"Calls {code}", now=now)


def _entries(rows: Iterable[Row[Any]]) -> Iterable[calendar.Entry]:
    for row in rows:
        said = f"{NAMES[row.next_kind]} {row.participant} {row.visit} {row.informant}"
        yield calendar.Entry(
            f"{row.id}@interview-app", row.next_at, LENGTHS[row.next_kind], said, revision=row.attempts
        )


def one(row: Row[Any], *, now: datetime) -> str:
    """What is planned in one case, as a file of its own."""
    return calendar.written(_entries([row]), name=f"Calls {row.participant}", now=now)
