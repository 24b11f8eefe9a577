"""Signing a completed interview: one person, who gives the password again, for exactly the content they looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from interview_app.domain.access import Action, Actor
from interview_app.domain.events import Event
from interview_app.domain.fieldwork import ReviewState
from interview_app.domain.interview import Interview
from interview_app.domain.record import record_hash
from interview_app.domain.review import Meaning, Signature
from interview_app.services import passwords, tries
from interview_app.services.accounts import trace
from interview_app.services.cases import Case, changing
from interview_app.services.errors import Closed, NotFound, Overtaken, Unsuitable
from interview_app.services.reviews import must, reviewed_by_another
from interview_app.storage import accounts, interviews, seals
from interview_app.storage.engine import Store
from interview_app.storage.ledger import EventRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a supervisor says by signing; `seen` is the hash of the content that their page showed."""

    meaning: str
    password: str = field(repr=False)
    seen: str


def signatures(events: Iterable[EventRecord]) -> list[Signature]:
    """Every signature that an interview ever had, the last one last."""
    found: list[Signature] = []
    for event in events:
        if event.action is Event.INTERVIEW_SIGN:
            told = event.payload
            found.append(
                Signature(
                    code=event.actor,
                    name=str(told["name"]),
                    at=event.server_time,
                    meaning=Meaning(told["meaning"]),
                    hash=str(told["hash"]),
                )
            )
        elif event.action is Event.INTERVIEW_AMEND and found and found[-1].voided_at is None:
            found[-1] = replace(found[-1], voided_at=event.server_time)
    return found


def sign(store: Store, actor: Actor, interview_id: str, wish: Wish, *, now: datetime) -> None:
    """Sign an interview and lock it. A wrong password is a try that counts and is kept; nothing else changes.

    Raises NotFound, NotAllowed, Closed, Unsuitable, Overtaken, Throttled.
    """
    must(actor, Action.SIGN)
    meaning = _meaning(wish)
    _must_be_who_signs(store, actor, wish.password, now)
    with changing(store, actor, interview_id, now) as case:
        if reviewed_by_another(case).state is ReviewState.SIGNED:
            raise Closed("This interview is signed already.")
        content = content_hash(case, store)
        if content != wish.seen:
            raise Overtaken("The interview was changed while you looked at it. Read it again before you sign.")
        told = {"meaning": str(meaning), "name": actor.name or actor.code, "hash": content}
        case.tell(Event.INTERVIEW_SIGN, told)
    with store.writing() as connection:
        seals.make(connection, store.keys, actor.code, now)


def _meaning(wish: Wish) -> Meaning:
    if wish.meaning not in list(Meaning):
        raise Unsuitable("meaning", "Choose what your signature says.")
    return Meaning(wish.meaning)


def _must_be_who_signs(store: Store, actor: Actor, password: str, now: datetime) -> None:
    """The password again: an unlocked tablet does not sign. Raises Unsuitable, Throttled."""
    tries.count_own(store, actor.id, now=now)
    with store.reading() as connection:
        account = accounts.get(connection, actor.id)
    fits = account is not None and passwords.fits(account.password_hash, password)
    with store.writing() as connection:
        if fits:
            tries.forgive_own(connection, actor.id)
        else:
            trace(connection, store.keys, actor.id, actor.code, Event.ACCOUNT_REFUSED, {}, now)
    if not fits:
        raise Unsuitable("password", "This is not your password. Nothing was signed.")


def content_hash(case: Case, store: Store) -> str:
    """What a signature covers: the hash that the interview's printed page shows."""
    interview = interviews.record(case.connection, store.keys, case.row.id, sites=case.actor.sites)
    if interview is None:
        raise NotFound("There is no such interview among those you work with.")
    return covered(interview)


def covered(interview: Interview) -> str:
    """The hash of an interview's content."""
    return record_hash(interview)
