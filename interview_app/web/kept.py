"""Entries that could not be taken, given back: a form sent after its session ended is not lost.

They travel through the sign-in page sealed under a key of the account whose session it was, so that nobody else who
signs in on the same tablet gets to see them.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
import json

from flask import render_template, request

from interview_app.domain.access import Actor
from interview_app.services import sessions as session_services
from interview_app.storage.keys import Sealer, Unreadable
from interview_app.web import sessions
from interview_app.web.context import now, store

MOST = 200_000
"""Letters that are carried; more would not fit into one more request."""
_CONTEXT = b"entries kept over a sign-in"


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a form was sent, and what was in it."""

    path: str
    entries: list[tuple[str, str]]

    def page(self) -> str:
        """The entries, to be sent once more."""
        return render_template("errors/kept.html", path=self.path, entries=self.entries)


def of_request() -> Kept | None:
    """What this request sent, when it came from a page of ours and holds no password."""
    if request.headers.get("Sec-Fetch-Site") != "same-origin" or request.mimetype not in _FORMS:
        return None
    entries = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    secret = any("password" in name for name, _ in entries) or "password" in request.path
    if secret or sum(len(name) + len(value) for name, value in entries) > MOST:
        return None
    return Kept(request.full_path.rstrip("?"), entries)


def sealed() -> str:
    """What this request sent, sealed for whoever's session has just ended; "" when there is nothing to keep."""
    actor = session_services.lapsed(store(), sessions.token(), now())
    kept = of_request() if actor else None
    if actor is None or kept is None:
        return ""
    content = json.dumps([kept.path, kept.entries, _hat(actor)]).encode()
    return base64.b64encode(_sealer(actor.id).seal(content, _CONTEXT)).decode()


def opened(blob: str, actor: Actor) -> Kept | None:
    """What was sealed for this person; None when it was for somebody else, or meant for another study or role."""
    try:
        path, entries, hat = json.loads(_sealer(actor.id).open(base64.b64decode(blob), _CONTEXT))
    except (Unreadable, binascii.Error, ValueError):
        return None
    return None if hat != _hat(actor) else Kept(path, [(name, value) for name, value in entries])


def _hat(actor: Actor) -> list[str]:
    return [actor.sites.study, actor.role.value]


def _sealer(account_id: str) -> Sealer:
    return Sealer(store().keys.tablet_key(account_id, _CONTEXT.decode()))


_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
