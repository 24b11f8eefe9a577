"""Authors of instruments see all errors at once."""

from __future__ import annotations

from pathlib import Path

import interview_app.instruments
from tests.cli.conftest import Command

WRRI = Path(interview_app.instruments.__file__).parent / "wrri_v1.toml"
DOUBTFUL = Path(__file__).parent.parent / "instruments" / "doubtful" / "bare_reference.toml"
ALL_TYPES = DOUBTFUL.parent.parent / "all_types_v1.toml"


def test_the_built_in_instrument_has_no_errors(command: Command) -> None:
    said = command("instrument", "check", str(WRRI))
    assert said.code == 0
    assert "wrri version 1" in said.out


def test_every_error_is_told_with_code_place_and_remedy(command: Command, tmp_path: Path) -> None:
    text = WRRI.read_text(encoding="utf-8")
    broken = tmp_path / "wrri_v1.toml"
    broken.write_text(
        text.replace("${d5} > 0", "${d55} > 0").replace('type = "time"', 'type = "tim"'), encoding="utf-8"
    )
    said = command("instrument", "check", str(broken))
    assert said.code == 1
    assert said.out.count("d55") >= 2
    assert all(line[0] in "EW" and ";" in line for line in said.out.splitlines())


def test_a_doubtful_file_is_warned_about_and_passes(command: Command) -> None:
    said = command("instrument", "check", str(DOUBTFUL))
    assert said.code == 0
    assert "W01  item few" in said.out


def test_a_file_that_is_not_there_is_told(command: Command, tmp_path: Path) -> None:
    said = command("instrument", "check", str(tmp_path / "nothing.toml"))
    assert said.code == 1
    assert "nothing.toml" in said.out + said.err


def test_a_paper_form_needs_neither_an_installation_nor_a_loaded_instrument(command: Command, tmp_path: Path) -> None:
    printed = tmp_path / "form.pdf"
    said = command("report", "form", str(ALL_TYPES), "--form", "short", "--language", "nb", "-o", str(printed))
    assert (said.code, said.out) == (0, f"{printed}\n")
    assert printed.read_bytes().startswith(b"%PDF")
    assert printed.stat().st_mode & 0o077 == 0, "what is printed is its owner's alone"
    before = printed.stat()
    refused = command("report", "form", "wrri@7", "-o", str(printed))
    assert refused.code == 1
    assert "name one of wrri@1" in refused.err
    assert (printed.stat(), list(tmp_path.glob(".*"))) == (before, []), "the file of before stays, and no half one"
    nowhere = command("report", "form", str(ALL_TYPES), "-o", str(tmp_path / "none" / "form.pdf"))
    assert (nowhere.code, "There is no folder" in nowhere.err) == (2, True)
