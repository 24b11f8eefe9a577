"""The server is what the operator was promised: it refuses, serves, seals and ends as it should."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
import os
from pathlib import Path
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from typing import IO

import pytest

from interview_app.cli.serving import seal_at_intervals
from interview_app.instruments.studies import built_in
from interview_app.services import studies
from interview_app.storage import seals
from interview_app.storage.engine import Store
from tests.cli.conftest import Command

ROOT = Path(__file__).parent.parent.parent
TRIES = 300


SERVE = "from interview_app.cli import run; run(('serve', '--port', '{port}'))"


@contextmanager
def serving(
    instance: Path, code: str = SERVE, output: int | IO[bytes] = subprocess.DEVNULL
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A real server on a free port of this machine, started by the line of code."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", code.format(port=port)]
    environment = os.environ | {"INTERVIEW_INSTANCE": str(instance), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=output, stderr=output) as child:
        try:
            reach(port)
            yield port, child
        finally:
            child.terminate()


def reach(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(TRIES):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("nobody listens")


def ask(port: int, request: str) -> socket.socket:
    """Send a request and leave its answer to be read."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(request.replace("\n", "\r\n").encode())
    return connection


def answer(connection: socket.socket) -> bytes:
    """All that the server says until it hangs up."""
    with connection:
        return b"".join(iter(lambda: connection.recv(65536), b""))


PAGE = "GET /sign-in HTTP/1.1\nHost: localhost\nConnection: close\n\n"


def test_a_request_under_way_is_answered_before_the_server_ends(command: Command, instance: Path) -> None:
    command("init")
    with serving(instance) as (port, child):
        assert answer(ask(port, PAGE)).startswith(b"HTTP/1.1 200")
        waiting = [ask(port, PAGE) for _ in range(8)]
        time.sleep(0.05)
        child.send_signal(signal.SIGTERM)
        answers = [answer(connection) for connection in waiting]
        assert child.wait(timeout=60) == 0
    assert all(said.startswith(b"HTTP/1.1 200") and said.endswith(b"</html>") for said in answers)


def test_what_is_searched_for_stands_in_no_log(command: Command, instance: Path, tmp_path: Path) -> None:
    command("init")
    log = tmp_path / "log"
    with log.open("wb") as output, serving(instance, output=output) as (port, _child):
        for path in ("/sign-in", "/calls", "/nowhere"):
            asked = f"GET {path}?text=Quetzal HTTP/1.1\nHost: localhost\nConnection: close\n\n"
            assert answer(ask(port, asked)).startswith(b"HTTP/1.1 ")
    said = log.read_text()
    assert "granian" in said.casefold(), "the log that is looked at is the server's"
    assert "Quetzal" not in said


def test_a_second_server_does_not_share_the_port(command: Command, instance: Path) -> None:
    command("init")
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        said = command("serve", "--port", str(other.getsockname()[1]))
    assert said.code == 1
    assert "--port" in said.err


def test_an_address_of_another_machine_is_refused(command: Command) -> None:
    command("init")
    said = command("serve", "--host", "192.0.2.1")
    assert said.code == 1
    assert "192.0.2.1" in said.err


@pytest.mark.parametrize("words", [("serve",), ("account", "list"), ("verify",)], ids=" ".join)
def test_a_database_of_another_version_is_not_touched(command: Command, instance: Path, words: tuple[str, ...]) -> None:
    command("init")
    with sqlite3.connect(instance / "interviews.sqlite") as database:
        database.execute("UPDATE alembic_version SET version_num = '0000'")
    database.close()
    said = command(*words)
    assert said.code == 1
    assert "interview-app migrate" in said.err


def test_the_ledger_is_sealed_at_intervals(store: Store) -> None:
    studies.load(store, built_in("demo-naltrec-like"), actor_code="cli:test", now=datetime.now(UTC))
    stop = threading.Event()
    thread = threading.Thread(target=seal_at_intervals, args=(store, 0.01, stop))
    thread.start()
    found = wait_for_seal(store)
    stop.set()
    thread.join(timeout=30)
    assert not thread.is_alive()
    assert found is not None
    assert found.actor == "server"


def wait_for_seal(store: Store) -> seals.Seal | None:
    """The first seal, as soon as there is one."""
    for _ in range(TRIES):
        with store.reading() as connection:
            if found := seals.last(connection):
                return found
        time.sleep(0.01)
    return None


def test_sealing_goes_on_after_a_failure(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """The disk is full, or the database away: the next round tries again."""
    stop = threading.Event()

    class Away:
        """A store whose database cannot be reached; the second attempt ends the test."""

        def writing(self) -> None:
            if caplog.records:
                stop.set()
            raise OSError("the database is away")

    seal_at_intervals(Away(), 0.001, stop)  # type: ignore[arg-type]
    assert len(caplog.records) >= 2
    assert "not sealed" in caplog.text
