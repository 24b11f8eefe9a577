"""The application: settings, store and clock, with the pages put on.

The pages are imported when an application is made, so that importing this module costs little more than its libraries.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from interview_app import config
from interview_app.config import Settings
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing

HERE = Path(__file__).parent


def create_app(
    settings: Settings | None = None,
    store: Store | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Flask:
    """The application; settings come from the environment unless given, and the clock is a test's to set."""
    from interview_app import instruments
    from interview_app.services.bundle_queue import Place, Queue
    from interview_app.web.assembly import assemble

    settings = settings or config.load()
    for folder in settings.instruments:
        instruments.add_folder(folder)
    app = Flask("interview_app", static_folder=None, template_folder=str(_templates()))
    app.extensions["store"] = store or Store.open(settings.database_url, KeyRing.load(settings.keys))
    place = Place(settings.database_url, settings.keys, settings.instruments)
    app.extensions["bundles"] = Queue(place, clock)
    _configure(app, settings, clock)
    assemble(app)
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _templates() -> Path:
    """Inside the wheel the templates lie beside this file; in a checkout, at the top."""
    inside = HERE / "templates"
    return inside if inside.is_dir() else HERE.parent / "templates"


def _configure(app: Flask, settings: Settings, clock: Callable[[], datetime]) -> None:
    app.config.from_mapping(
        SECRET_KEY=settings.secret_key,
        TRUSTED_HOSTS=list(settings.hosts),
        MAX_CONTENT_LENGTH=1_000_000,
        MAX_FORM_MEMORY_SIZE=1_000_000,
        HTTPS=settings.https,
        CLOCK=clock,
        REMEMBER_COOKIE_NAME="__Host-never",  # Flask-Login's long-lived cookie is not used, whatever a browser sends
        WTF_CSRF_TIME_LIMIT=None,  # a form token lives as long as its session
        WTF_CSRF_SSL_STRICT=False,  # we send no referrer; Sec-Fetch-Site is checked instead
        WTF_CSRF_CHECK_DEFAULT=False,  # security.require_same_origin calls the check after the access guard
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
