"""Sessions kept on the server: the cookie holds a random token, and signing out makes every copy of it worthless.

Visitors who are not signed in have no row: all they need is a form token, which is derived from their cookie.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any, cast

from flask import Flask, Request, Response, current_app
from flask import request as current_request
from flask import session as current_session
from flask.sessions import SessionInterface, SessionMixin
from flask_login import UserMixin
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import CallbackDict

from interview_app.domain.access import Actor, Hat
from interview_app.services import sessions
from interview_app.services.sessions import Held
from interview_app.storage.engine import StorageError

SECURE_NAME, LOOPBACK_NAME = "__Host-session", "session"
_FORM_TOKEN = "csrf_token"  # noqa: S105 - the name under which Flask-WTF looks for its token
_USER = "_user_id"  # the name under which Flask-Login looks for its user
_TOKEN_LENGTH = 43  # of 32 random bytes in base64


class SignedIn(UserMixin):  # type: ignore[misc] # flask_login has no types
    """The person behind a session, as Flask-Login wants it."""

    def __init__(self, held: Held) -> None:
        self.actor: Actor = held.actor
        self.language: str = held.language
        self.hats: tuple[Hat, ...] = held.hats

    def get_id(self) -> str:
        """The account's id."""
        return self.actor.id


class Session(CallbackDict[str, Any], SessionMixin):
    """One request's session; what is derived from the token is in it, but never stored."""

    def __init__(self, token: str, held: Held | None, *, form_token: str = "", is_new: bool = False) -> None:
        super().__init__({} if held is None else held.content, on_update=_changed)
        self.token = token
        self.held = held
        self.is_new = is_new
        self.is_asked_for = False
        self.is_over = False
        self.fault: StorageError | None = None
        dict.__setitem__(self, _FORM_TOKEN, form_token)
        if held is not None:
            dict.__setitem__(self, _USER, held.actor.id)
        self.modified = False

    def __getitem__(self, key: str) -> Any:
        """A value; asking for the form token shows that the browser will need its cookie."""
        self.is_asked_for = self.is_asked_for or key == _FORM_TOKEN
        return super().__getitem__(key)

    def content(self) -> dict[str, Any]:
        """What is stored."""
        return {name: value for name, value in self.items() if name not in (_FORM_TOKEN, _USER)}


def _changed(session: Session) -> None:
    session.modified = True


class Sessions(SessionInterface):
    """Reads the session and its account in one query, and writes only when something changed."""

    def open_session(self, app: Flask, request: Request) -> Session:
        """The session of the request's cookie; a visitor's when there is none or it has died."""
        token = request.cookies.get(_cookie_name(app, request), "")
        if request.path.startswith("/static/"):
            return Session(token, None)
        if len(token) != _TOKEN_LENGTH:
            token = secrets.token_urlsafe(32)
            return Session(token, None, form_token=_form_token(app, token), is_new=True)
        try:
            held = sessions.find(app.extensions["store"], token, app.config["CLOCK"]())
        except StorageError as error:  # told by require_readable: this early nothing could answer it
            session = Session(token, None)
            session.fault = error
            return session
        return Session(token, held, form_token=_form_token(app, token, held))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Store what changed, and tell the browser when its cookie is new or over."""
        mine = cast(Session, session)
        if mine.is_over:
            response.delete_cookie(_cookie_name(app, current_request), **attributes(app))
        elif mine.is_new and mine.is_asked_for:
            response.set_cookie(_cookie_name(app, current_request), mine.token, **attributes(app))
        elif mine.held is not None:
            _keep(app, mine, mine.held)


def require_readable() -> None:
    """Answer that the database cannot be read, where the session could not be."""
    if (fault := _session().fault) is not None:
        raise fault


def begin(token: str, held: Held | None) -> None:
    """Hand the browser the token of a fresh session; whatever the old one stood for stays behind."""
    session = _session()
    session.token, session.held = token, None
    session.is_new = session.is_asked_for = True
    session[_FORM_TOKEN] = _form_token(current_app, token, held)


def finish() -> None:
    """Take the token back from the browser."""
    _session().is_over = True


def token() -> str:
    """The token of this request's session."""
    return _session().token


def held() -> Held:
    """What stands behind this request's session; only for views that are not open to everyone."""
    return cast(Held, _session().held)


def load_user(user_id: str) -> SignedIn | None:
    """The person of this request's session, which was read together with it."""
    held = _session().held
    return None if held is None else SignedIn(held)


def is_secure(app: Flask, request: Request) -> bool:
    """True when the browser reached the server by https."""
    return bool(app.config["HTTPS"]) or request.is_secure


def _session() -> Session:
    return cast(Session, current_session._get_current_object())  # type: ignore[attr-defined]


def _keep(app: Flask, session: Session, held: Held) -> None:
    """Store the content, or that the person is still there; a full disk must not fail the request for it."""
    store, now = app.extensions["store"], app.config["CLOCK"]()
    try:
        if session.modified:
            sessions.keep(store, held, session.content(), now)
        else:
            sessions.touch(store, held, now)
    except StorageError as error:
        app.logger.warning("session not stored: %s", type(error).__name__)


def _form_token(app: Flask, token: str, held: Held | None = None) -> str:
    """What a form must bring along: under which hat its page was opened, and a proof.

    A page that was opened under another hat does not fit: two studies may have a site of the same code, and what was
    meant for one must not land in the other.
    """
    told = f"{token} {worn(held)}".encode()
    return f"{worn(held)} {hmac.new(app.config['SECRET_KEY'], b'form token ' + told, hashlib.sha256).hexdigest()}"


def worn(held: Held | None) -> str:
    """The hat of a session in one word; "" for a visitor's."""
    return "" if held is None else f"{held.actor.sites.study}/{held.actor.role}"


def opened_under(sent: str) -> str:
    """The hat under which the page of a form was opened, by the token that it sent; "" where that cannot be told."""
    try:
        told = URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="wtf-csrf-token").loads(sent)
    except BadData:
        return ""
    return str(told).partition(" ")[0]


def _cookie_name(app: Flask, request: Request) -> str:
    return SECURE_NAME if is_secure(app, request) else LOOPBACK_NAME


def attributes(app: Flask) -> dict[str, Any]:
    """How every cookie of ours is set: for this host alone, and not for scripts."""
    return {"secure": is_secure(app, current_request), "httponly": True, "samesite": "Lax", "path": "/"}
