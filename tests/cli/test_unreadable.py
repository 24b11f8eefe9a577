"""The command line says which interviews it left out of an export, and why one is not printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from tests.cli.conftest import Command
from tests.services.conftest import made


@pytest.fixture
def interviews(command: Command, instance: Path) -> list[str]:
    """Two interviews of one participant, in an installation of their own."""
    command("init")
    store = Store.open(f"sqlite:///{instance}/interviews.sqlite", KeyRing.load(instance / "keys"))
    world = made(store)
    begun = [world.start(visit=visit) for visit in ("BL", "W12")]
    store.close()
    return begun


def spoil(instance: Path, statement: str) -> None:
    store = Store.open(f"sqlite:///{instance}/interviews.sqlite", KeyRing.load(instance / "keys"))
    with store.writing() as connection:
        connection.exec_driver_sql(statement)
    store.close()


def test_with_nothing_spoilt_an_export_warns_of_nothing(
    command: Command, interviews: list[str], tmp_path: Path
) -> None:
    said = command("export", str(tmp_path / "out"))
    assert (said.code, said.err) == (0, "")
    assert "2 rows" in said.out


def test_an_export_names_what_it_left_out_and_ends_well(
    command: Command, instance: Path, interviews: list[str], tmp_path: Path
) -> None:
    spoil(instance, f"UPDATE interviews SET document = x'00' WHERE id = '{interviews[0]}'")
    said = command("export", str(tmp_path / "out"))
    assert said.code == 0
    assert f"skipped {interviews[0]}: the stored answers were altered" in said.err
    assert "Warning: 1 interview cannot be read and is not in the export." in said.err
    assert interviews[1] not in said.err


def test_printing_what_cannot_be_read_says_what_to_do(
    command: Command, instance: Path, interviews: list[str], tmp_path: Path
) -> None:
    spoil(instance, "UPDATE participants SET wrapped_key = x''")
    said = command("report", "interview", interviews[0], "-o", str(tmp_path / "one.pdf"))
    assert said.code == 1
    assert "interview-app verify" in said.err
    assert "Traceback" not in said.err
    assert not (tmp_path / "one.pdf").exists()
