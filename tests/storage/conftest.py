"""The store of these tests: each test runs on SQLite and again on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from tests.storage import cluster
from tests.storage.ward import Ward

MASTER = bytes(range(32))


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL, in which tests get databases of their own."""

    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://tests@/{database}?host={self.folder}"

    def create(self, template: str = "template1") -> str:
        """Make a database and give its name."""
        name = f"test_{uuid4().hex}"
        with psycopg.connect(host=str(self.folder), user="tests", dbname="postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return name

    def drop(self, name: str) -> None:
        with psycopg.connect(host=str(self.folder), user="tests", dbname="postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}"')


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    with cluster.running() as folder:
        yield Server(folder)


@pytest.fixture(scope="session")
def template(postgresql: Server) -> str:
    """A database of the present version that others are copied from."""
    name = postgresql.create()
    store = Store.open(postgresql.url(name), KeyRing(MASTER))
    store.upgrade()
    store.close()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a store of the present version lies."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'interviews.sqlite'}"
        return
    server: Server = request.getfixturevalue("postgresql")
    name = server.create(request.getfixturevalue("template"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a database lies that has no tables yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    server: Server = request.getfixturevalue("postgresql")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def store(url: str, keys: KeyRing) -> Iterator[Store]:
    store = Store.open(url, keys)
    store.upgrade()
    yield store
    store.close()


@pytest.fixture
def ward(store: Store) -> Ward:
    """A small site at work: an interviewer, a participant, an informant, and interviews between them."""
    return Ward.opened(store)
