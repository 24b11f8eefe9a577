"""The codebook describes every column of every file, once for each meaning it has."""

from __future__ import annotations

import csv
from pathlib import Path

from interview_app import exports, instruments
from tests.exports.made import TINY, interview, order, second_version, written


def codebook(folder: Path) -> list[dict[str, str]]:
    with (folder / "codebook.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_column_of_every_file_is_described_in_each_language(tmp_path: Path) -> None:
    written(tmp_path / "out", [interview()])
    rows = codebook(tmp_path / "out")
    for layout in exports.LAYOUTS:
        mine = [row for row in rows if row["file"] == f"{layout}.csv"]
        frame = exports.load(tmp_path / "out", layout)  # type: ignore[arg-type]
        assert [row["column"] for row in mine] == list(frame.columns)
        named = [row for row in mine if not row["item"]]
        assert all(row["label_en"] and row["label_nb"] for row in named)


def test_an_item_is_described_as_its_instrument_has_it(tmp_path: Path) -> None:
    written(tmp_path / "out", [interview()])
    rows = {row["column"]: row for row in codebook(tmp_path / "out") if row["file"] == "wide.csv"}
    assert rows["sleep"]["label_nb"] == "Hvordan var søvnen?"
    assert rows["sleep"]["choices_en"].startswith("0 = 0 | 1 = 1")
    assert rows["sleep"]["missing_reasons"] == "-97 = Don’t know | -98 = Declined"
    assert rows["days"]["asked_when"] == "${known} = 'yes'"
    assert (rows["days"]["minimum"], rows["days"]["maximum"]) == ("0", "28")
    assert rows["dose"]["unit_en"] == "mg"
    assert rows["hope"]["forms"] == "full"
    assert rows["hope__miss"]["label_en"] == "How was hope? – why there is no value"
    assert rows["tiny_total_n"]["label_en"] == "Total – items that count"
    assert rows["words__miss"]["sensitive"] == "1"
    assert rows["help__peers"]["option"] == "peers"
    assert rows["tiny_total"]["formula"] == "25 * ${sum} div ${n} over sleep mood hope, at least 2 valid"


def test_a_column_whose_meaning_changed_between_versions_has_a_row_for_each(tmp_path: Path) -> None:
    written(tmp_path / "out", [interview()], TINY, second_version(), of=order("wide"))
    rows = [row for row in codebook(tmp_path / "out") if row["file"] == "wide.csv"]
    assert [(row["type"], row["versions"]) for row in rows if row["column"] == "dose"] == [
        ("decimal", "tiny 1"),
        ("integer", "tiny 2"),
    ]
    assert [row["versions"] for row in rows if row["column"] == "mood"] == ["tiny 1; tiny 2"]
    assert [row["versions"] for row in rows if row["column"] == "help__nobody"] == ["tiny 1"]


def test_the_routing_is_told_in_words_with_licence_and_the_visits_of_the_plan(tmp_path: Path) -> None:
    written(tmp_path / "out", [], instruments.load("wrri", 1), of=order("wide"))
    rows = {row["column"]: row for row in codebook(tmp_path / "out")}
    assert rows["d6"]["asked_if_en"] == (
        "a_code_ok is “Yes” and a_script is “Yes”; d5 is more than 0 and d6_known is “Yes”"
    )
    assert rows["e2_other_text__miss"]["asked_if_nb"].endswith("; «Annen viktig hendelse» er krysset av i e2")
    assert (rows["c01"]["licence"], rows["c01"]["asked_if_en"]) == (
        "CC-BY-4.0", "a_code_ok is “Yes” and a_script is “Yes”",
    )  # fmt: skip
    plan = order().study.visits
    short = [visit.id for visit in plan if "short" in visit.held_forms or "full" in visit.held_forms]
    full = [visit.id for visit in plan if "full" in visit.held_forms]
    assert (rows["c01"]["first_visit"], rows["c01"]["last_visit"]) == (short[0], short[-1])
    assert (rows["f1__miss"]["first_visit"], rows["f1__miss"]["last_visit"]) == (full[0], full[-1])
    assert rows["participant_id"]["first_visit"] == ""
