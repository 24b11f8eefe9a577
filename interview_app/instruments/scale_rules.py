"""What scales must keep to: items with numbers, minimums that can be met, and the scales they use above them."""

from __future__ import annotations

from collections.abc import Iterable

from interview_app.domain.items import BY_KIND
from interview_app.instruments.admission import Placed
from interview_app.instruments.draft import Draft
from interview_app.instruments.errors import InstrumentError
from interview_app.instruments.rules import Findings, Rule
from interview_app.instruments.scale_shapes import ScaleEntry, SensitivityEntry, SumEntry


def scales_add_up_numbers(draft: Draft) -> Findings:
    """E13, E18: what a scale adds up, and what a block asks for its confidence, are items with a number."""
    for placed in draft.scales:
        for place, name in _summed(placed):
            item = draft.item(name)
            if item is None:
                yield InstrumentError("E13", place, f"there is no item {name!r}", "correct the name, or add the item")
            elif item.type and not BY_KIND[item.type].scored:
                what = f"{name} is of type {item.type}, which has no number to add up"
                yield InstrumentError("E18", place, what, "leave it out, or make it a rating")


def _summed(placed: Placed[ScaleEntry]) -> Iterable[tuple[str, str]]:
    scale = placed.entry
    if isinstance(scale, SumEntry):
        return [(f"{placed.place} · items", name) for name in scale.items]
    if isinstance(scale, SensitivityEntry):
        return [(f"{placed.place} · blocks {at}", block.confidence) for at, block in enumerate(scale.blocks, 1)]
    return []


def no_item_counts_twice(draft: Draft) -> Findings:
    """E10: an item stands once in a scale."""
    for placed in draft.scales:
        names = placed.entry.items if isinstance(placed.entry, SumEntry) else []
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield InstrumentError("E10", f"{placed.place} · items", f"{name!r} is there twice", "name it once")


def minimums_can_be_met(draft: Draft) -> Findings:
    """E19: a scale asks for at least one item or block, and for no more than it has."""
    for placed in draft.scales:
        scale = placed.entry
        if isinstance(scale, SumEntry) and scale.items:
            yield from _between(f"{placed.place} · min_valid", scale.min_valid, len(scale.items), "items")
        if isinstance(scale, SensitivityEntry) and scale.blocks:
            yield from _between(f"{placed.place} · min_blocks", scale.min_blocks, len(scale.blocks), "blocks")


def _between(place: str, minimum: int, most: int, noun: str) -> Findings:
    if not 1 <= minimum <= most:
        what = f"at least {minimum} of {most} {noun} are asked for"
        yield InstrumentError("E19", place, what, f"write a number from 1 to {most}")


def scales_use_scales_above_them(draft: Draft) -> Findings:
    """E13: a total or a sensitivity score names scales that stand above it, so that they are computed before it."""
    above: dict[str, str] = {}
    for placed in draft.scales:
        for place, name, plain in _used(placed):
            if name not in above:
                yield InstrumentError(
                    "E13", place, f"there is no scale {name!r} above", "correct the name or the order"
                )
            elif plain and above[name] != "scale":
                yield InstrumentError("E13", place, f"{name} is a {above[name]}", "a block is a plain scale")
        above[placed.name] = placed.entry.kind


def _used(placed: Placed[ScaleEntry]) -> Iterable[tuple[str, str, bool]]:
    """The scales that one names, with their place, and whether it needs their items."""
    scale = placed.entry
    if isinstance(scale, SumEntry):
        return [(f"{placed.place} · requires", name, False) for name in scale.requires]
    if isinstance(scale, SensitivityEntry):
        return [(f"{placed.place} · blocks {at}", block.scale, True) for at, block in enumerate(scale.blocks, 1)]
    return []


SCALE_RULES: tuple[Rule, ...] = (
    scales_add_up_numbers,
    no_item_counts_twice,
    minimums_can_be_met,
    scales_use_scales_above_them,
)
