"""Who is asked about once more follows from the seed: the share is kept, and nobody's first interviews are left out."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain.document import empty
from interview_app.domain.rechecks import FIRST, compared, is_drawn
from interview_app.domain.study import Sampling

TENTH = Sampling(verify_share=0.10, verify_items=("c09",), seed="study/1")


def drawn(sampling: Sampling, interviewer: str, n: int) -> list[bool]:
    return [is_drawn(sampling, interviewer, nth, f"OSL-{nth}", "W12", "OSL-I01", 1) for nth in range(1, n + 1)]


@given(st.text(max_size=9), st.text(max_size=9))
def test_one_of_each_interviewers_first_five_is_drawn(interviewer: str, seed: str) -> None:
    sampling = Sampling(verify_share=0.0001, verify_items=("c09",), seed=seed)
    assert any(drawn(sampling, interviewer, FIRST))


def test_the_share_is_kept() -> None:
    assert 160 < sum(drawn(TENTH, "int-01", 2000)) < 240


def test_the_same_seed_draws_the_same_and_another_draws_others() -> None:
    other = Sampling(verify_share=0.10, verify_items=("c09",), seed="study/2")
    assert drawn(TENTH, "int-01", 200) == drawn(TENTH, "int-01", 200) != drawn(other, "int-01", 200)


def test_a_study_without_a_share_or_without_questions_draws_nobody() -> None:
    for sampling in (Sampling(seed="x", verify_items=("c09",)), Sampling(seed="x", verify_share=1.0)):
        assert not any(drawn(sampling, "int-01", 50))


def test_answers_are_compared_as_they_are_stored() -> None:
    document = empty()
    document["answers"] = {
        "a": {"r": 1, "op": "1", "v": "3"},
        "b": {"r": 1, "op": "2", "m": "dont_know"},
        "c": {"r": 1, "op": "3", "v": 3},
    }
    again: dict[str, dict[str, Any]] = {"a": {"value": "3"}, "b": {"missing": "declined"}, "c": {"value": 4}}
    assert compared(document, again) == {"a": True, "b": False, "c": False}
