"""The scores of WRRI: the oracles of its definition, and what proration may and may not do."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app import instruments
from interview_app.domain.closing import close
from interview_app.domain.instrument import Instrument
from interview_app.domain.missing import Missing
from interview_app.domain.routing import Surroundings, route
from interview_app.domain.scoring import Score, scores
from interview_app.instruments.regex import matches
from tests.domain.conftest import NOON, Answered

OPENED = {"a_code_ok": "yes", "a_script": "yes"}
DK, DECLINED = Missing.DONT_KNOW, Missing.DECLINED
C = [f"c{number:02}" for number in range(1, 13)]


def scored(
    wrri: Instrument,
    surroundings: Surroundings,
    answered: Answered,
    ratings: list[Any],
    conf: tuple[Any, ...] = (3, 3, 3),
) -> dict[str, Score]:
    answers: dict[str, Any] = {**OPENED}
    answers |= {
        item: rating if isinstance(rating, Missing) else str(rating)
        for item, rating in zip(C, ratings, strict=True)
        if rating is not None
    }
    confs = dict(zip(("conf_personal", "conf_social", "conf_community"), map(str, conf), strict=True))
    document = answered({**answers, **confs})
    way = route(wrri, "full", document, surroundings)
    return scores(wrri, document, way, surroundings, absent=Missing.DONT_KNOW)


@pytest.mark.parametrize(
    ("ratings", "personal", "social", "community", "total"),
    [
        ([2, 3, 1, 2, 3, 2, 1, 3, 4, 2, 1, 3], 55, 50, 62.5, 56.25),
        ([2, 3, DK, 2, 3, 2, 1, DECLINED, 4, 2, 1, DK], 62.5, 37.5, 58.3333, 55.5556),
        ([4] * 12, 100, 100, 100, 100),
        ([0] * 12, 0, 0, 0, 0),
    ],
)
def test_the_oracles_of_the_definition_hold(
    wrri: Instrument,
    surroundings: Surroundings,
    answered: Answered,
    ratings: list[Any],
    personal: float,
    social: float,
    community: float,
    total: float,
) -> None:
    got = scored(wrri, surroundings, answered, ratings)
    values = [got[f"wrri_{name}"].value for name in ("personal", "social", "community", "total")]
    assert values == pytest.approx([personal, social, community, total], abs=5e-5)


def test_a_score_of_55_is_55_and_not_a_little_more(
    wrri: Instrument, surroundings: Surroundings, answered: Answered
) -> None:
    got = scored(wrri, surroundings, answered, [2, 3, 1, 2, 3, 2, 1, 3, 4, 2, 1, 3])
    assert got["wrri_personal"].value == 55
    assert 11 / 5 * 25 != 55, "the mean times 25 would not do"


def test_three_missing_ratings_leave_nine_valid_and_a_prorated_total(
    wrri: Instrument, surroundings: Surroundings, answered: Answered
) -> None:
    got = scored(wrri, surroundings, answered, [2, 3, DK, 2, 3, 2, 1, DECLINED, 4, 2, 1, DK])
    assert (got["wrri_total"].n, got["wrri_total"].prorated) == (9, True)


def test_a_total_needs_every_scale_even_with_nine_valid_ratings(
    wrri: Instrument, surroundings: Surroundings, answered: Answered
) -> None:
    got = scored(wrri, surroundings, answered, [2, 3, 1, 2, 3, 2, DK, DK, 4, 2, 1, 3])
    assert got["wrri_social"].value is None
    assert got["wrri_total"] == Score(None, 10, False, Missing.DONT_KNOW)


@pytest.mark.parametrize(
    ("conf", "value", "n"),
    [((3, 1, 2), 71.875, 8), ((3, 3, 3), 70, 10), ((1, 1, 3), None, 0), ((2, 2, 0), 25 * 20 / 7, 7)],
)
def test_the_confidence_variant_counts_only_blocks_the_informant_was_sure_of(
    wrri: Instrument, surroundings: Surroundings, answered: Answered, conf: tuple[int, ...], value: float | None, n: int
) -> None:
    got = scored(wrri, surroundings, answered, [3, 2, 3, 3, 4, DECLINED, 2, 3, 3, DK, 1, 4], conf)["wrri_total_conf"]
    assert (got.value, got.n) == (pytest.approx(value) if value else None, n)


@pytest.mark.parametrize(
    ("known", "flag"),
    [
        ({"b4": 9, "b5": 2, "b8": "3"}, 0),
        ({"b4": 0}, 1),
        ({"b5": 29}, 1),
        ({"b5": 28}, 0),
        ({"b8": "1"}, 1),
        ({"b4": DK, "b5": DK, "b8": DK}, 0),
        ({"conf_social": "0", "c06": "2"}, 1),
        ({}, 0),
    ],
)
def test_low_knowledge_is_flagged_and_missing_answers_never_set_the_flag(
    wrri: Instrument, surroundings: Surroundings, answered: Answered, known: dict[str, Any], flag: int
) -> None:
    document = answered({**OPENED, **known})
    way = route(wrri, "full", document, surroundings)
    assert scores(wrri, document, way, surroundings, absent=DK)["wrri_low_knowledge"].value == flag


@given(st.lists(st.one_of(st.integers(0, 4), st.just(DK)), min_size=12, max_size=12))
def test_every_score_lies_between_0_and_100_and_uses_only_valid_ratings(ratings: list[Any]) -> None:
    wrri = instruments.load("wrri", 1)
    codes = dict(zip(C, ratings, strict=True))
    document: dict[str, Any] = {"answers": {}, "notes": {}, "confirms": {}}
    for item, value in {**OPENED, **codes}.items():
        held = {"m": "dont_know"} if value is DK else {"v": str(value)}
        document["answers"][item] = {"r": 1, "op": item, "t": "", **held}
    closing = close(wrri, "full", document, Surroundings(NOON, matches), ended=Missing.NOT_REACHED)
    for scale, members in (("personal", C[:5]), ("social", C[5:8]), ("community", C[8:]), ("total", C)):
        got = closing["scores"][f"wrri_{scale}"]
        valid = [codes[item] for item in members if codes[item] is not DK]
        assert got["n"] == len(valid)
        if got["value"] is not None:
            assert got["value"] == 25 * sum(valid) / len(valid)
            assert 0 <= got["value"] <= 100
