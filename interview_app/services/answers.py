"""Keeping what was answered: operations from a tablet or a posted form, and amendments of a completed interview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from interview_app.domain import messages, validity
from interview_app.domain.access import Action, Actor, Role
from interview_app.domain.document import SHELF, answer_of
from interview_app.domain.events import Event
from interview_app.domain.interview import Act, Mode, after
from interview_app.domain.interview import Refused as StatusRefused
from interview_app.domain.items import MAX_TEXT, Invalid, Item, say
from interview_app.domain.missing import BY_SUPERVISOR
from interview_app.domain.operations import Kind, Operation
from interview_app.domain.privacy import has_identity_number
from interview_app.forms import answers
from interview_app.services.cases import Case, changing, closed_text, stream_of
from interview_app.services.endings import gaps, stated
from interview_app.services.errors import Closed, NotAllowed, Unsuitable
from interview_app.storage import ledger
from interview_app.storage.engine import Store


@dataclass(frozen=True, slots=True)
class Ack:
    """An operation that is kept: its place in the ledger; `shown` is False where a newer answer stands."""

    op_id: str
    seq: int
    chain: str
    shown: bool
    conflict: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """An operation that is not kept, and why; the tablet holds it until the item is answered anew."""

    op_id: str
    item: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of the operations of one request."""

    acks: list[Ack]
    refused: list[Refusal]
    status: str
    saved_at: datetime


class _Refuse(Invalid):
    """Why one operation is not kept, beside what its item says; `text` is a check's own message."""

    def __init__(self, code: str, text: str = "", **limits: object) -> None:
        super().__init__(code, **limits)
        self.text = text


def record(
    store: Store, actor: Actor, interview_id: str, operations: Sequence[Operation], *, now: datetime
) -> Recorded:
    """Keep the operations in one transaction; one sent twice is acknowledged again.

    Raises NotFound, NotAllowed, Closed.
    """
    if not actor.may(Action.CONDUCT):
        raise NotAllowed("Your role does not conduct interviews.")
    try:
        return _record(store, actor, interview_id, operations, now)
    except (ledger.SentTwice, Closed):
        return _record(store, actor, interview_id, operations, now, some_known=True)


def _record(
    store: Store,
    actor: Actor,
    interview_id: str,
    operations: Sequence[Operation],
    now: datetime,
    *,
    some_known: bool = False,
) -> Recorded:
    """Keep what is new; which operations the ledger has is looked up, where some may be known, under the write lock."""
    refused: list[Refusal] = []
    shown: dict[str, bool] = {}
    known: Mapping[str, ledger.Appended] = {}
    with changing(store, actor, interview_id, now) as case:
        if some_known:
            known = ledger.known(case.connection, [operation.op_id for operation in operations])
        fresh = _fresh(operations, known)
        if fresh:
            _must_be_open(case)
        for operation in fresh:
            try:
                shown[operation.op_id] = _keep(case, operation)
            except Invalid as why:
                refused.append(_refusal(case, operation, why))
        appended = {done.op_id: done for done in case.save(store.keys)}
        case.entries.clear()
    kept = {**{op_id: place for op_id, place in known.items() if place.stream == stream_of(interview_id)}, **appended}
    acks = [_ack(case, operation, kept[operation.op_id], shown) for operation in operations if operation.op_id in kept]
    refused += [
        _refusal(case, operation, Invalid("op_id_taken"))
        for operation in operations
        if operation.op_id in known.keys() - kept.keys()
    ]
    return Recorded(acks, refused, case.standing.status, now)


def _fresh(operations: Iterable[Operation], known: Mapping[str, ledger.Appended]) -> list[Operation]:
    return list({operation.op_id: operation for operation in operations if operation.op_id not in known}.values())


def _must_be_open(case: Case) -> None:
    try:
        after(case.standing.status, Act.ANSWER)
    except StatusRefused as refused:
        raise Closed(closed_text(refused)) from refused


def _keep(case: Case, operation: Operation) -> bool:
    if operation.author and operation.author != case.actor.code:
        raise _Refuse("other_author")
    payload = _PAYLOADS[operation.kind](case, operation)
    if operation.kind.event in SHELF:
        payload = {**payload, "revision": operation.revision}
    return case.tell(
        operation.kind.event, payload, item=operation.item, op_id=operation.op_id, device=operation.device_time
    )


def _item(case: Case, operation: Operation) -> Item:
    item = case.rules.instrument.by_id.get(operation.item)
    if item is None:
        raise _Refuse("unknown_item")
    if case.standing.form not in item.forms:
        raise _Refuse("not_in_form")
    return item


def _answer(case: Case, operation: Operation) -> dict[str, Any]:
    item = _item(case, operation)
    given = answers.read(item, operation.given)
    _refuse_failing(case, item, given)
    return given


def _refuse_failing(case: Case, item: Item, given: Mapping[str, Any]) -> None:
    if item.hard and "value" in given:
        check = validity.refusal(item, given["value"], case.rules.surroundings(case.now))
        if check is not None:
            message = case.rules.instrument.messages[check.message]
            raise _Refuse("check", say(message.text, case.standing.language))


def _note(case: Case, operation: Operation) -> dict[str, Any]:
    _item(case, operation)
    text = operation.given.get("value", "")
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        raise _Refuse("too_long", high=MAX_TEXT)
    if has_identity_number(text):
        raise _Refuse("identity_number")
    return {"value": text}


def _confirm(case: Case, operation: Operation) -> dict[str, Any]:
    _item(case, operation)
    if not operation.confirms or not operation.reason.strip():
        raise _Refuse("no_reason")
    if has_identity_number(operation.reason):
        raise _Refuse("identity_number")
    return {"confirms": operation.confirms, "reason": operation.reason}


def _probe(case: Case, operation: Operation) -> dict[str, Any]:
    probe = operation.given.get("value")
    if probe not in _item(case, operation).probes:
        raise _Refuse("unknown_probe")
    return {"probe": probe}


def _language(case: Case, operation: Operation) -> dict[str, Any]:
    if operation.given.get("value") not in case.rules.instrument.languages:
        raise _Refuse("unknown_choice")
    return {"value": operation.given["value"]}


def _mode(case: Case, operation: Operation) -> dict[str, Any]:
    if operation.given.get("value") not in list(Mode):
        raise _Refuse("unknown_choice")
    return {"value": operation.given["value"]}


def _concern(case: Case, operation: Operation) -> dict[str, Any]:
    return {}


_PAYLOADS = {
    Kind.ANSWER: _answer,
    Kind.NOTE: _note,
    Kind.CONFIRM: _confirm,
    Kind.PROBE: _probe,
    Kind.LANGUAGE: _language,
    Kind.MODE: _mode,
    Kind.CONCERN: _concern,
}


def _refusal(case: Case, operation: Operation, why: Invalid) -> Refusal:
    text = why.text if isinstance(why, _Refuse) else ""
    item = case.rules.instrument.by_id.get(operation.item)
    text = text or messages.refusal(case.rules.instrument, item, why, case.standing.language)
    return Refusal(operation.op_id, operation.item, why.code, text)


def _ack(case: Case, operation: Operation, place: ledger.Appended, shown: Mapping[str, bool]) -> Ack:
    shelf = SHELF.get(operation.kind.event)
    slot = case.standing.document[shelf].get(operation.item, {}) if shelf else {}
    stands = shown.get(operation.op_id, not shelf or slot.get("op") == operation.op_id)
    return Ack(operation.op_id, place.seq, place.mac_hex, stands, bool(slot.get("c")))


def amend(
    store: Store,
    actor: Actor,
    interview_id: str,
    item_id: str,
    given: Mapping[str, Any],
    *,
    reason: str,
    now: datetime,
) -> None:
    """Change one answer of a completed interview, with a reason; its scores are settled anew.

    `given` is `{"value": raw}`, `{"missing": reason}` or `{}` to clear. A supervisor may also give the reasons
    `removed` and `error`. Raises NotFound, NotAllowed, Closed, Unsuitable.
    """
    if not actor.may(Action.AMEND):
        raise NotAllowed("Your role does not amend interviews.")
    told = stated(reason, "Give the reason for the amendment; it is kept with the change.")
    with changing(store, actor, interview_id, now) as case:
        payload = _amended(case, actor, item_id, given)
        before = set(gaps(case))
        revision = answer_of(case.standing.document, item_id).revision + 1
        case.tell(Event.INTERVIEW_AMEND, {**payload, "revision": revision, "reason": told}, item=item_id)
        _must_fit(case, item_id, [gap for gap in gaps(case) if gap not in before])


def _must_fit(case: Case, item_id: str, opened: Sequence[validity.Gap]) -> None:
    """Refuse an amendment that breaks a rule, empties its question or takes a critical one off the route."""
    instrument, language = case.rules.instrument, case.standing.language
    for gap in opened:
        if gap.kind == "hard":
            raise Unsuitable(item_id, say(instrument.messages[gap.message].text, language))
        if gap.kind == "critical":
            raise Unsuitable(item_id, "With this answer the interview would not be complete. Set it aside instead.")
        if gap.item == item_id and gap.kind == "required":
            raise Unsuitable(item_id, "Give an answer or a reason for its absence; the question cannot be left empty.")


def _amended(case: Case, actor: Actor, item_id: str, given: Mapping[str, Any]) -> dict[str, Any]:
    operation = Operation("", Kind.ANSWER, item=item_id, given=given)
    if actor.role is Role.SUPERVISOR and given.get("missing") in list(BY_SUPERVISOR):
        return {"missing": given["missing"]}
    try:
        return _answer(case, operation)
    except Invalid as why:
        raise Unsuitable(item_id, _refusal(case, operation, why).message) from why
