"""The server: granian with one process and four blocking threads, and a thread that seals the ledger at intervals."""

from __future__ import annotations

from datetime import UTC, datetime
import logging
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from interview_app.storage.engine import Store

THREADS = 4
SEAL_SECONDS = 15 * 60
DRAIN_SECONDS = 20

log = logging.getLogger(__name__)


def serve(host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; requests under way are answered first."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces

    Granian(
        f"{__name__}:application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=1,
        blocking_threads=THREADS,
        workers_kill_timeout=DRAIN_SECONDS,
        respawn_failed_workers=True,
    ).serve()


def application() -> Flask:
    """The application of one server process, its ledger sealed every 15 minutes."""
    from interview_app.app import create_app

    app = create_app()
    threading.Thread(target=seal_at_intervals, args=(app.extensions["store"],), name="seals", daemon=True).start()
    return app


def seal_at_intervals(store: Store, seconds: float = SEAL_SECONDS, stop: threading.Event | None = None) -> None:
    """Seal now and then until `stop` is set; a failure is logged and the next round tries again."""
    from interview_app.services import seals

    stop = stop or threading.Event()
    while not stop.wait(seconds):
        try:
            seals.make(store, by="server", now=datetime.now(UTC))
        except Exception:
            log.exception("The ledger was not sealed; the next attempt follows in %d seconds.", seconds)
