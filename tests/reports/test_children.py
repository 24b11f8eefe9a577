"""A report is drawn by a process of its own, and none takes down the one that asked for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
import os
from pathlib import Path
import resource
import signal
import socket
import subprocess
import sys
from threading import Barrier, Timer
import time

import pytest

from interview_app.reports import children, pdf, press
from interview_app.reports.children import USUAL, Child, Died, Pool
from interview_app.reports.limits import Limits
from interview_app.reports.wire import Message

PAGE = '<!doctype html><html lang="en"><title>t</title><p>{}</p></html>'


LARGE = PAGE.format("<p style=display:none>" * 12_000)


def asked(html: str) -> Message:
    note = {"act": "lay out", "styles": "frame.css", "files": [], "most_pages": 0, "write": True}
    return Message(note, [html.encode()])


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(2)
    yield made
    made.close()


@pytest.fixture
def child() -> Iterator[Child]:
    made = Child(USUAL)
    yield made
    made.end()


def test_reports_are_drawn_one_after_another_by_the_same_process(pool: Pool) -> None:
    pids = set()
    for number in range(3):
        with pool.lent() as child:
            assert child.ask(asked(PAGE.format(number))).parts[0].startswith(b"%PDF")
            pids.add(child.pid)
    assert len(pids) == 1


def test_one_that_has_grown_is_replaced(pool: Pool) -> None:
    pids = []
    for size in (1, 3_000, 1, 1):
        with pool.lent() as child:
            child.ask(asked(PAGE.format("<p style=display:none>" * size)))
            pids.append(child.pid)
    assert pids[0] == pids[1] != pids[2] == pids[3]
    assert not Path(f"/proc/{pids[0]}").exists()


def test_two_are_drawn_at_once_and_a_third_waits(pool: Pool) -> None:
    both = Barrier(2, timeout=30)

    def draw(number: int) -> tuple[int, int]:
        with pool.lent() as child:
            if number < 2:
                both.wait()
            child.ask(asked(PAGE.format(number)))
            return child.pid, pool._lent

    with ThreadPoolExecutor(5) as threads:
        seen = list(threads.map(draw, range(5)))
    assert len({pid for pid, _ in seen}) == 2
    assert max(lent for _, lent in seen) == 2


def ask_on(pool: Pool) -> None:
    """Have page after page drawn by a child."""
    with pool.lent() as child:
        while True:
            child.ask(asked(PAGE.format("x" * 1000)))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGALRM, signal.SIGXCPU])
def test_one_that_dies_is_told_of_and_replaced(pool: Pool, how: signal.Signals) -> None:
    with pool.lent() as child:
        child.ask(asked(PAGE.format("first")))
    timer = Timer(0.1, os.kill, (child.pid, how))
    timer.start()
    with pytest.raises(Died) as died:
        ask_on(pool)
    timer.join()
    assert died.value.code == -how
    with pool.lent() as another:
        assert another.pid != child.pid
        assert another.ask(asked(PAGE.format("x"))).note["pages"] == 1


def test_one_that_died_while_nobody_asked_is_replaced_unnoticed(pool: Pool) -> None:
    with pool.lent() as child:
        pass
    os.kill(child.pid, signal.SIGKILL)
    child._process.wait()
    with pool.lent() as another:
        assert another.ask(asked(PAGE.format("x"))).note["pages"] == 1


def test_one_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "PATIENCE", 1)
    hasty = Pool(1, Limits(wall=0))
    with hasty.lent() as child:
        os.kill(child.pid, signal.SIGSTOP)
    with pytest.raises(Died) as died:
        ask_on(hasty)
    assert died.value.code == 0
    assert not child.is_alive


def test_one_that_lives_and_cannot_be_spoken_with_is_ended(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "PATIENCE", 0.1)
    with pool.lent() as child:
        os.kill(child.pid, signal.SIGSTOP)
        child._link.shutdown(socket.SHUT_RDWR)
    with pytest.raises(Died) as died:
        ask_on(pool)
    assert (died.value.code, child.is_alive) == (0, False)


def limits_of(child: Child) -> dict[str, str]:
    lines = Path(f"/proc/{child.pid}/limits").read_text().splitlines()
    return {line[:26].strip(): line[26:47].strip() for line in lines}


def test_a_child_has_little_memory_little_time_and_no_handle_of_ours(child: Child, tmp_path: Path) -> None:
    with (tmp_path / "database").open("w") as ours:
        os.set_inheritable(ours.fileno(), True)
        child.ask(asked(PAGE.format("x")))
        another = Child(USUAL)
        another.ask(asked(PAGE.format("x")))
    told = limits_of(another)
    assert told["Max address space"] == str(USUAL.memory)
    assert 0 < int(told["Max cpu time"]) <= USUAL.cpu + 5
    assert told["Max core file size"] == "0"
    handles = [str(path.readlink()) for path in Path(f"/proc/{another.pid}/fd").iterdir()]
    assert sorted(handle.partition(":")[0].rpartition("/")[2] for handle in handles) == [
        "null",
        "null",
        "socket",
        "statm",
    ]
    assert os.getpriority(os.PRIO_PROCESS, another.pid) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + press.NICENESS)
    assert os.getsid(another.pid) == another.pid, "a session of its own, by which systems share out the processor"
    another.end()


def test_a_child_knows_nothing_of_the_application_s_settings(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEW_DATABASE_URL", "postgresql://user:password@host/base")
    another = Child(USUAL)
    another.ask(asked(PAGE.format("x")))
    known = Path(f"/proc/{another.pid}/environ").read_bytes()
    another.end()
    assert b"PATH=" in known, "control: it is an environment"
    assert b"INTERVIEW" not in known


PARENT = """
from interview_app.reports import pdf
pdf.render("<html lang=en><title>t</title><p>x</p>")
print(pdf._POOL._idle[0].pid, flush=True)
pdf.render("<p style=display:none>" * 100_000, "frame.css", 10_000_000)
"""


def test_children_end_with_an_application_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        time.sleep(0.5)
        assert Path(f"/proc/{pid}").exists(), "control: it is at work while the application lives"
        parent.kill()
    assert ended(pid)


def ended(pid: int) -> bool:
    """True as soon as there is no such process, or only its last entry."""
    status = Path(f"/proc/{pid}/stat")
    for _ in range(100):
        try:
            if status.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def drawing_under(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Limits], Pool]]:
    """Give the reports of this test other limits than the usual ones."""
    made: list[Pool] = []

    def under(limits: Limits) -> Pool:
        made.append(Pool(1, limits))
        monkeypatch.setattr(pdf, "_POOL", made[-1])
        return made[-1]

    yield under
    for pool in made:
        pool.close()


Under = Callable[[Limits], Pool]


@pytest.mark.parametrize("limits", [Limits(cpu=0), Limits(wall=1)], ids=["processor time", "time"])
def test_a_report_that_takes_too_long_is_refused_in_words(drawing_under: Under, limits: Limits) -> None:
    drawing_under(limits)
    with pytest.raises(pdf.NotDrawn, match="more time"):
        pdf.render(LARGE, "frame.css", len(LARGE))


def test_a_report_that_takes_too_much_memory_is_refused_in_words(drawing_under: Under) -> None:
    pool, page, data = drawing_under(USUAL), PAGE.format("a page"), [pdf.Attachment("a.csv", bytes(90 << 20), "much")]
    assert pdf.render(page, attachments=data).startswith(b"%PDF"), "control: nothing else is wrong with it"
    with pool.lent() as child:
        resource.prlimit(child.pid, resource.RLIMIT_AS, (400 << 20, USUAL.memory))
    with pytest.raises(pdf.NotDrawn, match="more memory"):
        pdf.render(page, attachments=data)
    assert not child.is_alive
    assert pdf.render(page).startswith(b"%PDF"), "the next one is drawn"


def test_a_fault_in_drawing_says_where_it_was_and_not_what_was_said(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(pdf.NotDrawn, match="could not be drawn"):
        pdf.render(PAGE.format("a secret"), "no-such.css")
    assert "FileNotFoundError" in caplog.text
    assert "secret" not in caplog.text
    assert "no-such" not in caplog.text
