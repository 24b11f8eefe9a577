"""interviews.csv says of each interview who began it and when it was held, whatever became of it later."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pandas as pd

from interview_app import exports
from interview_app.domain.document import pass_on
from tests.exports import made


def test_who_began_an_interview_stays_known_after_a_handover(tmp_path: Path) -> None:
    handed, kept = made.interview(1), made.interview(2)
    pass_on(handed.document, {"from": "int-02", "to": "int-03", "account": "a"})
    pass_on(handed.document, {"from": "int-03", "to": "int-04", "account": "b"})
    made.written(tmp_path / "export", [handed, kept])
    frame = exports.load(tmp_path / "export", "interviews")
    assert list(frame["begun_by"]) == ["int-02", "int-04"]
    assert list(frame["interviewer_id"]) == ["int-04", "int-04"]


def test_the_day_on_paper_is_a_date_for_pandas_and_empty_for_others(tmp_path: Path) -> None:
    timed = made.interview(1, held_on=date(2026, 3, 2), held_time=time(0, 5))
    untimed = made.interview(2, held_on=date(2026, 3, 3))
    made.written(
        tmp_path / "export",
        [timed, untimed, made.interview(3)],
    )
    frame = exports.load(tmp_path / "export", "interviews")
    assert list(frame["held_on"][:2]) == [pd.Timestamp("2026-03-02"), pd.Timestamp("2026-03-03")]
    assert frame["held_time"].tolist()[0] == "00:05"
    assert frame[["held_on", "held_time"]].isna().sum().tolist() == [1, 2]
    assert not {"held_on", "held_time"} & set(exports.load(tmp_path / "export").columns), "the keys stay as they are"
