"""Handing an interview over to another interviewer; works without scripts."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.services import handovers, interviews
from interview_app.services.errors import Unsuitable
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store
from interview_app.web.forms import objection
from interview_app.web.second_opinions import way_back

pages = Blueprint("handovers", __name__, url_prefix="/interviews")


@pages.get("/<uuid_hex:interview_id>/hand-over")
@allows(Action.REASSIGN)
def hand_over(interview_id: str) -> ResponseReturnValue:
    """Who could take the interview over, and why they should."""
    return _page(interview_id, {})


@pages.post("/<uuid_hex:interview_id>/hand-over")
@allows(Action.REASSIGN)
def reassign(interview_id: str) -> ResponseReturnValue:
    """Give the interview to another interviewer."""
    to, reason = request.form.get("interviewer", ""), request.form.get("reason", "")
    try:
        handovers.reassign(store(), actor(), interview_id, to, reason=reason, now=now())
    except Unsuitable as unsuitable:
        return _page(interview_id, {unsuitable.field: objection(unsuitable)}), 422
    return redirect(way_back(interview_id), 303)


def _page(interview_id: str, faults: dict[str, str]) -> str:
    opened = interviews.open_interview(store(), actor(), interview_id, now=now(), shows_answers=False)
    return render_template(
        "interviews/hand_over.html",
        interview=opened.interview,
        takers=handovers.candidates(store(), actor(), interview_id, now=now()),
        chosen=request.form.get("interviewer", ""),
        reason=request.form.get("reason", ""),
        faults=faults,
        back=way_back(interview_id),
    )
