"""A participant over time: the page, and the same as a PDF."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.reports.participant.page import contents, lead
from interview_app.services import participant_reports
from interview_app.web import copies
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.heavy import heavy
from interview_app.web.language import language

pages = Blueprint("trajectories", __name__, url_prefix="/participants")


@pages.get("/<uuid_hex:participant_id>/over-time")
@allows(Action.READ_INTERVIEWS)
def show(participant_id: str) -> ResponseReturnValue:
    """What changed, who said it, and how far to trust it."""
    record = participant_reports.over_time(store(), actor(), study(), participant_id, now=now())
    told = contents(record, language=language(), with_text=participant_reports.reads_text(actor()))
    lines = lead(record, language=language())
    return render_template("participants/over_time.html", id=participant_id, record=record, told=told, lead=lines)


@pages.get("/<uuid_hex:participant_id>/report.pdf")
@allows(Action.PRINT)
@heavy
def report(participant_id: str) -> ResponseReturnValue:
    """The same on paper, in the language of the person who prints it."""
    copy = copies.asked()
    printed = participant_reports.participant_pdf(store(), actor(), study(), participant_id, copy=copy, now=now())
    shown = {"Content-Disposition": f'inline; filename="participant-{participant_id}.pdf"'}
    return Response(printed, mimetype="application/pdf", headers=shown)
