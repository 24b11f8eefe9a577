"""The administrator's pages: who may sign in, as what, and where."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import AT_SITES, INSTALLATION_WIDE, Action, Grant, Role, hats, sites_of
from interview_app.domain.study import Study
from interview_app.forms.accounts import AccountForm, account_form, granted, written
from interview_app.services import accounts, studies
from interview_app.services.accounts import Terms
from interview_app.services.errors import Unsuitable
from interview_app.storage.accounts import Account
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store
from interview_app.web.forms import blame, pressed
from interview_app.web.listing import PAGE, asked, offset, part

pages = Blueprint("accounts", __name__, url_prefix="/accounts")


@pages.get("")
@allows(Action.MANAGE_ACCOUNTS)
def index() -> ResponseReturnValue:
    """Every account, searched and filtered."""
    found = [account for account in accounts.list_all(store(), actor()) if _matches(account)]
    shown = found[offset() : offset() + PAGE]
    places = [(f"{study.id}/{site.code}", f"{study.id} · {site.code}") for study in _studies() for site in study.sites]
    return render_template(
        "accounts/index.html", accounts=shown, part=part(len(found)), sites=places, works_as=works_as
    )


def _matches(account: Account) -> bool:
    said = f"{account.code} {account.user_name} {account.display_name}".casefold()
    open_or_closed = {"open": account.active, "closed": not account.active}
    return (
        asked("text").casefold() in said
        and asked("role") in {"", *(hat.role.value for hat in hats(account.role, account.grants))}
        and asked("site") in {"", *(f"{grant.study}/{grant.site}" for grant in account.grants)}
        and open_or_closed.get(asked("state"), True)
    )


@pages.route("/new", methods=["GET", "POST"])
@allows(Action.MANAGE_ACCOUNTS)
def new() -> ResponseReturnValue:
    """Open an account; its password is shown on the answer and nowhere else."""
    form = account_form(request.form, _offered())
    if request.method == "POST" and form.validate():
        try:
            opened = accounts.create(
                store(), actor(), str(form.user_name.data), _terms(form, Role.INTERVIEWER), now=now()
            )
        except Unsuitable as unsuitable:
            blame(form, unsuitable)
        else:
            return render_template("accounts/opened.html", opened=opened)
    return _filled("accounts/new.html", form), 422 if form.errors else 200


@pages.get("/<uuid_hex:account_id>")
@allows(Action.MANAGE_ACCOUNTS)
def show(account_id: str) -> ResponseReturnValue:
    """One account, and what may be done about it."""
    account = accounts.get(store(), actor(), account_id)
    return _page(account, account_form(None, _offered(), _stored(account)))


@pages.post("/<uuid_hex:account_id>")
@allows(Action.MANAGE_ACCOUNTS)
def change(account_id: str) -> ResponseReturnValue:
    """Change roles, name, language or the grant of free text."""
    account = accounts.get(store(), actor(), account_id)
    form = account_form(request.form, _offered(), _stored(account))
    if form.validate():
        try:
            accounts.change(store(), actor(), account_id, _terms(form, account.role), now=now())
        except Unsuitable as unsuitable:
            blame(form, unsuitable)
        else:
            return redirect(url_for(".show", account_id=account_id, done="changed"), 303)
    return _page(account, form), 422


@pages.post("/<uuid_hex:account_id>/password")
@allows(Action.MANAGE_ACCOUNTS)
def reset_password(account_id: str) -> ResponseReturnValue:
    """Give the account a new password, shown on the answer and nowhere else."""
    password = accounts.set_password(store(), actor(), account_id, now=now())
    account = accounts.get(store(), actor(), account_id)
    opened = accounts.Opened(account.id, account.code, account.user_name, password)
    return render_template("accounts/opened.html", opened=opened)


@pages.post("/<uuid_hex:account_id>/sessions")
@allows(Action.MANAGE_ACCOUNTS)
def end_sessions(account_id: str) -> ResponseReturnValue:
    """Sign the account out everywhere."""
    accounts.end_sessions(store(), actor(), account_id, now=now())
    return redirect(url_for(".show", account_id=account_id, done="signed-out"), 303)


@pages.post("/<uuid_hex:account_id>/state")
@allows(Action.MANAGE_ACCOUNTS)
def set_state(account_id: str) -> ResponseReturnValue:
    """Close the account, or open it again."""
    opened = pressed("state", open=True, closed=False)
    accounts.set_active(store(), actor(), account_id, opened, now=now())
    return redirect(url_for(".show", account_id=account_id, done="opened" if opened else "closed"), 303)


def _page(account: Account, form: AccountForm) -> str:
    return _filled("accounts/show.html", form, account=account, is_own=account.id == actor().id)


def _filled(template: str, form: AccountForm, **rest: object) -> str:
    """A page with the form of an account on it."""
    opened = {grant.study for grant in granted(form.grants.data)}
    return render_template(template, form=form, studies=_studies(), granted=opened, roles_at_sites=AT_SITES, **rest)


def _studies() -> list[Study]:
    return studies.all_studies(store())


def _offered() -> list[Grant]:
    return [Grant(study.id, site.code, role) for study in _studies() for site in study.sites for role in AT_SITES]


def works_as(account: Account) -> list[tuple[Role, str, str]]:
    """Each role of an account with the study and the sites that it has there."""
    return [
        (hat.role, hat.study, ", ".join(sites_of(hat, account.grants))) for hat in hats(account.role, account.grants)
    ]


def _stored(account: Account) -> dict[str, object]:
    names = ("display_name", "language", "reads_text")
    stored = {name: getattr(account, name) for name in names}
    office = account.role.value if account.role in INSTALLATION_WIDE else "none"
    return stored | {"office": office, "grants": [written(grant) for grant in sorted(account.grants)]}


def _terms(form: AccountForm, otherwise: Role) -> Terms:
    return Terms(
        role=_role(form, otherwise),
        grants=granted(form.grants.data),
        display_name=form.display_name.data or "",
        language=form.language.data,
        reads_text=bool(form.reads_text.data),
    )


def _role(form: AccountForm, otherwise: Role) -> Role:
    """What the account is for: its role in the installation, else one that it has at a site, if possible as before."""
    if form.office.data != "none":
        return Role(form.office.data)
    at_sites = {grant.role for grant in granted(form.grants.data)}
    if otherwise in at_sites or not at_sites:
        return otherwise if otherwise not in INSTALLATION_WIDE else Role.INTERVIEWER
    return next(role for role in AT_SITES if role in at_sites)
