"""Expressions in ODK syntax: compiled to a JSON syntax tree that Python and JavaScript walk alike.

A tree is a list whose first part names the node:
    ["number", 28]  ["string", "yes"]  ["ref", "d5"] for ${d5}  ["self"] for .
    ["or", a, b, …]  ["and", a, b, …]  ["+", a, b, …]  ["*", a, b, …]   a chain of one operator is one node
    ["=", a, b]  and so on for != < <= > >= - div mod;  ["neg", a] for the minus sign
    ["if", condition, a, b]  ["not", a]  ["boolean", a]               they look at the node, not only at its value
    ["call", "selected", a, b]                                        every other function

A value is a text, a number or a truth; '' is a blank. ODK's rules hold: a bare reference counts as true whatever it
holds, a blank makes arithmetic blank, a comparison with a blank number is false except for !=, and < compares numbers,
a date counting as its day number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
import operator

from interview_app.domain.expression_functions import (
    FUNCTIONS,
    answered,
    boolean,
    divided,
    equal,
    number,
    remainder,
    settled,
)
from interview_app.domain.expression_lint import lint
from interview_app.domain.expression_syntax import parse
from interview_app.domain.expression_terms import ExpressionError, Matches, Scope, Tree, Value

__all__ = [
    "ExpressionError",
    "Matches",
    "Scope",
    "Tree",
    "Value",
    "compile",
    "evaluate",
    "lint",
    "names",
    "truth",
]

Values = Mapping[str, Value]
_Node = Callable[[Tree, Values, Scope], Value]


def compile(text: str) -> Tree:  # noqa: A001 - the word for it; callers write expression.compile
    """The syntax tree of an expression; raises ExpressionError with place and remedy."""
    return parse(text)


def names(tree: Tree) -> frozenset[str]:
    """The items whose values the expression reads by name."""
    found, rest = set(), [tree]
    while rest:
        node = rest.pop()
        if node[0] == "ref":
            found.add(str(node[1]))
        rest += [part for part in node if isinstance(part, list)]
    return frozenset(found)


def evaluate(tree: Tree, values: Values, scope: Scope) -> Value:
    """The expression's value: a whole number as int, '' for one that is not finite; a name not in `values` is blank."""
    return settled(_value(tree, values, scope))


def truth(tree: Tree, values: Values, scope: Scope) -> bool:
    """Whether the expression holds; a bare reference always does (ODK's node-set rule)."""
    return tree[0] == "ref" or tree[0] == "self" or boolean(_value(tree, values, scope))


def _value(tree: Tree, values: Values, scope: Scope) -> Value:
    return _NODES[tree[0]](tree, values, scope)


def _call(tree: Tree, values: Values, scope: Scope) -> Value:
    return FUNCTIONS[tree[1]]([_value(part, values, scope) for part in tree[2:]], scope)


def _if(tree: Tree, values: Values, scope: Scope) -> Value:
    return _value(tree[2] if truth(tree[1], values, scope) else tree[3], values, scope)


def _compared(holds: Callable[[float, float], bool]) -> _Node:
    def compared(tree: Tree, values: Values, scope: Scope) -> Value:
        return holds(number(_value(tree[1], values, scope), scope), number(_value(tree[2], values, scope), scope))

    return compared


def _computed(result: Callable[[float, float], float]) -> _Node:
    """A node that folds two or more numbers from the left."""

    def computed(tree: Tree, values: Values, scope: Scope) -> Value:
        total = number(_value(tree[1], values, scope), scope)
        for part in tree[2:]:
            total = result(total, number(_value(part, values, scope), scope))
        return total

    return computed


def _equals(tree: Tree, values: Values, scope: Scope) -> bool:
    return equal(_value(tree[1], values, scope), _value(tree[2], values, scope), scope)


_NODES: Mapping[str, _Node] = {
    "number": lambda tree, _, __: tree[1],
    "string": lambda tree, _, __: tree[1],
    "ref": lambda tree, values, _: answered(values.get(tree[1], "")),
    "self": lambda _, __, scope: answered(scope.this),
    "or": lambda tree, values, scope: any(truth(part, values, scope) for part in tree[1:]),
    "and": lambda tree, values, scope: all(truth(part, values, scope) for part in tree[1:]),
    "=": _equals,
    "!=": lambda tree, values, scope: not _equals(tree, values, scope),
    "<": _compared(operator.lt),
    "<=": _compared(operator.le),
    ">": _compared(operator.gt),
    ">=": _compared(operator.ge),
    "+": _computed(operator.add),
    "-": _computed(operator.sub),
    "*": _computed(operator.mul),
    "div": _computed(divided),
    "mod": _computed(remainder),
    "neg": lambda tree, values, scope: -number(_value(tree[1], values, scope), scope),
    "if": _if,
    "not": lambda tree, values, scope: not truth(tree[1], values, scope),
    "boolean": lambda tree, values, scope: truth(tree[1], values, scope),
    "call": _call,
}
