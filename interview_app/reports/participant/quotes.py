"""What was told at each visit: events, and the text answers for those who may read them; a long one is cut and points
to the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from interview_app.domain.items import FreeText
from interview_app.reports.interview.sheet import Line
from interview_app.reports.participant.happenings import Happening, listed
from interview_app.reports.participant.record import Held
from interview_app.reports.participant.telling import Telling

ROOM, LEAST, MOST = 9_000, 90, 700
"""Characters: of all texts together, and of each at least and at most."""


class Quote(NamedTuple):
    """What one interview tells in words: its events as one text, "" for none, and its text answers."""

    visit: str
    day: str
    informant: str
    events: str
    lines: tuple[Line, ...]


def quotes(telling: Telling, told: list[Happening]) -> tuple[Quote, ...]:
    """The interviews that tell of events or hold texts; without texts where the reader may not read them."""
    limit = min(max(ROOM // max(1, count(telling)), LEAST), MOST)
    found = (_quote(telling, held, listed(telling, told, held), limit) for held in telling.held)
    return tuple(each for each in found if each.events or each.lines)


def _quote(telling: Telling, held: Held, events: str, limit: int) -> Quote:
    reading, interview = telling.reading(held, limit), held.interview
    lines = tuple(reading.line(item) for item in _texts(telling, held)) if telling.with_text else ()
    visit, day = telling.visit(interview.visit), telling.short(held.day)
    return Quote(visit, day, interview.informant_id, events, lines)


def count(telling: Telling) -> int:
    """How many text answers there are."""
    return sum(len(_texts(telling, held)) for held in telling.held)


def _texts(telling: Telling, held: Held) -> Sequence[FreeText]:
    """The informant's texts; those about an event stand with it."""
    reading, passages = telling.reading(held), telling.arrangement(held).passages
    return [item for item in passages if isinstance(item, FreeText) and reading.value(item) is not None]
