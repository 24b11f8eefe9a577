"""What tests of every floor share: keys and an empty store of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing


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
