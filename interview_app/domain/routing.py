"""Which items are on the route now, and what every expression sees of the answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from interview_app.domain.document import Document, answer_of
from interview_app.domain.expression import Scope, evaluate, truth
from interview_app.domain.instrument import Instrument
from interview_app.domain.items import Calculated, Item, Plain, Stored, Tree


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rules cannot know by themselves: the time (aware) and a linear-time regex matcher."""

    now: datetime
    matches: Callable[[str, str], bool]

    def scope(self, this: Plain = "", previous: Plain = "") -> Scope:
        """The scope of one evaluation, with `.` and the value once() keeps."""
        return Scope(now=self.now, matches=self.matches, this=this, previous=previous)


@dataclass(frozen=True, slots=True)
class Route:
    """The items that are asked, the values expressions see ('' when blank or off the route), the computed values."""

    on: frozenset[str]
    values: dict[str, Plain]
    calculated: dict[str, Stored]


def route(instrument: Instrument, form: str, document: Document, surroundings: Surroundings) -> Route:
    """Walk the items in dependency order and decide for each whether it is asked and what value others see."""
    values: dict[str, Plain] = {}
    calculated: dict[str, Stored] = {}
    on = set()

    def holds(tree: Tree | None) -> bool:
        return tree is None or truth(tree, values, surroundings.scope())

    for item in (instrument.by_id[key] for key in instrument.order):
        values[item.id] = ""
        if form not in item.forms or not holds(instrument.sections_by_id[item.section].relevant):
            continue
        if not holds(item.relevant):
            continue
        on.add(item.id)
        if isinstance(item, Calculated):
            values[item.id] = _computed(item, document, values, surroundings, calculated)
        else:
            values[item.id] = plain_of(item, document)
    return Route(frozenset(on), values, calculated)


def plain_of(item: Item, document: Document) -> Plain:
    """The item's answer as expressions see it: '' when there is none or a reason stands in its place."""
    value = answer_of(document, item.id).value
    return "" if value is None else item.plain(value)


def _computed(
    item: Calculated, document: Document, values: dict[str, Plain], surroundings: Surroundings, into: dict[str, Stored]
) -> Plain:
    before = document.get("calculated", {}).get(item.id)
    scope = surroundings.scope(previous="" if before is None else item.plain(before))
    result = evaluate(item.calculation, values, scope)
    if result == "":
        return ""
    into[item.id] = item.stored(result)
    return item.plain(into[item.id])
