"""Whatever somebody does to the database behind the application's back is found, and the first bad event is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
import shutil

import pytest
from sqlalchemy import make_url

from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from interview_app.storage.models import (
    events,
    interviews,
    seal_heads,
    seals,
)
from interview_app.storage.verification import Verification, verify
from tests.storage.attack import attack
from tests.storage.cluster import Server
from tests.storage.conftest import MASTER
from tests.storage.ward import ACCOUNT, INFORMANT, PARTICIPANT, Ward, a_participant, rebuild

A, B, C = "a" * 32, "b" * 32, "c" * 32
OTHER, NOWHERE = "d" * 32, "e" * 32
AT_A = f"stream = 'interview:{A}'"


@dataclass(frozen=True)
class Watched:
    """A ward with a past: interview A has five events, four of them sealed; B is completed; C is of somebody else."""

    ward: Ward
    url: str
    first_seal: str
    last_seal: str

    def verify(self, seal_value: str | None = None) -> Verification:
        return verify(self.ward.store, seal_value=seal_value, rebuild=rebuild)


@dataclass(frozen=True)
class Past:
    """What happened once, before every test gets a copy of it."""

    ward: Ward
    first_seal: str
    last_seal: str

    @classmethod
    def of(cls, store: Store) -> Past:
        ward = Ward.opened(store)
        ward.begin(id=A)
        ward.begin(id=B, visit="W04")
        with store.writing() as connection:
            ward.enrol(connection, a_participant(store.keys, id=OTHER, code="OSL-0007-1", arm="oat"))
        ward.begin(id=C, participant_id=OTHER, visit="W08")
        ward.answer(A, "3")
        first = ward.seal()
        ward.answer(A, "1", "2")
        ward.answer(C, "0", "4")
        ward.complete(B)
        last = ward.seal()
        ward.answer(A, "0")
        store.close()
        return cls(ward, first, last)


@pytest.fixture(scope="module")
def past_sqlite(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Past]:
    path = tmp_path_factory.mktemp("past") / "interviews.sqlite"
    store = Store.open(f"sqlite:///{path}", KeyRing(MASTER))
    store.upgrade()
    return path, Past.of(store)


@pytest.fixture(scope="module")
def past_postgresql(postgresql: Server, template: str) -> tuple[str, Past]:
    name = postgresql.create(template)
    return name, Past.of(Store.open(postgresql.url(name), KeyRing(MASTER)))


@pytest.fixture(params=["sqlite", "postgresql"])
def watched(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Watched]:
    source, past = request.getfixturevalue(f"past_{request.param}")
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(source, tmp_path)}"
    else:
        server: Server = request.getfixturevalue("postgresql")
        url = server.url(server.create(source))
    store = Store.open(url, KeyRing(MASTER))
    yield Watched(replace(past.ward, store=store), url, past.first_seal, past.last_seal)
    store.close()
    if request.param == "postgresql":
        server.drop(make_url(url).database or "")


def test_an_untouched_ledger_passes(watched: Watched) -> None:
    found = watched.verify(watched.first_seal)
    assert found.faults == []
    assert found.is_sound
    assert (found.events, found.streams, found.seals) == (15, 8, 2)


def test_an_attack_that_changes_nothing_passes(watched: Watched) -> None:
    attack(watched.url, ["UPDATE events SET actor = actor", "UPDATE interviews SET document = document"])
    assert watched.verify().is_sound


EVENT_COLUMNS = {
    "stream": f"'interview:{NOWHERE}'",
    "seq": "77",
    "op_id": "'0190a0a0-0000-7000-8000-000000000000'",
    "actor": "'int-09'",
    "action": "'interview:note'",
    "item": "'c09'",
    "payload": f"(SELECT payload FROM events AS e WHERE e.{AT_A} AND e.seq = 4)",
    "device_time": "'2026-03-13T13:00:00+01:00'",
    "server_time": "'2026-03-13T12:00:00.000001Z'",
    "prev": f"(SELECT prev FROM events AS e WHERE e.{AT_A} AND e.seq = 4)",
    "mac": f"(SELECT mac FROM events AS e WHERE e.{AT_A} AND e.seq = 4)",
}


def test_every_column_of_an_event_is_tried() -> None:
    assert set(EVENT_COLUMNS) == set(events.c.keys())


@pytest.mark.parametrize("column", EVENT_COLUMNS)
def test_an_altered_event_is_found_and_named(watched: Watched, column: str) -> None:
    attack(watched.url, [f"UPDATE events SET {column} = {EVENT_COLUMNS[column]} WHERE {AT_A} AND seq = 3"])
    faults = watched.verify().faults
    assert (f"interview:{A}", 3) in [(fault.stream, fault.seq) for fault in faults]


def moved(before: int, after: int) -> str:
    return f"UPDATE events SET seq = {after} WHERE {AT_A} AND seq = {before}"


def head_at(seq: int) -> str:
    """Make a stream's head agree with an earlier event, as a careful attacker would."""
    mac = f"(SELECT mac FROM events WHERE {AT_A} AND seq = {seq})"
    return f"UPDATE streams SET seq = {seq}, mac = {mac} WHERE {AT_A}"


COPIED = (
    "INSERT INTO events SELECT stream, {seq}, '0190a0a0-0000-7000-8000-00000000000{seq}', actor, action, item, "
    f"payload, device_time, server_time, prev, mac FROM events WHERE {AT_A} AND seq = 5"
)
SHORTENED = [f"UPDATE streams SET sealed_seq = 2 WHERE {AT_A}", f"DELETE FROM seal_heads WHERE {AT_A} AND seq = 4"]

REARRANGED = {
    "the first event deleted": ([f"DELETE FROM events WHERE {AT_A} AND seq = 1"], 1),
    "an event deleted": ([f"DELETE FROM events WHERE {AT_A} AND seq = 3"], 3),
    "an event deleted and the gap closed": (
        [f"DELETE FROM events WHERE {AT_A} AND seq = 3", moved(4, 3), moved(5, 4), head_at(4)],
        3,
    ),
    "an event inserted": ([moved(5, 6), moved(4, 5), COPIED.format(seq=4).replace("seq = 5", "seq = 2")], 4),
    "an event added at the end": ([COPIED.format(seq=6), head_at(6)], 6),
    "two events swapped": ([moved(3, 99), moved(4, 3), moved(99, 4)], 3),
    "the last event cut off": ([f"DELETE FROM events WHERE {AT_A} AND seq = 5"], 5),
    "the end cut off and the head mended": ([f"DELETE FROM events WHERE {AT_A} AND seq > 3", head_at(3)], 4),
    "the end cut off, head and seal mended": (
        [f"DELETE FROM events WHERE {AT_A} AND seq > 2", head_at(2), *SHORTENED],
        0,
    ),
    "the stream emptied": ([f"DELETE FROM events WHERE {AT_A}"], 1),
    "the stream gone": ([f"DELETE FROM events WHERE {AT_A}", f"DELETE FROM streams WHERE {AT_A}"], 1),
    "the stream's head gone": ([f"DELETE FROM streams WHERE {AT_A}"], 5),
    "the head's number altered": ([f"UPDATE streams SET seq = 4 WHERE {AT_A}"], 5),
    "the head's signature altered": (
        [f"UPDATE streams SET mac = (SELECT mac FROM events WHERE {AT_A} AND seq = 2) WHERE {AT_A}"],
        5,
    ),
    "the head ahead of its events": ([f"UPDATE streams SET seq = 9 WHERE {AT_A}"], 6),
    "less said to be sealed than is": ([f"UPDATE streams SET sealed_seq = 3 WHERE {AT_A}"], 3),
    "another stream's head taken": ([f"UPDATE streams SET stream = 'interview:{NOWHERE}' WHERE {AT_A}"], 5),
}  # fmt: skip


@pytest.mark.parametrize(("statements", "first"), REARRANGED.values(), ids=REARRANGED)
def test_a_rearranged_stream_is_found_and_its_first_bad_event_named(
    watched: Watched, statements: list[str], first: int
) -> None:
    attack(watched.url, statements)
    assert (f"interview:{A}", first) in [(fault.stream, fault.seq) for fault in watched.verify().faults]


def test_what_came_after_the_last_seal_can_be_cut_off_but_not_from_the_tables_too(watched: Watched) -> None:
    attack(watched.url, [f"DELETE FROM events WHERE {AT_A} AND seq = 5", head_at(4)])
    (fault,) = watched.verify().faults
    assert (fault.stream, fault.what) == (f"interview:{A}", "document: not what the events add up to")


SEAL_COLUMNS = {
    "id": "9",
    "made_at": "'2026-03-13T12:00:00.000001Z'",
    "actor": "'int-09'",
    "heads": "heads + 1",
    "prev": "'00'",
    "value": "'00'",
}
HEAD_COLUMNS = {
    "seal_id": "2",
    "stream": f"'interview:{NOWHERE}'",
    "seq": "seq + 50",
    "mac": "(SELECT mac FROM events WHERE seq = 3 AND item = 'c01')",
}


def test_every_column_of_a_seal_is_tried() -> None:
    assert (set(SEAL_COLUMNS), set(HEAD_COLUMNS)) == (set(seals.c.keys()), set(seal_heads.c.keys()))


SEALS_ALTERED = {
    **{f"seal {name}": [f"UPDATE seals SET {name} = {value} WHERE id = 1"] for name, value in SEAL_COLUMNS.items()},
    **{
        f"head {name}": [f"UPDATE seal_heads SET {name} = {value} WHERE seal_id = 1 AND stream LIKE 'account:%%'"]
        for name, value in HEAD_COLUMNS.items()
    },
    "a head deleted": ["DELETE FROM seal_heads WHERE seal_id = 1 AND stream LIKE 'study:%%'"],
    "a head added": [
        f"INSERT INTO seal_heads SELECT 1, 'interview:{NOWHERE}', 1, mac FROM events WHERE {AT_A} AND seq = 1"
    ],
    "a seal deleted": ["DELETE FROM seals WHERE id = 1"],
    "a seal deleted with its heads": ["DELETE FROM seals WHERE id = 1", "DELETE FROM seal_heads WHERE seal_id = 1"],
    "seals numbered anew": [
        "DELETE FROM seals WHERE id = 1",
        "DELETE FROM seal_heads WHERE seal_id = 1",
        "UPDATE seals SET id = 1",
        "UPDATE seal_heads SET seal_id = 1",
    ],
}


@pytest.mark.parametrize("statements", SEALS_ALTERED.values(), ids=SEALS_ALTERED)
def test_an_altered_seal_is_found_and_named(watched: Watched, statements: list[str]) -> None:
    attack(watched.url, statements)
    assert ("seals", 1) in [(fault.stream, fault.seq) for fault in watched.verify().faults]


def test_removed_newest_seals_are_told_by_a_printed_one(watched: Watched) -> None:
    attack(
        watched.url,
        [
            "UPDATE streams SET sealed_seq = coalesce((SELECT max(seq) FROM seal_heads WHERE seal_id = 1 "
            "AND seal_heads.stream = streams.stream), 0)",
            "DELETE FROM seals WHERE id = 2",
            "DELETE FROM seal_heads WHERE seal_id = 2",
        ],
    )
    assert watched.verify().is_sound, "nothing in the database itself can tell"
    assert watched.verify(watched.first_seal).is_sound
    (fault,) = watched.verify(watched.last_seal).faults
    assert fault.stream == "seals"
    assert watched.last_seal in fault.what


@pytest.mark.parametrize("written", [str.upper, lambda value: " ".join([value[:32], value[32:]])])
def test_a_printed_seal_is_found_as_people_type_it(watched: Watched, written: object) -> None:
    assert callable(written)
    assert watched.verify(written(watched.first_seal)).is_sound


ROWS = {
    f"interviews {name}": [f"UPDATE interviews SET {name} = {value} WHERE id = '{A}'"]
    for name, value in {
        "study_id": "'other'",
        "participant_id": f"'{OTHER}'",
        "informant_id": "'nobody'",
        "informant_role": "'physician'",
        "informant_service": "'elsewhere'",
        "visit": "'W52'",
        "instance": "2",
        "form": "'short'",
        "instrument_id": "'other'",
        "instrument_version": "2",
        "instrument_hash": "'00'",
        "site": "'AHU'",
        "interviewer_id": "'nobody'",
        "mode_first": "'video'",
        "mode_last": "'video'",
        "entry": "'paper'",
        "held_on": "'2026-03-12', entry = 'paper'",
        "held_time": "'10:00', held_on = '2026-03-12', entry = 'paper'",
        "language": "'en'",
        "status": "'void', session_started_at = NULL",
        "disposition": "'REF', status = 'broken_off', session_started_at = NULL",
        "started_at": "'2026-03-13T11:00:00.000000Z'",
        "completed_at": "changed_at, status = 'complete', disposition = 'COMPLETE', session_started_at = NULL",
        "changed_at": "'2026-03-13T13:00:00.000000Z'",
        "seconds": "60",
        "marks": "'..d'",
        "session_started_at": "'2026-03-13T11:00:00.000000Z'",
        "document": f"(SELECT document FROM interviews AS i WHERE i.id = '{B}')",
    }.items()
}


def test_every_column_of_an_interview_is_tried() -> None:
    """But `withheld`, which follows from what somebody withdrew: it is verified with the services' streams."""
    assert {name.split()[1] for name in ROWS} == set(interviews.c.keys()) - {"id", "withheld"}


@pytest.mark.parametrize("statements", ROWS.values(), ids=ROWS)
def test_an_interview_that_is_not_what_its_events_add_up_to_is_found(watched: Watched, statements: list[str]) -> None:
    attack(watched.url, statements)
    assert [fault.stream for fault in watched.verify().faults] == [f"interview:{A}"]


def test_a_time_that_is_no_time_is_found_and_stops_nothing(watched: Watched) -> None:
    attack(watched.url, [f"UPDATE interviews SET changed_at = 'yesterday' WHERE id = '{A}'"])
    (fault,) = watched.verify().faults
    assert str(fault) == f"interview:{A}: changed_at: not what the events add up to"


def changed(table: str, names: tuple[str, ...], where: str) -> dict[str, list[str]]:
    flags = {"active", "reads_text"}
    values = {
        name: f"1 - {name}" if name in flags else "'supervisor'" if name == "role" else "'other'" for name in names
    }
    return {f"{table} {name}": [f"UPDATE {table} SET {name} = {value} {where}"] for name, value in values.items()}


PEOPLE = {
    **changed("accounts", ACCOUNT, "WHERE code = 'int-01'"),
    **changed("informants", INFORMANT, "WHERE code = 'OSL-I01'"),
    **changed("participants", PARTICIPANT, f"WHERE id = '{OTHER}'"),
    "studies definition": ["UPDATE studies SET definition = 'other'"],
    "participants wrapped_key": [
        f"UPDATE participants SET wrapped_key = (SELECT wrapped_key FROM participants AS p WHERE p.id <> '{OTHER}') "
        f"WHERE id = '{OTHER}'"
    ],
    "participants keys swapped": [
        "UPDATE participants SET wrapped_key = "
        "(SELECT wrapped_key FROM participants AS p WHERE p.id <> participants.id)"
    ],
}


@pytest.mark.parametrize("statements", PEOPLE.values(), ids=PEOPLE)
def test_an_altered_person_is_found(watched: Watched, statements: list[str]) -> None:
    attack(watched.url, statements)
    kind = statements[0].split()[1].removesuffix("s").replace("studie", "study")
    assert kind in {fault.stream.partition(":")[0] for fault in watched.verify().faults}


MISSING = {
    "an interview": (f"DELETE FROM interviews WHERE id = '{A}'", f"interview:{A}"),
    "a participant": (f"DELETE FROM participants WHERE id = '{OTHER}'", f"participant:{OTHER}"),
    "an interview from nowhere": (f"UPDATE interviews SET id = '{NOWHERE}' WHERE id = '{A}'", f"interview:{NOWHERE}"),
}


@pytest.mark.parametrize(("statement", "stream"), MISSING.values(), ids=MISSING)
def test_a_row_without_events_and_events_without_a_row_are_found(watched: Watched, statement: str, stream: str) -> None:
    attack(watched.url, [statement])
    assert stream in [fault.stream for fault in watched.verify().faults]


def test_without_the_rules_of_an_interview_its_row_must_still_open(watched: Watched) -> None:
    attack(watched.url, [f"UPDATE interviews SET visit = 'W52' WHERE id = '{A}'"])
    assert verify(watched.ward.store).is_sound
    attack(watched.url, ROWS["interviews document"])
    assert [fault.stream for fault in verify(watched.ward.store).faults] == [f"interview:{A}"]


def test_events_that_do_not_add_up_are_named_and_stop_nothing(watched: Watched) -> None:
    def stumbling(stream: str, records: object) -> dict[str, object]:
        raise KeyError(stream)

    faults = verify(watched.ward.store, rebuild=stumbling).faults
    assert len(faults) == 8
    assert {"KeyError" in fault.what for fault in faults} == {True}


def test_a_chain_signed_with_another_key_is_not_ours(watched: Watched) -> None:
    keys = watched.ward.store.keys
    honest, keys.chain = keys.chain, bytes(32)
    try:
        assert len(watched.verify().faults) == 9
    finally:
        keys.chain = honest
