"""The calendar feed: made and ended on the own account, read by a calendar program at its secret address."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.services import feeds, tries
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store
from interview_app.web.errors import Problem
from interview_app.web.language import gettext as _

pages = Blueprint("feeds", __name__)


@pages.get("/calendar/<token>.ics")
def read(token: str) -> ResponseReturnValue:
    """The calendar of whoever made this address, codes only."""
    try:
        written = feeds.read(store(), token[:200], origin=request.remote_addr or "", now=now())
    except tries.Throttled as throttled:
        told = _("Too many tries. Wait %(seconds)s seconds, then try again.", seconds=throttled.seconds)
        raise Problem(429, "too_many", told, retry_after=throttled.seconds) from None
    return Response(written, mimetype="text/calendar")


@pages.post("/own-account/calendar")
@allows(Action.CALL)
def make() -> ResponseReturnValue:
    """Make a new address; it is shown on the answer and nowhere else, and an earlier one ends."""
    token = feeds.make(store(), actor(), now=now())
    return render_template("auth/calendar.html", address=url_for(".read", token=token, _external=True))


@pages.post("/own-account/calendar/end")
@allows(Action.CALL)
def revoke() -> ResponseReturnValue:
    """End the address."""
    feeds.revoke(store(), actor(), now=now())
    return redirect(url_for("auth.own_account", done="calendar-ended"), 303)
