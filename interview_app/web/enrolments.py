"""Enrolling many participants from a file: its problems or what it would do, then all of them or nobody."""

from __future__ import annotations

import base64
import binascii

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from interview_app.domain.access import Action
from interview_app.forms.enrolments import ConfirmForm, FileForm
from interview_app.services import enrolments, rolls
from interview_app.services.enrolments import NotEnrolled
from interview_app.web import page
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.forms import not_sent
from interview_app.web.heavy import heavy
from interview_app.web.language import gettext as _

pages = Blueprint("enrolments", __name__, url_prefix="/participants")

SHOWN = 100
"""How many problems stand on the page; the rest is counted."""


@pages.get("/import")
@allows(Action.MANAGE_PARTICIPANTS)
def choose() -> ResponseReturnValue:
    """Choose a file."""
    return _page(FileForm())


@pages.post("/import")
@allows(Action.MANAGE_PARTICIPANTS)
@heavy
def bulk() -> ResponseReturnValue:
    """See what the file would do; or, once it was seen, enrol everybody in it."""
    return _enrol() if "digest" in request.form else _preview()


def _preview() -> ResponseReturnValue:
    form = FileForm(CombinedMultiDict([request.files, request.form]))
    if not form.validate():
        return _page(form), 422
    content = form.file.data.read()
    seen = enrolments.preview(store(), actor(), study(), content, now=now())
    if seen.problems:
        return _page(form, problems=seen.problems), 422
    return render_template(
        "participants/import_preview.html",
        seen=seen,
        content=base64.b64encode(content).decode(),
        arms=dict(page.arms(study())),
        dates=list(study().dates),
    )


def _enrol() -> ResponseReturnValue:
    form = ConfirmForm(request.form)
    try:
        content = base64.b64decode(form.content.data or "", validate=True)
    except binascii.Error:
        raise not_sent() from None
    try:
        coded = enrolments.enrol_all(store(), actor(), study(), content, form.digest.data or "", now=now())
    except NotEnrolled as refused:
        return _page(FileForm(), problems=refused.problems), 422
    if made := [(entry, code) for entry, code in coded if not entry.code]:
        return render_template(
            "participants/import_codes.html", made=made, all=len(coded), arms=dict(page.arms(study()))
        )
    return redirect(url_for("participants.index", done="enrolled"), 303)


def _page(form: FileForm, *, problems: list[rolls.Problem] | None = None) -> str:
    told = [(problem, _(problem.what, **problem.fills)) for problem in (problems or [])[:SHOWN]]
    return render_template(
        "participants/import.html",
        form=form,
        problems=told,
        more=len(problems or ()) - len(told),
        columns=rolls.columns(study()),
        most=rolls.MOST_ROWS,
    )
