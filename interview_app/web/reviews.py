"""The supervisor's queue of completed interviews; returning, handing back and signing one. Works without scripts."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.services import accounts, interviews, reviews, signatures
from interview_app.services.errors import Closed, Overtaken, Unsuitable
from interview_app.services.reviews import Queue
from interview_app.services.tries import Throttled
from interview_app.web import page
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.forms import objection
from interview_app.web.language import gettext as _
from interview_app.web.listing import PAGE, asked_filters, offset, part
from interview_app.web.naming import visit_choices
from interview_app.web.overseen import overseen
from interview_app.web.reviewing import FLAGS, STATES, TAGS, flags_of, meanings, named

pages = Blueprint("reviews", __name__)

FILTERS = ("text", "site", "visit", "interviewer", "flag", "state")


@pages.get("/reviews")
@allows(Action.REVIEW)
def index() -> ResponseReturnValue:
    """The completed interviews of the person's sites, what is to be done first."""
    filters = {name: value for name, value in asked_filters(FILTERS).items() if value}
    queue = reviews.queue(store(), actor(), filters, limit=PAGE, offset=offset(), now=now())
    return _listed(queue)


def _listed(queue: Queue) -> str:
    return render_template(
        "reviews/index.html",
        queue=queue,
        part=part(queue.total),
        sites=page.sites(study(), actor().sites),
        visits=dict(visit_choices(study())),
        states=named(STATES),
        flags=named(FLAGS),
        flags_of=flags_of,
        tags=TAGS,
    )


@pages.get("/interviews/<uuid_hex:interview_id>/return")
@allows(Action.REVIEW)
def returning(interview_id: str) -> ResponseReturnValue:
    """Ask why the interview goes back to its interviewer."""
    return _return_page(interview_id, "")


@pages.post("/interviews/<uuid_hex:interview_id>/return")
@allows(Action.REVIEW)
def send_back(interview_id: str) -> ResponseReturnValue:
    """Return the interview to its interviewer."""
    try:
        reviews.send_back(store(), actor(), interview_id, reason=request.form.get("reason", ""), now=now())
    except Unsuitable as unsuitable:
        return _return_page(interview_id, objection(unsuitable)), 422
    return _shown(interview_id)


def _return_page(interview_id: str, fault: str) -> str:
    opened = interviews.open_interview(store(), actor(), interview_id, now=now())
    reason = request.form.get("reason", "")
    return render_template("reviews/return.html", interview=opened.interview, fault=fault, reason=reason)


@pages.post("/interviews/<uuid_hex:interview_id>/hand-back")
@allows(Action.CONDUCT)
def hand_back(interview_id: str) -> ResponseReturnValue:
    """The interviewer is done with an interview that was returned."""
    reviews.hand_back(store(), actor(), interview_id, now=now())
    return redirect(url_for("home.index"), 303)


@pages.get("/interviews/<uuid_hex:interview_id>/sign")
@allows(Action.SIGN)
def signing(interview_id: str) -> ResponseReturnValue:
    """What a signature would cover and say, and the password again."""
    return _sign_page(interview_id, {})


@pages.post("/interviews/<uuid_hex:interview_id>/sign")
@allows(Action.SIGN)
def sign(interview_id: str) -> ResponseReturnValue:
    """Sign the interview as the page showed it."""
    wish = signatures.Wish(**{name: request.form.get(name, "") for name in ("meaning", "password", "seen")})
    try:
        signatures.sign(store(), actor(), interview_id, wish, now=now())
    except Unsuitable as unsuitable:
        return _sign_page(interview_id, {unsuitable.field: objection(unsuitable)}), 422
    except Throttled as throttled:
        told = _("Too many tries. Wait %(seconds)s seconds, then try again.", seconds=throttled.seconds)
        return _sign_page(interview_id, {"password": told}), 429, {"Retry-After": str(throttled.seconds)}
    except Overtaken:
        return _sign_page(interview_id, {}, is_overtaken=True), 409
    return _shown(interview_id)


def _sign_page(interview_id: str, faults: dict[str, str], *, is_overtaken: bool = False) -> str:
    opened = interviews.open_interview(store(), actor(), interview_id, now=now())
    if opened.oversight.review is None:
        raise Closed("Only a completed interview is reviewed.")
    events = interviews.history(store(), actor(), interview_id, now=now())
    return render_template(
        "reviews/sign.html",
        opened=opened,
        interview=opened.interview,
        overseen=overseen(opened, events),
        user_name=accounts.own(store(), actor()).user_name,
        content=signatures.covered(opened.interview),
        meanings=meanings(),
        chosen=request.form.get("meaning", ""),
        faults=faults,
        is_overtaken=is_overtaken,
    )


def _shown(interview_id: str) -> ResponseReturnValue:
    return redirect(url_for("interviews.show", interview_id=interview_id, _anchor="review"), 303)
