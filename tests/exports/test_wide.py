"""The wide table: one row an interview, every value under its own header, every gap with its reason."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
import pytest

from interview_app.domain.closing import close, state
from interview_app.domain.interview import Interview
from interview_app.domain.missing import Missing
from interview_app.exports.editions import Batch, Edition, states
from tests.exports.made import ANSWERS, TINY, draft, interview, order, second_version, surroundings, written
from tests.worked import folded

KEYS = (
    "study_id,participant_id,arm,site,visit,informant_id,informant_role,instance,interview_id,form,mode_first,mode_last,"
    "entry,interviewer_id,started_at,completed_at,status,disposition,instrument,instrument_version,language"
)
ITEMS = (
    "sleep,sleep__miss,mood,mood__miss,hope,hope__miss,help__family,help__peers,help__nobody,help__miss,known,known__miss,"
    "days,days__miss,dose,dose__miss,since,since__miss,started,started__about,started__miss,woke,woke__miss,share,"
    "share__miss,words__miss,double,double__miss,echo__miss,sort,sort__miss"
)
SCORES = "tiny_total,tiny_total_n,tiny_total_prorated,tiny_total__miss"


def rows(folder: Path, layout: str = "wide") -> list[dict[str, str]]:
    with (folder / f"{layout}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def row(tmp_path: Path, held: Interview) -> dict[str, str]:
    written(tmp_path / "out", [held])
    return rows(tmp_path / "out")[0]


def test_a_row_begins_with_its_keys_then_items_in_questionnaire_order_then_scores(tmp_path: Path) -> None:
    written(tmp_path / "out", [interview()])
    assert (tmp_path / "out/wide.csv").read_text().splitlines()[0] == f"{KEYS},{ITEMS},{SCORES}"


def test_every_value_stands_exactly_as_it_was_recorded(tmp_path: Path) -> None:
    found = row(tmp_path, interview())
    expected = {
        "sleep": "2", "help__family": "1", "help__peers": "1", "help__nobody": "0", "known": "1", "days": "12",
        "dose": "3.50", "since": "2026-02-28", "started": "2019-07", "started__about": "1", "woke": "07:05",
        "share": "64", "double": "128", "sort": "yes", "tiny_total": "75.0", "tiny_total_n": "3",
        "tiny_total_prorated": "0",
    }  # fmt: skip
    assert {name: found[name] for name in expected} == expected
    assert {value for name, value in found.items() if name.endswith("__miss")} == {""}


def test_times_are_in_utc_and_an_open_interview_has_no_completion(tmp_path: Path) -> None:
    found = row(tmp_path, draft(1, {}))
    assert found["started_at"] == "2026-03-13T09:30:00.000000Z"
    assert (found["completed_at"], found["disposition"], found["status"]) == ("", "", "paused")


def never_held() -> Interview:
    """An interview that was begun and recorded as not done."""
    document = folded({})
    document["closing"] = close(TINY, "full", document, surroundings(), ended=Missing.NOT_DONE)
    return replace(interview(answers={}), document=document)


@pytest.mark.parametrize(
    ("held", "column", "why"),
    [
        (interview(answers={"mood": Missing.DONT_KNOW}), "mood", "dont_know"),
        (interview(answers={"mood": Missing.DECLINED}), "mood", "declined"),
        (interview(answers={"help": Missing.DECLINED}), "help", "declined"),
        (interview(answers={"words": Missing.DECLINED}), "words", "declined"),
        (interview(answers={"known": "no"}), "days", "not_asked"),
        (interview(answers={"known": "no", "days": 3}), "days", "not_asked"),
        (draft(1, {"sleep": "2"}), "mood", "not_reached"),
        (draft(1, {"sleep": "2"}), "days", "not_reached"),
        (interview(form="short"), "hope", "not_in_version"),
        (never_held(), "sleep", "not_done"),
        (never_held(), "tiny_total", "not_done"),
        (interview(answers={}), "dose", ""),
        (interview(), "dose", ""),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_each_gap_has_its_reason(tmp_path: Path, held: Interview, column: str, why: str) -> None:
    found = row(tmp_path, held)
    assert found[f"{column}__miss"] == why
    values = [found[name] for name in found if name == column or name in {f"{column}__family", f"{column}__about"}]
    assert why == "" or set(values) <= {""}


def test_an_answer_behind_a_changed_gate_leaves_no_trace_in_any_table(tmp_path: Path) -> None:
    written(tmp_path / "out", [interview(answers={**ANSWERS, "known": "no", "days": 27})])
    found = next(each for each in rows(tmp_path / "out", "long") if each["column"] == "days")
    assert (found["value"], found["missing"], found["answered_at"]) == ("", "not_asked", "")


GIVEN = {
    "sleep": st.sampled_from(["0", "1", "4", Missing.DONT_KNOW]),
    "help": st.sampled_from([["family"], ["family", "peers"], Missing.DECLINED]),
    "known": st.sampled_from(["yes", "no", Missing.DONT_KNOW]),
    "days": st.integers(0, 28),
    "started": st.sampled_from([{"date": "2019", "about": False}, Missing.DECLINED]),
    "share": st.integers(0, 100),
    "words": st.text(st.characters(exclude_categories=["C"]), min_size=1).filter(str.strip),
}
GIVENS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries({}, optional=GIVEN)


@given(GIVENS, st.sampled_from(["full", "short"]))
def test_a_batch_reads_each_item_as_the_domain_does(answers: dict[str, Any], form: str) -> None:
    held = interview(answers=answers, form=form)
    batch = Batch(Edition(TINY))
    batch.add(0, held, held.document["closing"])
    for item in (item for item in TINY.items if item.stores):
        (value,), (why,) = states(item, batch)
        assert (value, why) == state(item, held.document, held.document["closing"])


def family(tmp_path: Path) -> list[dict[str, str]]:
    second = second_version()
    held = [
        interview(1, {**ANSWERS, "help": ["nobody"]}),
        interview(2, {"mood": "1", "rest": "high", "help": ["worker"], "dose": 3}, second),
        interview(3, {"sleep": "0", "help": ["peers"]}),
        interview(4, {"mood": "2", "help": ["family", "peers"]}, second),
    ]
    written(tmp_path / "out", held, TINY, second)
    return rows(tmp_path / "out")


def test_versions_share_one_table_and_rows_keep_their_order(tmp_path: Path) -> None:
    found = family(tmp_path)
    assert [each["instrument_version"] for each in found] == ["1", "2", "1", "2"]
    assert [each["participant_id"][4:8] for each in found] == ["0001", "0002", "0003", "0004"]


def test_an_option_taken_out_of_a_version_keeps_its_column_and_its_answers(tmp_path: Path) -> None:
    columns = [name for name in family(tmp_path)[0] if name.startswith("help")]
    assert columns == ["help__family", "help__worker", "help__peers", "help__nobody", "help__miss"]
    found = [tuple(each[name] for name in columns) for each in rows(tmp_path / "out")]
    assert found == [
        ("0", "", "0", "1", ""),
        ("0", "1", "0", "", ""),
        ("0", "", "1", "0", ""),
        ("1", "0", "1", "", ""),
    ]


def test_an_item_that_a_version_lacks_says_so(tmp_path: Path) -> None:
    found = family(tmp_path)
    assert [each["sleep__miss"] for each in found] == ["", "not_in_version", "", "not_in_version"]
    assert [each["rest__miss"] for each in found] == ["not_in_version", "", "not_in_version", ""]
    assert [each["rest"] for each in found] == ["", "2", "", ""]
    assert [each["dose"] for each in found] == ["3.50", "3", "", ""], "numbers of both versions share a column"


def test_every_stored_value_of_every_version_appears_once(tmp_path: Path) -> None:
    found = family(tmp_path)
    items_only = list(found[0])[len(KEYS.split(",")) : -len(SCORES.split(","))]
    counted = [name for name in items_only if "__" not in name or name == "help__family"]
    first = 11 + 2  # all but words, and two that are computed; the copy of words is one of the texts
    assert sum(each[name] != "" for each in found for name in counted) == first + 4 + 2 + 2


def test_words_stand_only_in_texts_and_not_even_computed_copies_escape(tmp_path: Path) -> None:
    canary = "CANARY-7f3a"
    held = [interview(answers={**ANSWERS, "words": canary})]
    written(tmp_path / "with", held)
    written(tmp_path / "without", held, of=order("wide", "long", "scores", "interviews"))
    holding = {path.name for path in (tmp_path / "with").iterdir() if canary.encode() in path.read_bytes()}
    assert holding == {"texts.csv"}
    assert not any(canary.encode() in path.read_bytes() for path in (tmp_path / "without").iterdir())
    assert not (tmp_path / "without/texts.csv").exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.lists(GIVENS, max_size=4))
def test_long_turned_wide_is_wide(tmp_path_factory: pytest.TempPathFactory, answers: list[dict[str, Any]]) -> None:
    folder = tmp_path_factory.mktemp("exports") / "out"
    written(folder, [interview(number, each) for number, each in enumerate(answers)])
    long = {(each["interview_id"], each["column"]): each["value"] for each in rows(folder, "long")}
    wide = {
        (each["interview_id"], name): value
        for each in rows(folder)
        for name, value in each.items()
        if name in ITEMS.split(",") and not name.endswith("__miss")
    }
    assert {place: value for place, value in long.items() if place[1] not in {"words", "echo"}} == wide
