"""Signing in and out, and the person's own password and language."""

from __future__ import annotations

import re

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from interview_app.domain.access import Action
from interview_app.forms.accounts import OwnForm, PasswordForm, SignInForm
from interview_app.services import accounts, feeds, signing, tries
from interview_app.services import sessions as session_services
from interview_app.services.errors import Unsuitable
from interview_app.storage.accounts import Account
from interview_app.web import kept, known, sessions
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store
from interview_app.web.language import gettext as _
from interview_app.web.language import marked

pages = Blueprint("auth", __name__)

NOTICES = {
    "signed-out": marked("You are signed out."),
    "password": marked("Your password is changed. Sign in with the new one."),
}
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for user name and password; every refusal reads the same, whatever its cause."""
    if current_user.is_authenticated and request.method == "GET":
        return redirect(following(request.args.get("next")), 303)
    form = SignInForm(request.form)
    if request.method == "GET":
        return _sign_in_page(form, notice=NOTICES.get(request.args.get("notice", "")))
    if not form.validate():
        return _sign_in_page(form), 422
    try:
        token = signing.sign_in(store(), _attempt(form), replaces=sessions.token(), now=now())
    except signing.SignInRefused as refused:
        return _sign_in_page(form, fault=_(str(refused))), 401
    except tries.Throttled as throttled:
        told = _("Too many tries. Wait %(seconds)s seconds, then try again.", seconds=throttled.seconds)
        return _sign_in_page(form, fault=told), 429, {"Retry-After": str(throttled.seconds)}
    return _welcome(form, token) if _is_expected(token) else (_turned_away(form, token), 409)


@pages.post("/sign-out")
@allows(Action.OWN_ACCOUNT)
def sign_out() -> Response:
    """End this session."""
    signing.sign_out(store(), actor(), sessions.token(), now=now())
    sessions.finish()
    return redirect(url_for(".sign_in", notice="signed-out"), 303)  # type: ignore[return-value]


@pages.route("/own-account", methods=["GET", "POST"])
@allows(Action.OWN_ACCOUNT)
def own_account() -> ResponseReturnValue:
    """The person's own name and language."""
    account = accounts.own(store(), actor())
    form = OwnForm(request.form, obj=account)
    if request.method == "POST" and form.validate():
        name, language = form.display_name.data or "", form.language.data
        accounts.change_own(store(), actor(), display_name=name, language=language, now=now())
        return redirect(url_for(".own_account", done="changed"), 303)
    return _own_page(account, form, PasswordForm()), 422 if form.errors else 200


@pages.post("/own-account/password")
@allows(Action.OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    """Change the own password; every session of the account ends with it."""
    form = PasswordForm(request.form)
    if form.validate():
        try:
            signing.change_password(store(), actor(), form.current.data or "", form.new.data or "", now=now())
        except Unsuitable as unsuitable:
            form[unsuitable.field].errors = [str(unsuitable)]
        except tries.Throttled as throttled:
            told = _("Too many tries. Wait %(seconds)s seconds, then try again.", seconds=throttled.seconds)
            form.current.errors = [told]
        else:
            sessions.finish()
            return redirect(url_for(".sign_in", notice="password"), 303)
    account = accounts.own(store(), actor())
    return _own_page(account, OwnForm(obj=account), form), 422


def following(path: str | None) -> str:
    """Where to go after signing in: a path of this server, else the home page."""
    return path if path and _OWN_PATH.fullmatch(path) else url_for("home.index")


def _is_expected(token: str) -> bool:
    """False when a page that is one person's asks to go on and somebody else signed in."""
    only, held = request.form.get("only", ""), session_services.find(store(), token, now())
    return not only or (held is not None and held.actor.code == only)


def _turned_away(form: SignInForm, token: str) -> str:
    held = session_services.find(store(), token, now())
    if held is not None:
        signing.sign_out(store(), held.actor, token, now=now())
    return _sign_in_page(form, fault=_("This page is somebody else’s. Sign in as the person who opened it."))


def _welcome(form: SignInForm, token: str) -> ResponseReturnValue:
    """Give back what was kept over the sign-in, else go where the person was going."""
    held = session_services.find(store(), token, now())
    sessions.begin(token, held)
    known.remember(form.user_name.data or "")
    given = kept.opened(request.form.get("kept", ""), held.actor) if held else None
    return given.page() if given else redirect(following(request.args.get("next")), 303)


def _attempt(form: SignInForm) -> tries.Attempt:
    name = form.user_name.data or ""
    return tries.Attempt(name, form.password.data or "", request.remote_addr or "", known.device(name))


def _sign_in_page(form: SignInForm, *, fault: str = "", notice: str | None = None) -> str:
    blob = request.form.get("kept", "")
    return render_template("auth/sign_in.html", form=form, fault=fault, notice=notice, kept=blob)


def _own_page(account: Account, form: OwnForm, password_form: PasswordForm) -> str:
    return render_template(
        "auth/own_account.html",
        account=account,
        form=form,
        password_form=password_form,
        calls=actor().may(Action.CALL),
        feed=feeds.made_at(store(), actor()),
    )
