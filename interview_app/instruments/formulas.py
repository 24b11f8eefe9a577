"""The expressions of a file: compiled, checked against what they may read, and put in an order of computation."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
import difflib

from interview_app.domain import expression
from interview_app.domain.items import BY_KIND, Tree
from interview_app.instruments.admission import Placed
from interview_app.instruments.draft import Draft
from interview_app.instruments.errors import InstrumentError
from interview_app.instruments.item_shapes import CalculatedEntry, ItemEntry
from interview_app.instruments.rules import checks_of

Trees = Mapping[str, Tree]
"""The syntax trees of a file by the place of their expression."""


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression of the file: its place, what it may read, whether `.` has a meaning, whether its truth is asked."""

    place: str
    source: str
    readable: Collection[str]
    has_self: bool = False
    condition: bool = True


def formulas(draft: Draft) -> Iterator[Formula]:
    """Every expression of the file."""
    answers = _answers(draft)
    for script in draft.scripts:
        yield Formula(f"{script.place} · when", script.entry.when, answers)
    for section in draft.sections:
        yield Formula(f"{section.place} · relevant", section.entry.relevant, answers)
    for item in draft.items:
        yield from _item_formulas(item, answers)
    for scale in draft.scales:
        flag = scale.entry.kind == "flag"
        yield Formula(
            f"{scale.place} · formula", scale.entry.formula, answers if flag else {"sum", "n"}, condition=flag
        )


def _item_formulas(placed: Placed[ItemEntry], answers: Collection[str]) -> Iterator[Formula]:
    item = placed.entry
    yield Formula(f"{placed.place} · relevant", item.relevant, answers)
    for where, check in checks_of(item):
        yield Formula(f"{placed.place} · {where}constraint", check.constraint, answers, has_self=True)
    if isinstance(item, CalculatedEntry):
        yield Formula(f"{placed.place} · calculation", item.calculation, answers, condition=False)


def _answers(draft: Draft) -> set[str]:
    """The items that hold a value; one of an unknown type is given the benefit of the doubt."""
    return {p.name for p in draft.items if not p.entry.type or BY_KIND[p.entry.type].stores}


@dataclass(frozen=True, slots=True)
class Compiled:
    """The trees of a file, and what was found on the way to them."""

    trees: dict[str, Tree]
    errors: list[InstrumentError]
    warnings: list[InstrumentError]


def compiled(draft: Draft) -> Compiled:
    """Compile every expression of the file."""
    result = Compiled({}, [], [])
    for formula in formulas(draft):
        if not formula.source.strip():
            continue
        try:
            tree = expression.compile(formula.source)
        except expression.ExpressionError as error:
            result.errors.append(_unreadable(formula, error))
            continue
        result.trees[formula.place] = tree
        result.errors.extend(_unread(formula, tree, draft))
        doubts = expression.lint(tree, condition=formula.condition)
        result.warnings.extend(
            InstrumentError("W01", formula.place, doubt, "check that it is meant") for doubt in doubts
        )
    return result


def _unreadable(formula: Formula, error: expression.ExpressionError) -> InstrumentError:
    what = f"at character {error.position + 1}, {error.problem}"
    return InstrumentError("E14", formula.place, what, error.remedy)


def _unread(formula: Formula, tree: Tree, draft: Draft) -> Iterator[InstrumentError]:
    notes = {p.name for p in draft.items}
    for name in sorted(expression.names(tree) - set(formula.readable)):
        what = f"${{{name}}} holds no value" if name in notes else f"there is no item ${{{name}}}"
        near = difflib.get_close_matches(name, formula.readable, n=1)
        remedy = f"did you mean ${{{near[0]}}}?" if near else f"it may read {_some(formula.readable)}"
        yield InstrumentError("E15", formula.place, what, remedy)
    if not formula.has_self and reads_itself(tree):
        yield InstrumentError("E15", formula.place, "'.' has no meaning here", "name the item as ${…}")


def _some(names: Collection[str]) -> str:
    few = ", ".join(f"${{{name}}}" for name in sorted(names)[:5])
    return f"{few} and others" if len(names) > 5 else few or "nothing"


def reads_itself(tree: Tree) -> bool:
    """True when the expression reads `.`, the answer it stands beside."""
    return tree[0] == "self" or any(reads_itself(part) for part in tree if isinstance(part, list))


def waits_for(draft: Draft, trees: Trees) -> dict[str, set[str]]:
    """For each item the items that must be known before it can be told whether it is asked, and with what value."""
    sections = {p.name: _read(trees, f"{p.place} · relevant") for p in draft.sections}
    known = {p.name for p in draft.items}
    waits: dict[str, set[str]] = {}
    for placed in draft.items:
        own = _read(trees, f"{placed.place} · relevant") | _read(trees, f"{placed.place} · calculation")
        waits[placed.name] = known & (own | sections.get(placed.entry.section, frozenset()))
    return waits


def _read(trees: Trees, place: str) -> frozenset[str]:
    return expression.names(trees[place]) if place in trees else frozenset()


def in_order(waits: Mapping[str, set[str]]) -> tuple[str, ...]:
    """The items so that each stands after those it waits for, otherwise as they were; those in a cycle are left out."""
    placed: dict[str, None] = {}
    waiting = dict(waits)
    while ready := next((item for item, others in waiting.items() if others <= placed.keys()), None):
        placed[ready] = None
        del waiting[ready]
    return tuple(placed)


def cycles(waits: Mapping[str, set[str]]) -> Iterator[InstrumentError]:
    """E16: one finding for each group of items that wait for each other."""
    stuck = {item: waits[item] for item in waits.keys() - set(in_order(waits))}
    reach = {item: _reachable(stuck, item) for item in stuck}
    told: set[str] = set()
    for item in (item for item in waits if item in stuck):
        circle = [other for other in waits if other in reach[item] and item in reach[other]]
        if circle and item not in told:
            told.update(circle)
            what = f"{', '.join(circle)} wait for each other" if len(circle) > 1 else f"{item} waits for itself"
            yield InstrumentError("E16", f"item {item}", what, "let one of the expressions read something else")


def _reachable(waits: Mapping[str, set[str]], item: str) -> set[str]:
    found: set[str] = set()
    rest = [item]
    while rest:
        onward = (waits[rest.pop()] & waits.keys()) - found
        found |= onward
        rest += onward
    return found
