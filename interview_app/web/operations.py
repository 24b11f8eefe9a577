"""Where tablets send their operations: read strictly, kept in one transaction, acknowledged after the commit."""

from __future__ import annotations

import json

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.domain.items import say
from interview_app.domain.operations import Kind, Malformed, Operation, read
from interview_app.services import answers, interviews
from interview_app.services.answers import Recorded
from interview_app.storage.ledger import new_op_id
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store
from interview_app.web.errors import Problem
from interview_app.web.json_door import Unreadable, decode
from interview_app.web.language import language
from interview_app.web.questions import questions_of

pages = Blueprint("operations", __name__, url_prefix="/interviews")

AT_ONCE = 500


@pages.post("/<uuid_hex:interview_id>/operations")
@allows(Action.CONDUCT)
def save(interview_id: str) -> Response:
    """Keep a tablet's operations and say what became of each; 409 where one carries the op_id of something else."""
    operations = _operations(request.get_data(cache=False))
    recorded = answers.record(store(), actor(), interview_id, operations, now=now())
    taken = [refused for refused in recorded.refused if refused.code == answers.OP_ID_TAKEN]
    told = _told(recorded) | ({"code": taken[0].code, "message": taken[0].message} if taken else {})
    return Response(json.dumps(told), 409 if taken else 200, mimetype="application/json")


def _operations(body: bytes) -> list[Operation]:
    """The operations of a request; answers 422 when one cannot be read."""
    try:
        sent = decode(body)
        if not isinstance(sent, dict) or sent.keys() != {"operations"} or not isinstance(sent["operations"], list):
            raise Unreadable("not_operations", "The request must be an object with a list of operations.")
        if not 1 <= len(sent["operations"]) <= AT_ONCE:
            raise Unreadable("not_operations", f"The request must hold 1 to {AT_ONCE} operations.")
        return [read(operation) for operation in sent["operations"]]
    except Unreadable as unreadable:
        raise Problem(422, unreadable.code, str(unreadable)) from None
    except Malformed as malformed:
        raise Problem(422, "malformed", str(malformed)) from None


def _told(recorded: Recorded) -> dict[str, object]:
    return {
        "acks": [
            {"op_id": ack.op_id, "seq": ack.seq, "chain": ack.chain, "shown": ack.shown, "conflict": ack.conflict}
            for ack in recorded.acks
        ],
        "refused": [
            {"op_id": refused.op_id, "item": refused.item, "code": refused.code, "message": refused.message}
            for refused in recorded.refused
        ],
        "saved_at": recorded.saved_at.isoformat(timespec="seconds"),
        "status": recorded.status,
    }


@pages.post("/<uuid_hex:interview_id>/concern")
@allows(Action.CONDUCT)
def concern(interview_id: str) -> ResponseReturnValue:
    """Show what the site does when there is a concern, and keep that it was asked for: the time, never why."""
    raised = Operation(new_op_id(), Kind.CONCERN, author=actor().code)
    answers.record(store(), actor(), interview_id, [raised], now=now())
    opened = interviews.open_interview(store(), actor(), interview_id, now=now())
    protocol = say(opened.study.site(opened.interview.site).protocol, language())
    questions = questions_of(opened)
    return render_template(
        "interviews/concern.html", interview=opened.interview, questions=questions, protocol=protocol
    )
