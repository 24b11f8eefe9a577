"""What every page of the frame shows: who is signed in, the study, and the ways that this role has."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, current_app, request, url_for
from flask_login import current_user

from interview_app.domain.access import INSTALLATION_WIDE, Action, Actor, Hat, Role
from interview_app.domain.participation import LABELS, Participation
from interview_app.domain.study import Study
from interview_app.services import studies
from interview_app.web.context import store, study_if_any
from interview_app.web.language import gettext, marked, said
from interview_app.web.listing import asked
from interview_app.web.naming import MODES, STATUSES
from interview_app.web.reviewing import meaning_names


@dataclass(frozen=True, slots=True)
class Way:
    """An entry of the menu, for those who may."""

    endpoint: str
    label: str
    action: Action

    def is_for(self, actor: Actor) -> bool:
        """True for those who may, save a home page that only leads on to their one list."""
        return actor.may(self.action) and not (self.endpoint == "home.index" and actor.role in INSTALLATION_WIDE)

    @property
    def is_here(self) -> bool:
        """True on its own page, and on those below its address that have no entry of their own."""
        if request.endpoint in _ENTRIES:
            return request.endpoint == self.endpoint
        address = url_for(self.endpoint)
        return address != "/" and request.path.startswith(f"{address}/")


WAYS = (
    Way("home.index", marked("Home"), Action.OWN_ACCOUNT),
    Way("today.team", marked("Team"), Action.REASSIGN),
    Way("calls.index", marked("Calls"), Action.CALL),
    Way("interviews.index", marked("Interviews"), Action.READ_INTERVIEWS),
    Way("schedule.index", marked("Schedule"), Action.SEE_SCHEDULE),
    Way("reviews.index", marked("Reviews"), Action.REVIEW),
    Way("second_opinions.index", marked("Second opinions"), Action.COMPARE),
    Way("exports.index", marked("Export"), Action.EXPORT),
    Way("participants.index", marked("Participants"), Action.MANAGE_PARTICIPANTS),
    Way("informants.index", marked("Informants"), Action.MANAGE_PARTICIPANTS),
    Way("bundles.index", marked("Reports"), Action.PRINT),
    Way("progress.index", marked("Progress"), Action.READ_PROGRESS),
    Way("accounts.index", marked("Accounts"), Action.MANAGE_ACCOUNTS),
    Way("ledger.index", marked("Ledger"), Action.AUDIT),
    Way("ledger.seals", marked("Seals"), Action.AUDIT),
    Way("verifying.index", marked("Check a PDF"), Action.AUDIT),
)
_ENTRIES = frozenset(way.endpoint for way in WAYS)
ROLES = {
    Role.INTERVIEWER: marked("Interviewer"),
    Role.SUPERVISOR: marked("Supervisor"),
    Role.RESEARCHER: marked("Researcher"),
    Role.MANAGER: marked("Manager"),
    Role.ADMIN: marked("Administrator"),
    Role.AUDITOR: marked("Auditor"),
}


def register(app: Flask) -> None:
    """Let the templates ask for these."""
    app.context_processor(
        lambda: {"study": study_if_any, "ways": ways, "person": person, "worn": worn, "is_synthetic": is_synthetic}
    )
    app.jinja_env.globals.update(turned=turned, asked=asked, there=there)
    app.jinja_env.globals.update(role_names=role_names, status_names=status_names)
    app.jinja_env.globals.update(interview_status_names=interview_status_names, mode_names=mode_names)
    app.jinja_env.globals.update(meaning_names=meaning_names)
    app.jinja_env.filters["told"] = told


def told(fault: str) -> str:
    """What a form objects to, translated, its blanks filled in."""
    return gettext(fault, **getattr(fault, "fills", {}))


def person() -> Actor | None:
    """The signed-in actor, None for a visitor."""
    return current_user.actor if current_user.is_authenticated else None


def is_synthetic() -> bool:
    """True where nobody on a page is real: in a synthetic study, and outside of studies where all are that."""
    works_in = study_if_any()
    there = [works_in] if works_in else studies.all_studies(store())
    return bool(there) and all(study.synthetic for study in there)


@dataclass(frozen=True, slots=True)
class Worn:
    """A hat as the header offers it."""

    value: str
    role: str
    study_id: str
    study: str
    is_on: bool


def worn() -> list[Worn]:
    """The hats of whoever is signed in, by study, where they have more than one."""
    someone = person()
    theirs = current_user.hats if someone else ()
    if someone is None or len(theirs) < 2:
        return []
    titles = {study.id: said(study.title) for study in studies.all_studies(store())}
    here, names = Hat(someone.sites.study, someone.role), role_names()
    return [
        Worn("/".join(hat), names[hat.role], hat.study, titles.get(hat.study, hat.study), hat == here) for hat in theirs
    ]


def ways() -> list[Way]:
    """The menu of whoever is signed in."""
    there = current_app.view_functions
    someone = person()
    return [way for way in WAYS if way.endpoint in there and someone and way.is_for(someone)]


def role_names() -> dict[str, str]:
    """The roles by name, as this person reads them."""
    return {role.value: gettext(name) for role, name in ROLES.items()}


def status_names() -> dict[str, str]:
    """Where participants can stand, as this person reads it."""
    return {status.value: said(LABELS[status]) for status in Participation}


def interview_status_names() -> dict[str, str]:
    """Where interviews can stand, as this person reads it."""
    return {status: gettext(name) for status, name in STATUSES.items()}


def sites(study: Study | None, among: Collection[str] | None = None) -> list[tuple[str, str]]:
    """The study's sites as choices, all or those among these."""
    listed = study.sites if study else ()
    return [(site.code, f"{site.code} · {site.name}") for site in listed if among is None or site.code in among]


def arms(study: Study) -> list[tuple[str, str]]:
    """The study's arms as choices."""
    return [(code, said(label)) for code, label in study.arms.items()]


def mode_names() -> dict[str, str]:
    """How interviews can be held, as this person reads it."""
    return {mode: gettext(name) for mode, name in MODES.items()}


def there(endpoint: str) -> bool:
    """True when the application has such a page."""
    return endpoint in current_app.view_functions


def turned(page: int) -> str:
    """The present list at another page, its filters kept."""
    kept = {name: value for name, value in request.args.items() if name != "page" and value}
    return f"{request.path}?{urlencode(kept | {'page': str(page)})}"
