"""The text answers by visit, for those who may read them; a long one is cut and points to the record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from interview_app.domain.items import FreeText
from interview_app.reports.interview.sheet import Line
from interview_app.reports.participant.record import Held
from interview_app.reports.participant.telling import Telling

ROOM, LEAST, MOST = 9_000, 90, 700
"""Characters: of all texts together, and of each at least and at most."""


class Quote(NamedTuple):
    """What one interview holds in words."""

    name: str
    lines: tuple[Line, ...]


def quotes(telling: Telling) -> list[Quote]:
    """The texts by interview; none where the reader may not read them."""
    if not telling.with_text:
        return []
    limit = min(max(ROOM // max(1, count(telling)), LEAST), MOST)
    said = ((held, tuple(_lines(telling, held, limit))) for held in telling.held)
    return [Quote(_name(telling, held), lines) for held, lines in said if lines]


def count(telling: Telling) -> int:
    """How many text answers there are."""
    return sum(len(list(_texts(telling, held))) for held in telling.held)


def _texts(telling: Telling, held: Held) -> Iterator[FreeText]:
    """The texts of the informant; those about an event stand with it."""
    reading = telling.reading(held)
    for item in telling.arrangement(held).passages:
        if isinstance(item, FreeText) and reading.value(item) is not None:
            yield item


def _lines(telling: Telling, held: Held, limit: int) -> Iterator[Line]:
    reading = telling.reading(held, limit)
    return (reading.line(item) for item in _texts(telling, held))


def _name(telling: Telling, held: Held) -> str:
    interview = held.interview
    return f"{telling.visit(interview.visit)} · {telling.words.date(held.day)} · {interview.informant_id}"
