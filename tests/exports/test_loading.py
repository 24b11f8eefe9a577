"""Reading an export: the right types, labels and codes on request, and no frame from bytes that have changed."""

from __future__ import annotations

from dataclasses import replace
import json
from pathlib import Path
import runpy
import shutil
import subprocess
import sys
from typing import Any, get_args
import zipfile

import pytest

from interview_app import exports
from interview_app.domain.items import SelectOne
from interview_app.domain.missing import Missing
from interview_app.exports.loading import Layout
from tests.exports.made import TINY, choices, draft, instrument, interview, order, second_version, written

LAYOUTS: tuple[Layout, ...] = get_args(Layout)


def held() -> list[Any]:
    return [
        interview(1),
        interview(2, {"sleep": "0", "mood": Missing.DONT_KNOW, "known": "no", "help": Missing.DECLINED}, form="short"),
        draft(3, {"sleep": "4", "started": {"date": "2020", "about": False}}),
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    written(tmp_path / "out", held())
    return tmp_path / "out"


def test_each_column_has_the_type_of_what_it_holds(folder: Path) -> None:
    dtypes = exports.load(folder).dtypes.astype(str)
    expected = {
        "participant_id": "string", "instance": "Int64", "started_at": "datetime64[us, UTC]", "sleep": "Int64",
        "sleep__miss": "string", "help__family": "boolean", "days": "Int64", "dose": "Float64",
        "since": "datetime64[us]", "started": "string", "started__about": "boolean", "woke": "string",
        "double": "Float64", "tiny_total": "Float64", "tiny_total_n": "Int64", "tiny_total_prorated": "boolean",
    }  # fmt: skip
    assert {name: dtypes[name] for name in expected} == expected


@pytest.mark.parametrize("given", [[], [draft(1, {})]], ids=["no interview", "nothing answered"])
def test_types_do_not_depend_on_what_happens_to_be_there(tmp_path: Path, folder: Path, given: list[Any]) -> None:
    written(tmp_path / "bare", given)
    for layout in LAYOUTS:
        assert exports.load(tmp_path / "bare", layout).dtypes.equals(exports.load(folder, layout).dtypes)


def test_a_frame_says_where_it_comes_from(folder: Path) -> None:
    manifest = json.loads((folder / "MANIFEST.json").read_text())
    attributes = exports.load(folder).attrs
    assert attributes["export_id"] == manifest["export_id"]
    assert attributes["sha256"] == manifest["files"]["wide.csv"]["sha256"]
    assert attributes["instruments"] == [{"id": "tiny", "version": 1, "hash": TINY.hash}]
    assert Path(attributes["codebook"]).read_text().startswith("file,position,column")


def test_labels_are_ordered_and_include_options_that_nobody_chose(folder: Path) -> None:
    frame = exports.load(folder, values="labels", language="nb")
    assert frame["known"].tolist()[:2] == ["yes (nb)", "no (nb)"]
    assert frame["sleep"].cat.ordered
    assert frame["sleep"].cat.categories.tolist() == [f"{step} (nb)" for step in range(5)]
    assert frame["sleep"].min() == "0 (nb)"
    assert frame["mood"].isna().tolist() == [False, True, True]
    assert frame["help__family"].dtype == "boolean"


def test_labels_are_those_of_the_version_that_was_asked(tmp_path: Path) -> None:
    first, second = (
        instrument(version, (SelectOne(id="role", section="s", choices=choices(*named)),))
        for version, named in ((1, [("nurse", 1), ("other", 2)]), (2, [("doctor", 1), ("other", 2), ("else", 3)]))
    )
    every = [interview(1, {"role": "nurse"}, first), interview(2, {"role": "doctor"}, second)]
    written(tmp_path / "out", every, first, second)
    frame = exports.load(tmp_path / "out", values="labels")
    assert frame["role"].tolist() == ["Nurse", "Doctor"]
    assert frame["role"].cat.categories.tolist() == ["Nurse", "Other", "Doctor", "Else"]


def test_options_that_share_a_label_are_told_apart(tmp_path: Path) -> None:
    doubled = tuple(replace(choice, label={"en": "Other"}) for choice in choices(("a", 1), ("b", 7)))
    one = instrument(1, (SelectOne(id="role", section="s", choices=doubled),))
    written(tmp_path / "out", [interview(1, {"role": "b"}, one)], one)
    assert exports.load(tmp_path / "out", values="labels")["role"].tolist() == ["Other (7)"]


def test_missing_codes_stand_where_numbers_and_options_are_missing(folder: Path) -> None:
    frame = exports.load(folder, missing="codes")
    assert frame["mood"].tolist() == [4, -97, -95]
    assert frame["hope"].tolist() == [3, -94, -95]
    assert frame["days"].tolist() == [12, -96, -95]
    assert frame["help__peers"].tolist() == [1, -98, -95]
    assert frame["tiny_total"].tolist() == [75.0, -94.0, -95.0]
    assert frame["since"].isna().tolist() == [False, True, True], "a date has no room for a number"


def test_an_option_that_a_version_lacks_gets_its_own_code(tmp_path: Path) -> None:
    every = [interview(1, {"help": ["nobody"]}), interview(2, {"help": ["worker"]}, second_version()), draft(3, {})]
    written(tmp_path / "out", every, TINY, second_version())
    frame = exports.load(tmp_path / "out", missing="codes")
    assert frame["help__nobody"].tolist() == [1, -94, -95]
    assert frame["help__worker"].tolist() == [-94, 1, -95]


def test_missing_codes_reach_the_long_and_the_scores_table(folder: Path) -> None:
    long = exports.load(folder, "long", missing="codes")
    assert long.loc[long["column"] == "mood", "value"].tolist() == ["4", "-97", "-95"]
    assert exports.load(folder, "scores", missing="codes")["value"].tolist() == [75.0, -94.0, -95.0]


def test_labels_with_codes_of_missing_reasons_are_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="exclude each other"):
        exports.load(folder, values="labels", missing="codes")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_zip_loads_like_the_folder(tmp_path: Path, folder: Path, layout: Layout) -> None:
    written(tmp_path / "out.zip", held())
    assert exports.load(tmp_path / "out.zip", layout).equals(exports.load(folder, layout))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_reader_in_the_export_gives_the_same_frame_without_this_application(folder: Path, layout: Layout) -> None:
    import pandas as pd

    read = runpy.run_path(str(folder / "read_export.py"))["read"]
    pd.testing.assert_frame_equal(read(layout), exports.load(folder, layout))


@pytest.mark.parametrize("name", ["wide.csv", "MANIFEST.json"])
def test_a_changed_file_is_refused_and_an_untouched_one_is_not(folder: Path, name: str) -> None:
    exports.load(folder)
    path = folder / name
    path.write_bytes(path.read_bytes().replace(b"OSL-W07", b"OSL-W08").replace(b"res-01", b"res-02"))
    with pytest.raises(exports.Damaged, match=f"{name}.*was changed after the export"):
        exports.load(folder)


def test_a_cut_manifest_is_refused(folder: Path) -> None:
    path = folder / "MANIFEST.json"
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(exports.Damaged, match="cannot be read"):
        exports.load(folder)


def test_what_is_no_export_is_named_as_such(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(exports.NotAnExport, match=r"holds no MANIFEST\.json"):
        exports.load(tmp_path)
    (tmp_path / "x.zip").write_bytes(b"no zip")
    with pytest.raises(exports.NotAnExport):
        exports.load(tmp_path / "x.zip")
    written(tmp_path / "bare", held(), of=order("wide"))
    with pytest.raises(exports.NotAnExport, match=r"without texts\.csv"):
        exports.load(tmp_path / "bare", "texts")


def test_a_zip_packed_again_by_hand_still_loads(tmp_path: Path, folder: Path) -> None:
    packed = shutil.make_archive(str(tmp_path / "again"), "zip", folder)
    assert zipfile.is_zipfile(packed)
    assert exports.load(packed).equals(exports.load(folder))


def test_pandas_is_not_imported_before_it_is_needed() -> None:
    code = "import sys, interview_app.exports; sys.exit('pandas' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
