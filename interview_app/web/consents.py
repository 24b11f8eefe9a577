"""The manager's pages of consents: recording one as it was given, and from which day one no longer holds."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.forms.consents import ConsentForm, ConsentWithdrawalForm, consent_form
from interview_app.services import consents, dossiers, informants
from interview_app.services.errors import NotFound, Unsuitable
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.forms import blame
from interview_app.web.language import named, said

pages = Blueprint("consents", __name__, url_prefix="/participants/<uuid_hex:participant_id>/consents")


@pages.route("/new", methods=["GET", "POST"])
@allows(Action.MANAGE_PARTICIPANTS)
def new(participant_id: str) -> ResponseReturnValue:
    """Record a consent."""
    dossier = dossiers.show(store(), actor(), study(), participant_id, now=now())
    form = _form()
    if request.method == "POST" and form.validate():
        try:
            consents.record(store(), actor(), study(), participant_id, _grant(form), now=now())
            return redirect(url_for("participants.show", participant_id=participant_id, done="changed"), 303)
        except Unsuitable as unsuitable:
            blame(form, unsuitable)
    return render_template(
        "participants/consent.html", participant=dossier.participant, form=form
    ), 422 if form.errors else 200


@pages.route("/<uuid_hex:consent_id>/withdrawal", methods=["GET", "POST"])
@allows(Action.MANAGE_PARTICIPANTS)
def withdraw(participant_id: str, consent_id: str) -> ResponseReturnValue:
    """Note from which day a consent no longer holds."""
    dossier = dossiers.show(store(), actor(), study(), participant_id, now=now())
    consent = next((each for each in dossier.consents if each.id == consent_id), None)
    if consent is None:
        raise NotFound("There is no such consent of this participant.")
    form = ConsentWithdrawalForm(request.form, data={"withdrawn_on": dossier.today.isoformat()})
    if request.method == "POST" and form.validate():
        try:
            day = form.withdrawn_on.day or dossier.today
            consents.withdraw(store(), actor(), study(), participant_id, consent_id, day, now=now())
            return redirect(url_for("participants.show", participant_id=participant_id, done="changed"), 303)
        except Unsuitable as unsuitable:
            blame(form, unsuitable)
    return render_template(
        "participants/consent_withdrawal.html", participant=dossier.participant, consent=consent, form=form
    ), 422 if form.errors else 200


def _form() -> ConsentForm:
    rules = study().consent
    versions = [(version.id, version.id) for version in reversed(rules.versions)]
    scopes = [(scope, said(label)) for scope, label in rules.scopes.items()]
    return consent_form(request.form, versions, scopes, list(named(informants.roles(study())).items()))


def _grant(form: ConsentForm) -> consents.Grant:
    since = form.since.day
    if since is None:
        raise Unsuitable("since", "Enter the day.")
    return consents.Grant(
        version=form.version.data,
        since=since,
        until=form.until.day,
        scopes=tuple(form.scopes.data or ()),
        without_roles=tuple(form.without_roles.data or ()),
        evidence=form.evidence.data or "",
    )
