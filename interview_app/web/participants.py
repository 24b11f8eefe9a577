"""The manager's pages of participants: find, enrol, open."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.forms.participants import enrol_form
from interview_app.services import dossiers, informants, participants
from interview_app.services.errors import Unsuitable
from interview_app.web import page
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.course_pages import dossier_page
from interview_app.web.course_traces import traces
from interview_app.web.forms import blame, objection
from interview_app.web.listing import PAGE, asked_filters, offset, part
from interview_app.web.naming import date_choices

pages = Blueprint("participants", __name__, url_prefix="/participants")


@pages.get("")
@allows(Action.MANAGE_PARTICIPANTS)
def index() -> ResponseReturnValue:
    """The participants at the manager's sites, searched and filtered."""
    filters = asked_filters(("text", "site", "arm", "status"))
    found, total = participants.search(store(), actor(), study(), limit=PAGE, offset=offset(), **filters)
    choices = {"sites": page.sites(study(), actor().sites), "arms": page.arms(study())}
    return render_template("participants/index.html", participants=found, part=part(total), **choices)


@pages.route("/new", methods=["GET", "POST"])
@allows(Action.MANAGE_PARTICIPANTS)
def new() -> ResponseReturnValue:
    """Enrol a participant; the code is made here."""
    sites = page.sites(study(), actor().sites)
    form = enrol_form(request.form, sites, page.arms(study()), date_choices(study()))
    if request.method == "POST" and form.validate():
        terms = {"site": form.site.data, "arm": form.arm.data, "dates": form.dates()}
        try:
            enrolled = participants.enrol(store(), actor(), study(), now=now(), **terms)
        except Unsuitable as unsuitable:
            blame(form, unsuitable)
        else:
            return redirect(url_for(".show", participant_id=enrolled.id, done="enrolled"), 303)
    return render_template("participants/new.html", form=form), 422 if form.errors else 200


@pages.get("/<uuid_hex:participant_id>")
@allows(Action.MANAGE_PARTICIPANTS)
def show(participant_id: str) -> ResponseReturnValue:
    """One participant: course, visits, consents, and the informants who know them."""
    return dossier_page(dossiers.look(store(), actor(), study(), participant_id, now=now()))


@pages.get("/<uuid_hex:participant_id>/history")
@allows(Action.MANAGE_PARTICIPANTS)
def history(participant_id: str) -> ResponseReturnValue:
    """Who changed what in a participant's record, and when."""
    dossier = dossiers.look(store(), actor(), study(), participant_id, now=now())
    codes = {account.id: account.code for account in dossier.interviewers}
    told = traces(study(), dossiers.history(store(), actor(), participant_id), codes)
    return render_template("participants/history.html", participant=dossier.participant, history=told)


@pages.post("/<uuid_hex:participant_id>/informants")
@allows(Action.MANAGE_PARTICIPANTS)
def acquaint(participant_id: str) -> ResponseReturnValue:
    """Note that an informant knows the participant."""
    dossier = dossiers.show(store(), actor(), study(), participant_id, now=now())
    code = request.form.get("informant", "").strip().upper()
    try:
        informants.acquaint(store(), actor(), study(), code, dossier.participant.code, now=now())
    except Unsuitable as unsuitable:
        return dossier_page(dossier, fault=objection(unsuitable), code=code), 422
    return redirect(url_for(".show", participant_id=participant_id, done="changed"), 303)
