"""How an informant is reached at work: seen and changed by those who call and by the manager."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.forms.calls import ContactForm, contact_form
from interview_app.services import contacts
from interview_app.services.contacts import Contact
from interview_app.services.errors import Unsuitable
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.forms import blame

pages = Blueprint("contacts", __name__, url_prefix="/informants")


@pages.get("/<uuid_hex:informant_id>/contact")
@allows(Action.READ_CONTACTS)
def show(informant_id: str) -> ResponseReturnValue:
    """How an informant is reached; the ledger keeps that it was looked at."""
    kept = contacts.view(store(), actor(), study(), informant_id, now=now())
    return _page(informant_id, contact_form(None, asdict(kept) if kept else None))


@pages.post("/<uuid_hex:informant_id>/contact")
@allows(Action.READ_CONTACTS)
def change(informant_id: str) -> ResponseReturnValue:
    """Keep how an informant is reached."""
    contacts.informant_of(store(), actor(), study(), informant_id)
    form = contact_form(request.form)
    if form.validate():
        try:
            contacts.change(store(), actor(), study(), informant_id, _contact(form), now=now())
        except Unsuitable as unsuitable:
            blame(form, unsuitable)
        else:
            return redirect(url_for(".show", informant_id=informant_id, done="changed"), 303)
    return _page(informant_id, form), 422


def _contact(form: ContactForm) -> Contact:
    texts = {name: form[name].data or "" for name in ("name", "email", "link", "best_time", "zone")}
    return Contact(phones=form.numbers(), **texts)


def _page(informant_id: str, form: ContactForm) -> str:
    informant = contacts.informant_of(store(), actor(), study(), informant_id)
    return render_template(
        "informants/contact.html",
        informant=informant,
        form=form,
        zone=study().zone(informant.site),
        manages=actor().may(Action.MANAGE_PARTICIPANTS),
    )
