"""What tests of every floor share: keys and an empty store of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hypothesis import settings
import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from tests.storage import cluster
from tests.storage.cluster import Server

settings.register_profile("unhurried", deadline=None)  # a busy machine must not fail a law
settings.load_profile("unhurried")

STORIES, DEMO = "tests/journeys/", "tests/demo/"
"""Tests in a real browser: one worker takes them all, first, and the other takes the rest file by file. Two Chromiums
beside two servers on two cores starve each other, and what then fails says nothing. Those of the demo stay together
too: they share one."""


class Shares(LoadScopeScheduling):  # type: ignore[misc]  # xdist carries no types
    """How tests are shared out among workers."""

    def _split_scope(self, nodeid: str) -> str:
        together = (folder for folder in (STORIES, DEMO) if nodeid.startswith(folder))
        return next(together, nodeid.partition("::")[0])


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Shares:
    return Shares(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(STORIES))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    with cluster.running() as folder:
        yield Server(folder)


@pytest.fixture
def keys() -> KeyRing:
    return KeyRing(bytes(range(32)))


@pytest.fixture
def store(tmp_path: Path, keys: KeyRing) -> Iterator[Store]:
    """An empty store of the present version, on SQLite."""
    store = Store.open(f"sqlite:///{tmp_path / 'interviews.sqlite'}", keys)
    store.upgrade()
    yield store
    store.close()
