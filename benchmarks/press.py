"""Many PDFs: how long a thousand take, whether memory stays flat, what saving feels of it, and a browser beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
import os
from pathlib import Path
import pickle
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from benchmarks.autosave import ANSWERS, CLIENTS, load, percentile, server
from benchmarks.figure import Figure, at_most
from benchmarks.report import HOW, OURS, children, record
from benchmarks.scene import scene
from interview_app.domain.participant_codes import participant_code
from interview_app.reports import pdf
from interview_app.reports.interview.page import page, print_interview

MANY, WARM = 1000, 100
TIMES = 5
BROWSER = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")


def print_many(count: int) -> None:
    """That many interviews, two at a time, each of another participant."""
    pdf.at_once(2)
    interview, *rest = record()
    codes = [participant_code("OSL", number) for number in range(count)]
    with ThreadPoolExecutor(2) as threads:
        made = threads.map(lambda code: print_interview(replace(interview, participant_id=code), *rest, **HOW), codes)
        assert all(content.startswith(b"%PDF") for content in made)


def resident() -> int:
    """The memory that this process and its children hold, in kilobytes."""
    held = [Path(f"/proc/{pid}/status").read_text() for pid in [os.getpid(), *children()]]
    return sum(int(status.partition("VmRSS:")[2].split()[0]) for status in held)


def figures() -> Iterator[Figure]:
    """The figures of many reports."""
    print_many(WARM)
    before, began = resident(), time.perf_counter()
    print_many(MANY)
    took, after = time.perf_counter() - began, resident()
    yield at_most(f"{MANY:,} interview PDFs, two at a time", took, 90, "s")
    yield at_most("  memory more than after a hundred", 100 * (after / before - 1), 5, "%", f"{before / 1024:.0f} MB")
    pdf.close()
    yield from while_saving()
    if browser := shutil.which("chromium"):
        yield from beside(browser)


def while_saving() -> Iterator[Figure]:
    """What eight tablets that save feel of it."""
    with scene(2 * CLIENTS) as place, server(place.folder) as port:
        alone = load(port, "single", ANSWERS[12:24], place.interviews[:CLIENTS], place.folder)
        with printing():
            beside = load(port, "single", ANSWERS[12:24], place.interviews[CLIENTS:], place.folder)
    floor = f"{percentile(alone['latencies'], 0.99):.1f} ms while nothing is printed"
    yield at_most("an answer while PDFs are printed, p99", percentile(beside["latencies"], 0.99), 50, "ms", floor)


@contextmanager
def printing() -> Iterator[None]:
    """A command that prints one report after another, two at a time, as long as this lasts."""
    command = [sys.executable, "-c", f"from benchmarks.press import print_many; print_many({MANY})"]
    with subprocess.Popen(["nice", "-n", "10", *command]) as child:
        try:
            time.sleep(2)
            yield
            assert child.poll() is None, "there was still something to print"
        finally:
            child.terminate()


def beside(browser: str) -> Iterator[Figure]:
    """The same page from a process of its own, and from a browser without a window."""
    made_from = record()
    with tempfile.TemporaryDirectory(prefix="interview-bench-") as place:
        folder = Path(place)
        (folder / "record").write_bytes(pickle.dumps((made_from, HOW)))
        (folder / "page.html").write_text(_with_styles(page(*made_from, **HOW)), encoding="utf-8")
        printed = f"--print-to-pdf={folder / 'theirs.pdf'}"
        ours = [sys.executable, "-c", OURS, str(folder / "record")]
        theirs = [browser, *BROWSER, f"--user-data-dir={folder / 'profile'}", printed, str(folder / "page.html")]
        mine, floor = _in_turns([ours, theirs])
        assert (folder / "theirs.pdf").stat().st_size > 10_000
    yield at_most(
        "interview PDF, whole process / headless Chromium", mine / floor, 1, "×", f"{floor:.2f} s: the same HTML"
    )


def _with_styles(html: str) -> str:
    from interview_app.reports.folders import stylesheet

    return html.replace("</head>", f"<style>{stylesheet('report.css')}</style></head>")


def _in_turns(commands: Sequence[list[str]]) -> list[float]:
    """The median seconds of each command, run in turns after one that does not count."""
    taken: list[list[float]] = [[] for _ in commands]
    for _ in range(TIMES + 1):
        for command, seconds in zip(commands, taken, strict=True):
            began = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, timeout=120)
            seconds.append(time.perf_counter() - began)
    return [statistics.median(seconds[1:]) for seconds in taken]


if __name__ == "__main__":
    from benchmarks.figure import show

    show("Printing many", figures())
