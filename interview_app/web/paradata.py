"""Where the interview page sends what it measured of its own use."""

from __future__ import annotations

from flask import Blueprint, Response, request

from interview_app.domain.access import Action
from interview_app.domain.operations import Malformed
from interview_app.services import paradata
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store
from interview_app.web.errors import Problem
from interview_app.web.json_door import Unreadable, decode

pages = Blueprint("paradata", __name__, url_prefix="/interviews")


@pages.post("/<uuid_hex:interview_id>/paradata")
@allows(Action.CONDUCT)
def save(interview_id: str) -> Response:
    """Keep a summary; nothing is said about it, because nothing waits for it."""
    try:
        paradata.record(store(), actor(), interview_id, decode(request.get_data(cache=False)), now=now())
    except Unreadable as unreadable:
        raise Problem(422, unreadable.code, str(unreadable)) from None
    except Malformed as malformed:
        raise Problem(422, "malformed", str(malformed)) from None
    return Response(status=204, mimetype="application/json")
