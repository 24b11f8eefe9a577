"""The manager's pages of participants: enrol, find, change."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.domain.participation import Participation
from interview_app.forms.participants import enrol_form, participant_form
from interview_app.services import courses, informants, participants
from interview_app.services.errors import Unsuitable
from interview_app.services.participants import Shown
from interview_app.web import page
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.forms import blame
from interview_app.web.language import named
from interview_app.web.listing import PAGE, asked, offset, part

pages = Blueprint("participants", __name__, url_prefix="/participants")


@pages.get("")
@allows(Action.MANAGE_PARTICIPANTS)
def index() -> ResponseReturnValue:
    """The participants at the manager's sites, searched and filtered."""
    filters = {name: asked(name) for name in ("text", "site", "arm", "status")}
    found, total = participants.search(store(), actor(), study(), limit=PAGE, offset=offset(), **filters)
    choices = {"sites": _sites(), "arms": page.arms(study())}
    return render_template("participants/index.html", participants=found, part=part(total), **choices)


@pages.route("/new", methods=["GET", "POST"])
@allows(Action.MANAGE_PARTICIPANTS)
def new() -> ResponseReturnValue:
    """Enrol a participant; the code is made here."""
    form = enrol_form(request.form, _sites(), page.arms(study()))
    if request.method == "POST" and form.validate():
        enrolled = participants.enrol(store(), actor(), study(), site=form.site.data, arm=form.arm.data, now=now())
        return redirect(url_for(".show", participant_id=enrolled.id, done="enrolled"), 303)
    return render_template("participants/new.html", form=form), 422 if form.errors else 200


@pages.get("/<uuid_hex:participant_id>")
@allows(Action.MANAGE_PARTICIPANTS)
def show(participant_id: str) -> ResponseReturnValue:
    """One participant with the informants who know them."""
    return _page(participants.look(store(), actor(), participant_id, now=now()))


@pages.post("/<uuid_hex:participant_id>")
@allows(Action.MANAGE_PARTICIPANTS)
def change(participant_id: str) -> ResponseReturnValue:
    """Change arm or status."""
    shown = participants.show(store(), actor(), participant_id)
    form = participant_form(request.form, page.arms(study()), shown.participant)
    if not form.validate():
        return _page(shown, form=form), 422
    terms = replace(courses.terms_of(shown.participant), arm=form.arm.data, status=Participation(form.status.data))
    try:
        courses.change(store(), actor(), study(), participant_id, terms, now=now())
    except Unsuitable as unsuitable:
        blame(form, unsuitable)
        return _page(shown, form=form), 422
    return redirect(url_for(".show", participant_id=participant_id, done="changed"), 303)


@pages.post("/<uuid_hex:participant_id>/informants")
@allows(Action.MANAGE_PARTICIPANTS)
def acquaint(participant_id: str) -> ResponseReturnValue:
    """Note that an informant knows the participant."""
    shown = participants.show(store(), actor(), participant_id)
    code = request.form.get("informant", "").strip().upper()
    try:
        informants.acquaint(store(), actor(), study(), code, shown.participant.code, now=now())
    except Unsuitable as unsuitable:
        return _page(shown, fault=str(unsuitable), code=code), 422
    return redirect(url_for(".show", participant_id=participant_id, done="changed"), 303)


def _page(shown: Shown, *, form: object = None, fault: str = "", code: str = "") -> str:
    form = form or participant_form(None, page.arms(study()), shown.participant)
    others, _ = informants.search(store(), actor(), study(), site=shown.participant.site, active=True, limit=200)
    known = {informant.id for informant in shown.informants}
    return render_template(
        "participants/show.html",
        participant=shown.participant,
        informants=shown.informants,
        others=[each for each in others if each.id not in known],
        form=form,
        fault=fault,
        code=code,
        held=shown.held,
        roles=named(informants.roles(study())),
    )


def _sites() -> list[tuple[str, str]]:
    return page.sites(study(), actor().sites)
