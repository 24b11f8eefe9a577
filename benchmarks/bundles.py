"""A thousand interviews printed by one command, its memory, and how long a save takes meanwhile through the server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
import json
import os
from pathlib import Path
import statistics
import subprocess
import sys
import time

from benchmarks.autosave import ANSWERS, percentile, server
from benchmarks.figure import Figure, at_most
from benchmarks.report import processor_seconds
from benchmarks.scene import PASSWORD, USER, Scene, scene
from interview_app.domain.missing import Missing
from interview_app.domain.operations import Kind, Operation
from interview_app.instruments import load
from interview_app.services import endings
from interview_app.services.answers import record
from interview_app.storage.ledger import new_op_id

PRINTED, TABLETS, PAUSE = 1000, 8, 0.25
INSTRUMENT = ("wrri", 1)


@dataclass(slots=True)
class Run:
    """What was seen of the command."""

    seconds: float
    worked: float
    """Seconds of processors, those of what it started included; other programs on the machine hardly change these."""
    early: float
    late: float
    """Kilobytes that the command and what it started held together, the medians of the second and of the last tenth."""


def figures() -> Iterator[Figure]:
    """The figures of a bundle."""
    with scene(PRINTED + TABLETS) as place:
        tapped, ended = place.interviews[:TABLETS], place.interviews[TABLETS:]
        for interview in ended:
            _end(place, interview)
        alone = _bundle(place.folder, "alone.pdf")
        with server(place.folder) as port:
            calm = _tap(place.folder, port, tapped, 10)
            with _started(place.folder, "beside.pdf") as child:
                beside = _tap(place.folder, port, tapped, 40)
                child.wait(timeout=600)
    yield from _judged(alone, calm, beside)


def _judged(alone: Run, calm: list[float], beside: list[float]) -> Iterator[Figure]:
    growth = 100 * (alone.late / alone.early - 1)
    said = f"{alone.worked:.0f} s of processors"
    yield at_most(f"{PRINTED} interviews as one PDF", alone.seconds, 90, "s", said)
    yield at_most("  memory, how much it grew", growth, 5, "%", f"{alone.early / 1024:.0f} MB")
    for share, limit in ((0.5, 50), (0.99, 50)):
        said = f"{percentile(calm, share):.1f} ms alone"
        yield at_most(f"  a save meanwhile, p{100 * share:.0f}", percentile(beside, share), limit, "ms", said)


def _end(place: Scene, interview: str) -> None:
    """Answer most of an interview and break it off."""
    now = datetime.now(UTC)
    told = [
        Operation(new_op_id(), Kind.ANSWER, item=item, revision=1, given={"value": value}) for item, value in ANSWERS
    ]
    missing = Operation(new_op_id(), Kind.ANSWER, item="e1", revision=1, given={"missing": str(Missing.DONT_KNOW)})
    record(place.store, place.interviewer, interview, [*told, missing], now=now)
    reason = next(iter(load(*INSTRUMENT).break_off_reasons))[0]
    endings.break_off(place.store, place.interviewer, interview, reason=reason, now=now)


def _command(folder: Path, name: str) -> list[str]:
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    code = "from interview_app.cli import main; main()"
    days = ("--from", "2020-01-01", "--to", f"{int(today[:4]) + 1}{today[4:]}")
    return [sys.executable, "-c", code, "report", "interviews", *days, "-o", str(folder / name)]


def _started(folder: Path, name: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"INTERVIEW_INSTANCE": str(folder)}
    return subprocess.Popen(_command(folder, name), env=environment, stderr=subprocess.DEVNULL)


def _bundle(folder: Path, name: str) -> Run:
    began, before, sizes = time.monotonic(), processor_seconds(), list[int]()
    with _started(folder, name) as child:
        while child.poll() is None:
            sizes.append(_held(child.pid))
            time.sleep(0.25)
    if child.returncode:
        raise RuntimeError(f"the command ended with {child.returncode}")
    tenth = max(1, len(sizes) // 10)
    early, late = statistics.median(sizes[tenth : 2 * tenth + 1]), statistics.median(sizes[-tenth - 1 : -1])
    seconds, worked = time.monotonic() - began, processor_seconds() - before
    return Run(seconds, worked, early, late)


def _held(pid: int) -> int:
    """Kilobytes that a process and its children hold; 0 when it has gone meanwhile."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        children = [child for thread in threads for child in (thread / "children").read_text().split()]
    except OSError:
        return 0
    own = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)
    return own + sum(_held(int(child)) for child in children)


def _tap(folder: Path, port: int, interviews: list[str], seconds: int) -> list[float]:
    """The latencies of tablets on which somebody taps now and then."""
    plan = {
        "port": port, "user_name": USER, "password": PASSWORD, "clients": TABLETS, "act": "paced", "seconds": seconds,
        "pause": PAUSE, "answers": ANSWERS[12:24], "interviews": interviews,
    }  # fmt: skip
    path = folder / "paced.json"
    path.write_text(json.dumps(plan))
    command = [sys.executable, "-m", "benchmarks.clients", str(path)]
    run = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=seconds + 60)
    latencies: list[float] = json.loads(run.stdout)["latencies"]
    return latencies


if __name__ == "__main__":
    from benchmarks.figure import show

    show("Printing many at once", figures())
