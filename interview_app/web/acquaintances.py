"""How an informant knows a participant, and an informant's own withdrawal."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.domain.participation import InformantWithdrawal
from interview_app.forms.acquaintances import acquaintance_form
from interview_app.forms.informants import informant_withdrawal_form
from interview_app.services import informants, participants
from interview_app.services.errors import NotFound, Unsuitable
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store
from interview_app.web.forms import blame
from interview_app.web.language import gettext as _
from interview_app.web.language import marked

pages = Blueprint("acquaintances", __name__, url_prefix="/informants")

HOW: dict[str, tuple[str, str]] = {
    InformantWithdrawal.KEEP.value: (
        marked("Is not asked any more; the answers so far are kept and used"),
        marked("Nobody interviews this informant any more. Interviews held so far stay in lists, reports and exports."),
    ),
    InformantWithdrawal.REMOVE.value: (
        marked("Is not asked any more, and the answers so far are used no more"),
        marked("The same, and every interview with this informant leaves lists, reports and new exports at once."),
    ),
}


@pages.route("/<uuid_hex:informant_id>/participants/<uuid_hex:participant_id>", methods=["GET", "POST"])
@allows(Action.MANAGE_PARTICIPANTS)
def describe(informant_id: str, participant_id: str) -> ResponseReturnValue:
    """Since when, until when and how long the informant has known the participant."""
    shown = informants.show(store(), actor(), informant_id, now=now())
    participant = participants.show(store(), actor(), participant_id).participant
    known = shown.known.get(participant.code)
    if known is None:
        raise NotFound("This informant is not registered for the participant.")
    form = acquaintance_form(request.form, known)
    if request.method == "POST" and form.validate():
        try:
            informants.describe(store(), actor(), informant_id, participant.code, form.known(), now=now())
            return redirect(url_for("participants.show", participant_id=participant_id, done="changed"), 303)
        except Unsuitable as unsuitable:
            blame(form, unsuitable)
    return render_template(
        "informants/acquaintance.html", informant=shown.informant, participant=participant, form=form
    ), 422 if form.errors else 200


@pages.route("/<uuid_hex:informant_id>/withdrawal", methods=["GET", "POST"])
@allows(Action.MANAGE_PARTICIPANTS)
def withdraw(informant_id: str) -> ResponseReturnValue:
    """Record that an informant no longer takes part, and what becomes of their answers."""
    shown = informants.show(store(), actor(), informant_id, now=now())
    there = shown.informant.withdrawn
    open_to = {how: _(names[0]) for how, names in HOW.items() if not there or how == InformantWithdrawal.REMOVE}
    form = informant_withdrawal_form(request.form, open_to)
    if request.method == "POST" and form.validate():
        try:
            informants.withdraw(store(), actor(), informant_id, form.chosen(), now=now())
            return redirect(url_for("informants.show", informant_id=informant_id, done="changed"), 303)
        except Unsuitable as unsuitable:
            blame(form, unsuitable)
    effects = {how: _(names[1]) for how, names in HOW.items()}
    return render_template(
        "informants/withdrawal.html", informant=shown.informant, form=form, effects=effects
    ), 422 if form.errors else 200
