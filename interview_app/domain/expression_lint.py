"""Finds in a syntax tree what is valid ODK but seldom what its author meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
import math

from interview_app.domain.expression_functions import text_number
from interview_app.domain.expression_terms import Tree

_ORDERS = frozenset({"<", "<=", ">", ">="})
_REFERENCES = frozenset({"ref", "self"})


def lint(tree: Tree, *, condition: bool = False) -> list[str]:
    """One sentence for each doubtful spot; `condition` says that the whole expression is asked for its truth."""
    found = list(_bare(tree)) if condition else []
    rest = [tree]
    while rest:
        node = rest.pop()
        for rule in (_truths, _orders, _literals, _names):
            found += rule(node)
        rest += [part for part in reversed(node) if isinstance(part, list)]
    return found


def _bare(node: Tree) -> Iterator[str]:
    if node[0] in _REFERENCES:
        name = "." if node[0] == "self" else f"${{{node[1]}}}"
        yield f"{name} alone counts as true even when it is blank; compare it: {name} != '' or {name} = ''"


def _truths(node: Tree) -> Iterator[str]:
    """A bare reference where a truth is asked for: the node-set rule makes it true."""
    asked = {"and": node[1:], "or": node[1:], "not": node[1:], "boolean": node[1:], "if": node[1:2]}
    for part in asked.get(node[0], ()):
        yield from _bare(part)


def _orders(node: Tree) -> Iterator[str]:
    """Comparisons in a row, and comparisons with a text that is no number."""
    if node[0] not in _ORDERS:
        return
    for part in node[1:]:
        if part[0] in _ORDERS:
            yield "two comparisons in a row compare a truth with a number; join two comparisons with and"
        if part[0] == "string" and math.isnan(text_number(part[1], timedelta())):
            yield f"{node[0]} compares numbers and dates; with the text {part[1]!r} it is never true"


def _literals(node: Tree) -> Iterator[str]:
    """An item named inside quotation marks is only text."""
    if node[0] == "string" and "${" in node[1]:
        yield f"{node[1]!r} is a text and not the item; leave out the quotation marks"


def _names(node: Tree) -> Iterator[str]:
    """A choice's name is one word, so that selected() never finds another."""
    if node[:2] == ["call", "selected"] and node[3][0] == "string" and len(node[3][1].split()) != 1:
        yield f"selected() looks for one choice name; {node[3][1]!r} is never found"
