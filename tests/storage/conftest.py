"""The store of these tests: each test runs on SQLite and again on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from tests.storage.cluster import Server
from tests.storage.ward import Ward

MASTER = bytes(range(32))


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
