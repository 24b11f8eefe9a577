"""Puts the pages on an application: sessions, the order of checks, what templates may say, and every blueprint."""

from __future__ import annotations

from flask import Flask
from flask_login import LoginManager

from interview_app.web import (
    access,
    accounts,
    acquaintances,
    amendments,
    auth,
    bundles,
    burdens,
    calls,
    choices,
    compression,
    consents,
    contacts,
    courses,
    endings,
    enrolments,
    errors,
    exports,
    feeds,
    handovers,
    hats,
    health,
    home,
    informants,
    interviews,
    language,
    ledger,
    operations,
    page,
    paper_forms,
    paradata,
    participants,
    people_words,
    previous,
    progress,
    queries,
    rechecks,
    reports,
    results,
    reviews,
    schedule,
    second_opinions,
    sections,
    security,
    sessions,
    starting,
    static_files,
    times,
    today,
    trajectories,
    verifying,
    weeks,
    windows,
)
from interview_app.web.addresses import HexConverter

BLUEPRINTS = (
    home.pages,
    today.pages,
    burdens.pages,
    schedule.pages,
    auth.pages,
    hats.pages,
    interviews.pages,
    starting.pages,
    sections.pages,
    operations.pages,
    paradata.pages,
    choices.pages,
    endings.pages,
    amendments.pages,
    handovers.pages,
    reviews.pages,
    queries.pages,
    rechecks.pages,
    reports.pages,
    verifying.pages,
    trajectories.pages,
    results.pages,
    paper_forms.pages,
    bundles.pages,
    weeks.pages,
    second_opinions.pages,
    exports.pages,
    progress.pages,
    accounts.pages,
    participants.pages,
    enrolments.pages,
    courses.pages,
    consents.pages,
    informants.pages,
    acquaintances.pages,
    calls.pages,
    contacts.pages,
    feeds.pages,
    ledger.pages,
    health.pages,
)


def assemble(app: Flask) -> None:
    """Everything between a request and its view, and every view."""
    _keep_sessions(app)
    _check_in_order(app)
    for part in (
        language,
        static_files,
        page,
        times,
        people_words,
        windows,
        today,
        schedule,
        previous,
        paper_forms,
        errors,
    ):
        part.register(app)
    app.url_map.converters["uuid_hex"] = HexConverter
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)


def _keep_sessions(app: Flask) -> None:
    app.session_interface = sessions.Sessions()
    login = LoginManager(app)
    login.session_protection = None  # the session is the server's own; a changed address must not end it
    login.user_loader(sessions.load_user)
    security.csrf.init_app(app)


def _check_in_order(app: Flask) -> None:
    app.before_request(sessions.require_readable)
    app.before_request(security.require_encryption)
    app.before_request(access.guard)
    app.before_request(security.require_same_origin)
    # Run last to first: what a view answered is compressed, then gets its headers.
    app.after_request(security.add_headers)
    app.after_request(compression.compress)
