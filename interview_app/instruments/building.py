"""Builds the domain's instrument from a draft whose rules all hold."""

from __future__ import annotations

from typing import Any, cast

from interview_app.domain.expression import compile as compile_expression
from interview_app.domain.instrument import Block, Instrument, Message, MissingOption, Scale, Script, Section
from interview_app.domain.items import BY_KIND, Check, Choice, Item, Tree
from interview_app.domain.messages import DOUBTS
from interview_app.domain.missing import Missing
from interview_app.domain.privacy import doubt_source
from interview_app.domain.reliable_change import Reliability
from interview_app.instruments.admission import Placed
from interview_app.instruments.draft import Draft
from interview_app.instruments.files import Content, content_hash
from interview_app.instruments.formulas import Trees, in_order, waits_for
from interview_app.instruments.item_shapes import CalculatedEntry, ItemEntry, ListEntry, TextEntry
from interview_app.instruments.rules import checks_of
from interview_app.instruments.scale_shapes import ReliabilityEntry, ScaleEntry, SensitivityEntry, SumEntry
from interview_app.instruments.shapes import CheckEntry, ScriptEntry, SectionEntry

_SAME = (
    *("id", "section", "label", "short", "hint", "required", "gate", "core", "critical", "sensitive", "role"),
    *("options", "appearance"),
)
"""The keys of an item that the file and the domain call alike and keep alike."""


def instrument_of(draft: Draft, trees: Trees, content: Content) -> Instrument:
    """The instrument; the draft must have passed every rule."""
    head = draft.head.entry
    lists = lists_of(draft)
    return Instrument(
        id=head.id,
        version=head.version,
        hash=content_hash(content),
        languages=tuple(head.languages),
        title=head.title,
        sections=tuple(_section(placed, trees) for placed in draft.sections),
        items=tuple(item_of(placed, draft, trees, lists) for placed in draft.items),
        scripts=tuple(_script(placed, trees) for placed in draft.scripts),
        probes=draft.probes,
        messages=_messages(draft),
        missing_options=tuple(MissingOption(Missing(p.name), p.entry.key, p.entry.label) for p in draft.missing),
        break_off_reasons=tuple((choice.name, choice.label) for choice in lists.get(head.break_off, ())),
        scales=tuple(_scale(placed, trees) for placed in draft.scales),
        order=in_order(waits_for(draft, trees)),
        lists=lists,
        meta=content["instrument"],
        attribution=head.licence.attribution,
    )


def _messages(draft: Draft) -> dict[str, Message]:
    built_in = {name: Message(name, "soft", text) for name, text in DOUBTS.items()}
    return built_in | {p.name: Message(p.name, p.entry.kind, p.entry.text) for p in draft.messages.values()}


def lists_of(draft: Draft) -> dict[str, tuple[Choice, ...]]:
    """The choice lists by name."""
    return {
        name: tuple(Choice(p.entry.name, p.entry.code, p.entry.label) for p in choices)
        for name, choices in draft.lists.items()
    }


def item_of(placed: Placed[ItemEntry], draft: Draft, trees: Trees, lists: dict[str, tuple[Choice, ...]]) -> Item:
    """One item of the domain's type for it."""
    entry = placed.entry
    own = entry.own()
    if isinstance(entry, ListEntry):
        own["choices"] = lists[entry.list_name]
    if isinstance(entry, CalculatedEntry):
        own["calculation"] = _typed(trees[f"{placed.place} · calculation"], entry.result)
    checks = [(where, _check(placed, where, check, trees)) for where, check in checks_of(entry)]
    return BY_KIND[entry.type](
        **_copied(entry),
        **own,
        forms=draft.forms_of(entry),
        instruction=entry.guidance_hint,
        relevant=trees.get(f"{placed.place} · relevant"),
        relevant_source=entry.relevant,
        hard=tuple(check for where, check in checks if not where.startswith("soft")),
        soft=tuple(check for where, check in checks if where.startswith("soft")) + _doubts(entry),
        missing=tuple(Missing(reason) for reason in entry.missing),
        probes=tuple(probe for name in entry.probes for probe in draft.probe_sets.get(name, [name])),
    )


def _doubts(entry: ItemEntry) -> tuple[Check, ...]:
    """The soft checks that every instrument has: a text is asked about when it may identify somebody."""
    if not isinstance(entry, TextEntry):
        return ()
    return (Check(compile_expression(doubt_source()), "m_identifying", doubt_source()),)


def _copied(entry: ItemEntry) -> dict[str, Any]:
    return {key: getattr(entry, key) for key in _SAME}


def _typed(tree: Tree, result: str) -> Tree:
    """The calculation with its result made a number or a text, whatever kind of value its parts give."""
    return ["call", "number", tree] if result == "number" else ["call", "concat", tree]


def _check(placed: Placed[ItemEntry], where: str, check: CheckEntry, trees: Trees) -> Check:
    return Check(trees[f"{placed.place} · {where}constraint"], check.constraint_message, check.constraint)


def _section(placed: Placed[SectionEntry], trees: Trees) -> Section:
    entry = placed.entry
    return Section(
        id=entry.id,
        letter=entry.letter,
        title=entry.title,
        forms=frozenset(entry.forms),
        relevant=trees.get(f"{placed.place} · relevant"),
        relevant_source=entry.relevant,
        lead_in=tuple(entry.lead_in),
        hidden=entry.hidden,
    )


def _script(placed: Placed[ScriptEntry], trees: Trees) -> Script:
    entry = placed.entry
    return Script(
        key=entry.key,
        modes=frozenset(entry.modes),
        read=entry.read,
        instruction=entry.guidance_hint,
        when=trees.get(f"{placed.place} · when"),
        when_source=placed.entry.when,
        form=entry.form,
        records=entry.records or None,
    )


def _reliability(entry: ReliabilityEntry | None) -> Reliability | None:
    return None if entry is None else Reliability(entry.coefficient, entry.sd, entry.source)


def _scale(placed: Placed[ScaleEntry], trees: Trees) -> Scale:
    entry = placed.entry
    own: dict[str, Any] = {}
    if isinstance(entry, SumEntry):
        own = {"items": tuple(entry.items), "min_valid": entry.min_valid, "requires": tuple(entry.requires)}
        own["reliability"] = _reliability(entry.reliability)
    if isinstance(entry, SensitivityEntry):
        blocks = tuple(Block(block.scale, block.confidence) for block in entry.blocks)
        own = {"blocks": blocks} | {key: getattr(entry, key) for key in ("min_confidence", "min_blocks", "min_share")}
    low, high = entry.range
    return Scale(
        id=entry.id,
        kind=cast(Any, entry.kind),  # the draft lets in the four kinds and no other
        label=entry.label,
        formula=trees[f"{placed.place} · formula"],
        formula_source=entry.formula,
        low=low,
        high=high,
        **own,
    )
