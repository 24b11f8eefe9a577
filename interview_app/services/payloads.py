"""What an operation says, read into what the ledger keeps of it; or why it is not kept, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interview_app.domain import messages, validity
from interview_app.domain.document import SHELF
from interview_app.domain.interview import Mode
from interview_app.domain.items import MAX_TEXT, Invalid, Item, say
from interview_app.domain.operations import Kind, Operation
from interview_app.domain.privacy import has_identity_number
from interview_app.forms import answers
from interview_app.services import previous
from interview_app.services.cases import Case
from interview_app.services.endings import LONGEST_REASON


class Refuse(Invalid):
    """Why one operation is not kept, beside what its item says; `text` is a check's own message."""

    def __init__(self, code: str, text: str = "", **limits: object) -> None:
        super().__init__(code, **limits)
        self.text = text


def new(case: Case, operation: Operation) -> dict[str, Any]:
    """What the ledger would keep of an operation that arrives now; raises Invalid."""
    if operation.author and operation.author != case.actor.code:
        raise Refuse("other_author")
    if operation.kind is Kind.ANSWER:
        given = answer(case, operation)
        if operation.same:
            previous.must_be_the_same(case, operation, given.get("value"))
    return read(case, operation)


def read(case: Case, operation: Operation) -> dict[str, Any]:
    """What the ledger keeps of an operation, whoever sent it and whenever; raises Invalid where it says nothing."""
    payload = _PAYLOADS[operation.kind](case, operation)
    return {**payload, "revision": operation.revision} if operation.kind.event in SHELF else payload


def message(case: Case, operation: Operation, why: Invalid) -> str:
    """Why an operation is not kept, in the interview's language."""
    text = why.text if isinstance(why, Refuse) else ""
    item = case.rules.instrument.by_id.get(operation.item)
    return text or messages.refusal(case.rules.instrument, item, why, case.standing.language)


def _item(case: Case, operation: Operation) -> Item:
    item = case.rules.instrument.by_id.get(operation.item)
    if item is None:
        raise Refuse("unknown_item")
    if case.standing.form not in item.forms:
        raise Refuse("not_in_form")
    return item


def answer(case: Case, operation: Operation) -> dict[str, Any]:
    """What an answer says of its item, when it may stand there; raises Invalid."""
    given = _answer(case, operation)
    _refuse_failing(case, case.rules.instrument.by_id[operation.item], given)
    return given


def _answer(case: Case, operation: Operation) -> dict[str, Any]:
    given = answers.read(_item(case, operation), operation.given)
    return {**given, "same": operation.same} if operation.same else given


def _refuse_failing(case: Case, item: Item, given: Mapping[str, Any]) -> None:
    if item.hard and "value" in given:
        check = validity.refusal(item, given["value"], case.rules.surroundings(case.now))
        if check is not None:
            message = case.rules.instrument.messages[check.message]
            raise Refuse("check", say(message.text, case.standing.language))


def _note(case: Case, operation: Operation) -> dict[str, Any]:
    _item(case, operation)
    text = operation.given.get("value", "")
    if not isinstance(text, str):
        raise Refuse("unreadable")
    if len(text) > MAX_TEXT:
        raise Refuse("too_long", high=MAX_TEXT, has=len(text))
    if has_identity_number(text):
        raise Refuse("identity_number")
    return {"value": text}


def _confirm(case: Case, operation: Operation) -> dict[str, Any]:
    _item(case, operation)
    if not operation.confirms or not operation.reason.strip():
        raise Refuse("no_reason")
    if (has := len(operation.reason)) > LONGEST_REASON:
        raise Refuse("too_long", high=LONGEST_REASON, has=has)
    if has_identity_number(operation.reason):
        raise Refuse("identity_number")
    return {"confirms": operation.confirms, "reason": operation.reason}


def _probe(case: Case, operation: Operation) -> dict[str, Any]:
    probe = operation.given.get("value")
    if probe not in _item(case, operation).probes:
        raise Refuse("unknown_probe")
    return {"probe": probe}


def _language(case: Case, operation: Operation) -> dict[str, Any]:
    if operation.given.get("value") not in case.rules.instrument.languages:
        raise Refuse("unknown_choice")
    return {"value": operation.given["value"]}


def _mode(case: Case, operation: Operation) -> dict[str, Any]:
    if operation.given.get("value") not in list(Mode):
        raise Refuse("unknown_choice")
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
