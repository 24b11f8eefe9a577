"""What the work of callers leaves, as both databases find it: numbers to be found, attempts, the cases of a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from interview_app.domain.access import Sites
from interview_app.storage import casework, numbers, progress
from interview_app.storage.casework import Mine
from interview_app.storage.fieldwork import attempts, cases, contacts
from tests.storage.ward import NOON, STUDY, Ward

HERE, ELSEWHERE = Sites.of(STUDY, ["OSL"]), Sites.of(STUDY, ["BER"])


def called(ward: Ward, *outcomes: str, visit: str = "W08") -> None:
    """A case with a call each hour from noon on, the last to be followed by another."""
    at: list[datetime] = [NOON + timedelta(hours=hour) for hour in range(len(outcomes))]
    case: dict[str, Any] = {
        "id": visit, "visit": visit, "study_id": STUDY, "site": "OSL", "participant_id": ward.participant.id,
        "informant_id": ward.informant.id, "disposition": outcomes[-1], "attempts": len(outcomes), "last_at": at[-1],
        "next_at": at[-1] + timedelta(days=1), "next_kind": "callback", "document": b"",
    }  # fmt: skip
    call = {"case_id": visit, "channel": "telephone", "interviewer": "int-01", "seconds": 9, "document": b""}
    with ward.store.writing() as connection:
        connection.execute(insert(cases), case)
        for n, (outcome, when) in enumerate(zip(outcomes, at, strict=True), 1):
            connection.execute(insert(attempts), call | {"n": n, "outcome": outcome, "at": when})


def sought(ward: Ward, sites: Sites = HERE) -> list[str]:
    with ward.store.reading() as connection:
        return [row.code for row in numbers.to_be_found(connection, sites)]


def test_a_number_is_to_be_found_until_another_is_kept_or_somebody_is_reached(ward: Ward) -> None:
    called(ward, "NOANS", "WRONGNO", "DISCON")
    assert (sought(ward), sought(ward, ELSEWHERE)) == ([ward.informant.code], [])
    with ward.store.writing() as connection:
        kept = {"informant_id": ward.informant.id, "document": b"", "changed_at": NOON}
        connection.execute(insert(contacts), kept)
    assert sought(ward) == [ward.informant.code], "kept before it was found wrong"
    with ward.store.writing() as connection:
        connection.execute(contacts.update().values(changed_at=NOON + timedelta(hours=5)))
    assert sought(ward) == []


def test_whoever_answers_at_another_visit_has_been_reached(ward: Ward) -> None:
    called(ward, "WRONGNO")
    called(ward, "BUSY", "APPT", visit="W12")
    assert sought(ward) == []


def test_an_interview_that_was_begun_stands_among_the_attempts_by_its_time(ward: Ward) -> None:
    called(ward, "NOANS", "VM_LEFT")
    ward.begin(visit="W08")
    with ward.store.reading() as connection:
        found = progress.attempts_of(connection, STUDY, HERE)
        assert {(row.outcome, row.at) for row in found} == {
            ("NOANS", NOON), ("VM_LEFT", NOON + timedelta(hours=1)), ("", NOON),
        }  # fmt: skip
        assert [row.at for row in found] == sorted(row.at for row in found)
        assert progress.attempts_of(connection, STUDY, ELSEWHERE) == []


def test_a_settled_case_is_still_found_at_its_participant(ward: Ward) -> None:
    called(ward, "REF_SOFT")
    with ward.store.reading() as connection:
        found = casework.of_participant(connection, ward.participant.id, None)
        assert [(row.visit, row.informant, row.disposition) for row in found] == [
            ("W08", ward.informant.code, "REF_SOFT"),
        ]  # fmt: skip
        refused = Mine("x" * 32, "int-01")
        assert casework.of_participant(connection, ward.participant.id, refused) == [], "a colleague's turn"
