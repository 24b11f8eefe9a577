"""What home pages and auditors ask of the database, on both databases alike."""

from __future__ import annotations

import pytest

from interview_app.domain.access import Sites
from interview_app.storage import informants, ledger_search, overviews
from tests.storage.ward import NOON, STUDY, Ward, an_informant

HERE, ELSEWHERE = Sites.of(STUDY, ["OSL"]), Sites.of(STUDY, ["BER"])


def test_counts_are_of_the_own_sites(ward: Ward) -> None:
    ward.begin(visit="W04")
    with ward.store.reading() as connection:
        assert overviews.by_status(connection, HERE) == {"draft": 1}
        assert overviews.by_status(connection, ELSEWHERE) == {}
        assert overviews.coverage(connection, STUDY, HERE) == {}
        assert overviews.arrived(connection, HERE, limit=5) == []
        assert overviews.participants_by_status(connection, STUDY, HERE) == {("OSL", "active"): 1}
        assert overviews.participants_by_status(connection, STUDY, ELSEWHERE) == {}


def test_only_informants_who_can_be_asked_are_counted(ward: Ward) -> None:
    with ward.store.writing() as connection:
        informants.insert_one(connection, an_informant(code="OSL-I02", active=False))
        assert overviews.informants_by_site(connection, STUDY, HERE) == {"OSL": 1}


def test_visits_held_are_told_for_each_participant(ward: Ward) -> None:
    ward.begin(visit="W04")
    ids = [ward.participant.id, "f" * 32]
    with ward.store.reading() as connection:
        assert overviews.visits_held(connection, ids) == {ward.participant.id: {"W04": "draft"}, "f" * 32: {}}
        assert overviews.visits_held(connection, []) == {}


def test_the_span_of_no_interviews_is_none(ward: Ward) -> None:
    with ward.store.reading() as connection:
        assert overviews.span(connection, STUDY, HERE) == (None, None)
    ward.begin(visit="W04")
    with ward.store.reading() as connection:
        assert overviews.span(connection, STUDY, HERE) == (NOON, NOON)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, 4),
        ({"stream": "account:"}, 1),
        ({"stream": "%"}, 0),
        ({"actor": "man-01"}, 1),
        ({"action": "informant:add"}, 1),
        ({"actor": "man-01", "action": "informant:add"}, 0),
        ({"since": "2026-03-13", "until": "2026-03-13"}, 4),
        ({"since": "2026-03-14"}, 0),
        ({"until": "2026-03-12"}, 0),
        ({"item": "", "actor": ""}, 4),
    ],
)
def test_the_ledger_is_searched_by_every_filter(ward: Ward, filters: dict[str, str], found: int) -> None:
    with ward.store.reading() as connection:
        lines, total = ledger_search.search(connection, filters, limit=3)
    assert (len(lines), total) == (min(found, 3), found)
