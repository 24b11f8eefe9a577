"""Printed pages, shown in the browser as PDF."""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.services import reports
from interview_app.web import copies
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store
from interview_app.web.heavy import heavy

pages = Blueprint("reports", __name__, url_prefix="/interviews")


@pages.get("/<uuid_hex:interview_id>/report.pdf")
@allows(Action.PRINT)
@heavy
def interview(interview_id: str) -> ResponseReturnValue:
    """The interview on one page, in the language of the person who prints it."""
    printed = reports.interview_pdf(store(), actor(), interview_id, copy=copies.asked(), now=now())
    shown = {"Content-Disposition": f'inline; filename="interview-{interview_id}.pdf"'}
    return Response(printed, mimetype="application/pdf", headers=shown)
