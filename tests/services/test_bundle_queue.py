"""The server's queue of bundles: in order, whose they are, nothing to read on the disk, and every right asked again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
import os
from pathlib import Path
import shutil
import tempfile
import threading
import time

import pytest

from interview_app.domain.access import Role
from interview_app.domain.participation import Withdrawal
from interview_app.services import accounts, courses
from interview_app.services.bundle_manifest import Form
from interview_app.services.bundle_queue import BROKEN, EACH, KEPT, Job, Place, Queue, State
from interview_app.services.errors import Gone, NotAllowed, Overtaken, Unsuitable
from interview_app.storage import bundles, sealed_files
from interview_app.storage.engine import Store
from interview_app.storage.keys import FILE_NAME, KeyRing, Unreadable
from tests.reports.printed import Printed
from tests.services.conftest import NOW, World
from tests.services.test_bundles import FIRST, WISH, completed
from tests.storage.conftest import MASTER

PATIENCE = 180


@pytest.fixture(scope="module")
def office(template: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Place]]:
    """The world with one complete interview, and its keys as a file, as the server's children find them."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copy(template[0], folder / "interviews.sqlite")
    keys = folder / "keys"
    keys.mkdir(mode=0o700)
    (keys / FILE_NAME).touch(mode=0o600)
    (keys / FILE_NAME).write_bytes(MASTER)
    url = f"sqlite:///{folder / 'interviews.sqlite'}"
    store = Store.open(url, KeyRing.load(keys))
    world = replace(template[1], store=store)
    completed(world, "W12", FIRST)
    yield world, Place(url, keys)
    store.close()


@pytest.fixture
def clock() -> list[timedelta]:
    return [timedelta()]


@pytest.fixture
def queue(office: tuple[World, Place], clock: list[timedelta]) -> Iterator[Queue]:
    queue = Queue(office[1], lambda: NOW + clock[0])
    yield queue
    queue.close()


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def ask(queue: Queue, world: World, role: Role = Role.SUPERVISOR, form: Form = "pdf") -> Job:
    return queue.ask(world.people[role], world.study, WISH, form)


def files_of_bundles() -> list[str]:
    """The files of bundles that this process has open, by what they are called in its list of handles."""
    held = (os.readlink(link) for link in Path("/proc/self/fd").iterdir() if link.is_symlink() and link.exists())
    return [name for name in held if "interview-bundle-" in name]


def test_two_are_made_one_after_the_other_and_fetched_by_whoever_asked(
    office: tuple[World, Place], queue: Queue, clock: list[timedelta]
) -> None:
    world, _ = office
    supervisor, interviewer = world.people[Role.SUPERVISOR], world.people[Role.INTERVIEWER]
    first, second = ask(queue, world), ask(queue, world, Role.INTERVIEWER, "zip")
    third = ask(queue, world)
    assert (queue.ahead(first), queue.ahead(second), queue.ahead(third)) == (0, 1, 2)
    assert (second.state, [job.id for job in queue.of(interviewer)]) == (State.WAITING, [second.id])
    for job in (first, third):
        with pytest.raises(Gone):
            queue.get(interviewer, job.id)
    queue.discard(supervisor, third.id)
    until(lambda: second.is_over)
    assert (first.state, second.state, third.state) == (State.READY, State.READY, State.WAITING), first.fault
    assert (first.done, first.total, queue.ahead(second)) == (1, 1, 0)

    job, pieces = queue.content(world.store, supervisor, world.study, first.id)
    content = b"".join(pieces)
    assert len(content) == job.told["size"]
    assert Printed(content).pages == 2
    assert nothing_can_be_read(first)
    assert len(waiting_timers()) == 2, "each is thrown away in an hour, though nobody looks"

    for wearing in (world.people[Role.MANAGER], replace(supervisor, role=Role.RESEARCHER)):
        with pytest.raises(Gone):
            queue.content(world.store, wearing, world.study, first.id)
    away = replace(supervisor, sites=replace(supervisor.sites, codes=frozenset({"BER"})))
    with pytest.raises(Overtaken):
        queue.content(world.store, away, world.study, first.id)
    with pytest.raises(Gone):
        queue.get(supervisor, first.id)

    clock[0] = KEPT
    with pytest.raises(Gone, match="kept for an hour"):
        queue.get(interviewer, second.id)
    assert files_of_bundles() == []
    assert waiting_timers() == [], "and nothing waits for what is gone"


def waiting_timers() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if isinstance(each, threading.Timer) and not each.finished.is_set()]


def nothing_can_be_read(job: Job) -> bool:
    """The file has no name, no other bundle lies about, and what is in it says nothing."""
    raw = os.pread(job.handle, 1 << 20, 0)
    assert all(name.endswith("(deleted)") for name in files_of_bundles())
    assert not list(Path(tempfile.gettempdir()).glob("interview-bundle-*"))
    assert os.fstat(job.handle).st_mode & 0o077 == 0
    return bool(raw) and not any(word in raw for word in (b"%PDF", b"obj", b"OSL"))


def test_one_person_has_so_many_at_a_time_and_a_wish_is_looked_at_first(
    office: tuple[World, Place], queue: Queue
) -> None:
    world, _ = office
    jobs = [ask(queue, world) for _ in range(EACH)]
    with pytest.raises(Unsuitable, match="already"):
        ask(queue, world)
    with pytest.raises(NotAllowed):
        ask(queue, world, Role.MANAGER)
    running = jobs[0]
    until(lambda: running.process is not None)
    for job in jobs:
        queue.discard(world.people[Role.SUPERVISOR], job.id)
    assert running.process is not None
    assert running.process.wait(PATIENCE) != 0, "what makes it is ended"
    assert ask(queue, world).state is not State.FAILED


def test_rights_are_asked_again_when_it_is_made_and_when_it_is_fetched(
    office: tuple[World, Place], queue: Queue
) -> None:
    world, _ = office
    admin, supervisor = world.people[Role.ADMIN], world.people[Role.SUPERVISOR]
    kept, lost = ask(queue, world, Role.INTERVIEWER), ask(queue, world)
    terms = accounts.terms_of(accounts.get(world.store, admin, supervisor.id))
    accounts.change(world.store, admin, supervisor.id, replace(terms, grants=frozenset()), now=NOW)
    until(lambda: kept.is_over and lost.is_over)
    accounts.change(world.store, admin, supervisor.id, terms, now=NOW)
    assert (kept.state, lost.state) == (State.READY, State.FAILED)
    assert "does not print" in lost.fault
    with world.store.reading() as connection:
        participant = bundles.people(connection, world.interviewer.sites)[0].id
    courses.withdraw(
        world.store, world.people[Role.MANAGER], world.study, participant, Withdrawal.STOP_USE, NOW.date(), now=NOW
    )
    with pytest.raises(Overtaken, match="withdrawn"):
        queue.content(world.store, world.interviewer, world.study, kept.id)
    assert files_of_bundles() == [], "and it is gone"


def test_one_that_cannot_be_made_says_so_and_the_next_is_made(
    office: tuple[World, Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, place = office
    queue = Queue(replace(place, keys=tmp_path), lambda: NOW)
    first = ask(queue, world)
    until(lambda: first.is_over)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    second = ask(queue, world)
    until(lambda: second.is_over)
    assert [(job.state, job.fault) for job in (first, second)] == [(State.FAILED, BROKEN)] * 2
    assert files_of_bundles() == []
    queue.close()


def test_a_server_that_starts_anew_knows_of_none(office: tuple[World, Place], queue: Queue) -> None:
    world, place = office
    job = ask(queue, world, Role.INTERVIEWER)
    with pytest.raises(Gone, match="when the server starts anew"):
        Queue(place, lambda: NOW).get(world.interviewer, job.id)


@pytest.mark.parametrize("size", [0, 5, sealed_files.PIECE, 2 * sealed_files.PIECE + 1])
def test_a_sealed_file_gives_back_what_was_written_and_nothing_once_it_was_touched(size: int) -> None:
    handle, key = sealed_files.new_file(), sealed_files.new_key()
    content = os.urandom(size)
    writer = sealed_files.Writer(handle, key)
    for at in range(0, size, 300_000):
        writer.write(content[at : at + 300_000])
    writer.finish()
    assert b"".join(sealed_files.read(handle, key)) == content
    assert writer.size == size
    with pytest.raises(Unreadable):
        list(sealed_files.read(handle, sealed_files.new_key()))
    os.ftruncate(handle, os.fstat(handle).st_size - 10)
    with pytest.raises(Unreadable):
        list(sealed_files.read(handle, key))
    os.close(handle)
