"""The manager's pages of informants: add, find, change, take out of the choice."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.forms.informants import InformantForm, informant_form
from interview_app.services import informants
from interview_app.services.errors import Unsuitable
from interview_app.services.informants import Shown, Terms
from interview_app.web import page
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.forms import blame, objection, pressed
from interview_app.web.language import named
from interview_app.web.listing import PAGE, asked, asked_filters, offset, part

pages = Blueprint("informants", __name__, url_prefix="/informants")


@pages.get("")
@allows(Action.MANAGE_PARTICIPANTS)
def index() -> ResponseReturnValue:
    """The informants at the manager's sites, searched and filtered."""
    active = {"active": True, "inactive": False}.get(asked("state"))
    filters = asked_filters(("text", "site", "role"))
    found, total = informants.search(store(), actor(), study(), active=active, limit=PAGE, offset=offset(), **filters)
    return render_template(
        "informants/index.html",
        informants=found,
        part=part(total),
        sites=_sites(),
        roles=named(informants.roles(study())),
        services=named(informants.services(study())),
    )


@pages.route("/new", methods=["GET", "POST"])
@allows(Action.MANAGE_PARTICIPANTS)
def new() -> ResponseReturnValue:
    """Add an informant; the code is made here."""
    form = _form(codes=[asked("participant")])
    if request.method == "POST" and form.validate():
        try:
            added = informants.add(store(), actor(), study(), form.site.data, _terms(form), now=now())
        except Unsuitable as unsuitable:
            blame(form, unsuitable)
        else:
            return redirect(url_for(".show", informant_id=added.id, done="added"), 303)
    return render_template("informants/new.html", form=form), 422 if form.errors else 200


@pages.get("/<uuid_hex:informant_id>")
@allows(Action.MANAGE_PARTICIPANTS)
def show(informant_id: str) -> ResponseReturnValue:
    """One informant and the participants they know."""
    shown = informants.show(store(), actor(), informant_id, now=now())
    return _page(shown, _form(shown))


@pages.post("/<uuid_hex:informant_id>")
@allows(Action.MANAGE_PARTICIPANTS)
def change(informant_id: str) -> ResponseReturnValue:
    """Change role, service or the participants known."""
    shown = informants.show(store(), actor(), informant_id, now=now())
    form = _form(shown)
    if form.validate():
        try:
            shown_as_known = (form.shown.data or "").split()
            informants.change(store(), actor(), study(), informant_id, _terms(form), shown_as_known, now=now())
        except Unsuitable as unsuitable:
            blame(form, unsuitable)
        else:
            return redirect(url_for(".show", informant_id=informant_id, done="changed"), 303)
    return _page(shown, form), 422


@pages.post("/<uuid_hex:informant_id>/state")
@allows(Action.MANAGE_PARTICIPANTS)
def set_state(informant_id: str) -> ResponseReturnValue:
    """Take the informant out of the choice, or back into it."""
    shown = informants.show(store(), actor(), informant_id, now=now())
    active = pressed("state", active=True, inactive=False)
    try:
        informants.set_active(store(), actor(), informant_id, active, now=now())
    except Unsuitable as unsuitable:
        return _page(shown, _form(shown), fault=objection(unsuitable)), 422
    return redirect(url_for(".show", informant_id=informant_id, done="changed"), 303)


def _page(shown: Shown, form: InformantForm, *, fault: str = "") -> str:
    return render_template(
        "informants/show.html",
        shown=shown,
        informant=shown.informant,
        form=form,
        fault=fault,
        cap=study().calling.burden,
    )


def _form(shown: Shown | None = None, codes: list[str] | None = None) -> InformantForm:
    return informant_form(
        request.form,
        _sites(),
        list(named(informants.roles(study())).items()),
        list(named(informants.services(study())).items()),
        stored=shown.informant if shown else None,
        codes=codes or ([each.code for each in shown.participants] if shown else []),
    )


def _terms(form: InformantForm) -> Terms:
    return Terms(role=form.role.data, service=form.service.data, participants=tuple(form.codes()))


def _sites() -> list[tuple[str, str]]:
    return page.sites(study(), actor().sites)
