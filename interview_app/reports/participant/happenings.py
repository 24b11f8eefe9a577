"""The events that were told: choices of the instrument's event items, with what was said about each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from interview_app.domain.items import Choice, Date, Item, SelectMultiple
from interview_app.reports.charts.course import Lane
from interview_app.reports.interview.arrangement import has_details
from interview_app.reports.interview.reading import lowered
from interview_app.reports.participant.record import Held
from interview_app.reports.participant.telling import Telling
from interview_app.reports.texts import cut

NAME, DETAIL = 70, 120
MOST_LANES = 8


class Happening(NamedTuple):
    """An event as one interview tells it: within which days it happened, and what was said about it."""

    held: Held
    name: str
    begin: date
    end: date
    details: str


def happenings(telling: Telling) -> list[Happening]:
    """Every event, in the order in which they were told."""
    return [each for held in telling.held for each in _told(telling, held)]


def _told(telling: Telling, held: Held) -> Iterator[Happening]:
    """The events of one interview: the options chosen of an item whose options have details, those with details."""
    arrangement, reading = telling.arrangement(held), telling.reading(held, DETAIL)
    for item in held.instrument.items:
        if not (isinstance(item, SelectMultiple) and has_details(item, arrangement)):
            continue
        chosen = reading.value(item)
        for choice in item.choices:
            details = arrangement.details.get((item.id, choice.name))
            if isinstance(chosen, list) and choice.name in chosen and details:
                begin, end = _days(telling, held, details)
                said = "; ".join(lowered(reading.said(detail)) for detail in details)
                yield Happening(held, _name(telling, choice), begin, end, said)


def _name(telling: Telling, choice: Choice) -> str:
    return cut(telling.tell(choice.label), NAME, "…")


def _days(telling: Telling, held: Held, details: tuple[Item, ...]) -> tuple[date, date]:
    """Within which days it happened: on its day where that was asked, else in those that the instrument asks about."""
    reading = telling.reading(held)
    for detail in details:
        value = reading.value(detail)
        if isinstance(detail, Date) and isinstance(value, str):
            return date.fromisoformat(value), date.fromisoformat(value)
    return held.day - timedelta(days=int(held.instrument.meta.get("recall_days") or 0)), held.day


def lanes(telling: Telling, told: list[Happening]) -> list[Lane]:
    """Each event that was told, on the axis of time; where they are many, those told least often share a lane."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for each in told:
        spans.setdefault(each.name, []).append(((each.begin - telling.origin).days, (each.end - telling.origin).days))
    often = sorted(spans, key=lambda name: -len(spans[name]))[:MOST_LANES]
    rest = [span for name in spans if name not in often for span in spans[name]]
    others = [Lane(telling.words.say("other_events"), rest)] if rest else []
    return [*(Lane(name, spans[name]) for name in spans if name in often), *others]


def listed(telling: Telling, told: list[Happening], held: Held) -> str:
    """The events that one interview tells, with what was said about each; "" for none."""
    mine = (each for each in told if each.held is held)
    return "; ".join(telling.words.say("event_when", event=each.name, when=each.details) for each in mine)
