"""The documents about exports are true: their code runs, and no file or column is left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
import re

import pandas as pd
import pytest

from interview_app import exports, instruments
from interview_app.domain.missing import Missing
from interview_app.domain.study import ConsentRules
from interview_app.exports.cases import Cases
from interview_app.exports.codebook import names
from interview_app.exports.long import Long
from interview_app.exports.queries import Queries
from interview_app.exports.registers import registers
from interview_app.exports.scores import Scores
from interview_app.exports.tables import Listed
from interview_app.exports.texts import Texts
from tests import worked
from tests.exports.codebook_page import PAGE, page
from tests.exports.made import interview, order, written
from tests.worked import ANSWERS, CORRECTED

ROOT = Path(__file__).parent.parent.parent
DATA = (ROOT / "docs" / "data.md").read_text()


def python_of(document: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", document, re.DOTALL)


@pytest.fixture
def beside_an_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The present folder holds an export of the worked interview."""
    wrri = instruments.load("wrri", 1)
    held = [interview(1, {**ANSWERS, **CORRECTED}, wrri), interview(2, {**ANSWERS, "c03": Missing.DECLINED}, wrri)]
    written(tmp_path / "export", held, wrri)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("beside_an_export")
@pytest.mark.parametrize("code", python_of(DATA), ids=["load", "read_csv"])
def test_the_code_of_the_data_guide_runs(code: str) -> None:
    scope: dict[str, object] = {}
    exec(code, scope)
    frame = scope.get("frame", scope.get("wide"))
    assert isinstance(frame, pd.DataFrame)
    pd.testing.assert_frame_equal(frame, exports.load("export"))


@pytest.mark.usefixtures("beside_an_export")
def test_the_example_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = python_of((ROOT / "README.md").read_text())
    exec(code, {})
    told = capsys.readouterr().out
    assert "2 interviews about 2 participants" in told
    assert "declined" in told


def test_every_file_and_every_fixed_column_is_described() -> None:
    listed = registers(replace(worked.study(), dates={}, consent=ConsentRules()), {})
    tables: list[Listed] = [Cases(), Long("en"), Queries(), Scores(), Texts(), *listed]
    columns = {heading.name for table in tables for heading in table.headings}
    columns |= {
        f"{name}_<language>" if name in {"label", "choices", "unit", "asked_if"} else name for name in names(())
    }
    assert {name for name in columns if f"`{name}`" not in DATA} == set()
    assert {layout for layout in exports.LAYOUTS if f"| `{layout}.csv` |" not in DATA} == set()


@pytest.mark.parametrize("why", list(Missing))
def test_every_missing_reason_is_described_with_its_codes(why: Missing) -> None:
    assert f"| `{why}` | {why.code} | {why.stata} |" in DATA


def test_every_entry_of_the_manifest_is_described(tmp_path: Path) -> None:
    manifest = written(tmp_path / "out", [interview()], of=order())
    described = DATA[DATA.index("## `MANIFEST.json`") :]
    assert {name for name in manifest if f"`{name}`" not in described} == set()


def test_the_codebook_of_the_built_in_instrument_is_that_of_its_exports() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
