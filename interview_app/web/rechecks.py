"""Interviews that are asked about once more: those drawn, the short form, what came of it. Works without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.domain.document import Answer, empty
from interview_app.domain.fieldwork import RecheckState
from interview_app.domain.missing import Missing
from interview_app.forms.sections import ItemsForm
from interview_app.services import interviews, rechecks
from interview_app.services.errors import Closed, Unsuitable
from interview_app.services.interviews import Opened
from interview_app.services.rechecks import Objections, Outcome
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.forms import objection
from interview_app.web.language import language
from interview_app.web.listing import PAGE, asked, offset, part
from interview_app.web.naming import visit_choices
from interview_app.web.questions import Questions, questions_of
from interview_app.web.reviewing import DECISIONS, RECHECKS, TAGS, named
from interview_app.web.summaries import answer_words

pages = Blueprint("rechecks", __name__)

FILTERS = ("state", "interviewer")


@dataclass(frozen=True, slots=True)
class Compared:
    """One question: what stood in the interview, what was answered this time."""

    called: str
    label: str
    before: str
    again: str
    same: bool


@pages.get("/verification-interviews")
@allows(Action.REVIEW)
def index() -> ResponseReturnValue:
    """The interviews that were drawn, those still to be asked about first."""
    filters = {name: asked(name) for name in FILTERS if asked(name)}
    found = rechecks.found(store(), actor(), study().id, filters, limit=PAGE, offset=offset())
    return render_template(
        "rechecks/index.html",
        found=found,
        part=part(found.total),
        visits=dict(visit_choices(study())),
        states=named(RECHECKS),
        tags=TAGS,
    )


@pages.get("/interviews/<uuid_hex:interview_id>/verification")
@allows(Action.REVIEW)
def show(interview_id: str) -> ResponseReturnValue:
    """The short form; once it is entered, how the answers compare."""
    opened = _opened(interview_id)
    return _page(opened, ItemsForm(rechecks.items(opened), empty()))


@pages.post("/interviews/<uuid_hex:interview_id>/verification")
@allows(Action.REVIEW)
def enter(interview_id: str) -> ResponseReturnValue:
    """Keep what was answered this time."""
    opened = _opened(interview_id)
    form = ItemsForm(rechecks.items(opened), empty(), request.form)
    if not form.is_sound():
        return _page(opened, form), 422
    try:
        answers = {field.item.id: field.data for field in form.items()}
        rechecks.enter(store(), actor(), interview_id, answers, now=now())
    except Objections as objections:
        form.blame(objections.faults)
        return _page(opened, form), 422
    return _shown(interview_id)


@pages.post("/interviews/<uuid_hex:interview_id>/verification/decision")
@allows(Action.REVIEW)
def decide(interview_id: str) -> ResponseReturnValue:
    """Accept the interview, return it or set it aside."""
    decision, reason = request.form.get("decision", ""), request.form.get("reason", "")
    try:
        rechecks.decide(store(), actor(), interview_id, decision, reason=reason, now=now())
    except Unsuitable as unsuitable:
        opened = _opened(interview_id)
        return _page(opened, ItemsForm((), empty()), {unsuitable.field: objection(unsuitable)}), 422
    return _shown(interview_id)


def _opened(interview_id: str) -> Opened:
    opened = interviews.open_interview(store(), actor(), interview_id, now=now())
    if opened.oversight.recheck is None:
        raise Closed("This interview was not drawn to be asked about once more.")
    return opened


def _page(opened: Opened, form: ItemsForm, faults: dict[str, str] | None = None) -> str:
    questions, recheck = questions_of(opened, language()), opened.oversight.recheck
    events = interviews.history(store(), actor(), opened.interview.id, now=now())
    outcome = rechecks.outcome(events)
    return render_template(
        "rechecks/show.html",
        opened=opened,
        interview=opened.interview,
        questions=questions,
        fields=list(form.items()),
        recheck=recheck,
        outcome=outcome,
        lines=_compared(questions, outcome) if outcome else [],
        may_decide=recheck is not None and recheck.state is RecheckState.ENTERED,
        decisions=named(DECISIONS),
        states=named(RECHECKS),
        tags=TAGS,
        chosen=request.form.get("decision", ""),
        reason=request.form.get("reason", ""),
        faults=faults or {},
    )


def _compared(questions: Questions, outcome: Outcome) -> list[Compared]:
    known = questions.opened.instrument.by_id
    return [
        Compared(
            questions.called(known[item]),
            questions.text(known[item].label),
            _words(questions, item, outcome.before[item]),
            _words(questions, item, outcome.answers[item]),
            same,
        )
        for item, same in outcome.same.items()
    ]


def _words(questions: Questions, item: str, given: Mapping[str, Any]) -> str:
    answer = Answer(missing=Missing(given["missing"])) if "missing" in given else Answer(given.get("value"))
    return answer_words(questions, questions.opened.instrument.by_id[item], answer)


def _shown(interview_id: str) -> ResponseReturnValue:
    return redirect(url_for("rechecks.show", interview_id=interview_id), 303)
