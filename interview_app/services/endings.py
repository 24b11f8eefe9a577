"""How an interview is paused, resumed, broken off, completed or voided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from interview_app.domain import closing, routing, validity
from interview_app.domain.access import Action, Actor
from interview_app.domain.disposition import FROM_ANSWERS, Disposition
from interview_app.domain.events import Event
from interview_app.domain.interview import Entry, Status
from interview_app.domain.missing import Missing
from interview_app.domain.privacy import has_identity_number
from interview_app.forms.text_fields import TOO_LONG
from interview_app.services import flagging
from interview_app.services.asking import must_be_resumable
from interview_app.services.cases import Case, changing, must_be_unsigned_for
from interview_app.services.errors import Incomplete, NotAllowed, Unsuitable
from interview_app.services.studies import study_of
from interview_app.storage import seals
from interview_app.storage.engine import Store

LONGEST_REASON = 1_000
"""Characters of the reason for setting aside, handing over, amending or confirming."""


def pause(store: Store, actor: Actor, interview_id: str, *, now: datetime) -> None:
    """Stop for a while, unless another tablet did; every answer so far is kept. Raises NotFound, NotAllowed, Closed."""
    _tell(store, actor, interview_id, Event.INTERVIEW_PAUSE, {}, now, unless=Status.PAUSED)


def resume(store: Store, actor: Actor, interview_id: str, *, now: datetime) -> None:
    """Go on with a paused or broken-off interview, unless another tablet did; refused where none could begin today.

    Raises NotFound, NotAllowed, Closed, Withheld.
    """
    _tell(store, actor, interview_id, Event.INTERVIEW_RESUME, {}, now, unless=Status.DRAFT)


def void(store: Store, actor: Actor, interview_id: str, *, reason: str, now: datetime) -> None:
    """Set aside an interview that was begun by mistake. Raises NotFound, NotAllowed, Closed, Unsuitable."""
    told = stated(reason, "Say why the interview is set aside; the reason is kept with it.")
    _tell(store, actor, interview_id, Event.INTERVIEW_VOID, {"reason": told}, now, Action.AMEND)


def stated(reason: str, missing: str) -> str:
    """The reason that somebody gave; raises Unsuitable, with the text `missing` when there is none."""
    reason = reason.replace("\r\n", "\n").strip()
    if not reason:
        raise Unsuitable("reason", missing)
    if len(reason) > LONGEST_REASON:
        raise Unsuitable("reason", TOO_LONG, has=str(len(reason)), most=str(LONGEST_REASON))
    if has_identity_number(reason):
        raise Unsuitable("reason", "This holds a national identity number. Take it out: nobody may be named here.")
    return reason


def _tell(
    store: Store,
    actor: Actor,
    interview_id: str,
    event: Event,
    payload: Mapping[str, Any],
    now: datetime,
    action: Action = Action.CONDUCT,
    *,
    unless: Status | None = None,
) -> None:
    _must(actor, action)
    resumes = event is Event.INTERVIEW_RESUME
    with changing(store, actor, interview_id, now, holds_people=resumes) as case:
        if resumes:
            must_be_resumable(case)
        if event is Event.INTERVIEW_VOID:
            must_be_unsigned_for(case)
        if case.standing.status is not unless:
            case.tell(event, payload)


def _must(actor: Actor, action: Action) -> None:
    if not actor.may(action):
        raise NotAllowed("Your role does not have this right.")


def break_off(
    store: Store,
    actor: Actor,
    interview_id: str,
    *,
    reason: str,
    disposition: Disposition | None = None,
    now: datetime,
) -> Disposition:
    """End an interview before its end; `reason` is a key of the instrument's break-off list.

    Without a disposition the answers decide between PARTIAL and BREAKOFF. With one, such as INF_LEFT, and no core item
    answered, the whole interview counts as not done. Raises NotFound, NotAllowed, Closed, Unsuitable.
    """
    _must(actor, Action.CONDUCT)
    with changing(store, actor, interview_id, now) as case:
        if reason not in dict(case.rules.instrument.break_off_reasons):
            raise Unsuitable("reason", "Choose why the interview ended early.")
        outcome, settled = _outcome(case, Missing.NOT_REACHED)
        if outcome is Disposition.COMPLETE:
            outcome = Disposition.PARTIAL
        if disposition is not None and disposition not in FROM_ANSWERS:
            outcome = disposition
        not_done = outcome not in FROM_ANSWERS and settled["answered"] == 0
        unanswered = Missing.NOT_DONE if not_done else Missing.NOT_REACHED
        payload = {"reason": reason, "disposition": str(outcome), "unanswered": str(unanswered)}
        case.tell(Event.INTERVIEW_BREAK_OFF, payload)
    return outcome


def _outcome(case: Case, ended: Missing | None) -> tuple[Disposition, closing.Closing]:
    standing, rules = case.standing, case.rules
    study = study_of(case.connection, case.row.study_id)
    settled = closing.close(
        rules.instrument, standing.form, standing.document, rules.surroundings(case.now), ended=ended
    )
    outcome = closing.outcome(settled, complete_share=study.complete_share, partial_share=study.partial_share)
    return outcome, settled


def complete(store: Store, actor: Actor, interview_id: str, *, now: datetime, compared: bool = False) -> Disposition:
    """Finish an interview in which nothing is open, and seal it; one from paper once it was `compared` with the sheet.

    Raises NotFound, NotAllowed, Closed, Incomplete, Unsuitable.
    """
    _must(actor, Action.CONDUCT)
    with changing(store, actor, interview_id, now) as case:
        if open_gaps := gaps(case):
            raise Incomplete(open_gaps)
        from_paper = case.row.entry == Entry.PAPER
        if from_paper and not compared:
            raise Unsuitable("compared", "Compare every answer with the sheet once more, and say that you did.")
        outcome, _ = _outcome(case, None)
        looked = {"compared": True} if from_paper else {}
        case.tell(Event.INTERVIEW_COMPLETE, {"disposition": str(outcome), **looked})
        flagging.flag(case)
        flagging.draw(case)
    with store.writing() as connection:
        seals.make(connection, store.keys, actor.code, now)
    return outcome


def gaps(case: Case) -> tuple[validity.Gap, ...]:
    """What keeps the interview from being completed."""
    standing, instrument = case.standing, case.rules.instrument
    surroundings = case.rules.surroundings(case.now)
    way = routing.route(instrument, standing.form, standing.document, surroundings)
    return validity.gaps(instrument, standing.form, standing.document, way, surroundings)
