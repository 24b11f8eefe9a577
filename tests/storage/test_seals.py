"""A seal covers what has grown since the last one, and tells later which event was there when it was made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from interview_app.storage import seals
from interview_app.storage.engine import Store
from interview_app.storage.seals import Seal
from interview_app.storage.verification import verify
from tests.storage.ward import NOON, Ward


def made(store: Store, minutes: int = 0) -> Seal:
    with store.writing() as connection:
        return seals.make(connection, store.keys, "cli:root", NOON + timedelta(minutes=minutes))


def test_a_seal_covers_what_has_grown_since_the_last(ward: Ward) -> None:
    one, other = ward.begin(), ward.begin(visit="W04")
    first = made(ward.store)
    ward.answer(one, "3")
    second = made(ward.store, 15)
    assert (first.heads, second.heads) == (6, 1)
    assert second == Seal(2, second.value_hex, NOON + timedelta(minutes=15), "cli:root", 1)
    with ward.store.reading() as connection:
        assert seals.first_covering(connection, f"interview:{one}", 1) == first
        assert seals.first_covering(connection, f"interview:{one}", 2) == second
        assert seals.first_covering(connection, f"interview:{one}", 3) is None
        assert seals.first_covering(connection, f"interview:{other}", 1) == first
        assert seals.first_covering(connection, "interview:none", 1) is None
        assert seals.last(connection) == second
    assert verify(ward.store).is_sound


def test_where_nothing_has_grown_the_last_seal_stands(ward: Ward) -> None:
    first = made(ward.store)
    assert made(ward.store, 15) == first
    assert verify(ward.store).seals == 1


def test_an_empty_ledger_can_be_sealed(store: Store) -> None:
    first = made(store)
    assert (first.id, first.heads) == (1, 0)
    assert made(store, 15) == first
    assert verify(store, seal_value=first.value_hex).is_sound


def test_seals_are_found_by_value_and_listed_newest_first(ward: Ward) -> None:
    first = made(ward.store)
    ward.begin()
    second = made(ward.store, 15)
    with ward.store.reading() as connection:
        assert seals.find(connection, first.value_hex) == first
        assert seals.find(connection, "00" * 32) is None
        assert seals.recent(connection, limit=1) == ([second], 2)
        assert seals.recent(connection, limit=1, offset=1) == ([first], 2)


def test_two_ledgers_with_the_same_past_have_different_seals(ward: Ward) -> None:
    value = made(ward.store).value_hex
    ward.begin()
    assert made(ward.store).value_hex != value
    assert len(value) == 64


def test_seals_made_while_others_write_cover_every_event_once(ward: Ward) -> None:
    interviews = [ward.begin(visit=f"W{number:02}") for number in range(4)]

    def work(interview: str) -> None:
        for minutes in range(8):
            ward.answer(interview, "3")
            made(ward.store, minutes)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, interviews))
    last = made(ward.store, 99)
    found = verify(ward.store, seal_value=last.value_hex)
    assert found.faults == []
    with ward.store.reading() as connection:
        covering = [seals.first_covering(connection, f"interview:{interview}", 9) for interview in interviews]
    assert None not in covering
