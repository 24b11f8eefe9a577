"""Where each item of an instrument goes on the page, found from its scales, sections and rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interview_app.domain.instrument import Instrument, Scale, Section
from interview_app.domain.items import FreeText, Hidden, Item, Rating, SelectMultiple, SelectOne, Tree

Option = tuple[str, str]
"""An item's id and the name of one of its choices."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The places of an instrument's items: each item has one, or none when it is told elsewhere (gates, session facts).

    `details` are the items asked because an option was chosen: they are told with that option.
    """

    scales: tuple[Scale, ...]
    unscaled: tuple[Item, ...]
    confidence: Mapping[str, Item]
    details: Mapping[Option, tuple[Item, ...]]
    blocks: tuple[tuple[Section, tuple[Item, ...]], ...]
    passages: tuple[Item, ...]
    observed: tuple[Item, ...]
    asked: tuple[Item, ...]
    """What the informant was asked: the items of all these places but `observed`."""

    @property
    def rated(self) -> frozenset[str]:
        """The ids of the items with a row among the ratings."""
        return frozenset(item for scale in self.scales for item in scale.items) | {item.id for item in self.unscaled}


def arrange(instrument: Instrument) -> Arrangement:
    """The arrangement of an instrument."""
    scales = _rated_scales(instrument)
    scored = {item for scale in scales for item in scale.items}
    confidence = {block.scale: instrument.by_id[block.confidence] for s in instrument.scales for block in s.blocks}
    details = _details(instrument)
    placed = scored | {item.id for item in confidence.values()} | {i.id for items in details.values() for i in items}
    bound = set(instrument.meta.get("binds", {}).values())
    free = tuple(i for i in instrument.items if i.stores and not i.gate and i.id not in placed | bound)
    seen = tuple(item for item in free if not isinstance(item, Hidden) and (item.short or item.label))
    unscaled = tuple(item for item in seen if isinstance(item, Rating))
    observed = tuple(item for item in seen if item.role == "instr")
    told = tuple(item for item in seen if item not in observed and item not in unscaled)
    return Arrangement(
        scales=scales,
        unscaled=unscaled,
        confidence=confidence,
        details=details,
        blocks=_blocks(instrument, tuple(item for item in told if not isinstance(item, FreeText))),
        passages=tuple(item for item in told if isinstance(item, FreeText)),
        observed=observed,
        asked=tuple(i for i in instrument.items if i.id in placed or i in unscaled or i in told),
    )


def _rated_scales(instrument: Instrument) -> tuple[Scale, ...]:
    """The scales whose items have rows: the plain scales, or the totals of an instrument that has no others."""
    plain = tuple(scale for scale in instrument.scales if scale.kind == "scale")
    return plain or tuple(scale for scale in instrument.scales if scale.kind == "total")


def _blocks(instrument: Instrument, items: tuple[Item, ...]) -> tuple[tuple[Section, tuple[Item, ...]], ...]:
    by_section = ((section, tuple(i for i in items if i.section == section.id)) for section in instrument.sections)
    return tuple((section, found) for section, found in by_section if found)


def _details(instrument: Instrument) -> dict[Option, tuple[Item, ...]]:
    found: dict[Option, tuple[Item, ...]] = {}
    for item in instrument.items:
        option = chosen(item.relevant)
        if option and item.stores and _is_told_with(item, instrument.by_id[option[0]]):
            found[option] = (*found.get(option, ()), item)
    return found


def _is_told_with(item: Item, chooser: Item) -> bool:
    return chooser.section == item.section and not chooser.gate and isinstance(chooser, SelectOne | SelectMultiple)


def chosen(relevant: Tree | None) -> Option | None:
    """The option that a relevance of the form `selected(${item}, 'name')` or `${item} = 'name'` asks for."""
    match relevant:
        case ["call", "selected", ["ref", str(item)], ["string", str(name)]]:
            return item, name
        case ["=", ["ref", str(item)], ["string", str(name)]]:
            return item, name
    return None


def has_details(item: Item, arrangement: Arrangement) -> bool:
    """True for a multiple choice whose options have details of their own, such as when an event happened."""
    return isinstance(item, SelectMultiple) and any(key == item.id for key, _ in arrangement.details)
