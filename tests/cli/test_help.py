"""The command line answers at once, because it imports nothing heavy before a command needs it."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("flask", "werkzeug", "wtforms", "sqlalchemy", "alembic", "pandas", "numpy", "weasyprint", "pydantic",
         "cryptography", "argon2", "babel", "rich", "granian", "re2")  # fmt: skip

ASKED = [(), ("account",), ("account", "create"), ("export",), ("report", "interview"), ("serve",), ("demo",)]


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_help_imports_nothing_heavy(words: tuple[str, ...]) -> None:
    code = "import sys; from interview_app.cli import run; run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    ran = subprocess.run(
        [sys.executable, "-c", code, *words, "--help"], check=True, capture_output=True, text=True, timeout=60
    )
    assert ran.stdout.startswith("Usage: interview-app")
    assert set(ran.stderr.split()) & set(HEAVY) == set()


def test_the_check_would_notice_a_heavy_import() -> None:
    code = "import sys, sqlalchemy; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert set(ran.stdout.split()) & set(HEAVY)
