"""What every answer carries and every request must show: headers, same origin, form token, an encrypted line."""

from __future__ import annotations

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect

from interview_app.config import LOOPBACK
from interview_app.web import kept, sessions
from interview_app.web.errors import Problem
from interview_app.web.language import gettext as _
from interview_app.web.sessions import is_secure

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)
HEADERS = (
    ("Content-Security-Policy", POLICY),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
)
OF_PAGES = (
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
"""What only a page can obey; beside thirty small scripts it would weigh as much as four of them."""
YEAR = 31_536_000
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

csrf = CSRFProtect()


def add_headers(response: Response) -> Response:
    """Add what every answer carries; only static files may be kept by the browser."""
    response.headers.extend(HEADERS)
    if is_secure(current_app, request):
        response.headers.add("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains")
    if request.endpoint != "static":
        response.headers.extend(OF_PAGES)
        response.headers["Cache-Control"] = "no-store"
        response.headers.add("Vary", "Cookie")
    return response


def require_encryption() -> None:
    """Refuse plain http from another machine, where a session would travel in the open."""
    if request.endpoint is None or is_secure(current_app, request) or _host() in LOOPBACK:
        return
    raise Problem(403, "not_encrypted", _("This address is not encrypted. Open it with https instead."))


def require_same_origin() -> ResponseReturnValue | None:
    """Refuse a change that another site asks this browser to make."""
    if request.method in SAFE_METHODS or request.endpoint is None:
        return None
    if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        raise Problem(403, "cross_site", _("Another site asked for this change, so it was not made."))
    if not request.is_json:
        return _require_form_token()
    _require_own_script()
    return None


def _require_own_script() -> None:
    """JSON comes from our own script only: the browser says so, and the header cannot be set from elsewhere."""
    site = request.headers.get("Sec-Fetch-Site")
    same = site == "same-origin" if site else request.headers.get("Origin") == request.host_url.rstrip("/")
    if not same or request.headers.get("X-Requested-With") != "interview-app":
        raise Problem(403, "cross_site", _("This did not come from a page of ours, so nothing was changed."))


def _require_form_token() -> ResponseReturnValue | None:
    """A form without a valid token is given back to whoever filled it in on a page of ours, else refused."""
    try:
        csrf.protect()
    except CSRFError:
        if current_user.is_authenticated and not _fits_hat():
            told = _("This page was opened in another role or study, so nothing was saved. Change back to it first.")
            raise Problem(400, "form_token", told) from None
        given = kept.of_request() if current_user.is_authenticated else None
        if given is None:
            told = _("The page was open for too long, or cookies are blocked. Open it again and repeat the entry.")
            raise Problem(400, "form_token", told) from None
        return given.page(), 400
    return None


def _fits_hat() -> bool:
    """False where a form may have been meant for another role or study than the one that is worn now."""
    opened_under = sessions.opened_under(request.form.get("csrf_token", ""))
    return len(current_user.hats) < 2 or opened_under == sessions.worn(sessions.held())


def _host() -> str:
    return request.host if request.host.startswith("[") else request.host.partition(":")[0]
