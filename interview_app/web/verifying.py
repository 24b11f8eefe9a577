"""Whether a printed file came from here, and whether what it shows still stands. The file is looked at and not kept."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from interview_app.domain.access import Action
from interview_app.forms.verifying import PrintedFileForm
from interview_app.services import verifying
from interview_app.services.errors import Unsuitable
from interview_app.services.verifying import Checked, Verdict
from interview_app.web.access import allows
from interview_app.web.context import actor, store
from interview_app.web.heavy import heavy
from interview_app.web.language import gettext as _
from interview_app.web.language import marked

pages = Blueprint("verifying", __name__, url_prefix="/printed-files")

VERDICTS = {
    Verdict.UNCHANGED: marked("It was printed here, and what it shows has not changed since."),
    Verdict.CHANGED: marked("It was printed here, but what it shows has changed since. Print it anew."),
    Verdict.GONE: marked("It was printed here, but what it shows was withdrawn from use since. Destroy it."),
    Verdict.UNCOMPARED: marked(
        "It was printed here. Bundles and digests are of their day: nothing in them is compared."
    ),
    Verdict.UNKNOWN: marked("It is not known among what you may see: it was printed elsewhere, or altered since."),
}
REPORTS = {
    "interview": marked("Interview"),
    "participant": marked("Participant over time"),
    "site": marked("Site report"),
    "study": marked("Study report"),
    "form": marked("Paper form"),
    "codebook": marked("Codebook"),
    "interviews": marked("Interviews together"),
    "participants": marked("Participants together"),
    "digest": marked("Weekly digest"),
}


@pages.get("")
@allows(Action.VERIFY_PRINTS)
def index() -> ResponseReturnValue:
    """Choose a file."""
    return _page(PrintedFileForm())


@pages.post("")
@allows(Action.VERIFY_PRINTS)
@heavy
def check() -> ResponseReturnValue:
    """Say what is known of it."""
    form = PrintedFileForm(CombinedMultiDict([request.files, request.form]))
    if not form.validate():
        return _page(form), 422
    try:
        return _page(form, verifying.check(store(), actor(), form.file.data.read()))
    except Unsuitable as unsuitable:
        form.file.errors = [unsuitable.message]
        return _page(form), 422


def _page(form: PrintedFileForm, found: Checked | None = None) -> str:
    told = _(VERDICTS[found.verdict]) if found else ""
    return render_template("verifying/index.html", form=form, found=found, told=told, reports=REPORTS)
