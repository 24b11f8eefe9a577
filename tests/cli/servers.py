"""Servers for the tests of a crowd: the real one with pages that take their time, and one without what protects it."""

from __future__ import annotations

import time

from flask import Flask

from interview_app.app import create_app
from interview_app.cli import gateway
from interview_app.cli.gateway import Gateway
from interview_app.domain.access import Action
from interview_app.web import heavy
from interview_app.web.access import allows

SLEEP_SECONDS, WAIT_SECONDS = 3, 4

PROTECTED = "from interview_app.cli import serving; serving.serve('127.0.0.1', {port}, 'tests.cli.servers:protected')"
IMPATIENT = (
    "from interview_app.cli import serving; serving.HEADER_SECONDS = 1; "
    "serving.serve('127.0.0.1', {port}, 'tests.cli.servers:impatient')"
)
UNPROTECTED = "from tests.cli import servers; servers.serve_unprotected({port})"


@allows(Action.CONDUCT)
def sleep() -> str:
    """A page that takes its time."""
    time.sleep(SLEEP_SECONDS)
    return "slept"


def with_sleepers() -> Flask:
    """The application, and a page that takes its time, with and without a turn of its own."""
    app = create_app()
    app.add_url_rule("/sleep/in-turn", "sleep-in-turn", heavy.heavy(sleep))
    app.add_url_rule("/sleep/at-once", "sleep-at-once", sleep)
    return app


def protected() -> Gateway:
    """As it is served, but who waits for a turn is sent away sooner."""
    heavy.WAIT_SECONDS = WAIT_SECONDS
    return Gateway(with_sleepers(), 1_000_000)


def impatient() -> Gateway:
    """As it is served, but a request must arrive within a second."""
    gateway.BODY_SECONDS = 1
    return protected()


def serve_unprotected(port: int) -> None:
    """The same application straight on granian's blocking threads, as it once was served."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces

    Granian(
        f"{__name__}:with_sleepers",
        factory=True,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        blocking_threads=gateway.THREADS,
        workers_kill_timeout=1,
    ).serve()
