"""What a manager does about a participant's course: correct, move to another site, assign, record a withdrawal."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from interview_app.domain.access import Action
from interview_app.domain.participation import Participation
from interview_app.forms.participants import ParticipantForm, WithdrawalForm, withdrawal_form
from interview_app.services import courses, dossiers
from interview_app.services.dossiers import Dossier
from interview_app.services.errors import Overtaken, Unsuitable
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.course_pages import assign_form, compare, course_form, dossier_page, move_form
from interview_app.web.forms import blame
from interview_app.web.naming import withdrawal_effects, withdrawal_names

pages = Blueprint("courses", __name__, url_prefix="/participants")


@pages.post("/<uuid_hex:participant_id>")
@allows(Action.MANAGE_PARTICIPANTS)
def change(participant_id: str) -> ResponseReturnValue:
    """Change arm, status, extension or the study's dates; a recorded day changes only with a reason."""
    dossier = _dossier(participant_id)
    form = course_form(request.form, dossier)
    if form.validate():
        kept = {"reason": form.reason.data or "", "seen": form.seen.data or ""}
        try:
            courses.change(store(), actor(), study(), participant_id, _terms(form), **kept, now=now())
            return _done(participant_id)
        except Overtaken:
            dossier = _dossier(participant_id)
            return (dossier_page(dossier, course=form), 409) if compare(form, dossier) else _done(participant_id)
        except Unsuitable as unsuitable:
            blame(form, unsuitable)
    return dossier_page(dossier, course=form), 422


@pages.post("/<uuid_hex:participant_id>/site")
@allows(Action.MANAGE_PARTICIPANTS)
def move(participant_id: str) -> ResponseReturnValue:
    """Transfer the participant to another site."""
    dossier = _dossier(participant_id)
    form = move_form(request.form, dossier)
    if form.validate():
        try:
            courses.move(store(), actor(), study(), participant_id, form.site.data, now=now())
            return _done(participant_id)
        except Unsuitable as unsuitable:
            blame(form, unsuitable)
    return dossier_page(dossier, move=form), 422


@pages.post("/<uuid_hex:participant_id>/interviewer")
@allows(Action.MANAGE_PARTICIPANTS)
def assign(participant_id: str) -> ResponseReturnValue:
    """Make one interviewer, or anybody at the site, the one who interviews about the participant."""
    dossier = _dossier(participant_id)
    form = assign_form(request.form, dossier)
    if form.validate():
        try:
            courses.assign(store(), actor(), study(), [participant_id], form.interviewer.data or "", now=now())
            return _done(participant_id)
        except Unsuitable as unsuitable:
            blame(form, unsuitable)
    return dossier_page(dossier, assign=form), 422


@pages.route("/<uuid_hex:participant_id>/withdrawal", methods=["GET", "POST"])
@allows(Action.MANAGE_PARTICIPANTS)
def withdraw(participant_id: str) -> ResponseReturnValue:
    """Record how much the participant withdraws, and since when."""
    dossier = _dossier(participant_id)
    form = _withdrawal_form(dossier)
    if request.method == "POST" and form.validate():
        try:
            day = form.left_on.day or dossier.today
            courses.withdraw(store(), actor(), study(), participant_id, form.chosen(), day, now=now())
            return _done(participant_id)
        except Unsuitable as unsuitable:
            blame(form, unsuitable)
    return _withdrawal_page(dossier, form), 422 if form.errors else 200


def _withdrawal_form(dossier: Dossier) -> WithdrawalForm:
    left_on = dossier.participant.left_on or dossier.today
    names = withdrawal_names()
    higher = {level: name for level, name in names.items() if level > dossier.participant.withdrawal}
    return withdrawal_form(request.form, higher, {"left_on": left_on.isoformat()})


def _withdrawal_page(dossier: Dossier, form: WithdrawalForm) -> str:
    effects = {str(level): told for level, told in withdrawal_effects().items()}
    present = withdrawal_names().get(dossier.participant.withdrawal, "")
    return render_template(
        "participants/withdrawal.html", participant=dossier.participant, form=form, effects=effects, present=present
    )


def _terms(form: ParticipantForm) -> courses.Terms:
    status = Participation(form.status.data)
    return courses.Terms(
        arm=form.arm.data,
        status=status,
        left_on=form.left_on.day,
        extension=form.extension.data,
        dates=form.dates(),
    )


def _dossier(participant_id: str) -> Dossier:
    return dossiers.show(store(), actor(), study(), participant_id, now=now())


def _done(participant_id: str) -> Response:
    return redirect(url_for("participants.show", participant_id=participant_id, done="changed"), 303)
