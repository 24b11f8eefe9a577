"""The server: granian with one process, behind its gateway four working threads, and one that seals the ledger."""

from __future__ import annotations

from datetime import UTC, datetime
import errno
import gc
import logging
import socket
import threading
from typing import TYPE_CHECKING

from interview_app.cli.failures import Failure

if TYPE_CHECKING:
    from interview_app.cli.gateway import Gateway
    from interview_app.storage.engine import Store

SEAL_SECONDS = 15 * 60
DRAIN_SECONDS = 20
HEADER_SECONDS = 10
"""How long the head of a request may take, and how long a connection may be kept without one."""
CONNECTIONS = 512
"""Open at once; half of what a process may usually open. Others wait at the door."""

log = logging.getLogger(__name__)


def free_address(host: str, port: int) -> str:
    """The address to listen on; raises Failure when the host is not this machine's or somebody listens there already.

    granian lets several servers share a port, so that a second one, perhaps with other data, would go unnoticed.
    """
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Failure(
                f"Port {port} is in use: stop the other server, or choose another port with --port."
            ) from None
        raise Failure(f"It is not possible to listen on {host}, port {port}: {error.strerror or error}.") from None
    return str(place[0])


def serve(host: str, port: int, target: str = f"{__name__}:application") -> None:
    """Serve what `target` makes until SIGTERM or SIGINT; requests under way are answered first. Raises Failure."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, Loops, RuntimeModes
    from granian.http import HTTP1Settings

    Granian(
        target,
        factory=True,
        address=free_address(host, port),
        port=port,
        interface=Interfaces.RSGI,
        loop=Loops.asyncio,
        runtime_mode=RuntimeModes.mt,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
        backpressure=CONNECTIONS,
        websockets=False,
        log_access=False,  # an address holds what was searched for, and that of a calendar feed is a secret
        workers=1,
        workers_kill_timeout=DRAIN_SECONDS,
        respawn_failed_workers=True,
    ).serve()


def application() -> Gateway:
    """The application of one server process, its ledger sealed every 15 minutes."""
    from interview_app.app import create_app
    from interview_app.cli.gateway import Gateway

    app = create_app()
    threading.Thread(target=seal_at_intervals, args=(app.extensions["store"],), name="seals", daemon=True).start()
    collect_seldom()
    return Gateway(app, app.config["MAX_CONTENT_LENGTH"])


def collect_seldom() -> None:
    """Let the garbage collector pass over what lives as long as the process: it took a twenty-fifth of a save."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def seal_at_intervals(store: Store, seconds: float = SEAL_SECONDS, stop: threading.Event | None = None) -> None:
    """Seal now and then until `stop` is set; a failure is logged and the next round tries again."""
    from interview_app.services import seals

    stop = stop or threading.Event()
    while not stop.wait(seconds):
        try:
            seals.make(store, by="server", now=datetime.now(UTC))
        except Exception:
            log.exception("The ledger was not sealed; the next attempt follows in %d seconds.", seconds)
