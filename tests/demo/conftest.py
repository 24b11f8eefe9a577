"""The demo study, loaded once for all tests that look at it; whoever changes it works on a copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
import os
from pathlib import Path
import subprocess
import sys

import pytest

from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing

ROOT = Path(__file__).parent.parent.parent
SCRIPT = "from interview_app.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Demo:
    """An installation that holds the demo study, and what was printed when it was made."""

    folder: Path
    printed: str

    def run(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command of the application on it."""
        environment = os.environ | {"INTERVIEW_INSTANCE": str(self.folder), "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            [sys.executable, "-c", SCRIPT, *arguments],
            cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip


def make(folder: Path) -> Demo:
    """A fresh demo in that folder."""
    demo = Demo(folder, "")
    made = demo.run("demo", "--no-serve")
    assert made.returncode == 0, made.stderr
    return Demo(folder, made.stdout)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo study as `interview-app demo --no-serve` makes it."""
    return make(tmp_path_factory.mktemp("demo") / "instance")


@pytest.fixture(scope="session")
def demo_store(demo: Demo) -> Iterator[Store]:
    """The demo's store, to read from."""
    store = Store.open(f"sqlite:///{demo.folder / 'interviews.sqlite'}", KeyRing.load(demo.folder / "keys"))
    yield store
    store.close()


@pytest.fixture(scope="session")
def exported(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an export of the demo, with texts."""
    folder = tmp_path_factory.mktemp("exported") / "export"
    made = demo.run("export", str(folder), "--with-text", "--purpose", "a test")
    assert made.returncode == 0, made.stderr
    return folder
