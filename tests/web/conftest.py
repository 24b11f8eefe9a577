"""What the tests of pages share: the scene, and `browse(user_name)`, whose every page is checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
import shutil
from typing import Any

from jinja2 import FileSystemBytecodeCache
import pytest

from interview_app.app import create_app
from interview_app.config import Settings
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from tests.web.scene import Browse, Clock, Scene, cast

KEYS = bytes(range(32))


@pytest.fixture(scope="session")
def staged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Any, ...]]:
    """The scene made once: hashing passwords takes a second, copying a file nothing."""
    path = tmp_path_factory.mktemp("scene") / "interviews.sqlite"
    store = Store.open(f"sqlite:///{path}", KeyRing(KEYS))
    store.upgrade()
    parts = cast(store)
    store.close()
    return path, parts


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once for all tests."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    url = f"sqlite:///{tmp_path / 'interviews.sqlite'}"
    return Settings(instance=tmp_path, database_url=url, secret_key=bytes(range(64)))


@pytest.fixture
def scene(
    staged: tuple[Path, tuple[Any, ...]], settings: Settings, tmp_path: Path, compiled: FileSystemBytecodeCache
) -> Iterator[Scene]:
    path, (study, people, cases) = staged
    shutil.copy(path, tmp_path / "interviews.sqlite")
    store = Store.open(settings.database_url, KeyRing(KEYS))
    clock = Clock()
    app = create_app(settings, store, clock)
    app.jinja_env.bytecode_cache = compiled
    yield Scene(store, study, people, cases, app, clock)
    store.close()


@pytest.fixture
def browse(scene: Scene) -> Browse:
    return scene.browse
