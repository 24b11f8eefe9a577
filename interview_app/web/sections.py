"""One section of an interview as an ordinary form, for browsers in which no script runs."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.domain.interview import Status
from interview_app.domain.validity import Gap
from interview_app.forms.sections import ItemsForm
from interview_app.services import answers, interviews
from interview_app.services.interviews import Opened
from interview_app.storage.ledger import new_op_id
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store
from interview_app.web.language import said
from interview_app.web.previous import take_over
from interview_app.web.questions import Questions, questions_of
from interview_app.web.versions import contested

pages = Blueprint("sections", __name__, url_prefix="/interviews")

STAY = frozenset({"clear", "keep", "confirm", "same"})
"""Buttons after which the same section is shown again."""


@pages.get("/<uuid_hex:interview_id>/sections/<section>")
@allows(Action.CONDUCT)
def section(interview_id: str, section: str) -> ResponseReturnValue:
    """The questions of the section that are asked now."""
    opened, questions = _open(interview_id, section)
    if opened.interview.status is not Status.DRAFT:
        return redirect(url_for("interviews.show", interview_id=interview_id), 303)
    return _page(opened, questions, section, _form(questions, section))


@pages.post("/<uuid_hex:interview_id>/sections/<section>")
@allows(Action.CONDUCT)
def save(interview_id: str, section: str) -> ResponseReturnValue:
    """Keep what was entered; go on when nothing is wrong with it."""
    opened, questions = _open(interview_id, section)
    form = _form(questions, section, request.form)
    take_over(questions, form, request.form.get("same", ""))
    operations = form.operations(new_op_id, actor().code)
    if operations:
        recorded = answers.record(store(), actor(), interview_id, operations, now=now())
        form.blame({refusal.item: refusal.message for refusal in recorded.refused})
    if not form.is_sound():
        opened, questions = _open(interview_id, section)
        form.stand_on(opened.interview.document)
        return _page(opened, questions, section, form), 422
    return redirect(_following(interview_id, section, form, changed=bool(operations)), 303)


def _open(interview_id: str, section: str) -> tuple[Opened, Questions]:
    opened = interviews.open_interview(store(), actor(), interview_id, now=now())
    questions = questions_of(opened)
    if section not in {each.id for each in questions.sections()}:
        abort(404)
    return opened, questions


def _form(questions: Questions, section: str, posted: object = None) -> ItemsForm:
    interview = questions.opened.interview
    items = questions.shown(questions.opened.instrument.items_of(interview.form, section))
    return ItemsForm([item for item in items if item.id in questions.way.on], interview.document, posted)


def _following(interview_id: str, section: str, form: ItemsForm, *, changed: bool) -> str:
    """The next section with questions on the route; this one again while something just entered calls for it."""
    opened, questions = _open(interview_id, section)
    again = _form(questions, section)
    grown = {field.item.id for field in again.items()} - {field.item.id for field in form.items()}
    waits = any(_waits(gap, questions) for gap in opened.gaps if opened.instrument.by_id[gap.item].section == section)
    if grown or (changed and waits) or STAY & request.form.keys():
        return url_for("sections.section", interview_id=interview_id, section=section)
    ids = [each.id for each in questions.sections()]
    ahead = [each for each in ids[ids.index(section) + 1 :] if any(_form(questions, each).items())]
    if not ahead:
        return url_for("interviews.check", interview_id=interview_id)
    return url_for("sections.section", interview_id=interview_id, section=ahead[0])


def _waits(gap: Gap, questions: Questions) -> bool:
    """True for what has to be seen before going on: a check that failed, two answers, a way that is not decided."""
    return gap.kind in {"hard", "soft", "conflict"} or questions.opened.instrument.by_id[gap.item].gate


def _page(opened: Opened, questions: Questions, section: str, form: ItemsForm) -> str:
    return render_template(
        "interviews/section.html",
        interview=opened.interview,
        questions=questions,
        section=opened.instrument.sections_by_id[section],
        form=form,
        steps=questions.steps(),
        visit=said(opened.study.visit(opened.interview.visit).label),
        hard=questions.checks("hard"),
        soft=questions.checks("soft"),
        versions=contested(questions),
    )
