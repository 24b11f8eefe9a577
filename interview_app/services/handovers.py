"""Handing an unfinished interview over to another interviewer, when whoever began it cannot finish it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from interview_app.domain.access import Action, Actor
from interview_app.domain.events import Event
from interview_app.services import blinding
from interview_app.services.cases import Case, changing, opened
from interview_app.services.endings import stated
from interview_app.services.errors import NotAllowed, Unsuitable
from interview_app.storage import accounts, interviews
from interview_app.storage.accounts import Account
from interview_app.storage.engine import Store


def candidates(store: Store, actor: Actor, interview_id: str, *, now: datetime) -> list[Account]:
    """The interviewers who could take the interview over, by code. Raises NotFound, NotAllowed."""
    _must(actor)
    with store.reading() as connection:
        case = opened(connection, store, actor, interview_id, now)
        other = blinding.holds_the_other(case)
        return [each for each in accounts.every(connection) if _may_take(each, case) and each.id != other]


def reassign(store: Store, actor: Actor, interview_id: str, to_account: str, *, reason: str, now: datetime) -> None:
    """Give an interview that is not finished to the interviewer of that account code; one in progress is paused.

    The ledger keeps who had it, who has it now and why. Raises NotFound, NotAllowed, Closed, Unsuitable.
    """
    _must(actor)
    told = stated(reason, "Say why the interview is handed over; the reason is kept with it.")
    with changing(store, actor, interview_id, now) as case:
        taker = _taker(case, to_account)
        payload = {"from": _code(case.connection, case), "to": taker.code, "account": taker.id, "reason": told}
        case.tell(Event.INTERVIEW_REASSIGN, payload)
        interviews.give(case.connection, case.row.id, taker.id)


def _must(actor: Actor) -> None:
    if not actor.may(Action.REASSIGN):
        raise NotAllowed("Your role does not hand interviews over.")


def _taker(case: Case, code: str) -> Account:
    account = accounts.by_code(case.connection, code)
    if account is None or not _may_take(account, case):
        raise Unsuitable("interviewer", "Choose an interviewer who works at the site of this interview.")
    if account.id == blinding.holds_the_other(case):
        raise Unsuitable("interviewer", "Choose somebody else: the other interview of this pair is theirs.")
    return account


def _may_take(account: Account, case: Case) -> bool:
    return account.conducts(case.row.study_id, case.row.site) and account.id != case.row.interviewer_id


def _code(connection: Connection, case: Case) -> str:
    """The code of whose the interview is now."""
    account = accounts.get(connection, case.row.interviewer_id)
    return account.code if account else ""
