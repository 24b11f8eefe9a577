"""What starting the server loads: nothing that only some requests need."""

from __future__ import annotations

import subprocess
import sys

import pytest

LATER = ["pandas", "numpy", "weasyprint", "pydantic", "alembic", "argon2", "rich", "granian", "scipy"]


def loaded(statement: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after a statement."""
    told = subprocess.run(
        [sys.executable, "-c", f"{statement}; import sys; print(*{{name.partition('.')[0] for name in sys.modules}})"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(told.stdout.split())


@pytest.fixture(scope="module")
def server() -> set[str]:
    return loaded("import interview_app.app")


@pytest.mark.parametrize("module", LATER)
def test_the_server_starts_without(server: set[str], module: str) -> None:
    assert module not in server


def test_what_is_loaded_later_can_be_loaded() -> None:
    assert set(LATER) <= loaded("import " + ", ".join(LATER))
