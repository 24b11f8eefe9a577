"""The door: each view names the action it needs, and a request that may not do it goes no further."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from interview_app.domain.access import Action
from interview_app.forms.accounts import SignInForm
from interview_app.web import kept
from interview_app.web.errors import Problem, wants_json
from interview_app.web.language import gettext as _
from interview_app.web.language import marked

View = TypeVar("View", bound=Callable[..., Any])

OPEN = frozenset({"auth.sign_in", "feeds.read", "static", "health.healthz"})
"""The endpoints that anybody reaches."""


def allows(action: Action) -> Callable[[View], View]:
    """Declare the action that a view needs."""

    def declare(view: View) -> View:
        view.__dict__["action"] = action
        return view

    return declare


def action_of(app: Flask, endpoint: str) -> Action | None:
    """The action that an endpoint declares; None when it declares none."""
    action = vars(app.view_functions[endpoint]).get("action")
    return action if isinstance(action, Action) else None


def guard() -> ResponseReturnValue | None:
    """Refuse what is not allowed, before the view runs; an endpoint that names no action is refused to all."""
    if request.endpoint is None or request.endpoint in OPEN:
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    action = action_of(current_app, request.endpoint)
    if action is None or not current_user.actor.may(action):
        abort(403)
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    if wants_json():
        raise Problem(401, "signed_out", _("You are signed out. Sign in again; what you entered is kept."))
    if request.method != "GET" and (blob := kept.sealed()):
        return render_template("auth/sign_in.html", form=SignInForm(), fault="", notice=KEPT, kept=blob), 401
    following = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("auth.sign_in", next=following), 303)


KEPT = marked("You were signed out because nothing happened for a while. Sign in again: what you entered is kept.")
