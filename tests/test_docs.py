"""The documents keep their promises: what they name exists, and what exists is named."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
import re
from typing import get_args

import click
import pytest

from interview_app.cli import commands
from interview_app.domain.access import Role
from interview_app.instruments import study_draft, study_shapes
from interview_app.instruments.shapes import Entry

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
TOUR = (ROOT / "docs" / "tour.md").read_text()


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def leaves(group: click.Group, path: str = "interview-app") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by the words that call it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


@pytest.mark.parametrize("called", [called for called, _ in leaves(commands)])
def test_every_command_is_in_the_operations_guide(called: str) -> None:
    assert f"`{called}" in OPERATIONS


@pytest.mark.parametrize(("called", "command"), list(leaves(commands)))
def test_every_command_says_what_it_does(called: str, command: click.Command) -> None:
    assert command.help, called


def study_keys() -> set[str]:
    """Every key that a study file can have, of whatever table."""
    shapes = [shape for shape in vars(study_shapes).values() if isinstance(shape, type) and issubclass(shape, Entry)]
    return {key for shape in shapes for key in shape.model_fields} | set(study_draft.LISTED)


@pytest.mark.parametrize("key", sorted(study_keys()))
def test_every_key_of_a_study_file_is_in_the_operations_guide(key: str) -> None:
    assert re.search(rf"^\| [^|]*`{key}`[^|]*\|", OPERATIONS, re.MULTILINE)


def test_the_guide_tells_of_every_moment_and_mode_of_a_script() -> None:
    words = set(_words(study_shapes.StudyEntry.model_fields["scripts"].annotation))
    assert {word for word in words if f"`{word}`" not in OPERATIONS} == set()
    assert {"voicemail", "video"} <= words


def _words(annotation: object) -> Iterator[str]:
    """The words of every Literal within a type."""
    for part in get_args(annotation):
        if isinstance(part, str):
            yield part
        else:
            yield from _words(part)


def settings() -> set[str]:
    """The environment variables that the code reads."""
    sources = (path.read_text() for path in (ROOT / "interview_app").rglob("*.py"))
    return {name for source in sources for name in re.findall(r"[\"'](INTERVIEW_[A-Z_]+)[\"']", source)}


@pytest.mark.parametrize("name", sorted(settings()))
def test_every_setting_is_in_the_operations_guide(name: str) -> None:
    assert f"`{name}`" in OPERATIONS


def test_the_guide_names_no_setting_that_does_not_exist() -> None:
    assert set(re.findall(r"^\| `(INTERVIEW_[A-Z_]+)`", OPERATIONS, re.MULTILINE)) == settings()


@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_in_the_operations_guide(role: Role) -> None:
    assert f"| `{role.value}` |" in OPERATIONS


FOLDERS = sorted(
    {path.parent for path in (ROOT / "interview_app").glob("*/*.py")}
    | {ROOT / name for name in ("interview_app/static", "templates", "tests", "benchmarks", "instance")}
)


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_every_folder_is_in_the_tour_and_in_the_readme(folder: Path) -> None:
    name = f"`{folder.relative_to(ROOT)}/`"
    assert name.removeprefix("`interview_app/") in TOUR.replace("`interview_app/", "")
    assert name in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_links_and_pictures_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text())
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_no_document_speaks_of_unfinished_work(document: Path) -> None:
    assert re.findall(r"\b(?:TODO|FIXME|TBD|XXX|coming soon|for now)\b", document.read_text(), re.IGNORECASE) == []


MAKEFILE = (ROOT / "Makefile").read_text()


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_make_command_that_is_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)`|^make ([a-z]+)", document.read_text(), re.MULTILINE)) <= {
        pair for target in targets for pair in ((target, ""), ("", target))
    }


def test_what_must_pass_runs_the_readmes_own_test_command() -> None:
    run = (ROOT / ".ci" / "run").read_text()
    assert "make test" in run
    assert "make test" in (ROOT / "README.md").read_text()


def example() -> str:
    """The Python example of the README."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert len(blocks) == 1
    return str(blocks[0])


def test_the_readmes_example_is_ten_lines() -> None:
    assert len([line for line in example().splitlines() if line.strip()]) <= 10
    ast.parse(example())
