"""Making an installation: folder, keys, tables, the first administrator."""

from __future__ import annotations

from pathlib import Path

import pytest

from interview_app.instruments.studies import built_in
from tests.cli.conftest import Command


def test_init_makes_a_folder_that_only_its_owner_can_read(command: Command, instance: Path) -> None:
    assert command("init").code == 0
    for path in (instance, instance / "keys", instance / "keys" / "master.key", instance / "keys" / "secret.key"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert (instance / "interviews.sqlite").exists()


def test_init_names_the_command_for_the_first_administrator(command: Command) -> None:
    assert "interview-app account first-admin" in command("init").out


def test_init_names_the_study_before_the_first_sign_in_until_there_is_one(command: Command, tmp_path: Path) -> None:
    said = command("init").out
    assert said.index("interview-app study load FILE") < said.index("first-admin")
    file = tmp_path / "study.toml"
    file.write_text(built_in("demo-naltrec-like"), encoding="utf-8")
    command("study", "load", str(file))
    assert "study load FILE" not in command("init").out


def test_verify_counts_in_words_and_thinks_of_a_seal_that_was_mistyped(command: Command) -> None:
    command("init")
    command("account", "first-admin")
    assert "1 event in 1 stream, 0 seals" in command("verify").out
    said = command("verify", "--seal", "00" * 16)
    assert said.code == 1
    assert "or it was mistyped" in said.err
    assert "Not whole: 1 stream with faults." in said.err


def test_init_again_keeps_keys_and_data(command: Command, instance: Path) -> None:
    command("init")
    command("account", "first-admin")
    keys = (instance / "keys" / "master.key").read_bytes()
    again = command("init")
    assert again.code == 0
    assert "first-admin" not in again.out
    assert "study load FILE" in again.out, "there is still none"
    assert (instance / "keys" / "master.key").read_bytes() == keys
    assert "adm-01" in command("account", "list").out


def test_the_first_administrator_is_made_once(command: Command) -> None:
    command("init")
    made = command("account", "first-admin", "Chief")
    assert made.code == 0
    assert "user name chief, password " in made.out
    again = command("account", "first-admin", "another")
    assert again.code == 1
    assert "account create" in again.err
    assert "another" not in command("account", "list").out


def test_migrate_is_safe_to_repeat(command: Command) -> None:
    command("init")
    assert command("migrate").code == 0
    assert "already" in command("migrate").out


@pytest.mark.parametrize(
    "words",
    [
        ("serve",),
        ("migrate",),
        ("account", "list"),
        ("verify",),
        ("seal",),
        ("export", "out"),
        ("account", "first-admin"),
    ],
    ids=" ".join,
)
def test_without_an_installation_every_command_names_init_in_one_line(command: Command, words: tuple[str, ...]) -> None:
    said = command(*words)
    assert said.code == 2
    assert "interview-app init" in said.err
    assert len(said.err.splitlines()) == 1


def test_a_key_that_others_can_read_is_refused_with_its_remedy(command: Command, instance: Path) -> None:
    command("init")
    key = instance / "keys" / "master.key"
    key.chmod(0o644)
    said = command("account", "list")
    assert said.code == 2
    assert f"chmod 600 {key}" in said.err


def test_a_key_of_another_installation_is_refused(command: Command, instance: Path) -> None:
    command("init")
    key = instance / "keys" / "master.key"
    key.write_bytes(bytes(range(32)))
    said = command("account", "list")
    assert said.code == 2
    assert "key file" in said.err


def test_a_file_that_is_no_database_is_told_in_one_line(command: Command, instance: Path) -> None:
    command("init")
    (instance / "interviews.sqlite").write_bytes(b"this is no database" * 100)
    said = command("account", "list")
    assert said.code == 2
    assert "Traceback" not in said.err
    assert len(said.err.splitlines()) == 1


def test_an_unexpected_error_is_one_line_that_says_how_to_see_more(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("init")
    monkeypatch.setenv("INTERVIEW_PROXIES", "many")
    said = command("account", "list")
    assert said.code == 2
    assert "INTERVIEW_PROXIES" in said.err


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        (b"title = \xff", "E03  line 1: bytes that are not UTF-8; save the file as UTF-8"),
        (b"id = ", "E04"),
        (None, "E01"),
    ],
    ids=["not UTF-8", "not TOML", "not there"],
)
def test_a_study_file_that_cannot_be_read_is_told_as_by_instrument_check(
    command: Command, tmp_path: Path, octets: bytes | None, told: str
) -> None:
    command("init")
    file = tmp_path / "study.toml"
    if octets is not None:
        file.write_bytes(octets)
    said = command("study", "load", str(file))
    assert (said.code, told in said.err) == (1, True), said.err
