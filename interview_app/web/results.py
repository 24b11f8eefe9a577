"""What a study's interviews say together: the drawings and tables of its report on a page, and the report as PDF.

What makes them is loaded when first asked for: the server starts without.
"""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.web import copies, page
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.heavy import heavy
from interview_app.web.language import language
from interview_app.web.listing import asked

pages = Blueprint("results", __name__, url_prefix="/progress")

ON_PROGRESS = frozenset({"dispositions", "missing", "work"})
"""The sections whose tables stand on the progress page, where each number opens a list."""


@pages.get("/results")
@allows(Action.READ_RESULTS)
@heavy
def index() -> ResponseReturnValue:
    """The sections of the report that the progress page does not have."""
    from interview_app.reports.study.sheet import Drawing
    from interview_app.services import study_reports

    sheet = study_reports.results_sheet(store(), actor(), study(), language(), site=asked("site"), now=now())
    return render_template(
        "progress/results.html",
        sheet=sheet,
        sections=[section for section in sheet.sections if section.key not in ON_PROGRESS],
        is_drawing=lambda part: isinstance(part, Drawing),
        sites=page.sites(study(), actor().sites),
    )


@pages.get("/report.pdf")
@allows(Action.READ_RESULTS)
@heavy
def report() -> ResponseReturnValue:
    """The report, to be handed on or with all numbers."""
    from interview_app.services import study_reports

    site, whole = asked("site"), request.args.get("numbers") == "all"
    printed = study_reports.study_pdf(store(), actor(), study(), copies.asked(), site=site, whole=whole, now=now())
    shown = {"Content-Disposition": f'inline; filename="report-{site or study().id}.pdf"'}
    return Response(printed, mimetype="application/pdf", headers=shown)
