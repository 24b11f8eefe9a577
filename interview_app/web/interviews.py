"""The interviews a person works with: found in a list, begun, opened to go on or to read, and checked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.domain.disposition import Disposition
from interview_app.domain.document import amended
from interview_app.domain.interview import Interview, Status
from interview_app.services import interviews
from interview_app.services.cases import is_locked
from interview_app.services.interviews import Opened
from interview_app.web import page
from interview_app.web.access import allows
from interview_app.web.conduct import conduct_page
from interview_app.web.context import actor, now, store, study
from interview_app.web.history import traces
from interview_app.web.language import language
from interview_app.web.listing import PAGE, asked, asked_filters, offset, part
from interview_app.web.naming import outcome_choices, outcome_name, visit_choices
from interview_app.web.overseen import Typed, overseen
from interview_app.web.questions import questions_of
from interview_app.web.reviewing import QUERIES, STATES, TAGS, named
from interview_app.web.summaries import score_lines, summary
from interview_app.web.versions import contested, voices

pages = Blueprint("interviews", __name__, url_prefix="/interviews")

UNFINISHED = frozenset({Status.DRAFT, Status.PAUSED, Status.BROKEN_OFF})
FILTERS = ("text", "site", "visit", "status", "disposition", "mode", "interviewer")


@pages.get("")
@allows(Action.READ_INTERVIEWS)
def index() -> ResponseReturnValue:
    """The interviews that the person may see, searched and filtered."""
    found = interviews.search(store(), actor(), _filters(), limit=PAGE, offset=offset())
    return render_template(
        "interviews/index.html",
        rows=found.rows,
        unread=found.unread,
        part=part(found.total),
        sites=page.sites(study(), actor().sites),
        visits=dict(visit_choices(study())),
        outcomes=outcome_choices(),
        may_start=actor().may(Action.CONDUCT),
    )


def _filters() -> dict[str, Any]:
    chosen: dict[str, Any] = {name: value for name, value in asked_filters(FILTERS).items() if value}
    days = {"since": _day("since"), "until": _day("until")}
    if days["until"]:
        days["until"] += timedelta(days=1)  # the day that is named is part of the range
    return chosen | {name: day for name, day in days.items() if day}


def _day(name: str) -> datetime | None:
    """The beginning of the day that the address names, on the server's clock; None when it names none."""
    try:
        day = min(date.fromisoformat(asked(name)), date.max - timedelta(days=2))
        return datetime.combine(day, datetime.min.time()).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


@pages.get("/<uuid_hex:interview_id>")
@allows(Action.READ_INTERVIEWS)
def show(interview_id: str) -> ResponseReturnValue:
    """The interview: to be conducted while it is open and one's own, else to be read."""
    opened = interviews.open_interview(store(), actor(), interview_id, now=now())
    if opened.interview.status is Status.DRAFT and actor().may(Action.CONDUCT) and not opened.stopped:
        return conduct_page(opened)
    return result_page(opened)


def result_page(opened: Opened, typed: Typed | None = None) -> str:
    """The interview to be read; `typed` is what was written into a query and not taken."""
    questions = questions_of(opened, language())
    events = interviews.history(store(), actor(), opened.interview.id, now=now())
    locked = is_locked(opened.oversight, actor())
    return render_template(
        "interviews/result.html",
        opened=opened,
        interview=opened.interview,
        questions=questions,
        groups=summary(questions),
        versions=contested(questions),
        scores=score_lines(questions),
        outcome=_outcome(opened.interview),
        amended=amended(opened.interview.document),
        history=traces(questions, events),
        overseen=overseen(opened, events, typed),
        states=named(STATES),
        query_states=named(QUERIES),
        tags=TAGS,
        pdf=_pdf(opened.interview),
        may_go_on=not opened.stopped
        and actor().may(Action.CONDUCT)
        and opened.interview.status in {Status.PAUSED, Status.BROKEN_OFF},
        may_end=actor().may(Action.CONDUCT) and opened.interview.status is Status.DRAFT,
        may_amend=actor().may(Action.AMEND) and opened.interview.status is Status.COMPLETE and not locked,
        may_hand_over=actor().may(Action.REASSIGN) and opened.interview.status in UNFINISHED,
        may_void=actor().may(Action.AMEND) and opened.interview.status is not Status.VOID and not locked,
    )


def _outcome(interview: Interview) -> str:
    return outcome_name(Disposition(interview.disposition)) if interview.disposition else ""


def _pdf(interview: Interview) -> str:
    """The address of the printed page, "" for those who may not print and for what is not finished."""
    is_over = interview.status in {Status.COMPLETE, Status.BROKEN_OFF}
    if not is_over or not actor().may(Action.PRINT) or "reports.interview" not in current_app.view_functions:
        return ""
    return url_for("reports.interview", interview_id=interview.id)


@pages.get("/<uuid_hex:interview_id>/check")
@allows(Action.CONDUCT)
def check(interview_id: str) -> ResponseReturnValue:
    """All answers once more before completing, and what is still open."""
    return check_page(interview_id)


def check_page(interview_id: str, fault: str = "") -> ResponseReturnValue:
    """The page of all answers; an interview that is no longer open is shown as it stands."""
    opened = interviews.open_interview(store(), actor(), interview_id, now=now())
    if opened.interview.status is not Status.DRAFT:
        return redirect(url_for("interviews.show", interview_id=interview_id), 303)
    questions = questions_of(opened)
    return render_template(
        "interviews/check.html",
        interview=opened.interview,
        questions=questions,
        groups=summary(questions),
        versions=contested(questions),
        gaps=opened.gaps,
        fault=fault,
    )


@pages.get("/<uuid_hex:interview_id>/document")
@allows(Action.CONDUCT)
def document(interview_id: str) -> ResponseReturnValue:
    """The answers as the server has them, and a form token of the present session, for a page that is already open."""
    from flask_wtf.csrf import generate_csrf

    opened = interviews.open_interview(store(), actor(), interview_id, now=now())
    kept = {name: opened.interview.document.get(name, {}) for name in ("answers", "notes", "confirms", "calculated")}
    told = {"document": kept, "status": opened.interview.status, "author": actor().code}
    told["voices"] = voices(questions_of(opened))
    return told | {"csrf_token": generate_csrf()}
