"""The interview PDF beside a plain page of the same text, made in one run: warm, and as processes of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from html import escape
from html.parser import HTMLParser
import os
from pathlib import Path
import pickle
import resource
import statistics
import subprocess
import sys
import tempfile
from typing import Any

from benchmarks.figure import Figure, at_most
from interview_app import instruments
from interview_app.domain.closing import settled
from interview_app.domain.routing import Surroundings
from interview_app.instruments.regex import matches
from interview_app.reports.interview.page import page, print_interview
from interview_app.reports.typesetting import ACCESSIBLE
from tests.worked import study, worked_interview

WARM, COLD = 10, 5
TICKS = os.sysconf("SC_CLK_TCK")
FLOOR = "the same text, typeface and kind of PDF, as paragraphs"
HOW: dict[str, Any] = {"language": "en", "seal": "8842b07e19c455aa" * 4, "with_text": True}
OURS = """
import pickle, sys
from interview_app.reports import pdf
pdf.prepare()
from interview_app.reports.interview.page import print_interview
with open(sys.argv[1], "rb") as file:
    record, how = pickle.load(file)
print_interview(*record, **how)
"""
PLAIN = """
import pickle, sys, weasyprint
with open(sys.argv[1], "rb") as file:
    weasyprint.HTML(string=pickle.load(file)).write_pdf(pdf_variant="pdf/ua-1")
"""


def record() -> tuple[Any, ...]:
    """The worked interview with all that its page is made from."""
    instrument = instruments.load("wrri", 1)
    interview = worked_interview(instrument)
    closing = settled(instrument, interview, Surroundings(interview.changed_at, matches))
    return interview, instrument, study(), closing


class Words(HTMLParser):
    """The pieces of text of a page, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(data.strip())


def plain(html: str) -> str:
    """The same text in the same typeface as paragraphs, without sizes, places, tables or chart."""
    words = Words()
    words.feed(html)
    body = "".join(f"<p>{escape(text)}</p>" for text in words.found)
    head = '<!doctype html><html lang="en"><head><title>Plain</title></head><body style="font-family: Inter">'
    return f"{head}{body}</body></html>"


def in_turns(makers: Sequence[Callable[[], object]], times: int) -> list[float]:
    """The median processor seconds of each, children included, made in turns after one that does not count.

    Other programs on the machine change the clock's seconds, but hardly these.
    """
    for make in makers:
        make()
    taken: list[list[float]] = [[] for _ in makers]
    for _ in range(times):
        for make, seconds in zip(makers, taken, strict=True):
            began = processor_seconds()
            make()
            seconds.append(processor_seconds() - began)
    return [statistics.median(seconds) for seconds in taken]


def processor_seconds() -> float:
    """What this process, the ones it has waited for and those that still live have used so far."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used) + sum(map(ticks, children())) / TICKS


def children() -> list[int]:
    """The processes that this one has begun and that still live."""
    tasks = Path("/proc/self/task").glob("*/children")
    return [int(pid) for task in tasks for pid in task.read_text().split()]


def ticks(pid: int) -> int:
    """What a process has used, in the clock ticks of the system."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return int(user) + int(system)


def process(code: str, file: Path, environment: Mapping[str, str]) -> Callable[[], object]:
    """A run of the code in a process of its own."""
    command = [sys.executable, "-c", code, str(file)]
    return lambda: subprocess.run(
        command, check=True, capture_output=True, timeout=120, env={**os.environ, **environment}
    )


def figures() -> Iterator[Figure]:
    """The printing figures."""
    import weasyprint

    made_from = record()
    simple = plain(page(*made_from, **HOW))
    ours = partial(print_interview, *made_from, **HOW)
    warm, floor = in_turns([ours, lambda: weasyprint.HTML(string=simple).write_pdf(pdf_variant=ACCESSIBLE)], WARM)
    yield at_most("interview PDF, warm", warm * 1000, 120, "ms")
    yield at_most("interview PDF, warm / plain page", warm / floor, 1.5, "×", f"{floor * 1000:.0f} ms: {FLOOR}")
    with tempfile.TemporaryDirectory() as folder:
        yield from in_processes(Path(folder), made_from, simple)


def in_processes(folder: Path, made_from: tuple[Any, ...], simple: str) -> Iterator[Figure]:
    """The same in processes of their own: cold ones, which find no compiled modules, and merely new ones."""
    ours, theirs, nowhere = folder / "record", folder / "plain", folder / "compiled"
    ours.write_bytes(pickle.dumps((made_from, HOW)))
    theirs.write_bytes(pickle.dumps(simple))
    uncompiled = {"PYTHONPYCACHEPREFIX": str(nowhere), "PYTHONDONTWRITEBYTECODE": "1"}
    cold, floor = in_turns([process(OURS, ours, uncompiled), process(PLAIN, theirs, uncompiled)], COLD)
    yield at_most("interview PDF, cold process / plain page", cold / floor, 1.2, "×", f"{floor:.2f} s: {FLOOR}")
    new, floor = in_turns([process(OURS, ours, {}), process(PLAIN, theirs, {})], COLD)
    yield Figure("interview PDF, new process, modules compiled", f"{new / floor:.3g} ×", "", f"{floor:.2f} s: {FLOOR}")


if __name__ == "__main__":
    from benchmarks.figure import show

    show("Printing", figures())
