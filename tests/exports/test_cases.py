"""interviews.csv says of each interview who began it and when it was held, whatever became of it later."""

from __future__ import annotations

from pathlib import Path

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
