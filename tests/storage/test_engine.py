"""The store keeps all of an act or nothing, says by name why it cannot, and works again when the cause is gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
import sqlite3
import threading

import psycopg.errors
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from interview_app.storage import accounts, engine, failures, sqlite
from interview_app.storage.engine import NotStorable, StorageBusy, StorageError, StorageFull, StorageUnavailable, Store
from interview_app.storage.keys import KeyFault, KeyRing
from interview_app.storage.verification import verify
from tests.storage.cluster import Server
from tests.storage.ward import Ward, an_account, rebuild


@pytest.fixture
def on_sqlite(tmp_path: Path, keys: KeyRing) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{tmp_path / 'interviews.sqlite'}", keys)
    store.upgrade()
    yield store
    store.close()


class Stopped(Exception):
    """Something went wrong in the middle of an act."""


def test_an_act_that_fails_leaves_nothing_behind(ward: Ward) -> None:
    def act() -> None:
        with ward.store.writing() as connection:
            ward.begun(connection)
            raise Stopped

    with pytest.raises(Stopped):
        act()
    with ward.store.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM interviews")).scalar() == 0
    assert verify(ward.store, rebuild=rebuild).is_sound
    ward.begin()


def test_a_reader_sees_one_moment_whatever_others_write(ward: Ward) -> None:
    count = text("SELECT count(*) FROM events")
    with ward.store.reading() as connection:
        before = connection.execute(count).scalar()
        ward.begin()
        assert connection.execute(count).scalar() == before
    with ward.store.reading() as connection:
        assert connection.execute(count).scalar() != before


def test_whoever_reads_cannot_write(store: Store) -> None:
    with pytest.raises(StorageUnavailable, match=r"read-?only"), store.reading() as connection:
        accounts.insert_one(connection, an_account())


def test_a_row_that_a_constraint_refuses_names_the_constraint(store: Store) -> None:
    def act() -> None:
        with store.writing() as connection:
            accounts.insert_one(connection, an_account())
            accounts.insert_one(connection, an_account(code="int-02"))

    with pytest.raises(NotStorable) as refused:
        act()
    assert "user_name" in refused.value.constraint
    with store.reading() as connection:
        assert accounts.every(connection) == []


def test_a_mistake_of_ours_keeps_its_own_name(store: Store) -> None:
    with pytest.raises(DBAPIError), store.reading() as connection:
        connection.execute(text("SELECT nothing FROM nowhere"))


# SQLite


EXPECTED = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "recursive_triggers": 1,
    "secure_delete": 1,
    "busy_timeout": 10_000,
}


@pytest.mark.parametrize(("pragma", "value"), EXPECTED.items())
def test_every_pooled_connection_is_set_so_that_nothing_acknowledged_is_lost(
    on_sqlite: Store, pragma: str, value: object
) -> None:
    with ExitStack() as stack:
        opened = [stack.enter_context(on_sqlite.reading()) for _ in range(sqlite.READERS)]
        opened.append(stack.enter_context(on_sqlite.writing()))
        assert {each.exec_driver_sql(f"PRAGMA {pragma}").scalar() for each in opened} == {value}


class Stubborn:
    """An SQLite that takes no settings, as one on an unfit disk or compiled otherwise would."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")

    def execute(self, statement: str) -> sqlite3.Cursor:
        return self.connection.execute(statement)


def test_a_connection_that_does_not_take_a_setting_is_refused() -> None:
    with pytest.raises(StorageUnavailable, match="refuses journal_mode = wal and keeps memory"):
        sqlite.configure(Stubborn(), sqlite.settings(sqlite.driver()))


def test_the_newest_sqlite_is_in_use_and_safe(on_sqlite: Store, caplog: pytest.LogCaptureFixture) -> None:
    assert sqlite.is_safe(sqlite.driver())
    assert caplog.records == []


def test_an_old_sqlite_is_used_without_its_write_ahead_log_and_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "SAFE_VERSION", (99, 0, 0))
    reader, writer, _ = sqlite.engines(engine._address(f"sqlite:///{tmp_path / 'old.sqlite'}"), sqlite3)
    with writer.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "delete"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 3
    assert "Install pysqlite3" in caplog.text
    reader.dispose()
    writer.dispose()


def limit(writer: Engine, pages: int) -> None:
    """Let the database grow to so many pages, and then be full, as its disk would be."""
    with writer.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def fill(ward: Ward, interview: str) -> int:
    """Answer until something stops it, or two hundred times; gives how many answers were acknowledged."""
    for number in range(200):
        try:
            ward.answer(interview, "x" * 5000)
        except StorageFull:
            return number
    return 200


@pytest.fixture
def small_ward(on_sqlite: Store) -> Ward:
    return Ward.opened(on_sqlite)


def test_on_a_full_disk_nothing_acknowledged_is_lost_and_writing_goes_on_when_there_is_space(small_ward: Ward) -> None:
    interview = small_ward.begin()
    limit(small_ward.store.writer, 200)
    acknowledged = fill(small_ward, interview)
    assert 0 < acknowledged < 200
    assert len(small_ward.history(interview)) == 1 + acknowledged
    with pytest.raises(StorageFull):
        small_ward.answer(interview, "y" * 50_000)
    limit(small_ward.store.writer, 1_000_000)
    small_ward.answer(interview, "y" * 50_000)
    assert len(small_ward.history(interview)) == 2 + acknowledged
    assert verify(small_ward.store, rebuild=rebuild).is_sound


def test_the_same_answers_fit_on_a_disk_with_space(small_ward: Ward) -> None:
    assert fill(small_ward, small_ward.begin()) == 200


def test_a_database_that_another_program_holds_is_busy_and_then_free(
    tmp_path: Path, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.02)
    path = tmp_path / "interviews.sqlite"
    store = Store.open(f"sqlite:///{path}", keys)
    store.upgrade()
    ward = Ward.opened(store)
    other = sqlite.driver().connect(str(path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageBusy):
        ward.begin()
    assert verify(store).is_sound, "reading goes on"
    other.execute("ROLLBACK")
    other.close()
    ward.begin()
    store.close()


def test_writers_of_one_process_wait_for_each_other_and_not_for_ever(
    small_ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LOCK_SECONDS", 0.02)
    with small_ward.store.writing(), pytest.raises(StorageBusy, match="other writers"):
        small_ward.begin()
    small_ward.begin()


def test_eight_writers_at_once_are_all_served(small_ward: Ward) -> None:
    interviews, failed = [small_ward.begin(visit=f"W{number:02}") for number in range(8)], []

    def work(interview: str) -> None:
        try:
            for _ in range(25):
                small_ward.answer(interview, "3")
        except StorageError as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(interview,)) for interview in interviews]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert {len(small_ward.history(interview)) for interview in interviews} == {26}


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite://", "in memory would lose every answer"),
        ("sqlite:///:memory:", "in memory would lose every answer"),
        ("sqlite:////no/such/folder/interviews.sqlite", "/no/such/folder does not exist"),
        ("mysql://localhost/interviews", "mysql is not supported"),
        ("nonsense", "not a database's address"),
        ("postgresql://tests@/interviews?host=/no/such/folder", "/no/such/folder"),
    ],
)
def test_a_database_that_cannot_be_used_is_refused_with_its_reason(url: str, told: str, keys: KeyRing) -> None:
    with pytest.raises(StorageUnavailable, match=told):
        Store.open(url, keys)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, keys: KeyRing) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Anna, " * 200)
    with pytest.raises(StorageUnavailable, match="not a database"):
        Store.open(f"sqlite:///{path}", keys)
    assert path.read_text() == "Dear Anna, " * 200


MOUNTS = [
    "/dev/vda / ext4 rw 0 0",
    "server:/export /srv nfs4 rw 0 0",
    "/dev/vdb /srv/local ext4 rw 0 0",
    r"//server/share /mnt/two\040words cifs rw 0 0",
]


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib/interviews", "ext4"),
        ("/srv/interviews", "nfs4"),
        ("/srv/local/interviews", "ext4"),
        ("/srvother", "ext4"),
        ("/mnt/two words/interviews", "cifs"),
    ],
)
def test_the_file_system_of_a_folder_is_told_by_its_mount(folder: str, kind: str) -> None:
    assert sqlite.file_system(Path(folder), MOUNTS) == kind


def test_a_folder_on_a_network_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite.check_folder(tmp_path)
    monkeypatch.setattr(sqlite, "_mounts", lambda: [f"server:/export {tmp_path} nfs4 rw 0 0"])
    with pytest.raises(StorageUnavailable, match="lies on nfs4: SQLite needs a local disk"):
        sqlite.check_folder(tmp_path)


# Both


def test_another_installation_s_keys_do_not_open_the_database(store: Store, url: str) -> None:
    Store.open(url, store.keys).close()
    with pytest.raises(KeyFault, match="put back its key file"):
        Store.open(url, KeyRing(bytes(reversed(range(32)))))


# PostgreSQL


@pytest.fixture
def on_postgresql(postgresql: Server, template: str, keys: KeyRing, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store on PostgreSQL whose writers wait for each other only a moment."""
    monkeypatch.setattr(engine, "LOCK_SECONDS", 1)
    name = postgresql.create(template)
    store = Store.open(postgresql.url(name), keys)
    yield store
    store.close()
    postgresql.drop(name)


def test_two_writers_of_one_interview_wait_and_not_for_ever(on_postgresql: Store) -> None:
    ward = Ward.opened(on_postgresql)
    interview, other = ward.begin(), ward.begin(visit="W04")
    with on_postgresql.writing() as connection:
        connection.execute(text("SELECT 1 FROM interviews WHERE id = :id FOR UPDATE"), {"id": interview})
        ward.answer(other, "3")
        with pytest.raises(StorageBusy, match="lock timeout"):
            ward.answer(interview, "3")
    ward.answer(interview, "3")


def test_connections_that_the_server_dropped_are_replaced(on_postgresql: Store) -> None:
    ward = Ward.opened(on_postgresql)
    drop = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = :name"
    )
    with on_postgresql.writer.connect() as connection:
        connection.execute(drop, {"name": on_postgresql.writer.url.database})
    ward.begin()
    assert verify(on_postgresql).is_sound


def test_a_server_that_goes_away_in_the_middle_is_unavailable(on_postgresql: Store) -> None:
    with pytest.raises(StorageUnavailable), on_postgresql.writing() as connection:
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("53100", StorageFull),
        ("53300", StorageBusy),
        ("40001", StorageBusy),
        ("40P01", StorageBusy),
        ("55P03", StorageBusy),
        ("57P01", StorageUnavailable),
        ("08006", StorageUnavailable),
        ("25006", StorageUnavailable),
        ("42601", DBAPIError),
    ],
)
def test_what_postgresql_says_gets_the_same_names(state: str, kind: type[Exception]) -> None:
    raised = psycopg.errors.lookup(state)("told")
    assert type(failures.named(DBAPIError("SELECT 1", {}, raised))) is kind
