"""Eight people at once, on one interview or on many: every answer is kept once, in whole chains."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interview_app.domain.events import Event
from interview_app.storage import ledger
from interview_app.storage.verification import verify
from tests.storage.ward import Ward, rebuild

TABLETS = 8
PLANS = st.lists(st.lists(st.integers(0, 3), max_size=6), min_size=TABLETS, max_size=TABLETS)
"""For each tablet the interviews, of four, that it answers in one after another."""


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans=PLANS)
def test_whoever_writes_at_once_every_answer_is_kept_once(ward: Ward, plans: list[list[int]]) -> None:
    interviews = [ward.begin(visit=uuid4().hex) for _ in range(4)]

    def work(plan: list[int]) -> list[str]:
        return [kept.op_id for number in plan for kept in ward.answer(interviews[number], "3")]

    with ThreadPoolExecutor(TABLETS) as pool:
        acknowledged = [op_id for told in pool.map(work, plans) for op_id in told]
    events = [event for interview in interviews for event in ward.history(interview)[1:]]
    assert Counter(event.op_id for event in events) == Counter(acknowledged)
    assert len(acknowledged) == sum(map(len, plans))
    assert verify(ward.store, rebuild=rebuild).faults == []


def test_two_who_open_the_same_new_stream_at_once_make_one_chain(ward: Ward) -> None:
    stream = f"account:{ward.account.id}"

    def sign_in(_: int) -> None:
        with ward.store.writing() as connection:
            ward.tell(connection, stream, Event.ACCOUNT_SIGN_IN, {})
            ward.tell(connection, "study:new", Event.STUDY_EXPORT, {})

    with ThreadPoolExecutor(TABLETS) as pool:
        list(pool.map(sign_in, range(24)))
    found = verify(ward.store)
    assert [(fault.stream, fault.seq) for fault in found.faults] == [("study:new", 0)], (
        "but for the study that is nowhere"
    )
    with ward.store.reading() as connection:
        assert len(ledger.history(connection, ward.store.keys.stream_key("study:new"), "study:new")) == 24
