"""The store: one database with its keys, opened for reading or for writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
import threading

from sqlalchemy import Connection, Engine, create_engine, insert, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from interview_app.storage import sqlite
from interview_app.storage.failures import (
    NotStorable,
    StorageBusy,
    StorageError,
    StorageFull,
    StorageReplaced,
    StorageUnavailable,
    named,
)
from interview_app.storage.keys import KeyFault, KeyRing
from interview_app.storage.migrations import HEAD
from interview_app.storage.models import deployment
from interview_app.storage.place import Place

__all__ = [
    "NotStorable",
    "StorageBusy",
    "StorageError",
    "StorageFull",
    "StorageReplaced",
    "StorageUnavailable",
    "Store",
]

LOCK_SECONDS = 10
CONNECTIONS = 8


@dataclass(frozen=True)
class Store:
    """One database. What happens in `writing()` is kept whole when it returns and not at all when it raises."""

    reader: Engine
    writer: Engine
    keys: KeyRing
    queue: Callable[[], AbstractContextManager[None]]
    """Where writers of this process wait for each other before the database makes them wait."""
    place: Place | None = None
    """The file of a SQLite database; None for a server."""

    @classmethod
    def open(cls, url: str, keys: KeyRing) -> Store:
        """The store at that address; raises StorageUnavailable, and KeyFault when it was made with other keys."""
        reader, writer, queue, place = _engines(_address(url))
        store = cls(reader, writer, keys, queue, place)
        try:
            store.check_keys()
        except Exception:
            store.close()
            raise
        return store

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One unchanging view of the database; raises the named failures."""
        self._check_place()
        with _naming(), self.reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: committed at the end, rolled back when anything is raised; raises the named failures."""
        self._check_place()
        with _naming(), self.queue(), self.writer.connect() as connection, connection.begin():
            yield connection
        self._check_place()  # once more: what was committed to a file that lost its name must not be acknowledged

    def is_current(self) -> bool:
        """True when the tables are those of this version of the application."""
        with self.reading() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return False
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD

    def upgrade(self) -> None:
        """Bring the tables to this version, all or nothing; a fresh database is bound to this key ring."""
        from interview_app.storage.migrations.run import upgrade

        with self.writing() as connection:
            upgrade(connection)
            if connection.execute(select(deployment.c.id)).first() is None:
                connection.execute(insert(deployment).values(id=1, key_check=self.keys.check))
        self.check_keys()

    def check_keys(self) -> None:
        """Raise KeyFault when the database was made with another master key."""
        with self.reading() as connection:
            if not inspect(connection).has_table("deployment"):
                return
            check = connection.execute(select(deployment.c.key_check)).scalar()
        if check is not None and check != self.keys.check:
            raise KeyFault("The master key is not the one this database was made with: put back its key file.")

    def _check_place(self) -> None:
        if self.place is not None:
            self.place.check(self._adopt)

    def _adopt(self) -> None:
        """Let go of a file that lost its name once the one in its place has proved to be ours; raises what is wrong."""
        other = Store.open(str(self.writer.url), self.keys)
        try:
            if not other.is_current():
                raise StorageUnavailable("it is not of this version. Run `interview-app migrate`.")
        finally:
            other.close()
        self.close()

    def close(self) -> None:
        """Give back every connection."""
        self.reader.dispose()
        self.writer.dispose()


@contextmanager
def _naming() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        better = named(error)
        if better is error:
            raise
        raise better from error


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        raise StorageUnavailable(f"{url!r} is not a database's address") from None
    if address.get_backend_name() == "sqlite" and address.database in {None, "", ":memory:"}:
        raise StorageUnavailable("A database in memory would lose every answer: name a file.")
    return address


def _engines(address: URL) -> tuple[Engine, Engine, Callable[[], AbstractContextManager[None]], Place | None]:
    if address.get_backend_name() == "sqlite":
        reader, writer, place = sqlite.engines(address, sqlite.driver())
        return reader, writer, _queue(), place
    if address.get_backend_name() in {"postgresql", "postgres"}:
        return *_postgresql(address.set(drivername="postgresql+psycopg")), nullcontext, None
    raise StorageUnavailable(f"{address.get_backend_name()} is not supported: use SQLite or PostgreSQL.")


def _queue() -> Callable[[], AbstractContextManager[None]]:
    """A lock that gives up: a save waits eight milliseconds here instead of hundreds at SQLite's own busy lock."""
    lock = threading.Lock()

    @contextmanager
    def queue() -> Iterator[None]:
        if not lock.acquire(timeout=LOCK_SECONDS):
            raise StorageBusy("other writers of this server held the database for too long")
        try:
            yield
        finally:
            lock.release()

    return queue


def _postgresql(address: URL) -> tuple[Engine, Engine]:
    engine = create_engine(
        address,
        pool_size=CONNECTIONS,
        max_overflow=CONNECTIONS,
        pool_timeout=LOCK_SECONDS,
        pool_pre_ping=True,
        connect_args={"options": f"-c lock_timeout={LOCK_SECONDS}s -c timezone=UTC", "connect_timeout": LOCK_SECONDS},
    )
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True), engine
