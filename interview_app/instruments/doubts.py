"""What is allowed in a file but seldom meant."""

from __future__ import annotations

from collections.abc import Iterator

from interview_app.domain.items import BY_KIND, Tree
from interview_app.instruments.admission import Placed
from interview_app.instruments.draft import Draft
from interview_app.instruments.errors import InstrumentError
from interview_app.instruments.formulas import Trees, formulas, waits_for
from interview_app.instruments.item_shapes import IntegerEntry, ItemEntry, ListEntry
from interview_app.instruments.rules import Findings, checks_of

LONGEST_COLUMN = 32
"""As many characters of a name as Stata keeps."""

_COMPARED = frozenset({"=", "!="})


def doubts(draft: Draft, trees: Trees) -> Findings:
    """Every warning about a draft whose expressions are compiled."""
    yield from _looking_ahead(draft, trees)
    yield from _left_out(draft, trees)
    yield from _unknown_choices(draft, trees)
    yield from _unused(draft)
    yield from _idle_settings(draft)
    yield from _long_columns(draft)


def _looking_ahead(draft: Draft, trees: Trees) -> Findings:
    """W02: the interviewer has passed an item before it can be told whether it is asked."""
    passed: set[str] = set()
    waits = waits_for(draft, trees)
    for placed in draft.items:
        passed.add(placed.name)
        for other in sorted(waits[placed.name] - passed if placed.entry.type != "calculate" else ()):
            what = f"it depends on {other}, which comes later"
            yield InstrumentError("W02", placed.place, what, "move it behind, or check that it is meant")


def _left_out(draft: Draft, trees: Trees) -> Findings:
    """W05: in a form without the other item, that one is always blank."""
    forms = {p.name: draft.forms_of(p.entry) for p in draft.items}
    waits = waits_for(draft, trees)
    for placed in draft.items:
        for other in sorted(waits[placed.name]):
            if lacking := forms[placed.name] - forms[other]:
                what = f"it depends on {other}, which the {' and '.join(sorted(lacking))} form leaves out"
                yield InstrumentError("W05", placed.place, what, "give both the same forms, or check that it is meant")


def _unknown_choices(draft: Draft, trees: Trees) -> Findings:
    """W03: such a comparison never holds."""
    owners = {p.place: p.name for p in draft.items}
    for formula in formulas(draft):
        own = owners.get(formula.place.split(" · ", 1)[0], "")
        for name, choice in _compared(trees.get(formula.place, []), own):
            item = draft.item(name)
            names = {placed.name for placed in draft.choices_of(item)} if item else set()
            if names and choice not in names:
                what = f"the list of {name} has no choice {choice!r}"
                yield InstrumentError("W03", formula.place, what, "correct the choice's name")


def _compared(tree: Tree, own: str) -> Iterator[tuple[str, str]]:
    """Each item, `own` for '.', with each choice name that the expression compares it with."""
    sides = tree[1:] if tree[:1] and tree[0] in _COMPARED else tree[2:] if tree[:2] == ["call", "selected"] else []
    for side, other in (sides, sides[::-1]) if sides else ():
        if side[0] in ("ref", "self") and other[0] == "string" and other[1]:
            yield own if side[0] == "self" else side[1], other[1]
    for part in tree:
        if isinstance(part, list):
            yield from _compared(part, own)


def _unused(draft: Draft) -> Findings:
    """W04: sections, lists, messages and probes that nothing names, and items that no form asks."""
    items = [p.entry for p in draft.items]
    sections = {item.section for item in items}
    lists = {item.list_name for item in items if isinstance(item, ListEntry)} | {draft.head.entry.break_off}
    messages = {check.constraint_message for item in items for _, check in checks_of(item)}
    messages |= {item.range_message for item in items if isinstance(item, IntegerEntry)}
    probes = {probe for named in (*draft.probe_sets.values(), *(item.probes for item in items)) for probe in named}
    for noun, there, named in (
        ("section", [p.name for p in draft.sections], sections),
        ("list", draft.lists, lists),
        ("message", draft.messages, messages),
        ("probe", draft.probes, probes),
        ("probe set", draft.probe_sets, probes),
    ):
        for name in there:
            if name not in named:
                yield InstrumentError("W04", f"{noun} {name}", "nothing uses it", "use it, or remove it")
    for placed in draft.items:
        if not draft.forms_of(placed.entry):
            yield InstrumentError("W04", placed.place, "no form of its section asks it", "give both a form in common")


def _idle_settings(draft: Draft) -> Findings:
    """W06: nobody answers a note, a calculated or a hidden item, so nothing can be asked of the answer."""
    for placed in draft.items:
        if placed.entry.type in ("note", "calculate", "hidden"):
            for key in _asked_of_answers(placed.entry):
                what = f"a {placed.entry.type} item has no use for it"
                yield InstrumentError("W06", f"{placed.place} · {key}", what, "remove it")


def _asked_of_answers(item: ItemEntry) -> Iterator[str]:
    for key in ("required", "gate", "core", "critical", "constraint", "hard", "soft", "missing"):
        if getattr(item, key):
            yield key


def _long_columns(draft: Draft) -> Findings:
    """W07: some statistics programs cut names, and two may then be the same."""
    for placed in draft.items:
        for column in _columns(draft, placed):
            if len(column) > LONGEST_COLUMN:
                what = f"the column {column} has {len(column)} characters"
                yield InstrumentError("W07", placed.place, what, f"shorten its names to {LONGEST_COLUMN} together")


def _columns(draft: Draft, placed: Placed[ItemEntry]) -> Iterator[str]:
    item_type = BY_KIND.get(placed.entry.type)
    if item_type is not None and item_type.stores:
        yield f"{placed.name}__miss"
    if placed.entry.type == "select_multiple":
        yield from (f"{placed.name}__{choice.name}" for choice in draft.choices_of(placed.entry))
