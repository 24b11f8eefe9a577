"""What tests of every floor share: keys and an empty store of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever looks through a browser does so one after another: two at once starve each other on two cores."""
    for item in items:
        if "playwright" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("browser"))


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
