"""How long the command line takes to answer, and what importing the server costs beside its bare libraries."""

from __future__ import annotations

from collections.abc import Iterator
import statistics
import subprocess
import sys
import time

from benchmarks.figure import Figure, at_most

RUNS = 7
HELP = "from interview_app.cli import run; run(['--help'])"
SERVER = "import interview_app.app"
BARE = "import flask, sqlalchemy, wtforms, flask_login"


def seconds(code: str) -> float:
    """The median time of a fresh process that runs the code."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def figures() -> Iterator[Figure]:
    """The start-up figures."""
    yield at_most("interview-app --help", seconds(HELP), 0.5, "s")
    bare = seconds(BARE)
    yield at_most("import of the server / bare imports", seconds(SERVER) / bare, 1.3, "×", f"{bare:.2f} s: {BARE}")


if __name__ == "__main__":
    from benchmarks.figure import show

    show("Start-up", figures())
