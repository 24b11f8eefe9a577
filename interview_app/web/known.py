"""Browsers in which somebody has signed in before: a signed cookie that opens nothing.

All it does is that tries made elsewhere do not count against this browser, so that nobody can lock another out by name.
It holds a random number for the browser and a signature for each account; names stand nowhere in it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from flask import Response, after_this_request, current_app, request

from interview_app.storage.accounts import fold_name
from interview_app.web.sessions import attributes, is_secure

SECURE_NAME, LOOPBACK_NAME = "__Host-known", "known"
PEOPLE = 12
"""Accounts that share one tablet; beyond them, whoever signed in longest ago counts as new again."""
KEPT = 180 * 24 * 60 * 60
"""Seconds after the last signing in that the browser counts as known."""
_SHAPE = re.compile(r"[A-Za-z0-9_-]{22}(\.[0-9a-f]{32})+")


def device(user_name: str) -> str:
    """This browser's number if that account has signed in here before, else ""."""
    number, signatures = _read()
    wanted = _signature(number, user_name)
    return number if any(hmac.compare_digest(wanted, each) for each in signatures) else ""


def remember(user_name: str) -> None:
    """Let the browser carry, from this answer on, that the account has signed in here."""
    number, signatures = _read()
    number = number or secrets.token_urlsafe(16)
    own = _signature(number, user_name)
    held = [own, *(each for each in signatures if each != own)][:PEOPLE]

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(_name(), ".".join([number, *held]), max_age=KEPT, **attributes(current_app))
        return response


def _read() -> tuple[str, list[str]]:
    """The browser's number and the signatures it carries, whosoever made them; "" and none for a new browser."""
    held = request.cookies.get(_name(), "")
    if not _SHAPE.fullmatch(held):
        return "", []
    number, *signatures = held.split(".")
    return number, signatures[:PEOPLE]


def _signature(number: str, user_name: str) -> str:
    told = f"known browser\0{number}\0{fold_name(user_name)}".encode("utf-8", "surrogatepass")
    return hmac.new(current_app.config["SECRET_KEY"], told, hashlib.sha256).hexdigest()[:32]


def _name() -> str:
    return SECURE_NAME if is_secure(current_app, request) else LOOPBACK_NAME
