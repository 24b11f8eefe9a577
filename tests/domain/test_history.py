"""An interview stands where its events put it: status, session time, scores, and what may no longer happen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from interview_app.domain.events import Event
from interview_app.domain.history import Happening, Rulebook, Standing, begin
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Mode, Refused, Status
from interview_app.instruments.regex import matches

NINE = datetime(2026, 3, 13, 9, 0, tzinfo=UTC)
START = {"mode": "telephone", "language": "nb", "form": "full"}
COMPLETE = {"disposition": "COMPLETE"}
BROKEN = {"reason": "technical", "disposition": "PARTIAL", "unanswered": "not_reached"}

Tell = Callable[..., Standing]


@pytest.fixture
def tell(wrri: Instrument) -> Tell:
    """The standing after events told as (minute, event, item, payload)."""

    def play(*events: tuple[int, Event, str, dict[str, Any]]) -> Standing:
        rules = Rulebook(wrri, matches)
        standing = begin(Happening(Event.INTERVIEW_START, "", START, "op", NINE))
        for number, (minute, event, item, payload) in enumerate(events):
            happening = Happening(event, item, payload, f"op-{number}", NINE + timedelta(minutes=minute))
            rules.apply(standing, happening)
        return standing

    return play


def answer(minute: int, item: str, value: Any, revision: int = 1) -> tuple[int, Event, str, dict[str, Any]]:
    return minute, Event.INTERVIEW_ANSWER, item, {"value": value, "revision": revision}


def test_minutes_count_only_while_a_session_is_held(tell: Tell) -> None:
    standing = tell(
        answer(4, "c01", "3"),
        (5, Event.INTERVIEW_PAUSE, "", {}),
        (25, Event.INTERVIEW_RESUME, "", {}),
        (30, Event.INTERVIEW_COMPLETE, "", COMPLETE),
    )
    assert standing.seconds == 10 * 60


def test_a_session_that_was_left_counts_only_until_what_was_done_last(tell: Tell) -> None:
    left = tell(answer(4, "c01", "3"), (9_000, Event.INTERVIEW_PAUSE, "", {}))
    assert left.seconds == 4 * 60
    taken_up = tell(answer(4, "c01", "3"), answer(9_000, "c02", "3"), (9_005, Event.INTERVIEW_COMPLETE, "", COMPLETE))
    assert taken_up.seconds == (4 + 5) * 60


def test_an_answer_in_a_paused_interview_takes_it_up_again(tell: Tell) -> None:
    standing = tell((5, Event.INTERVIEW_PAUSE, "", {}), answer(20, "c01", "3"))
    assert (standing.status, standing.session_started_at) == (Status.DRAFT, NINE + timedelta(minutes=20))


def test_the_mode_answered_in_section_a_becomes_the_mode_of_the_session(tell: Tell) -> None:
    standing = tell(answer(1, "a_mode", "video"))
    assert (standing.mode_first, standing.mode_last) == (Mode.TELEPHONE, Mode.VIDEO)


def test_a_language_the_instrument_lacks_leaves_the_language_of_the_page(tell: Tell) -> None:
    assert tell(answer(1, "a_lang", "other")).language == "nb"
    assert tell(answer(1, "a_lang", "en")).language == "en"


@pytest.mark.parametrize(
    ("ending", "act"),
    [
        ((Event.INTERVIEW_COMPLETE, COMPLETE), answer(9, "c01", "1")),
        ((Event.INTERVIEW_VOID, {"reason": "wrong participant"}), answer(9, "c01", "1")),
        ((Event.INTERVIEW_BREAK_OFF, BROKEN), answer(9, "c01", "1")),
        ((Event.INTERVIEW_COMPLETE, COMPLETE), (9, Event.INTERVIEW_PAUSE, "", {})),
        ((Event.INTERVIEW_VOID, {"reason": "x"}), (9, Event.INTERVIEW_RESUME, "", {})),
    ],
)
def test_what_has_ended_takes_no_more_answers(
    tell: Tell, ending: tuple[Event, dict[str, Any]], act: tuple[int, Event, str, dict[str, Any]]
) -> None:
    event, payload = ending
    with pytest.raises(Refused):
        tell((8, event, "", payload), act)


def test_a_broken_off_interview_loses_its_closing_when_it_is_resumed(tell: Tell) -> None:
    broken = tell(answer(1, "c01", "3"), (5, Event.INTERVIEW_BREAK_OFF, "", BROKEN))
    assert broken.document["closing"]["missing"]["c02"] == "not_reached"
    resumed = tell(
        answer(1, "c01", "3"), (5, Event.INTERVIEW_BREAK_OFF, "", BROKEN), (90, Event.INTERVIEW_RESUME, "", {})
    )
    assert "closing" not in resumed.document
    assert resumed.disposition == ""


def test_an_amendment_settles_the_scores_anew(tell: Tell) -> None:
    opened = [answer(0, "a_code_ok", "yes"), answer(0, "a_script", "yes")]
    ratings = [answer(1, f"c0{n}", "2") for n in range(1, 6)]
    before = tell(*opened, *ratings, (9, Event.INTERVIEW_COMPLETE, "", COMPLETE))
    amendment = (99, Event.INTERVIEW_AMEND, "c01", {"value": "4", "revision": 2, "reason": "misheard"})
    after = tell(*opened, *ratings, (9, Event.INTERVIEW_COMPLETE, "", COMPLETE), amendment)
    assert before.document["closing"]["scores"]["wrri_personal"]["value"] == 50
    assert after.document["closing"]["scores"]["wrri_personal"]["value"] == 60
    assert after.status is Status.COMPLETE


def test_looking_at_an_interview_changes_nothing(tell: Tell) -> None:
    assert tell(answer(1, "c01", "3")) == tell(answer(1, "c01", "3"), (50, Event.INTERVIEW_VIEW, "", {}))


def test_a_clock_that_was_set_back_costs_no_time_and_stops_nothing(tell: Tell) -> None:
    assert tell((-30, Event.INTERVIEW_PAUSE, "", {})).seconds == 0
