"""An export appears whole or not at all, says what it holds, and never counts otherwise than the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
import csv
from dataclasses import replace
import hashlib
import json
from pathlib import Path
from typing import Any
import zipfile

import pytest

from interview_app import exports
from interview_app.domain.interview import Interview, Status
from interview_app.exports.census import Census
from tests.exports.made import ANSWERS, TINY, draft, interview, order, surroundings, written

FILES = {
    "MANIFEST.json", "README.txt", "codebook.csv", "interviews.csv", "long.csv", "queries.csv", "read_export.py",
    "scores.csv", "texts.csv", "wide.csv", "participants.csv", "informants.csv", "consents.csv",
    "cases.csv", "attempts.csv", "paradata.csv", "sittings.csv",
}  # fmt: skip


def test_an_export_is_a_folder_of_these_files(tmp_path: Path) -> None:
    written(tmp_path / "out", [interview()])
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["out"], "nothing is left beside it"


def test_the_zip_holds_the_same_files_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    written(tmp_path / "a.zip", [interview(), draft(2, {})])
    written(tmp_path / "b.zip", [interview(), draft(2, {})])
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist() == sorted(FILES)
        assert archive.testzip() is None


def test_only_what_was_asked_for_is_written(tmp_path: Path) -> None:
    manifest = written(tmp_path / "out", [interview()], of=order("wide"))
    assert {path.name for path in (tmp_path / "out").glob("*.csv")} == {"wide.csv", "codebook.csv"}
    assert manifest["with_text"] is False


def test_an_unknown_layout_is_refused() -> None:
    with pytest.raises(ValueError, match="no such layout: broad"):
        order("broad")


def breaking() -> Iterator[Interview]:
    yield interview()
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_a_failure_midway_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    with pytest.raises(OSError, match="No space left"):
        written(tmp_path / name, breaking())
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_is_not_published_disappears(tmp_path: Path) -> None:
    known = {(TINY.id, TINY.version): TINY}
    with exports.prepare([interview()], known, order(), tmp_path / "out", surroundings()) as prepared:
        assert prepared.folder.is_dir()
        assert not (tmp_path / "out").exists()
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over_what_is_there_but_an_empty_folder_will_do(tmp_path: Path) -> None:
    for name in ("full", "empty"):
        (tmp_path / name).mkdir()
    (tmp_path / "full/keep.txt").write_text("mine")
    (tmp_path / "there.zip").write_text("mine too")
    for name in ("full", "there.zip"):
        with pytest.raises(exports.TargetTaken, match="is there already"):
            written(tmp_path / name, [interview()])
    written(tmp_path / "empty", [interview()])
    assert (tmp_path / "empty/wide.csv").exists()
    assert (tmp_path / "full/keep.txt").read_text() == "mine"


def test_the_manifest_names_rows_columns_and_bytes_of_each_file(tmp_path: Path) -> None:
    written(tmp_path / "out", [interview(), interview(2, {}), draft(3, {"sleep": "1"})])
    manifest = json.loads((tmp_path / "out/MANIFEST.json").read_text())
    assert manifest["files"].keys() == FILES - {"MANIFEST.json"}
    for name, entry in manifest["files"].items():
        content = (tmp_path / "out" / name).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["bytes"] == len(content)
        if "rows" in entry:
            frame = exports.load(tmp_path / "out", name.removesuffix(".csv"))
            assert (entry["rows"], list(entry["columns"])) == (len(frame), list(frame.columns))


def test_the_manifest_says_who_asked_for_what_and_from_which_instruments(tmp_path: Path) -> None:
    manifest = written(tmp_path / "out", [interview()])
    expected = {
        "study": "demo", "synthetic": True, "made_by": "res-01", "made_at": "2026-04-01T08:00:00.000000Z",
        "as_of": "2026-04-01T08:00:00.000000Z", "purpose": "Test of the exports", "filters": {"visits": ["W12"]},
        "with_text": True, "with_paradata": True, "app_version": "0.1.0", "seal": "5e41",
    }  # fmt: skip
    assert {name: manifest[name] for name in expected} == expected
    assert [(each["id"], each["version"], each["hash"]) for each in manifest["instruments"]] == [("tiny", 1, TINY.hash)]


def test_a_participant_can_be_looked_up_in_the_manifest_by_hash_only(tmp_path: Path) -> None:
    manifest = written(tmp_path / "out", [interview(4821)], of=order(hash_code=lambda code: f"<{code[4:8]}>"))
    assert manifest["participants"]["hashes"] == ["<4821>"]
    plain = written(tmp_path / "plain", [interview(4821), replace(interview(4821), id="again")])
    assert plain["participants"]["hashes"] == [hashlib.sha256(b"OSL-4821-0").hexdigest()]


def test_the_interviews_say_why_they_ended_early_and_how_many_answers_were_amended(tmp_path: Path) -> None:
    amended, stopped = interview(1), interview(2)
    for item in ("sleep", "mood"):
        amended.document["answers"][item]["why"] = "Heard wrongly"
    stopped = replace(stopped, status=Status.BROKEN_OFF, completed_at=None, disposition="BREAKOFF")
    stopped.document["closing"]["reason"] = "technical"
    written(tmp_path / "out", [amended, stopped, draft(3, {"sleep": "1"})])
    with (tmp_path / "out" / "interviews.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["break_off_reason"], row["amendments"]) for row in rows] == [("", "2"), ("technical", "0"), ("", "0")]


def test_cells_are_counted_apart_from_the_answers_and_agree(tmp_path: Path) -> None:
    counts = written(tmp_path / "out", [interview(), draft(2, {"sleep": "1"})], of=order(expected=2))["counts"]
    assert counts["read"]["interviews"] == counts["in_store"] == 2
    for layout in ("wide", "long"):
        written_, read = counts["written"][layout], counts["read"]
        assert (written_["values"], written_["reasons"]) == (read["values"], read["reasons"])
    assert counts["written"]["texts"]["texts"] == counts["read"]["texts"] == 2
    assert counts["agree"] is True


def test_an_export_that_lost_an_interview_on_the_way_is_not_published(tmp_path: Path) -> None:
    with pytest.raises(exports.CountsDiffer, match="3 interviews were to be exported, 2 were found"):
        written(tmp_path / "out", [interview(), interview(2)], of=order(expected=3))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("layout", ["wide", "long"])
@pytest.mark.parametrize("lost", [0, 1], ids=["control", "one cell lost"])
def test_a_lost_cell_is_noticed(layout: str, lost: int) -> None:
    census = Census(read=Counter(values=7))
    census.lay(layout, Counter(values=7 - lost), rows=1)
    if not lost:
        census.check(None)
        return
    with pytest.raises(exports.CountsDiffer, match=rf"{layout}\.csv does not agree.*7 values.*6 were found"):
        census.check(None)


def broken(item: str, slot: dict[str, Any]) -> Interview:
    """An interview whose stored answer to an item is not what the item could ever have accepted."""
    held = interview(2)
    held.document["answers"][item] = {"r": 1, "op": "x", "t": "2026-03-13T09:30:09Z", **slot}
    return held


@pytest.mark.parametrize(
    ("item", "value"), [("sleep", "9"), ("sleep", ["2"]), ("help", ["gone"]), ("started", "2020"), ("days", "x")]
)
def test_one_unreadable_answer_is_listed_and_the_rest_is_exported(tmp_path: Path, item: str, value: Any) -> None:
    manifest = written(tmp_path / "out", [interview(1), broken(item, {"v": value}), interview(3)])
    assert manifest["faults"] == [
        {"interview_id": f"{2:032x}", "item": item, "what": "the stored value does not fit the item"}
    ]
    frame = exports.load(tmp_path / "out")
    assert frame[f"{item}__miss"].fillna("").tolist() == ["", "error", ""]
    assert frame["share"].tolist() == [64, 64, 64]


def test_an_answer_to_an_item_that_the_instrument_lacks_is_listed(tmp_path: Path) -> None:
    manifest = written(tmp_path / "out", [broken("mystery", {"v": "1"}), interview(3)])
    assert [fault["item"] for fault in manifest["faults"]] == ["mystery"]
    assert manifest["files"]["wide.csv"]["rows"] == 2


def test_an_instrument_changed_after_the_interview_is_refused(tmp_path: Path) -> None:
    changed = replace(TINY, hash="f" * 64)
    with pytest.raises(exports.InstrumentUnknown, match="Put the published file of that version back"):
        written(tmp_path / "out", [interview()], changed)
    assert list(tmp_path.iterdir()) == []


def test_more_interviews_than_fit_into_one_chunk_are_all_there_in_order(tmp_path: Path) -> None:
    every = [interview(number, {"sleep": str(number % 5)}) for number in range(1203)]
    manifest = written(tmp_path / "out", every, of=order("wide", "scores"))
    frame = exports.load(tmp_path / "out")
    assert frame["sleep"].tolist() == [number % 5 for number in range(1203)]
    assert manifest["files"]["scores.csv"]["rows"] == 1203


def test_the_readme_carries_the_synthetic_mark_and_the_attribution(tmp_path: Path) -> None:
    written(tmp_path / "out", [interview(answers=ANSWERS)])
    readme = (tmp_path / "out/README.txt").read_text()
    assert "SYNTHETIC DATA" in readme
    assert "Tiny, version 1. CC BY 4.0." in readme
    assert "may take a text that begins with = + - or @ for a formula" in readme
