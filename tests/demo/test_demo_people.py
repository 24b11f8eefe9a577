"""The demo study has what a manager meets: transfers, withdrawals of each level, new consents, workers who change."""

from __future__ import annotations

from collections import Counter
import json
from pathlib import Path

import pandas as pd
import pytest

from interview_app import exports
from interview_app.domain.events import Event
from interview_app.storage.engine import Store


@pytest.fixture(scope="module")
def participants(exported: Path) -> pd.DataFrame:
    return exports.load(exported, "participants")


@pytest.fixture(scope="module")
def informants(exported: Path) -> pd.DataFrame:
    return exports.load(exported, "informants")


@pytest.fixture(scope="module")
def consents(exported: Path) -> pd.DataFrame:
    return exports.load(exported, "consents")


HAPPENS = {
    Event.PARTICIPANT_MOVE: 2,
    Event.PARTICIPANT_WITHDRAW: 3,
    Event.INFORMANT_WITHDRAW: 2,
}


@pytest.mark.parametrize("event", HAPPENS)
def test_what_a_manager_meets_happens(event: Event, demo_store: Store) -> None:
    with demo_store.reading() as connection:
        events = Counter(connection.exec_driver_sql("SELECT action FROM events").scalars())
    assert events[event.value] == HAPPENS[event]


def test_each_level_of_withdrawal_occurs_and_two_are_withheld(demo_store: Store, exported: Path) -> None:
    with demo_store.reading() as connection:
        levels = Counter(connection.exec_driver_sql("SELECT withdrawal FROM participants").scalars())
    assert levels == {0: 57, 1: 1, 2: 1, 3: 1}
    withheld = json.loads((exported / "MANIFEST.json").read_text("utf-8"))["withheld"]
    assert withheld["participants"] == 2
    assert withheld["interviews"] > 10


def test_two_participants_are_now_elsewhere_than_their_codes_say(participants: pd.DataFrame) -> None:
    assert len(participants) == 58
    moved = participants[participants["participant_id"].str.slice(0, 3) != participants["site"]]
    assert len(moved) == 2


def test_consents_are_of_two_versions_and_one_was_withdrawn(consents: pd.DataFrame) -> None:
    given = consents[consents["kind"] == "consent"]
    assert set(given["version"]) == {"1.0", "1.1"}
    assert given["withdrawn_on"].notna().sum() == 1


def test_every_interview_says_whether_its_informant_was_informed(consents: pd.DataFrame, exported: Path) -> None:
    told = consents[consents["kind"] == "information"]
    assert set(told["interview_id"]) == set(exports.load(exported)["interview_id"])
    assert told["given"].mean() > 0.9


def test_a_worker_who_changed_job_goes_on_under_a_new_code_with_the_same_role(informants: pd.DataFrame) -> None:
    new = informants[informants["informant_id"].str.endswith("W11")]
    ended = informants[informants["until"].notna()]
    assert ended["informant_id"].nunique() == new["informant_id"].nunique() == 1
    assert set(new["informant_role"]) == set(ended["informant_role"])
    assert set(new["informant_service"]) != set(ended["informant_service"])


def test_relations_say_since_when(informants: pd.DataFrame) -> None:
    assert informants["since"].notna().mean() > 0.9
    assert set(informants["informant_withdrawn"].dropna()) == {"keep"}
