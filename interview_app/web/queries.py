"""Questions about single answers of a completed interview, asked and answered in place; works without scripts."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.domain.document import answer_of
from interview_app.services import interviews, queries
from interview_app.services.errors import Unsuitable
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store
from interview_app.web.forms import not_sent, objection, pressed
from interview_app.web.interviews import result_page
from interview_app.web.language import language
from interview_app.web.overseen import Typed
from interview_app.web.questions import questions_of
from interview_app.web.summaries import answer_words

pages = Blueprint("queries", __name__, url_prefix="/interviews/<uuid_hex:interview_id>")


@pages.get("/items/<item>/query")
@allows(Action.REVIEW)
def asking(interview_id: str, item: str) -> ResponseReturnValue:
    """The answer, and what is to be asked about it."""
    return _page(interview_id, item, "")


@pages.post("/items/<item>/query")
@allows(Action.REVIEW)
def ask(interview_id: str, item: str) -> ResponseReturnValue:
    """Ask about an answer."""
    try:
        queries.ask(store(), actor(), interview_id, item, request.form.get("reason", ""), now=now())
    except Unsuitable as unsuitable:
        return _page(interview_id, item, objection(unsuitable)), 422
    return _shown(interview_id, item)


@pages.post("/queries/answer")
@allows(Action.CONDUCT)
def answer(interview_id: str) -> ResponseReturnValue:
    """Say something to a question."""
    query, text = request.form.get("query", ""), request.form.get("reason", "")
    try:
        item = queries.answer(store(), actor(), interview_id, query, text, now=now())
    except Unsuitable as unsuitable:
        return _again(interview_id, Typed(query, text, objection(unsuitable))), 422
    return _shown(interview_id, item)


@pages.post("/queries/close")
@allows(Action.REVIEW)
def close(interview_id: str) -> ResponseReturnValue:
    """End a question, or ask on in it."""
    query, text = request.form.get("query", ""), request.form.get("reason")
    if text is None:
        raise not_sent()
    speak = queries.ask_on if pressed("say", ask=True, close=False) else queries.close
    try:
        item = speak(store(), actor(), interview_id, query, text, now=now())
    except Unsuitable as unsuitable:
        return _again(interview_id, Typed(query, text, objection(unsuitable))), 422
    return _shown(interview_id, item)


def _again(interview_id: str, typed: Typed) -> str:
    """The interview's page with what was typed still in it."""
    return result_page(interviews.open_interview(store(), actor(), interview_id, now=now()), typed)


def _page(interview_id: str, item: str, fault: str) -> str:
    opened = interviews.open_interview(store(), actor(), interview_id, now=now())
    known = opened.instrument.by_id.get(item)
    if known is None or not known.stores:
        abort(404)
    questions = questions_of(opened, language())
    return render_template(
        "reviews/ask.html",
        interview=opened.interview,
        questions=questions,
        item=known,
        answer=answer_words(questions, known, answer_of(opened.interview.document, item)),
        fault=fault,
        reason=request.form.get("reason", ""),
    )


def _shown(interview_id: str, item: str) -> ResponseReturnValue:
    return redirect(url_for("interviews.show", interview_id=interview_id, _anchor=f"line-{item}"), 303)
