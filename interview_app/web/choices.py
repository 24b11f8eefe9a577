"""Choosing, on the page of all answers, which of several answers to a question stands."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.domain.document import answer_of
from interview_app.domain.operations import Kind, Operation
from interview_app.forms.grounds import given_of
from interview_app.services import answers, interviews
from interview_app.storage.ledger import new_op_id
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store
from interview_app.web.forms import not_sent

pages = Blueprint("choices", __name__, url_prefix="/interviews")


@pages.post("/<uuid_hex:interview_id>/items/<item>/keep")
@allows(Action.CONDUCT)
def keep(interview_id: str, item: str) -> ResponseReturnValue:
    """Answer once more what one of the answers said, which settles it; the others stay in the ledger."""
    if "op_id" not in request.form:
        raise not_sent()
    opened = interviews.open_interview(store(), actor(), interview_id, now=now())
    stands = answer_of(opened.interview.document, item)
    for version in (stands, *stands.rivals):
        if stands.conflict and version.op_id == request.form["op_id"]:
            kept = Operation(
                new_op_id(), Kind.ANSWER, item, stands.revision + 1, given_of(version), author=actor().code
            )
            answers.record(store(), actor(), interview_id, [kept], now=now())
    return redirect(url_for("interviews.check", interview_id=interview_id, _anchor=f"line-{item}"), 303)
