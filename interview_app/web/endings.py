"""Pausing, resuming, breaking off, completing and setting aside; each works without scripts."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.domain.disposition import Disposition
from interview_app.forms.whole import ABSENT
from interview_app.services import endings, interviews
from interview_app.services.errors import Incomplete, Unsuitable
from interview_app.web.access import allows
from interview_app.web.conduct import for_endings
from interview_app.web.context import actor, now, store
from interview_app.web.forms import objection
from interview_app.web.interviews import check_page
from interview_app.web.language import gettext as _
from interview_app.web.questions import questions_of
from interview_app.web.second_opinions import way_back

pages = Blueprint("endings", __name__, url_prefix="/interviews")


@pages.get("/<uuid_hex:interview_id>/stop")
@allows(Action.CONDUCT)
def stop(interview_id: str) -> ResponseReturnValue:
    """The ways to stop, as a page."""
    return _stop_page(interview_id)


def _stop_page(interview_id: str, fault: str = "") -> str:
    opened = interviews.open_interview(store(), actor(), interview_id, now=now())
    return render_template(
        "interviews/stop.html",
        interview=opened.interview,
        questions=questions_of(opened),
        fault=fault,
        chosen=request.form.get("reason", ""),
        **for_endings(opened),
    )


@pages.post("/<uuid_hex:interview_id>/pause")
@allows(Action.CONDUCT)
def pause(interview_id: str) -> ResponseReturnValue:
    """Stop for a while."""
    endings.pause(store(), actor(), interview_id, now=now())
    return _shown(interview_id)


@pages.post("/<uuid_hex:interview_id>/resume")
@allows(Action.CONDUCT)
def resume(interview_id: str) -> ResponseReturnValue:
    """Go on."""
    endings.resume(store(), actor(), interview_id, now=now())
    return _shown(interview_id)


@pages.post("/<uuid_hex:interview_id>/break-off")
@allows(Action.CONDUCT)
def break_off(interview_id: str) -> ResponseReturnValue:
    """End the interview before its end."""
    reason, outcome = request.form.get("reason", ""), request.form.get("disposition")
    if outcome is None:
        return _stop_page(interview_id, _(ABSENT)), 422
    try:
        disposition = Disposition(outcome) if outcome in set(Disposition) else None
        endings.break_off(store(), actor(), interview_id, reason=reason, disposition=disposition, now=now())
    except Unsuitable as unsuitable:
        return _stop_page(interview_id, objection(unsuitable)), 422
    return _shown(interview_id)


@pages.post("/<uuid_hex:interview_id>/complete")
@allows(Action.CONDUCT)
def complete(interview_id: str) -> ResponseReturnValue:
    """Finish the interview; with something open, show it again instead."""
    try:
        endings.complete(store(), actor(), interview_id, now=now(), compared="compared" in request.form)
    except Unsuitable as unsuitable:
        refused = make_response(check_page(interview_id, objection(unsuitable)))
        refused.status_code = 422
        return refused
    except Incomplete:
        return redirect(url_for("interviews.check", interview_id=interview_id, open="1"), 303)
    return _shown(interview_id)


@pages.route("/<uuid_hex:interview_id>/void", methods=["GET", "POST"])
@allows(Action.AMEND)
def void(interview_id: str) -> ResponseReturnValue:
    """Set aside an interview that was begun by mistake."""
    fault, reason, back = "", request.form.get("reason", ""), way_back(interview_id)
    if request.method == "POST":
        try:
            endings.void(store(), actor(), interview_id, reason=reason, now=now())
            return redirect(back, 303)
        except Unsuitable as unsuitable:
            fault = objection(unsuitable)
    opened = interviews.open_interview(store(), actor(), interview_id, now=now(), shows_answers=False)
    page = render_template("interviews/void.html", interview=opened.interview, fault=fault, reason=reason, back=back)
    return page, 422 if fault else 200


def _shown(interview_id: str) -> ResponseReturnValue:
    return redirect(url_for("interviews.show", interview_id=interview_id), 303)
