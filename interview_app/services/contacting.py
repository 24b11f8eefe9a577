"""What callers do: record how a call went, make an appointment, hand a case over, settle it without a call."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from interview_app.domain.access import Action, Actor, sees_whole_site
from interview_app.domain.calling import (
    AT_THE_DESK,
    BY_CALL,
    FURTHEST,
    STEPS,
    closed,
    default_next,
    reached_limit,
    tried_on,
)
from interview_app.domain.disposition import Disposition
from interview_app.domain.events import Event
from interview_app.domain.fieldwork import Channel
from interview_app.domain.interview import Mode
from interview_app.domain.participation import InformantWithdrawal, Participation
from interview_app.domain.study import NO_FORM, Study
from interview_app.services import schedule
from interview_app.services.blinding import may_be_second
from interview_app.services.casework import Key, OpenCase, opened, told
from interview_app.services.consents import must_cover
from interview_app.services.errors import NotAllowed, Overtaken, Unsuitable
from interview_app.services.remarks import checked_link, checked_note, checked_zone
from interview_app.storage import accounts, casework
from interview_app.storage.accounts import Account
from interview_app.storage.engine import Store

LONGEST_CALL = 4 * 60 * 60
"""Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """When and how somebody has agreed to be interviewed; `zone` is the clock by which the time was agreed."""

    at: datetime
    mode: Mode
    zone: str = ""
    """"" for the site's."""
    link: str = ""
    note: str = field(default="", repr=False)
    sure: bool = False
    """True when the person has seen that the note may name somebody, and says that it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """How a call went. `next_at` is when to try again: None for the study's default after that outcome."""

    channel: Channel
    outcome: Disposition
    note: str = field(default="", repr=False)
    seconds: int = 0
    next_at: datetime | None = None
    appointment: Appointment | None = None
    """What was agreed, where the outcome is an appointment."""
    sure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a case is settled at the desk."""

    outcome: Disposition
    note: str = field(default="", repr=False)
    sure: bool = False


def record_attempt(
    store: Store, actor: Actor, study: Study, key: Key, attempt: Attempt, *, seen: int | None = None, now: datetime
) -> Disposition | None:
    """Keep how a call went; gives the outcome that the study's limit of attempts now suggests, None below it.

    `seen` is the case's version on the page that it was posted from.
    Raises NotAllowed, NotFound, Unsuitable, Overtaken.
    """
    with store.writing() as connection:
        case = opened(connection, store, actor, study, key, now, lock=True)
        must_be_newest(case, seen)
        must_be_callable(case)
        case.tell(Event.CASE_ATTEMPT, _attempt(case, attempt))
        if attempt.appointment is not None and attempt.outcome is Disposition.APPT:
            case.tell(Event.CASE_APPOINT, _appointment(case, attempt.appointment))
        case.save()
        return proposal(case)


def appoint(
    store: Store,
    actor: Actor,
    study: Study,
    key: Key,
    appointment: Appointment,
    *,
    seen: int | None = None,
    now: datetime,
) -> None:
    """Keep an appointment that was made without a call, or change the one that stands.

    Raises NotAllowed, NotFound, Unsuitable, Overtaken.
    """
    with store.writing() as connection:
        case = opened(connection, store, actor, study, key, now, lock=True)
        must_be_newest(case, seen)
        must_be_callable(case)
        case.tell(Event.CASE_APPOINT, _appointment(case, appointment))
        case.save()


def settle(
    store: Store, actor: Actor, study: Study, key: Key, verdict: Verdict, *, seen: int | None = None, now: datetime
) -> None:
    """Settle a case without a call, as when the limit is reached; needs no consent, for nobody is contacted.

    Raises NotAllowed, NotFound, Unsuitable, Overtaken.
    """
    outcome = verdict.outcome
    if outcome not in AT_THE_DESK:
        raise Unsuitable("outcome", "Choose how the case is settled.")
    with store.writing() as connection:
        case = opened(connection, store, actor, study, key, now, lock=True)
        must_be_newest(case, seen)
        if not may_settle(case):
            raise Unsuitable("outcome", "This case is settled, or a colleague’s. Your supervisor can settle it.")
        note = _note(outcome, verdict.note, sure=verdict.sure)
        case.tell(Event.CASE_SETTLE, {"by": "desk", "outcome": outcome.value, "note": note, "next_at": None})
        case.save()


def may_settle(case: OpenCase) -> bool:
    """True for whose case it is; for a supervisor also when it is settled."""
    return case.is_the_actors and (sees_whole_site(case.actor.role) or not case.standing.is_over)


def hand_over(
    store: Store, actor: Actor, study: Study, key: Key, to_account: str, *, seen: int | None = None, now: datetime
) -> None:
    """Make a case that of the interviewer with that code, "" for whoever interviews about the participant.

    Raises NotAllowed, NotFound, Unsuitable, Overtaken.
    """
    if not actor.may(Action.REASSIGN):
        raise NotAllowed("Your role does not hand cases over.")
    with store.writing() as connection:
        case = opened(connection, store, actor, study, key, now, lock=True)
        must_be_newest(case, seen)
        taker = _taker(case, to_account) if to_account else None
        case.tell(Event.CASE_HAND_OVER, {"interviewer_id": taker.id if taker else None, "to": to_account})
        case.save()


def takers(connection: Connection, case: OpenCase) -> list[Account]:
    """The interviewers who can be given the case, by code."""
    return [account for account in accounts.every(connection) if _may_take(account, case)]


def _taker(case: OpenCase, code: str) -> Account:
    account = accounts.by_code(case.connection, code)
    if account is None or not _may_take(account, case):
        raise Unsuitable("interviewer", "Choose an interviewer who works at the site of this participant.")
    return account


def _may_take(account: Account, case: OpenCase) -> bool:
    return account.conducts(case.study.id, case.participant.site)


def must_be_newest(case: OpenCase, seen: int | None) -> None:
    """Refuse what was posted from a page that did not show all that has happened; raises Overtaken."""
    if seen is not None and seen != case.version:
        raise Overtaken("Something has happened in this case since you opened the page. Look at it, then save again.")


def must_be_callable(case: OpenCase) -> None:
    """Raise Unsuitable unless the participant and the informant may be worked with, and the actor is to call."""
    participant, informant = case.participant, case.informant
    if participant.status != Participation.ACTIVE:
        raise Unsuitable("participant", "This participant no longer takes part in the study.")
    if informant.withdrawn != InformantWithdrawal.NONE or not informant.active:
        raise Unsuitable("informant", "This informant is not available any more. Nobody contacts them.")
    if casework.objected(case.connection, participant.id, informant.id):
        raise Unsuitable("informant", "The participant does not want this informant to be asked.")
    if case.study.visit(case.visit).form_for(informant.role) == NO_FORM:
        raise Unsuitable("informant", "Informants of this role are not interviewed at this visit.")
    if (case.standing.is_over or case.standing.goes_on) and not may_be_second(*case.asked):
        raise Unsuitable("outcome", "This case is settled. A supervisor can settle it otherwise.")
    if not case.is_the_actors:
        raise Unsuitable("outcome", "The informant declined when you called. A colleague tries the next time.")
    day = schedule.day_at(case.study, participant.site, case.now)
    must_cover(case.connection, case.study, participant, informant.role, day)


def proposal(case: OpenCase) -> Disposition | None:
    """What to settle the case with when the study's limit of attempts is reached; None before."""
    if case.standing.is_over:
        return None
    return reached_limit(case.study.calling, [Disposition(told["outcome"]) for told in case.standing.attempts])


def warnings(case: OpenCase) -> list[tuple[str, dict[str, str]]]:
    """What speaks against calling at this moment, each with what fills its blanks."""
    calling, made = case.study.calling, [told["at"] for told in case.standing.attempts]
    found: list[tuple[str, dict[str, str]]] = []
    if why := closed(calling, case.zone, case.now):
        found.append((why, hours(case.study)))
    if tried_on(made, case.zone, case.now) >= calling.per_day:
        found.append((DAY_IS_FULL, {"most": str(calling.per_day)}))
    if proposal(case) is not None:
        found.append((LIMIT, {"most": str(calling.attempts)}))
    return found


DAY_IS_FULL = "The study allows %(most)s attempts a day, and they were made today."
LIMIT = "The study allows %(most)s attempts, and they were made."


def hours(study: Study) -> dict[str, str]:
    """The study's calling hours, as texts are filled with them."""
    return {"opens": f"{study.calling.opens:%H:%M}", "closes": f"{study.calling.closes:%H:%M}"}


def _attempt(case: OpenCase, attempt: Attempt) -> dict[str, Any]:
    if attempt.outcome not in BY_CALL:
        raise Unsuitable("outcome", "Choose how the call went.")
    if not 0 <= attempt.seconds <= LONGEST_CALL:
        raise Unsuitable("length", "Write the length as minutes and seconds, such as 4:30; at most four hours.")
    note = _note(attempt.outcome, attempt.note, sure=attempt.sure)
    if warnings(case) and not note:
        raise Unsuitable(
            "note", "This call is one more than the study plans at this time. Say in the note why it was made."
        )
    return {
        "channel": attempt.channel.value,
        "outcome": attempt.outcome.value,
        "seconds": attempt.seconds,
        "note": note,
        "interviewer": case.actor.code,
        "next_at": told(_next_at(case, attempt)),
    }


def _note(outcome: Disposition, note: str, *, sure: bool) -> str:
    note = checked_note(note, sure=sure)
    if STEPS[outcome].asks_note and not note:
        raise Unsuitable("note", "Say in the note what the next person needs to know.")
    return note


def _next_at(case: OpenCase, attempt: Attempt) -> datetime | None:
    """When the case is to be taken up again, where it is."""
    if attempt.outcome.outcome.final:
        return None
    if attempt.outcome is Disposition.APPT:
        if attempt.appointment is None:
            raise Unsuitable("next_on", "Enter the day and the time of the appointment.")
        return attempt.appointment.at
    if attempt.next_at is None:
        return default_next(case.study.calling, case.zone, attempt.outcome, case.now)
    _must_lie_ahead(case, attempt.next_at)
    if why := closed(case.study.calling, case.zone, attempt.next_at):
        raise Unsuitable("next_on", why, **hours(case.study))
    return attempt.next_at


def _must_lie_ahead(case: OpenCase, at: datetime) -> None:
    if at <= case.now:
        raise Unsuitable("next_on", "This time has passed. Choose one that lies ahead.")
    if at > case.now + FURTHEST:
        raise Unsuitable("next_on", "This lies more than a year ahead.")


def _appointment(case: OpenCase, appointment: Appointment) -> dict[str, Any]:
    """An appointment as the ledger keeps it; it may lie outside the study's hours, for the informant has agreed."""
    _must_lie_ahead(case, appointment.at)
    return {
        "at": told(appointment.at),
        "mode": appointment.mode.value,
        "zone": checked_zone(appointment.zone) or case.zone,
        "link": checked_link(appointment.link),
        "note": checked_note(appointment.note, sure=appointment.sure),
    }
