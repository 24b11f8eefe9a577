"""Instruments are found by id and version, read once, and told apart by the hash of what they say."""

from __future__ import annotations

from pathlib import Path
import subprocess
import sys

import pytest

from interview_app import instruments
from interview_app.instruments.checking import check
from interview_app.instruments.files import MAX_BYTES, content_hash

HERE = Path(__file__).parent
MINIMAL = (HERE / "integer_v1.toml").read_text("utf-8")


@pytest.fixture
def tiny() -> None:
    """The tiny instruments beside the built-in ones."""
    instruments.add_folder(HERE)


@pytest.mark.usefixtures("tiny")
def test_instruments_of_an_added_folder_stand_beside_the_built_in_ones() -> None:
    assert {("wrri", 1), ("growing", 1), ("growing", 2)} <= set(instruments.available())
    assert [len(instruments.load("growing", version).items) for version in (1, 2)] == [3, 3]


@pytest.mark.usefixtures("tiny")
def test_an_instrument_is_read_once_in_a_process() -> None:
    assert instruments.load("growing", 2) is instruments.load("growing", 2)


@pytest.mark.parametrize(("name", "version"), [("wrri", 2), ("../wrri", 1), ("", 1)])
def test_an_instrument_that_is_not_there_is_said_not_to_be(name: str, version: int) -> None:
    with pytest.raises(instruments.UnknownInstrument):
        instruments.load(name, version)


def test_a_file_must_be_called_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "misnamed_v1.toml").write_text(MINIMAL, "utf-8")
    instruments.add_folder(tmp_path)
    with pytest.raises(instruments.InstrumentErrors) as raised:
        instruments.load("misnamed", 1)
    assert [error.code for error in raised.value.errors] == ["E24"]


def test_a_hash_follows_what_a_file_says_and_not_how_it_is_laid_out(tmp_path: Path) -> None:
    original = instruments.read(HERE / "integer_v1.toml")
    path = tmp_path / "copy.toml"
    path.write_text("# Another comment\n\n" + MINIMAL.replace(" = ", "  =  "), "utf-8")
    assert instruments.read(path).hash == original.hash
    path.write_text(MINIMAL.replace("How many days?", "How many  days?"), "utf-8")
    assert instruments.read(path).hash != original.hash


def test_the_hash_of_a_content_is_known() -> None:
    assert content_hash({"b": "ø", "a": 1}) == "a1a458260725edc44afe9d5388d9177feb180a6d07527bbb8e177c533265fa15"


@pytest.mark.parametrize(
    ("octets", "code", "place"),
    [
        (MINIMAL.encode().replace(b"title", b"title\xff", 1), "E03", "line 7"),
        (b"x = " + b"[" * 5000 + b"]" * 5000, "E04", "file"),
        (b"x = " + b"1" * 5000, "E04", "file"),
        (b"#" * (MAX_BYTES + 1), "E02", "file"),
    ],
    ids=["not UTF-8", "nested too deep", "a number of 5,000 digits", "more than 5 MB"],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, octets: bytes, code: str, place: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(octets)
    errors, warnings = check(path)
    assert [(error.code, error.place) for error in errors] == [(code, place)]
    assert not warnings


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    errors, _ = check(tmp_path / "none.toml")
    assert [error.code for error in errors] == ["E01"]


def test_a_file_that_an_editor_began_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "marked.toml"
    path.write_bytes(b"\xef\xbb\xbf" + MINIMAL.encode())
    assert instruments.read(path).id == "integer"


def test_wording_under_licence_waits_for_a_permission(tmp_path: Path) -> None:
    guarded = (HERE / "guarded_v1.toml").read_text("utf-8")
    path = tmp_path / "permitted.toml"
    path.write_text(guarded.replace('holder = "', 'permission_evidence = "letter of 2026-03-02"\nholder = "'), "utf-8")
    assert not instruments.read(HERE / "guarded_v1.toml").is_permitted
    assert instruments.read(path).is_permitted


def test_naming_the_package_loads_neither_pydantic_nor_an_instrument() -> None:
    code = "import sys, interview_app.instruments as i; i.available(); print('pydantic' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.strip() == "False"
