"""Builders for the rules' tests: a document from plain answers, and the surroundings of an evaluation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from interview_app import instruments
from interview_app.domain import document
from interview_app.domain.events import Event
from interview_app.domain.instrument import Instrument
from interview_app.domain.missing import Missing
from interview_app.domain.routing import Surroundings
from interview_app.instruments.regex import matches

Answers = Mapping[str, Any]
Answered = Callable[[Answers], document.Document]

NOON = datetime(2026, 3, 13, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def wrri() -> Instrument:
    return instruments.load("wrri", 1)


@pytest.fixture(scope="session")
def surroundings() -> Surroundings:
    return Surroundings(NOON, matches)


@pytest.fixture(scope="session")
def answered() -> Answered:
    """A document in which the items hold the values or Missing reasons given."""

    def build(answers: Answers) -> document.Document:
        kept = document.empty()
        for item, given in answers.items():
            payload = {"missing": str(given)} if isinstance(given, Missing) else {"value": given}
            op_id = f"op-{item}"
            document.fold(
                kept, Event.INTERVIEW_ANSWER, item, {**payload, "revision": 1}, op_id=op_id, at="2026-03-13T12:00:00Z"
            )
        return kept

    return build
