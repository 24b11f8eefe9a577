"""Conditions of an instrument in words, for people who have no screen that routes: A4 is “Yes” or B2 is more than 3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from interview_app.domain.condition_words import has, listed, said
from interview_app.domain.instrument import Instrument
from interview_app.domain.items import Calculated, ChoiceItem, Item, Tree, say

_COMPARED = frozenset({"<", "<=", ">", ">="})
_LISTED = frozenset({"max", "min", "sum"})
_OPPOSITE = {"=": "!=", "!=": "=", "and": "or", "or": "and"}
_BLANK = ["string", ""]


class _Untold(Exception):
    """A part of an expression for which there are no words."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells the conditions of one instrument in one language; `numbers` has what questions are called by their ids.

    A question without a number goes by its short name, or by how it is computed. `this` is the question whose answer
    `.` is, in a check of it.
    """

    instrument: Instrument
    numbers: Mapping[str, str]
    language: str
    this: Item | None = None

    def told(self, tree: Tree, source: str) -> str:
        """The condition in words; where there are none for a part of it, the condition itself is quoted."""
        return self.words(tree) or self._say("holds", a=" ".join(source.split()))

    def words(self, tree: Tree) -> str:
        """The condition in words, "" where there are none for a part of it."""
        try:
            return self._holds(tree, asked=True)
        except _Untold:
            return ""

    def of(self, item: Item) -> Teller:
        """The teller of the checks of that question."""
        return replace(self, this=item)

    def _say(self, key: str, **fills: str) -> str:
        return said(key, self.language, **fills)

    def _quoted(self, text: str) -> str:
        return self._say("quoted", text=text)

    def _holds(self, tree: Tree, *, asked: bool) -> str:
        """The words for the expression being true, or with `asked` False for its being false."""
        operator = tree[0]
        if operator == "not":
            return self._holds(tree[1], asked=not asked)
        if operator in ("and", "or"):
            return self._joined(tree, asked=asked)
        if operator in ("=", "!="):
            return self._equal(tree, _OPPOSITE[operator] if not asked else operator)
        if operator in _COMPARED:
            key = operator if asked else f"not {operator}"
            return self._say(key, a=self._term(tree[1]), b=self._term(tree[2]))
        if operator == "call" and tree[1] == "selected":
            return self._selected(tree[2], tree[3], asked=asked)
        if operator == "call" and tree[1] in ("true", "false"):
            return self._say("true" if (tree[1] == "true") is asked else "false")
        raise _Untold

    def _joined(self, tree: Tree, *, asked: bool) -> str:
        operator = tree[0] if asked else _OPPOSITE[tree[0]]
        if not asked and (alone := self._alone(tree)):
            return alone
        if operator == "or" and asked and all(_asks_for_answer(part) for part in tree[1:]):
            names = [self._name(part[1][1]) for part in tree[1:]]
            return self._say("any given", a=listed(names, self.language))
        parts = [self._part(part, operator, asked=asked) for part in tree[1:]]
        return self._say(operator).join(parts)

    def _part(self, tree: Tree, around: str, *, asked: bool) -> str:
        told = self._holds(tree, asked=asked)
        is_long = tree[0] in ("and", "or") and (tree[0] if asked else _OPPOSITE[tree[0]]) != around
        return f"({told})" if is_long else told

    def _alone(self, tree: Tree) -> str:
        """What not(selected(., 'x') and count-selected(.) > 1) means."""
        match tree:
            case ["and", ["call", "selected", ["self"], option], [">", ["call", "count-selected", ["self"]], [_, 1]]]:
                return self._say("alone", b=self._option(["self"], option))
        return ""

    def _equal(self, tree: Tree, operator: str) -> str:
        left, right = tree[1:]
        if _BLANK in (left, right):
            other = right if left == _BLANK else left
            return self._say("blank" if operator == "=" else "given", a=self._term(other))
        if left[0] == "string":
            left, right = right, left
        told = self._option(left, right) if right[0] == "string" else self._term(right)
        return self._say(operator, a=self._term(left), b=told)

    def _selected(self, where: Tree, option: Tree, *, asked: bool) -> str:
        key = ("selected" if asked else "not selected") + (" here" if where == ["self"] else "")
        return self._say(key, a=self._term(where), b=self._option(where, option))

    def _option(self, where: Tree, option: Tree) -> str:
        """An option by its label, where it is one of the question's; else the text as it stands."""
        if option[0] != "string":
            raise _Untold
        item = self.this if where == ["self"] else self.instrument.by_id.get(where[1]) if where[0] == "ref" else None
        choices = item.choices if isinstance(item, ChoiceItem) else ()
        label = next((choice.label for choice in choices if choice.name == option[1]), None)
        return self._quoted(option[1] if label is None else say(label, self.language))

    def _term(self, tree: Tree) -> str:
        match tree:
            case ["number" | "string" | "self" | "ref", *_]:
                return self._leaf(tree)
            case ["call", name, *arguments]:
                return self._call(name, arguments)
            case ["+" | "*" | "-" | "div" | "mod" as operator, first, *rest]:
                return self._folded(operator, first, rest)
            case ["neg", part]:
                return self._say("neg", a=self._inner(part))
        raise _Untold

    def _leaf(self, tree: Tree) -> str:
        if tree[0] == "number":
            return self._number(tree[1])
        if tree[0] == "string":
            return self._quoted(tree[1])
        return self._name(tree[1]) if tree[0] == "ref" else self._say("answer")

    def _folded(self, operator: str, first: Tree, rest: list[Tree]) -> str:
        told = self._inner(first)
        for part in rest:
            told = self._say(operator, a=told, b=self._inner(part))
        return told

    def _inner(self, tree: Tree) -> str:
        told = self._term(tree)
        return told if tree[0] in ("number", "string", "self", "ref") else f"({told})"

    def _call(self, name: str, arguments: list[Tree]) -> str:
        if name in ("date", "number") and len(arguments) == 1:
            return self._term(arguments[0])
        if name == "count-selected" and arguments == [["self"]]:
            return self._say("count-selected here")
        if not has(name) or (len(arguments) > 1 and name not in _LISTED) or name in ("true", "false"):
            raise _Untold
        return self._say(name, a=listed([self._inner(part) for part in arguments], self.language) if arguments else "")

    def _number(self, value: float) -> str:
        text = f"{value}".replace("-", "−")
        return text.replace(".", ",") if self.language == "nb" else text

    def _name(self, name: str) -> str:
        item = self.instrument.by_id.get(name)
        if number := self.numbers.get(name):
            return number
        if item is None:
            raise _Untold
        if known := say(item.short, self.language) or say(item.label, self.language):
            return self._quoted(known)
        if isinstance(item, Calculated):
            return f"({self._term(item.calculation)})"
        return self._quoted(name)


def _asks_for_answer(tree: Tree) -> bool:
    return bool(tree[0] == "!=" and tree[1][0] == "ref" and tree[2] == _BLANK)


def parts_of(tree: Tree | None) -> list[Tree]:
    """The conditions that must all hold; none where there is nothing to hold."""
    if tree is None:
        return []
    return [part for each in tree[1:] for part in parts_of(each)] if tree[0] == "and" else [tree]
