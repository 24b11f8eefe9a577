"""This week: the digest on a page, for supervisors, and the same on paper."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.domain.digest import MARKED
from interview_app.domain.weeks import Week
from interview_app.reports.digest.page import dues, rows, verdict, words_of
from interview_app.services import digests
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.heavy import heavy
from interview_app.web.language import language

pages = Blueprint("weeks", __name__, url_prefix="/this-week")


@pages.get("")
@allows(Action.REVIEW)
def index() -> ResponseReturnValue:
    """The week that it is, or another."""
    week, present = _week(), _present()
    found = digests.digest(store(), actor(), study(), week, now=now())
    words = words_of(language())
    return render_template(
        "weeks/index.html",
        digest=found,
        words=words,
        points=MARKED,
        verdict=verdict(words, found),
        rows=rows(words, study(), found),
        dues=dues(words, study(), found),
        is_present=week == present,
        before=week.before if week.monday.year > 1 else None,
        after=week.after if week < present else None,
    )


@pages.get("/report.pdf")
@allows(Action.REVIEW)
@heavy
def paper() -> ResponseReturnValue:
    """The same on one page of paper."""
    week = _week()
    printed = digests.digest_pdf(store(), actor(), study(), week, language=language(), now=now())
    shown = {"Content-Disposition": f'inline; filename="digest-{week}.pdf"'}
    return Response(printed, mimetype="application/pdf", headers=shown)


def _present() -> Week:
    return digests.this_week(study(), actor().sites, now())


def _week() -> Week:
    """The week of the address; the present one where it names none that there was."""
    try:
        asked = Week.read(request.args.get("week", ""))
    except ValueError:
        return _present()
    return min(asked, _present())
