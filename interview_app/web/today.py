"""Today: what an interviewer does next, and the same for a supervisor's team, who give it to somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.domain.fieldwork import Next
from interview_app.services import burdens, courses, informants, reviews, today
from interview_app.services.errors import Unsuitable
from interview_app.services.tasks import Part, Person, Section, Sought
from interview_app.services.today import FEW, NOBODY
from interview_app.web import page
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.forms import not_sent, objection
from interview_app.web.language import gettext as _
from interview_app.web.language import marked, named, ngettext
from interview_app.web.listing import PAGE, asked, asked_filters, offset, part
from interview_app.web.naming import STATUSES, outcome_name, visit_choices
from interview_app.web.reviewing import item_name
from interview_app.web.times import at_site

pages = Blueprint("today", __name__)

FILTERS = ("site", "visit", "mode", "text", "whose")
SECTIONS = {
    Section.APPOINTMENTS: marked("Appointments and callbacks"),
    Section.UNFINISHED: marked("Unfinished"),
    Section.OVERDUE: marked("Overdue"),
    Section.DUE: marked("Due"),
    Section.SECONDS: marked("Second opinions wanted"),
    Section.MISSED: marked("Missed in the last four weeks"),
}
KINDS = {Next.CALLBACK: marked("Callback"), Next.APPOINTMENT: marked("Appointment")}


@dataclass(frozen=True, slots=True)
class Shown:
    """The sections of the page: all with their first tasks, or one with a page of them."""

    sections: Mapping[Section, Part]
    one: str

    @property
    def action(self) -> str:
        """Where the page's form is sent: to the page as it is filtered."""
        return f"{request.path}?{urlencode(_kept())}"

    def of(self, section: str) -> str:
        """The page of one section, or of all for ""; filters are kept."""
        kept = {name: value for name, value in _kept().items() if name not in {"section", "page"}}
        return f"{request.path}?{urlencode(kept | ({'section': section} if section else {}))}"


def _kept() -> dict[str, str]:
    return {name: value for name, value in request.args.items() if value and name != "done"}


def index() -> str:
    """What an interviewer does next."""
    return _page(team=False)


@pages.get("/team")
@allows(Action.REASSIGN)
def team() -> ResponseReturnValue:
    """What is to be done at a supervisor's sites, and by whom."""
    return _page(team=True)


@pages.post("/team")
@allows(Action.REASSIGN)
def assign() -> ResponseReturnValue:
    """Give participants to an interviewer, or back to anybody."""
    chosen, code = request.form.getlist("participant"), request.form.get("interviewer", "")
    reason = request.form.get("reason", "")
    if not {"interviewer", "reason"} <= request.form.keys():
        raise not_sent()
    try:
        courses.assign(store(), actor(), study(), chosen, code, reason=reason, now=now())
    except Unsuitable as unsuitable:
        return _page(team=True, fault=objection(unsuitable)), 422
    return redirect(f"{request.path}?{urlencode(_kept() | {'done': 'given'})}", 303)


def _page(*, team: bool, fault: str = "") -> str:
    one = asked("section") if asked("section") in set(Section) else ""
    sought = Sought(**asked_filters(FILTERS))
    only = {"only": Section(one), "limit": PAGE, "offset": offset()} if one else {"limit": FEW}
    sections = today.tasks(store(), actor(), study(), sought, now=now(), **only)
    return render_template(
        "today/index.html",
        team=team,
        shown=Shown(sections, one),
        part=part(sum(section.total for section in sections.values())),
        sites=page.sites(study(), actor().sites),
        takers=_takers() if team else [],
        chosen=request.form.getlist("participant"),
        fault=fault,
        wanted=None if team else reviews.desk(store(), actor()),
        item_name=item_name,
        at_cap=burdens.at_cap(store(), actor(), study(), now=now()) if team and not one else [],
    )


def _takers() -> list[tuple[str, str]]:
    """Nobody, then everybody who can be given work."""
    there = today.takers(store(), actor(), study())
    return [(NOBODY, _("anybody")), *((each.code, f"{each.code} · {each.display_name}") for each in there)]


def so_far(person: Person, site: str) -> str:
    """How far it has come with somebody who can be asked."""
    told = [_(STATUSES[person.status])] if person.status else []
    if person.attempts:
        told.append(ngettext("1 attempt", "%(num)s attempts", person.attempts))
    if person.outcome and not person.status:
        told.append(outcome_name(person.outcome))
    if person.next_at and person.next_kind in KINDS:
        told.append(f"{_(KINDS[person.next_kind])} {at_site(person.next_at, site).striptags()}")
    if person.holder:
        told.append(_("with %(code)s", code=person.holder))
    return ", ".join(told) or _("not tried yet")


def register(app: Flask) -> None:
    """Let templates name sections, roles and how far it has come."""
    app.jinja_env.globals.update(
        section_names=lambda: {section.value: _(name) for section, name in SECTIONS.items()},
        task_kinds=lambda: {kind.value: _(name) for kind, name in KINDS.items()},
        study_visits=lambda: visit_choices(study()),
        informant_roles=lambda: named(informants.roles(study())),
        so_far=so_far,
    )
