"""Studies from the machine itself: checked, loaded, looked at, and named where there are several."""

from __future__ import annotations

from pathlib import Path

import pytest

from interview_app.cli import studies as commands
from interview_app.domain.replanning import Change
from interview_app.instruments.studies import built_in
from tests.cli.conftest import Command

DEMO = built_in("demo-naltrec-like")
SECOND = (Path(__file__).parents[1] / "instruments" / "studies" / "second.toml").read_text("utf-8")
NEWER = DEMO.replace("version = 1\nsynthetic", "version = 2\nsynthetic", 1).replace("day = 91", "day = 92")


@pytest.fixture
def two(command: Command, tmp_path: Path) -> Command:
    """The command line of an installation that holds two studies."""
    command("init")
    for name, definition in (("demo", DEMO), ("second", SECOND)):
        assert command("study", "load", written(tmp_path, name, definition)).code == 0
    return command


def written(folder: Path, name: str, definition: str) -> str:
    file = folder / f"{name}.toml"
    file.write_text(definition, encoding="utf-8")
    return str(file)


def test_a_study_is_named_where_there_are_several(two: Command, tmp_path: Path) -> None:
    refused = two("export", str(tmp_path / "out"))
    assert refused.code == 1
    assert "There are several studies: name one with --study, of demo-naltrec-like, second." in refused.err
    assert not (tmp_path / "out").exists()
    assert two("export", str(tmp_path / "out"), "--study", "second").code == 0
    assert "There is no study third" in two("export", str(tmp_path / "no"), "--study", "third").err


def test_roles_are_given_and_taken_study_by_study(two: Command) -> None:
    assert two("account", "create", "kari", "--role", "interviewer", "--site", "OSL").code == 1
    assert two("account", "create", "kari", "--role", "interviewer", "--site", "OSL", "--study", "second").code == 0
    assert two("account", "create", "per", "--role", "auditor").code == 0, "an auditor needs no study"
    demo = ("--study", "demo-naltrec-like")
    assert two("account", "grant", "kari", "--role", "supervisor", "--site", "AHU", "--site", "BER", *demo).code == 0
    lines = [line.split()[2:] for line in two("account", "list").out.splitlines() if " kari " in line]
    assert lines == [["interviewer", "second", "OSL"], ["supervisor", "demo-naltrec-like", "AHU,BER"]]
    assert two("account", "revoke", "kari", "--role", "supervisor", "--site", "BER", *demo).code == 0
    assert "AHU,BER" not in two("account", "list").out
    unknown = two("account", "grant", "kari", "--role", "manager", "--site", "AHU", "--study", "second")
    assert (unknown.code, "There is no site AHU in second; there are: BER, OSL." in unknown.err) == (1, True)


def test_a_dry_run_tells_what_would_change_and_changes_nothing(two: Command, tmp_path: Path) -> None:
    newer = written(tmp_path, "newer", NEWER)
    said = two("study", "load", newer, "--dry-run")
    assert said.code == 0
    assert "In the place of version 1; the visits of 0 participants:" in said.out
    assert "Nothing was loaded." in said.out
    assert "* demo-naltrec-like           1" in two("study", "list").out
    assert two("study", "load", newer).code == 0
    listed = [line.split()[:3] for line in two("study", "list").out.splitlines()]
    assert listed == [["demo-naltrec-like", "1", listed[0][2]], ["*", "demo-naltrec-like", "2"], ["*", "second", "1"]]


def test_every_version_that_was_loaded_can_be_had_back(two: Command, tmp_path: Path) -> None:
    two("study", "load", written(tmp_path, "newer", NEWER))
    assert two("study", "show", "demo-naltrec-like").out == NEWER
    assert two("study", "show", "demo-naltrec-like", "--version", "1").out == DEMO
    refused = two("study", "show", "demo-naltrec-like", "--version", "7")
    assert (refused.code, "Version 7 was never loaded; there are: 1, 2." in refused.err) == (1, True)
    assert two("study", "show", "third").code == 1


def test_a_loaded_version_never_changes(two: Command, tmp_path: Path) -> None:
    refused = two("study", "load", written(tmp_path, "same", DEMO.replace("day = 91", "day = 92")))
    assert (refused.code, "write version = 2" in refused.err) == (1, True)
    assert two("study", "load", written(tmp_path, "again", f"# A comment\n{DEMO}")).code == 0


def test_a_check_finds_the_instruments_of_the_installation(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from interview_app import instruments

    file = written(tmp_path, "study", SECOND.replace('instrument = "wrri"', 'instrument = "own"'))
    said = command("study", "check", file)
    assert (said.code, "E25  study · instrument" in said.out) == (1, True)
    monkeypatch.setattr(instruments, "_folders", [*instruments._folders])
    published = (Path(instruments.__file__).parent / "wrri_v1.toml").read_text("utf-8")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "own_v1.toml").write_text(published.replace('id = "wrri"', 'id = "own"', 1), "utf-8")
    monkeypatch.setenv("INTERVIEW_INSTRUMENTS", str(tmp_path / "own"))
    assert command("study", "check", file).code == 0


def test_every_kind_of_change_has_its_words() -> None:
    assert commands.CHANGES.keys() == set(Change)
