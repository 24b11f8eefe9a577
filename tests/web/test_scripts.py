"""The page's scripts stay small, say what they are for, and never write HTML or run text."""

from __future__ import annotations

from pathlib import Path
import re

import pytest

FOLDER = Path(__file__).parents[2] / "interview_app" / "static" / "js"
SCRIPTS = sorted(FOLDER.glob("*.js"))
SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|\.on[a-z]+ = '|srcdoc"
)


def named(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_a_script_is_short_and_opens_by_saying_what_it_is_for(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("// ")
    assert len(lines) <= 300
    assert max(map(len, lines)) <= 126


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_a_script_never_writes_html_or_runs_text(path: Path) -> None:
    assert SINKS.findall(path.read_text(encoding="utf-8")) == []


def test_the_guardian_would_notice() -> None:
    assert SINKS.findall("element.innerHTML = text; eval('1')") == ["innerHTML", "eval"]
