"""A database file that is exchanged under a running server takes no answer that anybody would miss."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from interview_app.storage import sqlite
from interview_app.storage.engine import StorageReplaced, StorageUnavailable, Store
from interview_app.storage.keys import KeyRing
from tests.storage.ward import Ward


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "interviews.sqlite"


@pytest.fixture
def ward(path: Path, keys: KeyRing) -> Iterator[Ward]:
    store = Store.open(f"sqlite:///{path}", keys)
    store.upgrade()
    yield Ward.opened(store)
    store.close()


def copy_of(path: Path, target: Path) -> Path:
    """A backup as the operator makes it while the server runs."""
    source, copy = (sqlite.driver().connect(str(each)) for each in (path, target))
    source.backup(copy)
    source.close()
    copy.close()
    return target


def put_back(backup: Path, path: Path, *, with_its_log: bool) -> None:
    """Put a backup in the place of the database, under a running server."""
    for ending in ("", "-wal", "-shm") if with_its_log else ("",):
        path.with_name(path.name + ending).rename(path.with_name("old" + ending))
    backup.rename(path)


def answers_in(path: Path, interview: str) -> int:
    """How many events of an interview the file of that name holds."""
    look = sqlite.driver().connect(f"file:{path}?immutable=1", uri=True)
    (count,) = look.execute("SELECT count(*) FROM events WHERE stream = ?", (f"interview:{interview}",)).fetchone()
    look.close()
    return int(count)


def test_what_would_go_into_a_file_without_a_name_is_refused_and_then_goes_into_the_new_one(
    ward: Ward, path: Path, tmp_path: Path
) -> None:
    interview = ward.begin()
    put_back(copy_of(path, tmp_path / "backup"), path, with_its_log=True)
    with pytest.raises(StorageReplaced):
        ward.answer(interview, "3")
    ward.answer(interview, "3")
    ward.store.close()
    assert answers_in(path, interview) == 2


def test_a_file_that_is_exchanged_in_the_middle_of_an_act_is_noticed_before_it_is_acknowledged(
    ward: Ward, path: Path, tmp_path: Path
) -> None:
    backup = copy_of(path, tmp_path / "backup")

    def act() -> None:
        with ward.store.writing() as connection:
            ward.begun(connection)
            put_back(backup, path, with_its_log=True)

    with pytest.raises(StorageReplaced):
        act()


def test_nobody_reads_from_a_file_without_a_name(ward: Ward, path: Path, tmp_path: Path) -> None:
    put_back(copy_of(path, tmp_path / "backup"), path, with_its_log=True)
    with pytest.raises(StorageReplaced):
        ward.store.is_current()
    assert ward.store.is_current()


def test_a_store_that_does_not_look_loses_what_it_acknowledged(ward: Ward, path: Path, tmp_path: Path) -> None:
    """The negative control: without the look, answers are acknowledged and in no file that has a name."""
    blind = replace(ward, store=replace(ward.store, place=None))
    interview = ward.begin()
    put_back(copy_of(path, tmp_path / "backup"), path, with_its_log=True)
    assert [kept.seq for kept in blind.answer(interview, "3", "4")] == [2, 3]
    assert answers_in(path, interview) == 1


def leave_the_old_log(ward: Ward, path: Path) -> None:
    put_back(copy_of(path, path.with_name("backup")), path, with_its_log=False)


def remove(ward: Ward, path: Path) -> None:
    path.unlink()


def put_a_letter(ward: Ward, path: Path) -> None:
    letter = path.with_name("letter")
    letter.write_text("Dear Anna, " * 200)
    put_back(letter, path, with_its_log=True)


def put_another_installation(ward: Ward, path: Path) -> None:
    other = Store.open(f"sqlite:///{path.with_name('other')}", KeyRing(bytes(range(1, 33))))
    other.upgrade()
    other.close()
    put_back(path.with_name("other"), path, with_its_log=True)


def put_an_older_version(ward: Ward, path: Path) -> None:
    backup = copy_of(path, path.with_name("backup"))
    old = sqlite.driver().connect(str(backup))
    old.execute("UPDATE alembic_version SET version_num = '0000'")
    old.commit()
    old.close()
    put_back(backup, path, with_its_log=True)


@pytest.mark.parametrize(
    "exchange", [leave_the_old_log, remove, put_a_letter, put_another_installation, put_an_older_version]
)
def test_what_cannot_be_opened_safely_is_left_alone_and_refused_for_as_long_as_it_lies_there(
    ward: Ward, path: Path, exchange: Callable[[Ward, Path], None]
) -> None:
    interview = ward.begin()
    exchange(ward, path)
    before = path.read_bytes() if path.exists() else None
    for _ in range(3):
        with pytest.raises(StorageReplaced):
            ward.answer(interview, "3")
    assert (path.read_bytes() if path.exists() else None) == before


def test_work_goes_on_when_the_file_is_back(ward: Ward, path: Path) -> None:
    interview = ward.begin()
    path.rename(path.with_name("elsewhere"))
    with pytest.raises(StorageUnavailable):
        ward.answer(interview, "3")
    path.with_name("elsewhere").rename(path)
    ward.answer(interview, "3")
    ward.store.close()
    assert answers_in(path, interview) == 2
