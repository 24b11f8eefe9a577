"""Changing one answer of a completed interview, with a reason that is kept beside it."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action, Role
from interview_app.domain.document import answer_of
from interview_app.domain.interview import Status
from interview_app.domain.missing import BY_SUPERVISOR, LABELS
from interview_app.forms.answers import UNASKED
from interview_app.forms.grounds import Ground
from interview_app.forms.sections import ItemsForm
from interview_app.services import amendments, interviews
from interview_app.services.cases import LOCKED, is_locked
from interview_app.services.errors import Closed, Overtaken, Unsuitable
from interview_app.services.interviews import Opened
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store
from interview_app.web.forms import not_sent, objection
from interview_app.web.language import gettext as _
from interview_app.web.language import language, said
from interview_app.web.overseen import Overseen, overseen
from interview_app.web.questions import questions_of
from interview_app.web.reviewing import QUERIES, TAGS, named
from interview_app.web.versions import standing

pages = Blueprint("amendments", __name__, url_prefix="/interviews")


@pages.get("/<uuid_hex:interview_id>/items/<item>/amend")
@allows(Action.AMEND)
def amend(interview_id: str, item: str) -> ResponseReturnValue:
    """The question with its present answer."""
    opened = _opened(interview_id, item)
    return _page(opened, item, _form(opened, item), "")


@pages.post("/<uuid_hex:interview_id>/items/<item>/amend")
@allows(Action.AMEND)
def change(interview_id: str, item: str) -> ResponseReturnValue:
    """Keep the new answer and its reason."""
    opened = _opened(interview_id, item)
    form = _form(opened, item, request.form)
    field = next(form.items())
    if not field.is_posted:
        raise not_sent()
    given = {"missing": request.form["supervisor"]} if request.form.get("supervisor") else field.raw
    reason, seen = request.form.get("reason", ""), field.ground.ops
    if given == field.kept and not answer_of(opened.interview.document, item).rivals:
        form.blame({item: _("This is the answer that stands. Give another one, or go back.")})
        return _page(opened, item, form, ""), 422
    try:
        amendments.amend(store(), actor(), interview_id, item, given, reason=reason, now=now(), seen=seen)
    except Overtaken:
        return _overtaken(interview_id, item), 409
    except Unsuitable as unsuitable:
        fault = objection(unsuitable) if unsuitable.field == "reason" else ""
        form.blame({item: str(unsuitable)} if not fault else {})
        return _page(opened, item, form, fault), 422
    return redirect(url_for("interviews.show", interview_id=interview_id, _anchor=f"line-{item}"), 303)


def _overtaken(interview_id: str, item: str) -> str:
    """The question once more, what was typed still in it, beside what somebody else has put there meanwhile."""
    opened = _opened(interview_id, item)
    form = _form(opened, item, request.form)
    next(form.items()).ground = Ground.of(opened.interview.document, item)
    return _page(opened, item, form, "", is_overtaken=True)


def _opened(interview_id: str, item: str) -> Opened:
    opened = interviews.open_interview(store(), actor(), interview_id, now=now())
    known = opened.instrument.by_id.get(item)
    if known is None or isinstance(known, UNASKED) or opened.interview.status is not Status.COMPLETE:
        abort(404)
    if is_locked(opened.oversight, actor()):
        raise Closed(LOCKED)
    return opened


def _overseen(opened: Opened) -> Overseen:
    """How the interview stands with its supervisor; queries are read here, and answered on the interview's page."""
    events = interviews.history(store(), actor(), opened.interview.id, now=now())
    return replace(overseen(opened, events), may_review=False, may_answer=False)


def _form(opened: Opened, item: str, posted: object = None) -> ItemsForm:
    return ItemsForm([opened.instrument.by_id[item]], opened.interview.document, posted)


def _page(opened: Opened, item: str, form: ItemsForm, fault: str, *, is_overtaken: bool = False) -> str:
    questions = questions_of(opened, language())
    by_supervisor = [(str(reason), said(LABELS[reason])) for reason in sorted(BY_SUPERVISOR)]
    return render_template(
        "interviews/amend.html",
        interview=opened.interview,
        questions=questions,
        field=next(form.items()),
        fault=fault,
        overtaken=standing(questions, opened.instrument.by_id[item]) if is_overtaken else None,
        reason=request.form.get("reason", ""),
        overseen=_overseen(opened),
        query_states=named(QUERIES),
        tags=TAGS,
        by_supervisor=by_supervisor if actor().role is Role.SUPERVISOR else [],
    )
