"""The server may be killed at any moment: what was acknowledged is there afterwards, and the ledger is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
import multiprocessing
import os
from pathlib import Path
from random import Random
import select
import signal
import time

import pytest

from interview_app.domain.events import Event
from interview_app.storage import sqlite
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from interview_app.storage.ledger import Entry, new_op_id
from interview_app.storage.verification import verify
from tests.storage.ward import Ward, rebuild

CYCLES = 10
MOST_CYCLES = 60
Worker = Callable[[Ward, str, int], None]


def answer_then_acknowledge(ward: Ward, interview: str, tablet: int) -> None:
    """What the server does: the acknowledgement goes out after the commit."""
    while True:
        (kept,) = ward.answer(interview, "3")
        os.write(tablet, f"{kept.op_id}\n".encode())


def acknowledge_then_answer(ward: Ward, interview: str, tablet: int) -> None:
    """What no server should do."""
    while True:
        entry = Entry(Event.INTERVIEW_ANSWER, {"revision": 1, "value": "3"}, "c01", new_op_id())
        os.write(tablet, f"{entry.op_id}\n".encode())
        ward.record(interview, [entry])


def serve(work: Worker, url: str, ward: Ward, interview: str, tablet: int) -> None:
    store = Store.open(url, ward.store.keys)
    work(Ward(store, ward.account, ward.participant, ward.informant), interview, tablet)


@contextmanager
def server(work: Worker, url: str, ward: Ward, interview: str) -> Iterator[tuple[int, int]]:
    """A process of its own that answers until it is killed; gives its id and where its acknowledgements arrive."""
    arriving, leaving = os.pipe()
    fork = multiprocessing.get_context("fork")
    process = fork.Process(target=serve, args=(work, url, ward, interview, leaving))
    process.start()
    os.close(leaving)
    try:
        yield process.pid or 0, arriving
    finally:
        process.kill()
        process.join(10)
        process.close()
        os.close(arriving)


def acknowledged(arriving: int, pid: int, random: Random) -> set[str]:
    """What was acknowledged until the server was killed, some moment after its first acknowledgement."""
    assert select.select([arriving], [], [], 30)[0], "the server never answered"
    time.sleep(random.uniform(0, 0.03))
    os.kill(pid, signal.SIGKILL)
    told = b""
    while part := os.read(arriving, 65536):
        told += part
    return {line.decode() for line in told.split(b"\n") if len(line) == 36}


@pytest.fixture
def ward_url(tmp_path: Path, keys: KeyRing) -> Iterator[tuple[Ward, str]]:
    url = f"sqlite:///{tmp_path / 'interviews.sqlite'}"
    store = Store.open(url, keys)
    store.upgrade()
    yield Ward.opened(store), url
    store.close()


def killed(work: Worker, ward: Ward, url: str, interview: str, random: Random) -> set[str]:
    """The acknowledgements of one life of the server that are not in the ledger after its death."""
    ward.store.close()  # no connection may cross the fork
    with server(work, url, ward, interview) as (pid, arriving):
        told = acknowledged(arriving, pid, random)
    assert told
    return told - {event.op_id for event in ward.history(interview)}


def test_a_killed_server_loses_nothing_that_it_acknowledged(ward_url: tuple[Ward, str]) -> None:
    ward, url = ward_url
    interview, random = ward.begin(), Random(7)
    lost = [killed(answer_then_acknowledge, ward, url, interview, random) for _ in range(CYCLES)]
    assert lost == [set()] * CYCLES
    found = verify(ward.store, rebuild=rebuild)
    assert found.faults == []
    assert found.events > CYCLES
    path = ward.store.writer.url.database or ""
    connection = sqlite.driver().connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_a_server_that_acknowledges_before_it_commits_would_be_found_out(ward_url: tuple[Ward, str]) -> None:
    ward, url = ward_url
    interview, random = ward.begin(), Random(7)
    lives = (killed(acknowledge_then_answer, ward, url, interview, random) for _ in range(MOST_CYCLES))
    assert any(lives)
    assert verify(ward.store, rebuild=rebuild).is_sound, "the ledger itself is whole even so"
