"""Every score of the WRRI can be worked out again from the item codes of the CSV, and is the one that was stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from pathlib import Path
import runpy
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from interview_app import instruments
from interview_app.domain.missing import Missing
from tests.exports.made import interview, order, written
from tests.worked import ANSWERS, CORRECTED

if TYPE_CHECKING:
    import pandas as pd

BLOCKS = {
    "wrri_personal": (["c01", "c02", "c03", "c04", "c05"], "conf_personal", 3),
    "wrri_social": (["c06", "c07", "c08"], "conf_social", 2),
    "wrri_community": (["c09", "c10", "c11", "c12"], "conf_community", 2),
}
WRRI = instruments.load("wrri", 1)
ITEMS = [item for items, _, _ in BLOCKS.values() for item in items]


@dataclass
class Recomputed:
    """A score from item codes: by the published rules, written down apart from the application."""

    value: float | None
    n: int
    of: int

    @property
    def prorated(self) -> bool:
        return self.value is not None and self.n < self.of


def mean(row: pd.Series[Any], items: list[str], least: int) -> Recomputed:
    codes = [int(row[item]) for item in items if has(row[item])]
    return Recomputed(25 * sum(codes) / len(codes) if len(codes) >= least else None, len(codes), len(items))


def scores(row: pd.Series[Any]) -> dict[str, Recomputed]:
    found = {name: mean(row, items, least) for name, (items, _, least) in BLOCKS.items()}
    found["wrri_total"] = mean(row, ITEMS, 9 if all(found[name].value is not None for name in BLOCKS) else 13)
    sure = [name for name, (_, conf, _) in BLOCKS.items() if found[name].value is not None and at_least(row[conf], 2)]
    counted = [item for name in sure for item in BLOCKS[name][0]]
    found["wrri_total_conf"] = (
        mean(row, counted, ceil(0.75 * len(counted))) if len(sure) >= 2 else Recomputed(None, 0, 12)
    )
    return found


def at_least(value: Any, least: int) -> bool:
    return has(value) and value >= least


def has(value: Any) -> bool:
    import pandas as pd

    return not pd.isna(value)


def low_knowledge(row: pd.Series[Any]) -> int:
    raised = [has(row["b4"]) and row["b4"] == 0, has(row["b5"]) and row["b5"] > 28, has(row["b8"]) and row["b8"] <= 1]
    raised += [has(row[conf]) and row[conf] == 0 for _, conf, _ in BLOCKS.values()]
    return int(any(raised))


REASON = st.sampled_from([Missing.DONT_KNOW, Missing.DECLINED])
RATING: st.SearchStrategy[Any] = st.sampled_from("01234") | REASON
GIVEN: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(ITEMS, RATING),
    **{conf: st.sampled_from("0123") | REASON for _, conf, _ in BLOCKS.values()},
    "b4": st.integers(0, 99) | REASON,
    "b5": st.integers(0, 999) | REASON,
    "b8": st.sampled_from("01234") | REASON,
}
OPENED = {"a_code_ok": "yes", "a_script": "yes"}
INTERVIEWS = st.lists(
    st.tuples(st.fixed_dictionaries({}, optional=GIVEN), st.sampled_from(["full", "short"])), max_size=6
)


def read(folder: Path) -> Callable[[str], pd.DataFrame]:
    """The documented way, as the export itself brings it."""
    reader: Callable[[str], pd.DataFrame] = runpy.run_path(str(folder / "read_export.py"))["read"]
    return reader


@settings(max_examples=60, deadline=None)
@given(INTERVIEWS)
def test_scores_recomputed_from_the_csv_are_the_stored_ones(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[dict[str, Any], str]]
) -> None:
    folder = tmp_path_factory.mktemp("exports") / "out"
    held = [interview(n, OPENED | answers, WRRI, form=form) for n, (answers, form) in enumerate(told)]
    written(folder, held, WRRI, of=order("wide"))
    for _, row in read(folder)("wide").iterrows():
        for name, again in scores(row).items():
            assert (row[name] if has(row[name]) else None) == again.value, name
            assert row[f"{name}_n"] == again.n, name
            assert bool(row[f"{name}_prorated"]) is again.prorated, name
            assert has(row[f"{name}__miss"]) is (again.value is None), name
        assert row["wrri_low_knowledge"] == low_knowledge(row)


def test_the_worked_interview_has_the_scores_of_its_description(tmp_path: Path) -> None:
    written(tmp_path / "out", [interview(1, {**ANSWERS, **CORRECTED}, WRRI)], WRRI, of=order("wide"))
    row = read(tmp_path / "out")("wide").iloc[0]
    told = {"wrri_personal": 75.0, "wrri_social": 62.5, "wrri_community": 25 * 8 / 3, "wrri_total": 70.0}
    assert {name: row[name] for name in told} == told
    assert (row["wrri_total_conf"], row["wrri_total_conf_n"], row["wrri_low_knowledge"]) == (71.875, 8, 0)
    assert (row["d3"] is not None, row["d3__miss"], row["c06__miss"], row["c10__miss"]) == (
        True,
        "not_asked",
        "declined",
        "dont_know",
    )
    assert (row["e2__move"], row["e2__relapse"], row["e2_week_move"]) == (True, False, 2)


def test_a_wrong_code_in_the_csv_would_be_noticed(tmp_path: Path) -> None:
    written(tmp_path / "out", [interview(1, {**ANSWERS, **CORRECTED}, WRRI)], WRRI, of=order("wide"))
    row = read(tmp_path / "out")("wide").iloc[0].copy()
    row["c01"] = 0
    assert scores(row)["wrri_personal"].value != row["wrri_personal"]
