"""Letting one informant be asked more often than the study allows, for a while and with a reason."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.services import burdens
from interview_app.services.errors import Unsuitable
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store
from interview_app.web.forms import objection

pages = Blueprint("burdens", __name__, url_prefix="/team/informants")


@pages.get("/<uuid_hex:informant_id>/cap")
@allows(Action.REASSIGN)
def show(informant_id: str) -> ResponseReturnValue:
    """How often the informant was asked, and the form that allows more."""
    return _page(informant_id)


@pages.post("/<uuid_hex:informant_id>/cap")
@allows(Action.REASSIGN)
def lift(informant_id: str) -> ResponseReturnValue:
    """Allow more for 28 days."""
    try:
        burdens.lift(store(), actor(), informant_id, reason=request.form.get("reason", ""), now=now())
    except Unsuitable as unsuitable:
        return _page(informant_id, fault=objection(unsuitable)), 422
    return redirect(url_for("today.team", done="lifted"), 303)


def _page(informant_id: str, *, fault: str = "") -> str:
    asked = burdens.of(store(), actor(), informant_id, now=now())
    return render_template("today/cap.html", asked=asked, fault=fault, reason=request.form.get("reason", ""))
