"""Asking some questions of an interview once more: which interviews are drawn, what was answered then, what follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from interview_app.domain.access import Action, Actor
from interview_app.domain.document import answer_of
from interview_app.domain.events import Event
from interview_app.domain.fieldwork import Decision, RecheckState
from interview_app.domain.item import Invalid
from interview_app.domain.items import Item
from interview_app.domain.operations import Kind, Operation
from interview_app.domain.rechecks import compared
from interview_app.domain.review import Recheck
from interview_app.services import payloads
from interview_app.services.cases import Case, changing
from interview_app.services.endings import stated
from interview_app.services.errors import Closed, Unsuitable
from interview_app.services.interviews import Opened
from interview_app.services.reviews import must, reviewed_by_another
from interview_app.services.studies import study_of
from interview_app.storage import reviews
from interview_app.storage.engine import Store
from interview_app.storage.ledger import EventRecord

Answers = Mapping[str, Mapping[str, Any]]
"""By item, `{"value": raw}` or `{"missing": reason}`."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the interviews that were drawn, how many there are, and what came of them by interviewer."""

    rows: list[Row[Any]]
    total: int
    differences: list[Row[Any]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a second conversation gave: the answers, and for each whether the same stood in the interview then."""

    by: str
    at: datetime
    answers: Answers
    same: Mapping[str, bool]
    before: Answers
    decision: Decision | None = None
    reason: str = ""


class Objections(Unsuitable):
    """What is wrong with the answers of a second conversation, by item."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(next(iter(faults)), "Some answers cannot be kept as they are.")
        self.faults = faults


def found(
    store: Store, actor: Actor, study_id: str, filters: Mapping[str, Any], *, limit: int, offset: int = 0
) -> Found:
    """The interviews drawn at the actor's sites. Raises NotAllowed."""
    must(actor, Action.REVIEW)
    chosen = {"study_id": study_id, **filters}
    with store.reading() as connection:
        rows, total = reviews.to_recheck(connection, sites=actor.sites, filters=chosen, limit=limit, offset=offset)
        return Found(rows, total, reviews.differences(connection, study_id=study_id, sites=actor.sites))


def items(opened: Opened) -> list[Item]:
    """The questions that are asked once more: those of the study that this interview answered."""
    form, document = opened.interview.form, opened.interview.document
    known = (opened.instrument.by_id.get(name) for name in opened.study.sampling.verify_items)
    return [item for item in known if item and form in item.forms and answer_of(document, item.id).is_given]


def enter(store: Store, actor: Actor, interview_id: str, answers: Answers, *, now: datetime) -> None:
    """Keep what was answered this time, beside what stands in the interview; once.

    Raises NotFound, NotAllowed, Closed, Objections.
    """
    must(actor, Action.REVIEW)
    with changing(store, actor, interview_id, now) as case:
        if _drawn(case).state is not RecheckState.DRAWN:
            raise Closed("This interview was asked about once more already.")
        again = _read(case, answers)
        before = {item: _given(case, item) for item in again}
        same = compared(case.standing.document, again)
        case.tell(Event.INTERVIEW_RECHECK, {"answers": again, "before": before, "same": same})


def _drawn(case: Case) -> Recheck:
    reviewed_by_another(case)
    if case.oversight.recheck is None:
        raise Closed("This interview was not drawn to be asked about once more.")
    return case.oversight.recheck


def _given(case: Case, item: str) -> dict[str, Any]:
    answer = answer_of(case.standing.document, item)
    return {"missing": str(answer.missing)} if answer.missing is not None else {"value": answer.value}


def _read(case: Case, answers: Answers) -> dict[str, dict[str, Any]]:
    """What was answered, as the items store it; each of them must have been."""
    faults: dict[str, str] = {}
    read: dict[str, dict[str, Any]] = {}
    document, asked = case.standing.document, study_of(case.connection, case.row.study_id).sampling.verify_items
    for item in (item for item in asked if answer_of(document, item).is_given):
        operation = Operation("", Kind.ANSWER, item=item, given=answers.get(item, {}))
        try:
            read[item] = payloads.answer(case, operation)
        except Invalid as why:
            faults[item] = payloads.message(case, operation, why)
        else:
            faults |= {} if read[item] else {item: "An answer is needed."}
    if not read and not faults:
        raise Closed("None of the questions to be asked once more was answered in this interview.")
    if faults:
        raise Objections(faults)
    return read


def decide(store: Store, actor: Actor, interview_id: str, decision: str, *, reason: str, now: datetime) -> None:
    """Accept an interview that was rechecked, return it to its interviewer or set it aside, with a reason.

    Raises NotFound, NotAllowed, Closed, Unsuitable.
    """
    must(actor, Action.REVIEW)
    if decision not in list(Decision):
        raise Unsuitable("decision", "Choose what is to happen with the interview.")
    told = stated(reason, "Give the reason; it is kept with the decision.")
    with changing(store, actor, interview_id, now) as case:
        if _drawn(case).state is not RecheckState.ENTERED:
            raise Closed("There is nothing to decide about this interview now.")
        case.tell(Event.INTERVIEW_DECIDE, {"decision": decision, "reason": told})
        _carry_out(case, Decision(decision), told)


def _carry_out(case: Case, decision: Decision, reason: str) -> None:
    if decision is Decision.RETURN:
        if reviewed_by_another(case).was_signed:
            raise Closed("This interview was signed. A supervisor amends it now; its interviewer cannot.")
        case.tell(Event.INTERVIEW_RETURN, {"reason": reason})
    elif decision is Decision.VOID:
        case.tell(Event.INTERVIEW_VOID, {"reason": reason})


def outcome(events: Iterable[EventRecord]) -> Outcome | None:
    """What an interview's events tell of its second conversation; None before it took place."""
    told: Outcome | None = None
    for event in events:
        payload = event.payload
        if event.action is Event.INTERVIEW_RECHECK:
            given = {name: payload[name] for name in ("answers", "same", "before")}
            told = Outcome(event.actor, event.server_time, **given)
        elif event.action is Event.INTERVIEW_DECIDE and told is not None:
            decided = {"decision": Decision(payload["decision"]), "reason": payload["reason"]}
            told = Outcome(told.by, told.at, told.answers, told.same, told.before, **decided)
    return told
