"""Wiring: settings, store, sessions, the order of checks, and the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask_login import LoginManager
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from interview_app import config, instruments
from interview_app.config import Settings
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from interview_app.web import (
    access,
    accounts,
    amendments,
    auth,
    compression,
    endings,
    errors,
    health,
    home,
    informants,
    interviews,
    language,
    ledger,
    operations,
    page,
    participants,
    reports,
    sections,
    security,
    sessions,
    starting,
    static_files,
    times,
)
from interview_app.web.addresses import HexConverter

HERE = Path(__file__).parent
BLUEPRINTS = (
    home.pages,
    auth.pages,
    interviews.pages,
    starting.pages,
    sections.pages,
    operations.pages,
    endings.pages,
    amendments.pages,
    reports.pages,
    accounts.pages,
    participants.pages,
    informants.pages,
    ledger.pages,
    health.pages,
)


def create_app(
    settings: Settings | None = None,
    store: Store | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Flask:
    """The application; settings come from the environment unless given, and the clock is a test's to set."""
    settings = settings or config.load()
    for folder in settings.instruments:
        instruments.add_folder(folder)
    app = Flask("interview_app", static_folder=None, template_folder=str(_templates()))
    app.extensions["store"] = store or Store.open(settings.database_url, KeyRing.load(settings.keys))
    _configure(app, settings, clock)
    _check_in_order(app)
    _install(app)
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
        SETTINGS=settings,
        REMEMBER_COOKIE_NAME="__Host-never",  # Flask-Login's long-lived cookie is not used, whatever a browser sends
        WTF_CSRF_TIME_LIMIT=None,  # a form token lives as long as its session
        WTF_CSRF_SSL_STRICT=False,  # we send no referrer; Sec-Fetch-Site is checked instead
        WTF_CSRF_CHECK_DEFAULT=False,  # security.require_same_origin calls the check after the access guard
    )
    app.url_map.converters["uuid_hex"] = HexConverter
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _check_in_order(app: Flask) -> None:
    app.before_request(security.require_encryption)
    app.before_request(access.guard)
    app.before_request(security.require_same_origin)
    # Run last to first: what a view answered is compressed, then gets its headers.
    app.after_request(security.add_headers)
    app.after_request(compression.compress)


def _install(app: Flask) -> None:
    app.session_interface = sessions.Sessions()
    login = LoginManager(app)
    login.session_protection = None  # the session is the server's own; a changed address must not end it
    login.user_loader(sessions.load_user)
    security.csrf.init_app(app)
    language.register(app)
    static_files.register(app)
    page.register(app)
    times.register(app)
    errors.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
