"""The ledger: what is appended is kept, in order, once, and can be read by nobody without the keys."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from interview_app.domain.events import Event
from interview_app.storage import ledger
from interview_app.storage.engine import NotStorable, Store
from interview_app.storage.keys import Unreadable
from interview_app.storage.ledger import Entry
from interview_app.storage.models import events
from interview_app.storage.verification import verify
from tests.storage.ward import NOON, Ward


def test_every_answer_is_in_the_history_in_the_order_it_was_given(ward: Ward) -> None:
    interview = ward.begin()
    ward.answer(interview, "3", "1")
    ward.answer(interview, "4", at=NOON + timedelta(minutes=1))
    history = ward.history(interview)
    assert [(event.seq, event.item, event.payload.get("value")) for event in history] == [
        (1, "", None),
        (2, "c01", "3"),
        (3, "c02", "1"),
        (4, "c01", "4"),
    ]
    assert history[3].server_time == NOON + timedelta(minutes=1)
    assert {event.actor for event in history} == {"int-01"}


def test_an_acknowledgement_says_where_the_event_stands(ward: Ward) -> None:
    interview = ward.begin()
    (kept,) = ward.answer(interview, "3")
    event = ward.history(interview)[-1]
    assert (kept.op_id, kept.seq, kept.mac_hex, kept.stream) == (event.op_id, event.seq, event.mac_hex, event.stream)


def test_a_text_survives_letter_for_letter(ward: Ward) -> None:
    interview, words = ward.begin(), "Blåbær «æøå» \u202eabc\u202c 😀 \x00\t\n" + "x" * 10_000
    ward.answer(interview, words)
    assert ward.history(interview)[-1].payload["value"] == words


def test_an_operation_sent_twice_is_kept_once(ward: Ward) -> None:
    interview, op_id = ward.begin(), ledger.new_op_id()
    (first,) = ward.answer(interview, "3", op_id=op_id)
    with pytest.raises(ledger.SentTwice):
        ward.answer(interview, "3", op_id=op_id)
    with ward.store.reading() as connection:
        assert ledger.known(connection, [op_id, ledger.new_op_id()]) == {op_id: first}
    assert [event.op_id for event in ward.history(interview)].count(op_id) == 1
    assert verify(ward.store).is_sound


def test_an_operation_of_another_interview_is_known_by_its_stream(ward: Ward) -> None:
    one, other, op_id = ward.begin(), ward.begin(visit="W04"), ledger.new_op_id()
    ward.answer(one, "3", op_id=op_id)
    with pytest.raises(ledger.SentTwice):
        ward.answer(other, "3", op_id=op_id)
    with ward.store.reading() as connection:
        assert ledger.known(connection, [op_id])[op_id].stream == f"interview:{one}"


def test_nothing_is_known_of_no_operations(store: Store) -> None:
    with store.reading() as connection:
        assert ledger.known(connection, []) == {}


def test_appending_nothing_opens_no_stream(ward: Ward) -> None:
    with ward.store.writing() as connection:
        keys = ward.store.keys
        assert ledger.append(connection, keys, keys.stream_key("account:x"), "account:x", "adm-01", [], NOON) == []
    assert verify(ward.store).is_sound


def test_an_action_belongs_to_its_kind_of_stream(ward: Ward) -> None:
    with pytest.raises(ValueError, match="does not belong"), ward.store.writing() as connection:
        ward.tell(connection, "account:x", Event.STUDY_EXPORT, {})


@pytest.mark.parametrize(
    ("value", "refusal"),
    [(float("nan"), ValueError), (float("inf"), ValueError), ("\ud800", NotStorable), ({"a": ["\udfff"]}, NotStorable)],
)
def test_what_is_not_json_is_refused_and_leaves_nothing_behind(
    ward: Ward, value: object, refusal: type[Exception]
) -> None:
    interview = ward.begin()
    with pytest.raises(refusal):
        ward.record(interview, [Entry(Event.INTERVIEW_PROBE, {"value": value})])
    assert len(ward.history(interview)) == 1
    ward.answer(interview, "3")
    assert verify(ward.store).is_sound


def test_an_answer_cannot_be_read_in_the_database(ward: Ward) -> None:
    interview = ward.begin()
    ward.answer(interview, "canary-in-the-ledger")
    with ward.store.reading() as connection:
        stored = b"".join(connection.execute(select(events.c.payload)).scalars())
        stored += b"".join(connection.execute(text("SELECT document FROM interviews")).scalars())
    assert b"canary" not in stored
    assert ward.history(interview)[-1].payload["value"] == "canary-in-the-ledger"


def test_a_payload_opens_only_where_it_was_put(ward: Ward) -> None:
    interview = ward.begin()
    ward.answer(interview, "3", "4")
    sealer = ward.store.keys.participant_key(ward.participant.wrapped_key, ward.participant.id)
    with ward.store.reading() as connection:
        second, third = connection.execute(select(events).where(events.c.item != "").order_by(events.c.seq)).all()
    assert ledger.opened(sealer, second).payload["value"] == "3"
    with pytest.raises(Unreadable):
        sealer.open(third.payload, ledger.context(second.stream, second.seq))


REWRITING = {
    "sqlite": ("UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"),
    "postgresql": ("UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"),
}


@pytest.mark.parametrize("attempt", [0, 1, 2])
@pytest.mark.parametrize(("table", "column"), [("events", "actor"), ("seals", "actor"), ("seal_heads", "seq")])
def test_the_ledger_refuses_to_be_rewritten(ward: Ward, attempt: int, table: str, column: str) -> None:
    ward.seal()
    statement = REWRITING[ward.store.writer.dialect.name][attempt].format(table, column)
    with pytest.raises(NotStorable, match="only grows"), ward.store.writing() as connection:
        connection.execute(text(statement))
    assert verify(ward.store).is_sound


def test_the_newest_lines_come_first_and_show_no_answer(ward: Ward) -> None:
    interview = ward.begin()
    ward.answer(interview, "3", at=NOON + timedelta(seconds=1))
    with ward.store.reading() as connection:
        lines = ledger.recent(connection, limit=2)
        accounts = ledger.recent(connection, kinds=["account"])
    assert lines[0].action is Event.INTERVIEW_ANSWER
    assert not hasattr(lines[0], "payload")
    assert {line.action for line in accounts} == {Event.ACCOUNT_CREATE}


def test_operations_made_here_sort_by_their_time() -> None:
    made = [ledger.new_op_id() for _ in range(2000)]
    assert len(set(made)) == 2000
    assert [op_id[:13] for op_id in made] == sorted(op_id[:13] for op_id in made)
    assert {(op_id[14], op_id[19] in "89ab", len(op_id)) for op_id in made} == {("7", True, 36)}
