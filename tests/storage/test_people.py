"""Participants and informants are found by code within the sites one works at, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from interview_app.domain.access import Sites
from interview_app.domain.informing import Acquaintance
from interview_app.storage import informants, participants, studies
from interview_app.storage.engine import NotStorable, Store
from interview_app.storage.informants import Informant
from interview_app.storage.participants import Participant
from tests.storage.ward import NOON, STUDY, a_participant, an_informant

OSL = Sites.of(STUDY, {"OSL"})


def enrolled(store: Store, **wanted: object) -> Participant:
    participant = a_participant(store.keys, **wanted)
    with store.writing() as connection:
        participants.insert_one(connection, participant)
    return participant


def added(store: Store, **wanted: object) -> Informant:
    informant = an_informant(**wanted)
    with store.writing() as connection:
        informants.insert_one(connection, informant)
    return informant


def test_a_participant_is_found_at_their_site_only(store: Store) -> None:
    participant = enrolled(store)
    with store.reading() as connection:
        for study, codes, found in (
            (STUDY, "OSL", True),
            (STUDY, "AHU OSL", True),
            (STUDY, "AHU", False),
            (STUDY, "", False),
            ("other", "OSL", False),
        ):
            sites, expected = Sites.of(study, codes.split()), participant if found else None
            assert participants.get(connection, participant.id, sites) == expected
            assert participants.by_code(connection, STUDY, participant.code, sites) == expected
            assert participants.search(connection, STUDY, sites)[1] == (expected is not None)
        assert participants.by_code(connection, "other", participant.code, OSL) is None


def test_an_informant_is_found_at_their_site_only(store: Store) -> None:
    informant = added(store)
    with store.reading() as connection:
        for study, codes, found in (
            (STUDY, "OSL", True),
            (STUDY, "AHU OSL", True),
            (STUDY, "AHU", False),
            (STUDY, "", False),
            ("other", "OSL", False),
        ):
            sites, expected = Sites.of(study, codes.split()), informant if found else None
            assert informants.get(connection, informant.id, sites) == expected
            assert informants.by_code(connection, STUDY, informant.code, sites) == expected
            assert informants.search(connection, STUDY, sites)[1] == (expected is not None)


def test_a_code_is_given_once_in_a_study(store: Store) -> None:
    enrolled(store)
    added(store)
    enrolled(store, study_id="other")
    with pytest.raises(NotStorable):
        enrolled(store, site="AHU")
    with pytest.raises(NotStorable):
        added(store, site="AHU")
    with store.reading() as connection:
        assert participants.codes(connection, STUDY, "OSL") == {"OSL-4821-7"}
        assert participants.codes(connection, STUDY, "AHU") == set()
        assert informants.codes(connection, STUDY) == {"OSL-I01"}


def test_a_participant_s_key_is_in_no_log(store: Store) -> None:
    participant = enrolled(store)
    assert participant.wrapped_key.hex()[:8] not in repr(participant)
    assert "wrapped_key" not in repr(participant)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4821", ["OSL-4821-7"]),
        ("osl-", ["OSL-0007-1", "OSL-4821-7"]),
        (" 7 ", ["OSL-0007-1", "OSL-4821-7"]),
        ("%", []),
        ("_", []),
        ("'; --", []),
        ("", ["OSL-0007-1", "OSL-4821-7"]),
    ],
)
def test_a_list_is_searched_by_any_part_of_a_code(store: Store, text: str, found: list[str]) -> None:
    enrolled(store)
    enrolled(store, code="OSL-0007-1")
    with store.reading() as connection:
        rows, total = participants.search(connection, STUDY, OSL, text=text)
    assert ([row.code for row in rows], total) == (found, len(found))


def test_a_long_list_comes_in_pages(store: Store) -> None:
    for number in range(7):
        enrolled(store, code=f"OSL-{number:04}-0", arm=("xr", "oat")[number % 2])
    with store.reading() as connection:
        rows, total = participants.search(connection, STUDY, OSL, limit=3, offset=3)
        assert ([row.code for row in rows], total) == ([f"OSL-{number:04}-0" for number in (3, 4, 5)], 7)
        assert participants.search(connection, STUDY, OSL, arm="oat")[1] == 3
        assert participants.search(connection, STUDY, OSL, status="withdrawn") == ([], 0)


def test_informants_are_searched_by_code_service_role_and_whether_they_are_active(store: Store) -> None:
    added(store)
    added(store, code="OSL-I02", service="housing", role="social_worker", active=False)
    with store.reading() as connection:

        def codes(**wanted: object) -> list[str]:
            return [row.code for row in informants.search(connection, STUDY, OSL, **wanted)[0]]  # type: ignore[arg-type]

        assert codes() == ["OSL-I01", "OSL-I02"]
        assert codes(text="HOUS") == ["OSL-I02"]
        assert codes(text="i01") == ["OSL-I01"]
        assert codes(role="nurse") == ["OSL-I01"]
        assert codes(active=True) == ["OSL-I01"]


def test_people_are_changed_but_never_a_participant_s_key(store: Store) -> None:
    participant, informant = enrolled(store), added(store)
    with store.writing() as connection:
        participants.change(connection, participant.id, status="withdrawn", arm="oat")
        informants.change(connection, informant.id, service="housing", active=False)
        changed = replace(participant, status="withdrawn", arm="oat")
        assert participants.get(connection, participant.id, OSL) == changed
        assert informants.get(connection, informant.id, OSL) == replace(informant, service="housing", active=False)
        with pytest.raises(ValueError, match="wrapped_key cannot be changed"):
            participants.change(connection, participant.id, wrapped_key=b"")


def known_to(connection: Connection, participant_id: str, *sites: str) -> list[Informant]:
    return [each.informant for each in informants.of_participant(connection, participant_id, Sites.of(STUDY, sites))]


def test_who_knows_whom_is_said_once_and_taken_back(store: Store) -> None:
    participant, informant, other = enrolled(store), added(store), added(store, code="AHU-I01", site="AHU")
    with store.writing() as connection:
        assert informants.acquaintance(connection, informant.id, participant.id) is None
        for known in (informant, informant, other):
            informants.relate(connection, known.id, participant.id)
        assert informants.acquaintance(connection, informant.id, participant.id) == Acquaintance()
        assert known_to(connection, participant.id, "OSL") == [informant]
        assert known_to(connection, participant.id, "OSL", "AHU") == [other, informant]
        assert participants.of_informant(connection, informant.id, OSL) == [participant]
        assert participants.of_informant(connection, informant.id, Sites.of(STUDY, {"AHU"})) == []
        informants.unrelate(connection, informant.id, participant.id)
        assert informants.acquaintance(connection, informant.id, participant.id) is None


def test_a_study_is_loaded_and_loaded_anew(store: Store) -> None:
    with store.writing() as connection:
        studies.put(connection, "b", "first", NOON)
        studies.put(connection, "a", "other", NOON)
        studies.put(connection, "b", "second", NOON)
        assert studies.definition(connection, "b") == "second"
        assert studies.definition(connection, "c") is None
        assert studies.definitions(connection) == ["other", "second"]
