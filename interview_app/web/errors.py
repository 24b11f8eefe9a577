"""Every failure as an answer: a page that says what happened and what to do, or the same as JSON."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, Response, current_app, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from interview_app.services.errors import (
    AlreadyOpen,
    Closed,
    Incomplete,
    NotAllowed,
    NotFound,
    ServiceError,
    Unsuitable,
)
from interview_app.storage.engine import StorageBusy, StorageFull, StorageUnavailable
from interview_app.web.language import gettext as _
from interview_app.web.language import marked


class Problem(HTTPException):
    """A refusal with a name that programs can act on: status, code, and a sentence for people."""

    def __init__(self, status: int, slug: str, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.code = status
        self.slug = slug
        self.retry_after = retry_after


def wants_json() -> bool:
    """True when the request comes from a program of ours rather than from the address bar."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def register(app: Flask) -> None:
    """Answer every exception in words."""
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(StorageBusy, _busy)
    app.register_error_handler(StorageFull, _full)
    app.register_error_handler(StorageUnavailable, _unavailable)
    app.register_error_handler(ServiceError, _not_done)
    app.register_error_handler(Exception, _unforeseen)


def answer(error: HTTPException) -> Response:
    """The page or the JSON of an HTTP error; redirects of the router pass through."""
    status = error.code or 500
    if status < 400:
        return error.get_response()  # type: ignore[return-value]
    title, remedy = TEXTS.get(status, TEXTS[400 if status < 500 else 500])
    message = str(error.description) if isinstance(error, Problem) else f"{_(title)} {_(remedy)}"
    response = _render(status, getattr(error, "slug", SLUGS.get(status, "refused")), message, _(title))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    if retry_after := getattr(error, "retry_after", None):
        response.headers["Retry-After"] = str(retry_after)
    return response


def _render(status: int, slug: str, message: str, title: str) -> Response:
    if wants_json():
        response = jsonify(code=slug, message=message)
    else:
        response = current_app.make_response(_page(status, message, title))
    response.status_code = status
    return response


def _page(status: int, message: str, title: str) -> str:
    """The page in the usual frame; a bare one when the request never reached the router, as with a foreign host."""
    bare: Any = request.routing_exception is not None and request.url_rule is None and status == 400
    return render_template("errors/bare.html" if bare else "errors/error.html", title=title, message=message)


def _busy(error: StorageBusy) -> Response:
    return answer(
        Problem(503, "busy", _("The database is busy. Nothing is lost: try again in a moment."), retry_after=2)
    )


def _full(error: StorageFull) -> Response:
    return answer(
        Problem(507, "disk_full", _("The server’s disk is full, so nothing was saved. Tell whoever runs it."))
    )


def _unavailable(error: StorageUnavailable) -> Response:
    current_app.logger.error("the database is unavailable: %s", error)
    told = _("The database cannot be reached, so nothing was saved. Tell whoever runs the server.")
    return answer(Problem(503, "unavailable", told, retry_after=30))


def _not_done(error: ServiceError) -> Response:
    status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), 422)
    return answer(Problem(status, error.code, _(str(error))))


def _unforeseen(error: Exception) -> Response:
    """The last resort: an id for the log, and nothing of what went wrong inside."""
    incident = secrets.token_hex(4)
    current_app.logger.exception("incident %s on %s", incident, request.endpoint)
    message = _("Something failed on our side. If it happens again, name the incident %(id)s.", id=incident)
    return answer(Problem(500, "failed", message))


STATUS: dict[type[ServiceError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Closed: 409,
    AlreadyOpen: 409,
    Incomplete: 409,
    Unsuitable: 422,
}

SLUGS = {
    400: "bad_request",
    401: "signed_out",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    415: "unsupported",
    422: "invalid",
    429: "too_many",
    500: "failed",
    503: "busy",
}

TEXTS = {
    400: (
        marked("That did not work."),
        marked("The request was not complete. Go back, reload the page and try again."),
    ),
    401: (marked("You are signed out."), marked("Sign in again.")),
    403: (marked("This is not open to you."), marked("Your role does not include it. Ask whoever runs the accounts.")),
    404: (marked("There is nothing here."), marked("The address is wrong, or what it names is not yours to see.")),
    405: (marked("That did not work."), marked("This address does not take that kind of request.")),
    413: (
        marked("That was too much at once."),
        marked("A request may hold one megabyte. Shorten the text and send again."),
    ),
    429: (marked("Too many tries."), marked("Wait a minute and try again.")),
    500: (
        marked("Something failed on our side."),
        marked("Try again. If it happens again, tell whoever runs the server."),
    ),
}
