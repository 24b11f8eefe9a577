"""What an interview's end settles: reasons for what was not asked or not reached, completeness and outcome."""

from __future__ import annotations

from typing import Any

import pytest

from interview_app.domain import closing
from interview_app.domain.disposition import Disposition
from interview_app.domain.instrument import Instrument
from interview_app.domain.missing import Missing
from interview_app.domain.routing import Surroundings, route
from interview_app.domain.validity import gaps
from tests.domain.conftest import Answered

OPENED = {"prior_wrri": "no", "a_code_ok": "yes", "a_script": "yes"}


def test_an_answer_behind_a_changed_gate_is_parked_not_deleted(
    wrri: Instrument, surroundings: Surroundings, answered: Answered
) -> None:
    document = answered({**OPENED, "d3_known": "no", "d3": 2})
    settled = closing.close(wrri, "full", document, surroundings, ended=None)
    assert document["answers"]["d3"]["v"] == 2
    assert closing.state(wrri.by_id["d3"], document, settled) == (None, Missing.NOT_ASKED)


@pytest.mark.parametrize(
    ("item", "form", "ended", "why"),
    [
        ("d1_known", "short", Missing.NOT_REACHED, Missing.NOT_IN_VERSION),
        ("d1_known", "full", Missing.NOT_REACHED, Missing.NOT_REACHED),
        ("d1", "full", Missing.NOT_REACHED, Missing.NOT_REACHED),
        ("d1", "full", None, Missing.NOT_REACHED),
        ("d1", "full", Missing.NOT_DONE, Missing.NOT_DONE),
        ("g7", "full", None, None),
        ("e1", "full", None, Missing.NOT_ASKED),
    ],
)
def test_the_machine_gives_each_absent_answer_its_own_reason(
    wrri: Instrument,
    surroundings: Surroundings,
    answered: Answered,
    item: str,
    form: str,
    ended: Missing | None,
    why: Missing | None,
) -> None:
    document = answered(OPENED)
    settled = closing.close(wrri, form, document, surroundings, ended=ended)
    assert closing.state(wrri.by_id[item], document, settled) == (None, why)


def test_a_score_that_was_not_reached_says_so(wrri: Instrument, surroundings: Surroundings, answered: Answered) -> None:
    document = answered({**OPENED, **{f"c0{n}": "3" for n in range(1, 6)}})
    settled = closing.close(wrri, "full", document, surroundings, ended=Missing.NOT_REACHED)
    assert settled["scores"]["wrri_personal"]["value"] == 75
    assert settled["scores"]["wrri_social"]["missing"] == "not_reached"


def test_a_score_with_too_many_dont_knows_has_no_basis(
    wrri: Instrument, surroundings: Surroundings, answered: Answered
) -> None:
    document = answered({**OPENED, **{f"c0{n}": Missing.DONT_KNOW for n in range(6, 9)}})
    settled = closing.close(wrri, "full", document, surroundings, ended=None)
    assert settled["scores"]["wrri_social"]["missing"] == "dont_know"


@pytest.mark.parametrize(
    ("answered_items", "critical", "outcome"),
    [
        (37, True, Disposition.COMPLETE),
        (30, True, Disposition.COMPLETE),
        (29, True, Disposition.PARTIAL),
        (37, False, Disposition.PARTIAL),
        (19, True, Disposition.PARTIAL),
        (18, True, Disposition.BREAKOFF),
        (0, False, Disposition.BREAKOFF),
    ],
)
def test_the_outcome_follows_the_share_of_the_routed_core(
    answered_items: int, critical: bool, outcome: Disposition
) -> None:
    settled = {"answered": answered_items, "routed": 37, "critical_met": critical}
    assert closing.outcome(settled, complete_share=0.8, partial_share=0.5) is outcome


def test_gaps_name_each_open_question_in_reading_order(
    wrri: Instrument, surroundings: Surroundings, answered: Answered
) -> None:
    document = answered({**OPENED, "b4": 0, "b5": 3})
    way = route(wrri, "short", document, surroundings)
    found = gaps(wrri, "short", document, way, surroundings)
    kinds: dict[str, Any] = {gap.item: gap.kind for gap in found}
    assert kinds["b5"] == "soft"
    assert kinds["c01"] == "required"
    assert "b6" not in kinds, "no contact, so its channel is not asked"
    assert [gap.item for gap in found].index("b5") < [gap.item for gap in found].index("c01")


def test_a_wrong_code_stops_the_interview_before_anything_is_asked(
    wrri: Instrument, surroundings: Surroundings, answered: Answered
) -> None:
    document = answered({"prior_wrri": "no", "a_code_ok": "no", "a_script": "no"})
    way = route(wrri, "full", document, surroundings)
    assert "a_stop_note" in way.on
    assert not {"b1", "c01", "f1"} & way.on
    assert {gap.kind for gap in gaps(wrri, "full", document, way, surroundings)} >= {"critical"}


def test_more_appointments_kept_than_planned_must_be_corrected_before_finishing(
    wrri: Instrument, surroundings: Surroundings, answered: Answered
) -> None:
    counted = {"d5_known": "yes", "d6_known": "yes", "d5": 4, "d6": 5}
    document = answered({**OPENED, **counted})
    way = route(wrri, "full", document, surroundings)
    assert ("d6", "hard", "m_kept") in {
        (g.item, g.kind, g.message) for g in gaps(wrri, "full", document, way, surroundings)
    }


def test_a_count_behind_a_gate_nobody_came_to_was_not_reached_and_one_behind_a_no_was_not_asked(
    wrri: Instrument, surroundings: Surroundings, answered: Answered
) -> None:
    document = answered({**OPENED, "d1_known": "no"})
    settled = closing.close(wrri, "full", document, surroundings, ended=Missing.NOT_REACHED)
    assert (settled["missing"]["d1"], settled["missing"]["d2"]) == ("not_asked", "not_reached")


def test_an_interview_broken_off_before_it_began_reached_nothing(
    wrri: Instrument, surroundings: Surroundings, answered: Answered
) -> None:
    settled = closing.close(wrri, "full", answered({"a_private": "yes"}), surroundings, ended=Missing.NOT_REACHED)
    assert settled["missing"]["c01"] == "not_reached"
    assert settled["scores"]["wrri_total"]["missing"] == "not_reached"
