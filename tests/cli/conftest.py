"""An operator at the command line, with an instance folder of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from interview_app.cli import run


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The instance folder that commands of this test work on; it does not exist yet."""
    folder = tmp_path / "instance"
    monkeypatch.setenv("INTERVIEW_INSTANCE", str(folder))
    monkeypatch.delenv("INTERVIEW_DATABASE_URL", raising=False)
    return folder


@pytest.fixture
def command(instance: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command as the installed script would."""

    def say(*arguments: str) -> Said:
        code = run(arguments)
        printed = capsys.readouterr()
        return Said(code, printed.out, printed.err)

    return say
