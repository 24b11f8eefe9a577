"""Enrolling from a file on the command line: what is wrong is named, and only a list without faults is enrolled."""

from __future__ import annotations

from pathlib import Path
import re

import pytest

from interview_app.instruments.studies import built_in
from tests.cli.conftest import Command

GOOD = "site,arm,baseline\nOSL,xr,2026-03-01\nBER,oat,\n"


@pytest.fixture
def roll(command: Command, tmp_path: Path) -> Path:
    """A file beside an installation with the demo study."""
    study = tmp_path / "study.toml"
    study.write_text(built_in("demo-naltrec-like"), encoding="utf-8")
    command("init")
    command("study", "load", str(study))
    return tmp_path / "roll.csv"


def test_a_dry_run_enrols_nobody(command: Command, roll: Path) -> None:
    roll.write_text(GOOD, encoding="utf-8")
    tried = command("participants", "import", str(roll), "--dry-run")
    assert (tried.code, tried.out) == (0, f"{roll}: 2 participants would be enrolled.\n")
    done = command("participants", "import", str(roll)).out
    assert "2 participants enrolled." in done
    assert re.search(r"^row 2: OSL-\d{4}-\d$", done, re.MULTILINE), "the code that was made for a row"
    assert command("verify").code == 0


def test_every_problem_is_named_and_nobody_is_enrolled(command: Command, roll: Path) -> None:
    roll.write_text(f"{GOOD}OSL,xr,13.03.2026\nXXX,xr,\n", encoding="utf-8")
    refused = command("participants", "import", str(roll))
    assert refused.code == 1
    assert f"{roll}: row 4, baseline: Write days as year-month-day. Is 2026-03-13 meant?" in refused.err
    assert f"{roll}: row 5, site: This is none of your sites." in refused.err
    assert "2 problems; nobody was enrolled." in refused.err
    roll.write_text(GOOD, encoding="utf-8")
    assert "2 participants enrolled." in command("participants", "import", str(roll)).out, "control"
