"""Every failure as an answer: a page that says what happened and what to do, or the same as JSON."""

from __future__ import annotations

import secrets

from flask import Flask, Response, current_app, jsonify, render_template, request
from werkzeug.exceptions import HTTPException, SecurityError

from interview_app.services.errors import (
    AlreadyOpen,
    Blind,
    Closed,
    Gone,
    Incomplete,
    NotAllowed,
    NotFound,
    Overtaken,
    ServiceError,
    Unsuitable,
    Withheld,
)
from interview_app.storage.engine import NotStorable, StorageBusy, StorageFull, StorageReplaced, StorageUnavailable
from interview_app.storage.keys import Unreadable
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
    app.register_error_handler(StorageReplaced, _replaced)
    app.register_error_handler(NotStorable, _taken)
    app.register_error_handler(Unreadable, _unreadable)
    app.register_error_handler(ServiceError, _not_done)
    app.register_error_handler(Exception, _unforeseen)


def answer(error: HTTPException) -> Response:
    """The page or the JSON of an HTTP error; redirects of the router pass through."""
    status = error.code or 500
    if status < 400:
        return error.get_response()  # type: ignore[return-value]
    title, remedy = TEXTS.get(status, TEXTS[400 if status < 500 else 500])
    told = str(error.description) if isinstance(error, Problem) else _(remedy)
    response = _render(status, getattr(error, "slug", SLUGS.get(status, "refused")), _(title), told)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    if retry_after := getattr(error, "retry_after", None):
        response.headers["Retry-After"] = str(retry_after)
    return response


def _render(status: int, slug: str, title: str, message: str) -> Response:
    if wants_json():
        response = jsonify(code=slug, message=message)
    else:
        response = current_app.make_response(render_template(_template(slug), title=title, message=message))
    response.status_code = status
    return response


def _template(slug: str) -> str:
    """The page in the usual frame; a bare one for a foreign host, and where the database may not answer the frame."""
    is_bare = isinstance(request.routing_exception, SecurityError) or slug in OF_THE_DATABASE
    return "errors/bare.html" if is_bare else "errors/error.html"


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


def _replaced(error: StorageReplaced) -> Response:
    told = _("The database was exchanged while the server ran, so nothing was saved. Tell whoever runs the server.")
    return answer(Problem(503, "replaced", told, retry_after=5))


def _taken(error: NotStorable) -> Response:
    current_app.logger.info("refused by %s", error.constraint)
    return answer(Problem(409, "conflict", _("Somebody else was quicker. Look at what is there now, then try again.")))


def _unreadable(error: Unreadable) -> Response:
    """One record that does not open; everything else goes on."""
    current_app.logger.error("a record that %s was asked for does not open: %s", request.endpoint, error)
    return answer(Problem(410, "unreadable", _(TEXTS[410][1])))


def _not_done(error: ServiceError) -> Response:
    status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), 422)
    return answer(Problem(status, error.code, _(str(error))))


def _unforeseen(error: Exception) -> Response:
    """The last resort: an id for the log, and nothing of what went wrong inside."""
    incident = secrets.token_hex(4)
    current_app.logger.exception("incident %s on %s", incident, request.endpoint)
    message = _(
        "Try again. If it happens again, tell whoever runs the server the incident’s number: %(id)s.", id=incident
    )
    return answer(Problem(500, "failed", message))


STATUS: dict[type[ServiceError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Gone: 410,
    Withheld: 410,
    Blind: 409,
    Closed: 409,
    AlreadyOpen: 409,
    Overtaken: 409,
    Incomplete: 409,
    Unsuitable: 422,
}

OF_THE_DATABASE = frozenset({"busy", "disk_full", "replaced", "unavailable"})

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
    507: "disk_full",
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
    409: (marked("That is not possible now."), marked("Somebody else may have been quicker. Reload the page.")),
    410: (
        marked("This cannot be read."),
        marked(
            "The participant’s key was destroyed, or what is stored was altered. Nothing else is affected. If it was "
            "not destroyed on purpose, tell whoever runs the server: a backup may still have it."
        ),
    ),
    413: (marked("That was too much at once."), marked("At most one megabyte is taken at once. Shorten the text.")),
    422: (marked("That did not work."), marked("Something that was sent cannot be taken. Go back and check it.")),
    429: (marked("Too many tries."), marked("Wait a minute and try again.")),
    500: (
        marked("Something failed on our side."),
        marked("Try again. If it happens again, tell whoever runs the server."),
    ),
    503: (marked("Not possible just now."), marked("Try again in a moment.")),
    507: (marked("Nothing was saved."), marked("Tell whoever runs the server.")),
}
