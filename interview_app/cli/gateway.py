"""Between granian's event loop and the application: a request gets a working thread only when all of it is here.

Whoever sends or reads slowly costs a coroutine and a little memory, never a thread, so that no number of them stops
a save. Requests must say how long they are; an answer is handed over whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
import io
import logging
from queue import SimpleQueue
import sys
import threading
from typing import TYPE_CHECKING

from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]  # public, though not declared to be

from interview_app.config import STEP_ASIDE

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment
    from granian.rsgi import HTTPProtocol, Scope  # type: ignore[attr-defined]  # as above

    Request = tuple[Scope, HTTPProtocol, bytes, Callable[[], object]]

THREADS = 4
"""Requests that are worked on at once: with more, those that save disturb each other for the interpreter's lock."""
BODY_SECONDS = 60
"""How long a request may take to arrive after its headers."""
HANG_UP = [("Connection", "close")]

log = logging.getLogger(__name__)


class _NoLength(Exception):
    """The request does not say how long it is, so that nobody can tell what it will cost."""


_STATUS = {TimeoutError: 408, ProtocolClosed: 400, _NoLength: 411}


class Gateway:
    """A WSGI application as granian's own interface, RSGI, asks for it."""

    def __init__(self, application: WSGIApplication, largest: int) -> None:
        self.application = application
        self.largest = largest
        self._here: SimpleQueue[Request] = SimpleQueue()
        for _ in range(THREADS):
            self._add_thread()

    async def __rsgi__(self, scope: Scope, proto: HTTPProtocol) -> None:
        """Wait until the request is here, and until it is answered."""
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await self._body(scope, proto)
        except (TimeoutError, ProtocolClosed, _NoLength) as failed:  # closed: whoever sent it hung up in the middle
            proto.response_empty(_STATUS[type(failed)], HANG_UP)
        else:
            loop = asyncio.get_running_loop()
            answered = loop.create_future()
            self._here.put((scope, proto, body, lambda: loop.call_soon_threadsafe(answered.set_result, None)))
            await answered

    async def _body(self, scope: Scope, proto: HTTPProtocol) -> bytes:
        """The body; what is too large is not read, and the application refuses it by the length it declares."""
        if "transfer-encoding" in scope.headers:
            raise _NoLength
        length = int(scope.headers.get("content-length", "0"))
        return await proto() if 0 < length <= self.largest else b""

    def _add_thread(self) -> None:
        threading.Thread(target=self._work, name="turn", daemon=True).start()

    def _work(self) -> None:
        """Answer one request after the other; a thread that stepped aside has been replaced and ends."""
        stepped_aside = False

        def step_aside() -> None:
            nonlocal stepped_aside
            if not stepped_aside:
                stepped_aside = True
                self._add_thread()

        while not stepped_aside:
            scope, proto, body, tell = self._here.get()
            try:
                request = environ(scope, body)
                request[STEP_ASIDE] = step_aside
                self._answer(proto, request)
            except Exception:
                log.exception("The application did not answer %s.", scope.path)
                proto.response_empty(500, HANG_UP)
            tell()

    def _answer(self, proto: HTTPProtocol, request: WSGIEnvironment) -> None:
        begun: list[tuple[str, list[tuple[str, str]]]] = []
        parts = self.application(request, lambda status, headers, _=None: begun.append((status, headers)))  # type: ignore[arg-type]
        try:
            body = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        status, headers = begun[-1]
        proto.response_bytes(int(status[:3]), headers, body)


def environ(scope: Scope, body: bytes) -> WSGIEnvironment:
    """The request as PEP 3333 wants it; a header with an underscore, which could pass for another one, is left out."""
    server, _, port = scope.server.rpartition(":")
    made = {
        **_SAME_FOR_ALL,
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
    }
    for name, value in scope.headers.items():
        if "_" not in name:
            key = _NOT_HTTP.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
            made[key] = f"{made[key]},{value}" if key in made else value
    return made


_NOT_HTTP = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
_SAME_FOR_ALL = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,
    "wsgi.multithread": True,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
}
