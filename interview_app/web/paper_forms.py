"""The blank paper form of the study's instrument, and the links to it."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, Flask, Response, request, url_for
from flask.typing import ResponseReturnValue

from interview_app import instruments
from interview_app.domain.access import Action
from interview_app.services import paper_forms
from interview_app.web import copies
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.heavy import heavy
from interview_app.web.language import gettext as _
from interview_app.web.language import language
from interview_app.web.naming import FORMS, LANGUAGE_NAMES

pages = Blueprint("paper_forms", __name__, url_prefix="/paper-forms")


class Link(NamedTuple):
    """One form in one language."""

    label: str
    language: str
    address: str


@pages.get("/<form>.pdf")
@allows(Action.SEE_SCHEDULE)
@heavy
def blank(form: str) -> ResponseReturnValue:
    """The form as PDF, in the language asked for, else in that of the person."""
    copy = copies.asked()._replace(language=request.args.get("language") or language())
    printed = paper_forms.form_pdf(store(), actor(), study(), form, copy, now=now())
    name = f"{study().instrument}-v{study().instrument_version}-{form}-{copy.language}.pdf"
    return Response(printed, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


def links() -> list[Link]:
    """Every form of the study's instrument in each of its languages."""
    instrument = instruments.load(study().instrument, study().instrument_version)
    there = [name for name in FORMS if instrument.items_of(name)]
    return [
        Link(
            f"{_(FORMS[name])}, {LANGUAGE_NAMES.get(code, code)}",
            code,
            url_for("paper_forms.blank", form=name, language=code),
        )
        for name in there
        for code in instrument.languages
    ]


def register(app: Flask) -> None:
    """Let templates say `paper_forms()`."""
    app.jinja_env.globals.update(paper_forms=links)
