"""The page of reports: several are asked for at once, made one bundle after another, fetched when they are ready."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.domain.weeks import Week
from interview_app.forms.bundles import BundleForm, bundle_form
from interview_app.forms.choosing import Pairs
from interview_app.reports.copies import Copy
from interview_app.services.bundle_kinds import KINDS, Wish
from interview_app.services.bundle_manifest import FORMS, Form
from interview_app.services.bundle_queue import KEPT, Job, Queue, State
from interview_app.services.errors import Unsuitable
from interview_app.services.schedule import day_at
from interview_app.web import page
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.forms import blame
from interview_app.web.language import gettext as _
from interview_app.web.language import language, marked
from interview_app.web.naming import LANGUAGE_NAMES

pages = Blueprint("bundles", __name__, url_prefix="/reports")

TITLES = {"interviews": marked("Interviews"), "participants": marked("Participants")}
NAMES = {
    "interviews": marked("All interviews of a week or of some days"),
    "participants": marked("One report for each participant of the sites"),
}
FORM_NAMES = {"pdf": marked("One PDF with bookmarks"), "zip": marked("A zip with a manifest")}
STATES = {
    State.WAITING: marked("Waiting"),
    State.RUNNING: marked("Under way"),
    State.READY: marked("Ready"),
    State.FAILED: marked("Not made"),
}
TYPES = {"pdf": "application/pdf", "zip": "application/zip"}


@pages.get("")
@allows(Action.PRINT)
def index() -> ResponseReturnValue:
    """What can be had together, and what was asked for in the last hour."""
    return _page(_form(None))


@pages.post("")
@allows(Action.PRINT)
def ask() -> ResponseReturnValue:
    """Put a bundle into the queue."""
    form = _form(request.form)
    if not form.validate():
        return _page(form), 422
    try:
        job = _queue().ask(actor(), study(), _wish(form), cast(Form, form.form.data))
    except Unsuitable as unsuitable:
        blame(form, unsuitable)
        return _page(form), 422
    return redirect(url_for(".show", bundle_id=job.id), 303)


@pages.get("/bundles/<uuid_hex:bundle_id>")
@allows(Action.PRINT)
def show(bundle_id: str) -> ResponseReturnValue:
    """How far a bundle is, and the way to it."""
    job = _queue().get(actor(), bundle_id)
    return render_template(
        "bundles/show.html",
        job=job,
        ahead=_queue().ahead(job),
        until=job.ready_at and job.ready_at + KEPT,
        **_names(),
    )


@pages.post("/bundles/<uuid_hex:bundle_id>/discard")
@allows(Action.PRINT)
def discard(bundle_id: str) -> ResponseReturnValue:
    """Stop a bundle, or throw it away."""
    _queue().discard(actor(), bundle_id)
    return redirect(url_for(".index"), 303)


@pages.get("/bundles/<uuid_hex:bundle_id>/file")
@allows(Action.PRINT)
def download(bundle_id: str) -> ResponseReturnValue:
    """The bundle, for whoever may still have all that is in it."""
    job, pieces = _queue().content(store(), actor(), study(), bundle_id)
    response = Response(pieces, mimetype=TYPES[job.form])
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(job)}"'
    response.content_length = job.told["size"]
    return response


def _file_name(job: Job) -> str:
    """What it holds, and in its name how many reports are missing from it: all that a download can say."""
    without = job.told["left_out"] + len(job.told["unreadable"])
    days = f"-{job.wish.since}-{job.wish.until}" if KINDS[job.wish.kind].by_days else ""
    sites = "".join(f"-{site}" for site in job.wish.sites)
    return f"{job.wish.kind}{days}{sites}{f'-without-{without}' if without else ''}.{job.form}"


def _queue() -> Queue:
    return cast(Queue, current_app.extensions["bundles"])


def _form(posted: object) -> BundleForm:
    offered: dict[str, Pairs] = {
        "kind": [(name, _(NAMES[name])) for name in KINDS],
        "sites": page.sites(study(), actor().sites),
        "language": LANGUAGE_NAMES.items(),
        "form": [(form, _(FORM_NAMES[form])) for form in FORMS],
    }
    site = next(iter(actor().sites), "")
    before = str(Week.of(day_at(study(), site, now())).before)
    usual = {"kind": "interviews", "week": before, "language": language(), "form": "pdf"}
    return bundle_form(posted, offered, usual, frozenset(name for name, kind in KINDS.items() if kind.by_days))


def _wish(form: BundleForm) -> Wish:
    wish = Wish(
        kind=form.kind.data,
        sites=tuple(form.sites.data or ()),
        copy=Copy(form.language.data),
        purpose=form.purpose.data or "",
    )
    return replace(wish, since=form.days[0], until=form.days[1]) if form.days else wish


def _page(form: BundleForm) -> str:
    return render_template("bundles/index.html", form=form, jobs=_queue().of(actor()), **_names())


def _names() -> dict[str, dict[str, str]]:
    return {
        "kind_names": {name: _(told) for name, told in TITLES.items()},
        "form_names": {name: _(told) for name, told in FORM_NAMES.items()},
        "bundle_states": {state.value: _(told) for state, told in STATES.items()},
    }
