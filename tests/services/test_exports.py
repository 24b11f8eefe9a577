"""Exporting as an act of a person: what is included, who may, and what the ledger keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
import subprocess
from typing import Any

import pytest

from interview_app import exports as tables
from interview_app import instruments
from interview_app.domain.access import Actor, Role
from interview_app.domain.interview import Status
from interview_app.services import endings, exports
from interview_app.services.errors import NotAllowed, Unsuitable
from interview_app.services.exports import Wish
from interview_app.services.registers import informing_item
from interview_app.storage import seals
from interview_app.storage.engine import StorageFull
from tests.services.conftest import NOW, World
from tests.worked import ANSWERS, CORRECTED

OPENED = {"a_code_ok": "yes", "a_script": "yes", "a_private": "yes", "a_present": ["nobody"]}
SET_AT_THE_START = {"prior_wrri", "a_mode", "a_lang"}


@pytest.fixture
def researcher(world: World) -> Actor:
    return world.people[Role.RESEARCHER]


def held(world: World) -> dict[str, str]:
    """Four interviews about one participant: complete, in progress, broken off and set aside, one a visit."""
    begun = {visit: world.start(visit=visit) for visit in ("BL", "W04", "W08", "W12")}
    told = {item: given for item, given in ANSWERS.items() if item not in SET_AT_THE_START}
    world.answer(begun["BL"], told)
    world.answer(begun["BL"], CORRECTED, revision=2)
    endings.complete(world.store, world.interviewer, begun["BL"], now=NOW)
    world.answer(begun["W04"], {**OPENED, "b4": 3})
    world.answer(begun["W08"], OPENED)
    endings.break_off(world.store, world.interviewer, begun["W08"], reason="technical", now=NOW)
    endings.void(world.store, world.interviewer, begun["W12"], reason="Opened by mistake", now=NOW)
    return begun


def exported(world: World, actor: Actor, target: Path, wish: Wish | None = None) -> Any:
    exports.write(world.store, actor, world.study, target, wish or Wish(), now=NOW + timedelta(hours=1))
    return tables.load(target)


@pytest.mark.parametrize(("said", "given"), [("yes", True), ("no", False)])
def test_an_informant_is_informed_when_asked_whether_to_begin(
    world: World, researcher: Actor, tmp_path: Path, said: str, given: bool
) -> None:
    """WRRI binds no item as `informed`: it is the one that the last passages read aloud record, not an earlier one."""
    instrument = instruments.load(world.study.instrument, world.study.instrument_version)
    assert "informed" not in instrument.meta["binds"]
    assert informing_item(instrument) == "a_script"
    answers = {"a_code_ok": "yes", "a_private": "yes" if said == "no" else "no", "a_present": ["nobody"]}
    interview = world.start(visit="BL")
    world.answer(interview, answers | {"a_script": said})
    exported(world, researcher, tmp_path / "out")
    frame = tables.load(tmp_path / "out", "consents")
    told = frame[frame["kind"] == "information"]
    assert told[["interview_id", "given"]].to_numpy().tolist() == [[interview, given]]


def test_everything_but_what_was_set_aside_is_exported(world: World, researcher: Actor, tmp_path: Path) -> None:
    held(world)
    frame = exported(world, researcher, tmp_path / "out")
    assert dict(zip(frame["visit"], frame["status"], strict=True)) == {
        "BL": "complete",
        "W04": "draft",
        "W08": "broken_off",
    }
    assert frame["wrri_total"].tolist()[0] == 70.0


@pytest.mark.parametrize(
    ("wish", "visits"),
    [
        (Wish(statuses=(Status.VOID,)), ["W12"]),
        (Wish(statuses=(Status.COMPLETE, Status.BROKEN_OFF)), ["BL", "W08"]),
        (Wish(visits=("W04", "W12")), ["W04"]),
        (Wish(sites=("BER",)), []),
        (Wish(sites=("OSL",)), ["BL", "W04", "W08"]),
        (Wish(since=NOW.date(), until=NOW.date()), ["BL", "W04", "W08"]),
        (Wish(since=date(2026, 3, 14)), []),
        (Wish(until=date(2026, 3, 12)), []),
    ],
    ids=lambda value: "" if isinstance(value, list) else str(value.told()),
)
def test_an_export_holds_what_was_chosen(
    world: World, researcher: Actor, tmp_path: Path, wish: Wish, visits: list[str]
) -> None:
    held(world)
    frame = exported(world, researcher, tmp_path / "out", wish)
    assert frame["visit"].tolist() == visits
    assert "wrri_total" in frame, "the columns are there even when no interview is"


def test_each_state_of_an_interview_has_its_reasons(world: World, researcher: Actor, tmp_path: Path) -> None:
    held(world)
    frame = exported(world, researcher, tmp_path / "out").set_index("visit")
    assert frame.loc["BL", "d3__miss"] == "not_asked"
    assert frame.loc["W04", ["b4", "b5__miss", "d1__miss"]].tolist() == [3, "not_reached", "not_in_version"]
    assert frame.loc["W08", "c01__miss"] == "not_reached"


def test_the_manifest_carries_a_seal_of_this_ledger_that_covers_the_data(
    world: World, researcher: Actor, tmp_path: Path
) -> None:
    begun = held(world)
    manifest = exports.write(world.store, researcher, world.study, tmp_path / "out.zip", Wish(), now=NOW)
    with world.store.reading() as connection:
        seal = seals.find(connection, manifest["seal"])
        covering = seals.first_covering(connection, f"interview:{begun['BL']}", 1)
    assert seal is not None
    assert covering is not None
    assert covering.id <= seal.id
    assert manifest["counts"]["in_store"] == manifest["counts"]["read"]["interviews"] == 3
    assert manifest["participants"]["hashes"] == [world.store.keys.pseudonym(world.study.id, world.wish.participant)]


def test_the_ledger_keeps_each_export_and_the_hash_of_its_manifest(
    world: World, researcher: Actor, tmp_path: Path
) -> None:
    held(world)
    exported(world, researcher, tmp_path / "one", Wish(visits=("BL",)))
    exported(world, researcher, tmp_path / "two")
    second, first = exports.earlier(world.store, researcher, world.study)
    assert (first.actor, first.payload["interviews"], second.payload["interviews"]) == (researcher.code, 1, 3)
    assert first.payload["filters"]["visits"] == ["BL"]
    assert first.payload["manifest_sha256"] == digest(tmp_path / "one/MANIFEST.json")


def digest(path: Path) -> str:
    from hashlib import sha256

    return sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.RESEARCHER])
def test_only_researchers_export(world: World, tmp_path: Path, role: Role) -> None:
    actor = world.people[role]
    for refused in (
        lambda: exports.write(world.store, actor, world.study, tmp_path / "out", Wish(), now=NOW),
        lambda: exports.earlier(world.store, actor, world.study),
        lambda: exports.coverage(world.store, actor, world.study),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Wish(sites=("TON",)), "sites"),
        (Wish(visits=("W99",)), "visits"),
        (Wish(layouts=frozenset()), "layouts"),
        (Wish(statuses=()), "statuses"),
    ],
)
def test_a_wish_that_cannot_be_met_names_its_field(
    world: World, researcher: Actor, tmp_path: Path, wish: Wish, field: str
) -> None:
    with pytest.raises(Unsuitable) as refused:
        exported(world, researcher, tmp_path / "out", wish)
    assert refused.value.field == field


def test_words_need_a_grant_and_a_purpose(world: World, researcher: Actor, tmp_path: Path) -> None:
    held(world)
    wish = Wish(layouts=frozenset({"wide", "texts"}), purpose="Themes of what helped")
    with pytest.raises(NotAllowed):
        exported(world, researcher, tmp_path / "out", wish)
    granted = replace(researcher, reads_text=True)
    with pytest.raises(Unsuitable):
        exported(world, granted, tmp_path / "out", replace(wish, purpose=" "))
    exported(world, granted, tmp_path / "out", wish)
    texts = tables.load(tmp_path / "out", "texts")
    assert texts["item"].tolist() == ["f1", "f2", "f3"]
    assert texts["text"].tolist() == [ANSWERS[item] for item in ("f1", "f2", "f3")]


def test_a_failed_export_leaves_neither_files_nor_a_trace(world: World, researcher: Actor, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there/mine.txt").write_text("mine")
    with pytest.raises(exports.NotExported, match="is there already"):
        exported(world, researcher, tmp_path / "there")
    assert exports.earlier(world.store, researcher, world.study) == []
    assert [path.name for path in (tmp_path / "there").iterdir()] == ["mine.txt"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with 64 kilobytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], check=False, capture_output=True)
    if made.returncode:
        pytest.skip("only root can make a small disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_named_and_left_as_it_was(world: World, researcher: Actor, small_disk: Path) -> None:
    held(world)
    with pytest.raises(StorageFull):
        exported(world, researcher, small_disk / "out")
    assert list(small_disk.iterdir()) == []
    assert exports.earlier(world.store, researcher, world.study) == []


def test_coverage_counts_interviews_by_visit_and_status(world: World, researcher: Actor) -> None:
    held(world)
    found = exports.coverage(world.store, researcher, world.study)
    assert found.total == 4
    assert (found.of(visit="BL"), found.of(status="draft"), found.of(visit="BL", status="draft")) == (1, 1, 0)
    assert [(row.id, row.version, row.n) for row in found.editions] == [("wrri", 1, 4)]
    assert found.changed_at == NOW
