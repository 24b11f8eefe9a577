"""Interviews are kept in states that can exist, found by whoever works at their site, and read in one order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
import tracemalloc
from typing import Any

import pytest

from interview_app.domain.access import Sites
from interview_app.domain.document import answer_of
from interview_app.domain.interview import Interview, Mode, Status, Unread
from interview_app.storage import accounts, earlier, informants, interviews, tallies
from interview_app.storage.engine import NotStorable
from interview_app.storage.keys import Unreadable
from tests.storage.attack import attack
from tests.storage.ward import NOON, STUDY, Ward, a_participant, a_standing, an_account, an_informant

DAY = timedelta(days=1)


def record(ward: Ward, interview: str, *sites: str) -> Interview | None:
    with ward.store.reading() as connection:
        return interviews.record(connection, ward.store.keys, interview, sites=Sites.of(STUDY, sites or ("OSL",)))


def records(ward: Ward, *sites: str, **filters: Any) -> list[Interview]:
    with ward.store.reading() as connection:
        found = list(
            interviews.records(connection, ward.store.keys, sites=Sites.of(STUDY, sites or ("OSL",)), filters=filters)
        )
    assert not any(isinstance(each, Unread) for each in found)
    return [each for each in found if isinstance(each, Interview)]


def listed(ward: Ward, *sites: str, **filters: Any) -> tuple[list[str], int]:
    with ward.store.reading() as connection:
        rows, total = interviews.search(connection, sites=Sites.of(STUDY, sites or ("OSL",)), filters=filters)
    return [row.id for row in rows], total


def test_an_interview_is_read_as_it_was_kept(ward: Ward) -> None:
    began = ward.begin(at=NOON)
    ward.answer(began, "3", "Blåbær", at=NOON + timedelta(minutes=2))
    interview = record(ward, began)
    assert interview is not None
    assert (interview.participant_id, interview.informant_id, interview.interviewer_id) == (
        "OSL-4821-7",
        "OSL-I01",
        "int-01",
    )
    assert (interview.status, interview.mode_first, interview.arm) == (Status.DRAFT, Mode.TELEPHONE, "xr")
    assert (interview.started_at, interview.changed_at) == (NOON, NOON + timedelta(minutes=2))
    assert interview.completed_at is None
    assert answer_of(interview.document, "c02").value == "Blåbær"


def test_an_interview_can_be_looked_at_without_holding_up_whoever_works_on_it(ward: Ward) -> None:
    began = ward.begin()
    with ward.store.reading() as connection:
        row = interviews.for_save(connection, began)
        ward.answer(began, "3")
    assert row is not None
    assert row.site == "OSL"


def test_an_interview_of_another_site_is_not_there(ward: Ward) -> None:
    began = ward.begin()
    assert record(ward, began, "AHU", "BER") is None
    assert records(ward, "AHU") == []
    assert listed(ward, "AHU") == ([], 0)
    with ward.store.reading() as connection:
        assert tallies.counts(connection, sites=Sites.of(STUDY, ["AHU"]), filters={}) == []
        assert tallies.counts(connection, sites=Sites.of(STUDY, []), filters={}) == []
    assert listed(ward, "AHU", "OSL") == ([began], 1)


def test_a_second_interview_of_the_same_kind_is_the_next_instance(ward: Ward) -> None:
    began = [ward.begin() for _ in range(3)]
    other = ward.begin(visit="W04")
    instances = [found.instance for found in (record(ward, each) for each in [*began, other]) if found]
    assert instances == [1, 2, 3, 1]


def test_the_interview_that_stands_is_the_latest_that_was_not_voided(ward: Ward) -> None:
    with ward.store.reading() as connection:
        assert earlier.standing_for(connection, ward.participant.id, "BL", ward.informant.id) is None
    first = ward.begin()
    ward.record(first, [], status=Status.VOID, session_started_at=None)
    with ward.store.reading() as connection:
        assert earlier.standing_for(connection, ward.participant.id, "BL", ward.informant.id) is None
    second = ward.begin()
    with ward.store.reading() as connection:
        standing = earlier.standing_for(connection, ward.participant.id, "BL", ward.informant.id)
        assert standing
        assert (standing.id, standing.interviewer) == (second, ward.account.code)
        assert earlier.standing_for(connection, ward.participant.id, "W04", ward.informant.id) is None


def test_the_prior_interview_is_the_same_informant_s_last_completed_one(ward: Ward) -> None:
    def prior(before: datetime | None = None) -> datetime | None:
        with ward.store.reading() as connection:
            people = (ward.participant.id, ward.informant.id)
            return earlier.prior(connection, *people, "wrri", before=before)

    ward.begin(visit="W20")
    assert prior() is None
    for week in (1, 2):
        ward.complete(ward.begin(visit=f"W0{week}"), at=NOON + 7 * week * DAY)
    assert prior() == NOON + 14 * DAY
    assert prior(before=NOON + 14 * DAY) == NOON + 7 * DAY
    assert prior(before=NOON) is None


def test_a_status_that_changes_there_and_back_in_one_act_is_back(ward: Ward) -> None:
    began = ward.begin()
    with ward.store.writing() as connection:
        row = interviews.for_save(connection, began)
        assert row is not None
        sealer = ward.store.keys.participant_key(row.wrapped_key, row.participant_id)
        for status, session, mode in (
            (Status.PAUSED, None, Mode.VIDEO),
            (Status.DRAFT, NOON, Mode.TELEPHONE),
        ):
            there = replace(a_standing(), status=status, session_started_at=session, mode_last=mode)
            interviews.save(connection, began, sealer, there)
            kept = interviews.for_save(connection, began)
            assert kept is not None
            assert (kept.status, kept.session_started_at, kept.mode_last) == (status, session, mode)


IMPOSSIBLE = {
    "complete without a time": ({"status": Status.COMPLETE, "disposition": "COMPLETE"}, "complete_has_time"),
    "a time while it goes on": ({"completed_at": NOON}, "complete_has_time"),
    "paused in the middle of a session": ({"status": Status.PAUSED}, "draft_has_session"),
    "broken off without a disposition": (
        {"status": Status.BROKEN_OFF, "session_started_at": None},
        "ended_has_disposition",
    ),
    "ended while it goes on": ({"disposition": "REF"}, "ended_has_disposition"),
    "an unknown status": ({"status": "signed"}, "interview_has_known_status"),
    "an unknown mode": ({"mode_last": "letter"}, "interview_has_known_last_mode"),
    "negative length": ({"seconds": -1}, "interview_counts_up"),
}


@pytest.mark.parametrize(("state", "constraint"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_a_state_that_cannot_be_cannot_be_stored(ward: Ward, state: Mapping[str, Any], constraint: str) -> None:
    began = ward.begin()
    with pytest.raises(NotStorable) as refused:
        ward.record(began, [], **state)
    assert refused.value.constraint in {constraint, "draft_has_session"}
    interview = record(ward, began)
    assert interview is not None
    assert interview.status is Status.DRAFT


@pytest.mark.parametrize(
    "stranger", [{"participant_id": "nobody"}, {"informant_id": "nobody"}, {"interviewer_id": "nobody"}]
)
def test_an_interview_is_between_people_who_exist(ward: Ward, stranger: Mapping[str, str]) -> None:
    facts = {**ward.facts(), **stranger}
    sealer = ward.store.keys.participant_key(ward.participant.wrapped_key, ward.participant.id)
    with pytest.raises(NotStorable, match=r"(?i)foreign key"), ward.store.writing() as connection:
        interviews.insert(connection, sealer, a_standing(), facts)


@pytest.fixture
def busy(ward: Ward) -> Mapping[str, str]:
    """Four interviews at two sites, by two interviewers, of two participants."""
    with ward.store.writing() as connection:
        berit = an_account(code="int-02", user_name="berit")
        accounts.insert_one(connection, berit)
        ola = a_participant(ward.store.keys, code="AHU-0007-1", site="AHU")
        ward.enrol(connection, ola)
        worker = an_informant(code="AHU-I01", site="AHU")
        informants.insert_one(connection, worker)
    at_ahu = {"site": "AHU", "participant_id": ola.id, "informant_id": worker.id, "interviewer_id": berit.id}
    began = {
        "one": ward.begin(at=NOON, visit="W04"),
        "two": ward.begin(at=NOON + DAY, visit="BL"),
        "three": ward.begin(at=NOON + 2 * DAY, visit="BL", **at_ahu),
        "four": ward.begin(at=NOON + 3 * DAY, visit="BL"),
    }
    ward.complete(began["one"], at=NOON + 4 * DAY)
    ward.record(began["two"], [], mode_last=Mode.VIDEO)
    return began


FILTERED = [
    ({}, "four three two one"),
    ({"text": "ahu"}, "three"),
    ({"text": "osl-i0"}, "four two one"),
    ({"text": "%"}, ""),
    ({"site": "AHU"}, "three"),
    ({"visit": "BL"}, "four three two"),
    ({"visits": ("BL", "W99")}, "four three two"),
    ({"status": "complete"}, "one"),
    ({"statuses": ("complete", "void")}, "one"),
    ({"mode": "video"}, "two"),
    ({"interviewer": "int-02"}, "three"),
    ({"informant": "AHU-I01"}, "three"),
    ({"participant": "OSL-4821-7"}, "four two one"),
    ({"since": NOON + DAY, "until": NOON + 3 * DAY}, "three two"),
    ({"study_id": "other"}, ""),
    ({"study_id": STUDY, "visit": "BL", "site": "OSL", "status": "", "mode": None}, "four two"),
]


@pytest.mark.parametrize(("filters", "found"), FILTERED)
def test_lists_are_filtered_and_the_latest_comes_first(
    ward: Ward, busy: Mapping[str, str], filters: Mapping[str, Any], found: str
) -> None:
    ids = [busy[name] for name in found.split()]
    assert listed(ward, "OSL", "AHU", **filters) == (ids, len(ids))
    assert {each.id for each in records(ward, "OSL", "AHU", **filters)} == set(ids)
    with ward.store.reading() as connection:
        counted = tallies.counts(connection, sites=Sites.of(STUDY, ["OSL", "AHU"]), filters=filters)
        editions = tallies.editions(connection, sites=Sites.of(STUDY, ["OSL", "AHU"]), filters=filters)
    assert sum(row.n for row in counted) == len(ids)
    assert [(row.id, row.version, row.hash, row.n) for row in editions] == [("wrri", 1, "ab" * 32, len(ids))][
        : len(ids)
    ]


def test_an_unknown_filter_is_a_mistake_and_not_ignored(ward: Ward) -> None:
    with pytest.raises(KeyError):
        listed(ward, colour="blue")


def test_a_long_list_comes_in_pages(ward: Ward, busy: Mapping[str, str]) -> None:
    with ward.store.reading() as connection:
        rows, total = interviews.search(
            connection, sites=Sites.of(STUDY, ["OSL", "AHU"]), filters={}, limit=2, offset=1
        )
    assert ([row.id for row in rows], total) == ([busy["three"], busy["two"]], 4)
    assert not hasattr(rows[0], "document")


def test_interviews_are_counted_for_home_pages(ward: Ward, busy: Mapping[str, str]) -> None:
    with ward.store.reading() as connection:
        counted = tallies.counts(connection, sites=Sites.of(STUDY, ["OSL", "AHU"]), filters={"study_id": STUDY})
    assert [tuple(row) for row in counted] == [
        ("AHU", "BL", "draft", "telephone", 1),
        ("OSL", "BL", "draft", "telephone", 1),
        ("OSL", "BL", "draft", "video", 1),
        ("OSL", "W04", "complete", "telephone", 1),
    ]


def test_records_come_by_participant_visit_informant_and_instance(ward: Ward, busy: Mapping[str, str]) -> None:
    told = [(each.participant_id, each.visit, each.instance) for each in records(ward, "OSL", "AHU")]
    assert told == [("AHU-0007-1", "BL", 1), ("OSL-4821-7", "BL", 1), ("OSL-4821-7", "BL", 2), ("OSL-4821-7", "W04", 1)]


def test_answers_moved_to_another_interview_do_not_open(ward: Ward, url: str) -> None:
    one, other = ward.begin(), ward.begin(visit="W04")
    ward.answer(one, "3")
    attack(url, [f"UPDATE interviews SET document = (SELECT document FROM interviews AS i WHERE i.id = '{one}')"])
    assert record(ward, one) is not None
    with pytest.raises(Unreadable):
        record(ward, other)


LONG = {"answers": {f"c{number:02}": {"v": "x" * 500} for number in range(40)}, "notes": {}, "confirms": {}}


def many(ward: Ward, number: int) -> None:
    """So many interviews of forty long answers each."""
    with ward.store.writing() as connection:
        for count in range(number // 10):
            participant = a_participant(ward.store.keys, code=f"OSL-{count:04}-0")
            ward.enrol(connection, participant)
            sealer = ward.store.keys.participant_key(participant.wrapped_key, participant.id)
            for visit in range(10):
                facts = ward.facts() | {"participant_id": participant.id, "visit": f"W{visit:02}"}
                interviews.insert(connection, sealer, replace(a_standing(), document=LONG), facts)


def test_reading_everything_holds_little_of_it_at_a_time(ward: Ward) -> None:
    many(ward, 1500)
    tracemalloc.start()
    with ward.store.reading() as connection:
        everything = interviews.records(connection, ward.store.keys, sites=Sites.of(STUDY, ["OSL"]), filters={})
        read = (each for each in everything if isinstance(each, Interview))
        size = sum(len(slot["v"]) for each in read for slot in each.document["answers"].values())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == 1500 * 40 * 500
    assert peak < size / 2
