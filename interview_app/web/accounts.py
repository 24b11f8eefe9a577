"""The administrator's pages: who may sign in, as what, and where."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action, Role
from interview_app.forms.accounts import AccountForm, account_form
from interview_app.services import accounts
from interview_app.services.accounts import Terms
from interview_app.services.errors import Unsuitable
from interview_app.storage.accounts import Account
from interview_app.web import page
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study_if_any
from interview_app.web.forms import blame, pressed
from interview_app.web.listing import PAGE, asked, offset, part

pages = Blueprint("accounts", __name__, url_prefix="/accounts")


@pages.get("")
@allows(Action.MANAGE_ACCOUNTS)
def index() -> ResponseReturnValue:
    """Every account, searched and filtered."""
    found = [account for account in accounts.list_all(store(), actor()) if _matches(account)]
    shown = found[offset() : offset() + PAGE]
    return render_template("accounts/index.html", accounts=shown, part=part(len(found)), sites=_sites())


def _matches(account: Account) -> bool:
    said = f"{account.code} {account.user_name} {account.display_name}".casefold()
    open_or_closed = {"open": account.active, "closed": not account.active}
    return (
        asked("text").casefold() in said
        and asked("role") in {"", account.role.value}
        and (asked("site") == "" or asked("site") in {site for _, site in account.sites})
        and open_or_closed.get(asked("state"), True)
    )


@pages.route("/new", methods=["GET", "POST"])
@allows(Action.MANAGE_ACCOUNTS)
def new() -> ResponseReturnValue:
    """Open an account; its password is shown on the answer and nowhere else."""
    form = account_form(request.form, _sites())
    if request.method == "POST" and form.validate():
        try:
            opened = accounts.create(store(), actor(), str(form.user_name.data), _terms(form), now=now())
        except Unsuitable as unsuitable:
            blame(form, unsuitable)
        else:
            return render_template("accounts/opened.html", opened=opened)
    return render_template("accounts/new.html", form=form), 422 if form.errors else 200


@pages.get("/<uuid_hex:account_id>")
@allows(Action.MANAGE_ACCOUNTS)
def show(account_id: str) -> ResponseReturnValue:
    """One account, and what may be done about it."""
    account = accounts.get(store(), actor(), account_id)
    return _page(account, account_form(None, _sites(), _stored(account)))


@pages.post("/<uuid_hex:account_id>")
@allows(Action.MANAGE_ACCOUNTS)
def change(account_id: str) -> ResponseReturnValue:
    """Change role, sites, name, language or the grant of free text."""
    account = accounts.get(store(), actor(), account_id)
    form = account_form(request.form, _sites(), _stored(account))
    if form.validate():
        try:
            accounts.change(store(), actor(), account_id, _terms(form), now=now())
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
    return render_template("accounts/show.html", account=account, form=form, is_own=account.id == actor().id)


def _sites() -> list[tuple[str, str]]:
    return page.sites(study_if_any())


def _stored(account: Account) -> dict[str, object]:
    names = ("display_name", "language", "reads_text")
    stored = {name: getattr(account, name) for name in names}
    return stored | {"role": account.role.value, "sites": sorted(site for _, site in account.sites)}


def _terms(form: AccountForm) -> Terms:
    return Terms(
        role=Role(form.role.data),
        sites=frozenset(form.sites.data or ()),
        display_name=form.display_name.data or "",
        language=form.language.data,
        reads_text=bool(form.reads_text.data),
    )
