"""Saving answers through the real server with eight tablets, beside the same statements in a bare loop without HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
import json
import os
from pathlib import Path
import signal
import socket
import subprocess
import sys
import time
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.figure import Figure, at_least, at_most
from benchmarks.scene import PASSWORD, USER, Scene, scene
from interview_app.domain.events import Event
from interview_app.services.cases import changing
from interview_app.storage import interviews, ledger

CLIENTS = 8
SECONDS = 6
WHOLE = 1600
"""Interviews that are sent whole, 40 operations in one request."""
BARE_SINGLE, BARE_WHOLE = 3000, 200

ANSWERS: list[tuple[str, Any]] = [
    ("a_private", "yes"), ("a_present", ["nobody"]), ("a_code_ok", "yes"), ("a_script", "yes"), ("b1", "nurse"),
    ("b2", "municipal_health"), ("b3", 14), ("b4", 9), ("b5", 2), ("b6", "face_to_face"), ("b7", ["observation"]),
    ("b8", "3"), *((f"c{number:02}", str(number % 5)) for number in range(1, 13)), ("conf_personal", "3"),
    ("conf_social", "2"), ("conf_community", "2"), ("d1_known", "yes"), ("d1", 4), ("d2_known", "yes"), ("d2", 5),
    ("d3_known", "no"), ("d4_known", "yes"), ("d4", 0), ("d5_known", "yes"), ("d5", 6), ("d6_known", "yes"),
    ("d6", 5), ("e2", ["none"]), ("f1", "Starting the course, and being met there on the first day."),
]  # fmt: skip


@contextmanager
def server(folder: Path, **settings: str) -> Iterator[int]:
    """The real server as a child process on a free loopback port, with these settings; it is ended by SIGTERM."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from interview_app.cli import main; main()", "serve", "--port", str(port)]
    log = folder / "server.log"
    with log.open("wb") as said:
        environment = os.environ | settings | {"INTERVIEW_INSTANCE": str(folder)}
        child = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
    try:
        _wait(port, child)
        yield port
    except BaseException:
        print(log.read_text()[-3000:], file=sys.stderr)
        raise
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(timeout=30)


def _wait(port: int, child: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if child.poll() is not None:
            raise RuntimeError(f"the server ended with {child.returncode}")
        try:
            urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5).close()
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not answer within 20 seconds")


def load(port: int, act: str, answers: list[tuple[str, Any]], begun: list[str], folder: Path) -> dict[str, Any]:
    """What eight tablets measured."""
    plan = {
        "port": port, "user_name": USER, "password": PASSWORD, "clients": CLIENTS, "act": act, "seconds": SECONDS,
        "answers": answers, "interviews": begun,
    }  # fmt: skip
    path = folder / f"{act}.json"
    path.write_text(json.dumps(plan))
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.clients", str(path)],
        check=True,
        stdout=subprocess.PIPE,
        timeout=SECONDS + 60,
    )
    measured: dict[str, Any] = json.loads(run.stdout)
    return measured


def bare(place: Scene, begun: list[str], answers: list[tuple[str, Any]], times: int) -> float:
    """Transactions a second of the same ledger and projection statements, one after another, without HTTP or rules."""
    now = datetime.now(UTC)
    with changing(place.store, place.interviewer, begun[0], now) as case:
        row, sealer, standing = case.row, case.sealer, case.standing
    began = time.perf_counter()
    for number in range(times):
        interview = begun[number % len(begun)]
        entries = [
            ledger.Entry(Event.INTERVIEW_ANSWER, {"value": value, "revision": number + 1}, item=item)
            for item, value in answers
        ]
        with place.store.writing() as connection:
            interviews.for_save(connection, interview)
            stream = f"interview:{interview}"
            ledger.append(connection, place.store.keys, sealer, stream, place.interviewer.code, entries, now)
            interviews.save(connection, row.id, sealer, standing)
    return times / (time.perf_counter() - began)


def floors(place: Scene, begun: list[str]) -> tuple[float, float]:
    """The bare loop's rate for one answer and for a whole interview."""
    return bare(place, begun, ANSWERS[15:16], BARE_SINGLE), bare(place, begun, ANSWERS[:40], BARE_WHOLE)


def percentile(latencies: list[float], share: float) -> float:
    """The latency in milliseconds that this share of all requests stays under."""
    return sorted(latencies)[min(int(len(latencies) * share), len(latencies) - 1)] * 1000


def figures() -> Iterator[Figure]:
    """The figures of saving."""
    with scene(WHOLE + 2 * CLIENTS) as place:
        own, shared, sent = (
            place.interviews[:CLIENTS],
            place.interviews[CLIENTS : 2 * CLIENTS],
            place.interviews[2 * CLIENTS :],
        )
        before = floors(place, own)
        with server(place.folder) as port:
            singles = load(port, "single", ANSWERS[12:24], shared, place.folder)
            wholes = load(port, "whole", ANSWERS[:40], sent, place.folder)
        after = floors(place, own)
    yield from _judged(singles, wholes, *map(max, before, after))


def _judged(
    singles: dict[str, Any], wholes: dict[str, Any], floor_single: float, floor_whole: float
) -> Iterator[Figure]:
    rate = len(singles["latencies"]) / singles["seconds"]
    yield at_least(
        "one answer, 8 clients / bare loop", rate / floor_single, 0.25, "×", f"{floor_single:,.0f} saves a second"
    )
    yield Figure("  answers a second", f"{rate:,.0f}", "")
    yield Figure("  p50", f"{percentile(singles['latencies'], 0.5):.1f} ms", "")
    yield at_most("  p99", percentile(singles["latencies"], 0.99), 25, "ms")
    rate = len(wholes["latencies"]) / wholes["seconds"]
    yield at_least(
        "whole interviews / bare loop", rate / floor_whole, 0.25, "×", f"{floor_whole:,.0f} interviews a second"
    )
    yield at_least("  interviews of 40 operations a second", rate, 200)


if __name__ == "__main__":
    from benchmarks.figure import show

    show("Saving", figures())
