"""Changing hats: whoever works in several studies, or in several roles, chooses which of them comes next."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.services import sessions as session_services
from interview_app.web import sessions
from interview_app.web.access import allows
from interview_app.web.context import now, signed_in, store
from interview_app.web.forms import not_sent

pages = Blueprint("hats", __name__)


@pages.post("/hat")
@allows(Action.OWN_ACCOUNT)
def put_on() -> ResponseReturnValue:
    """Work in that role of that study from now on."""
    wanted = request.form.get("hat", "")
    hat = next((hat for hat in signed_in().hats if "/".join(hat) == wanted), None)
    if hat is None:
        raise not_sent()
    session_services.put_on(store(), sessions.held(), hat, now=now())
    return redirect(url_for("home.index"), 303)
