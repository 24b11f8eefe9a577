"""The room that a question of each type leaves on paper for its answer: boxes to tick, cells to fill, lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import singledispatch
from math import ceil

from interview_app.domain.items import (
    ChoiceItem,
    Date,
    DecimalNumber,
    FreeText,
    Integer,
    Item,
    NumberItem,
    PartialDate,
    Rating,
    SelectMultiple,
    Slider,
    Time,
    Tree,
    say,
)
from interview_app.reports.texts import clean, width
from interview_app.reports.words import Words

ROW, COLUMN, OPTION = 48.0, 17.0, 4.6
"""How wide a row is and a column of two, and what an option needs beside its label, in ems of the page's type."""
LONGEST = 6
"""Lines for a text of any length; more belongs on a sheet of its own."""
LINE = 90
"""Characters that a hand writes on a line."""
WIDEST = 12
"""Digits of a number that get a cell each."""


@dataclass(frozen=True, slots=True)
class Option:
    """A box to tick, the code that is exported, and what it means."""

    code: str
    label: str
    alone: bool = False
    """True where it cannot be combined with others."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A run of cells for one character each, under them what each is for, and what follows."""

    each: Sequence[str]
    after: str = ""


@dataclass(frozen=True, slots=True)
class Space:
    """All that an answer needs; what a type has not is empty. `note` says in grey how it is filled in."""

    options: tuple[Option, ...] = ()
    abreast: int = 1
    cells: tuple[Cells, ...] = ()
    blank: bool = False
    """A field without cells, for a number of which nobody knows how long it is."""
    ends: tuple[str, str] | None = None
    """What the ends of a line from the lowest to the highest number mean."""
    lines: int = 0
    unit: str = ""
    about: bool = False
    note: str = ""


@singledispatch
def space(item: Item, words: Words) -> Space:
    """The space for the answer of an item; nothing for what holds none."""
    return Space()


@space.register
def _(item: ChoiceItem, words: Words) -> Space:
    alone = exclusive(item)
    options = tuple(
        Option(_signed(choice.code), clean(say(choice.label, words.language)), choice.name in alone)
        for choice in item.choices
    )
    many = isinstance(item, SelectMultiple)
    notes = [words.say("several")] if many else []
    if item.options == "steps":
        notes.append(words.say("read_steps", steps=", ".join(option.code for option in options[::2])))
    elif item.options == "read" and not item.instruction:
        notes.append(words.say("read_options"))
    return Space(options=options, abreast=_abreast(options, in_steps=isinstance(item, Rating)), note=" · ".join(notes))


def _abreast(options: Sequence[Option], *, in_steps: bool) -> int:
    """All in one row where they fit, else in two columns, or in one: so are steps, which have an order."""
    widths = [width(option.label) for option in options]
    if sum(widths) + OPTION * len(widths) <= ROW:
        return len(widths)
    return 2 if max(widths) <= COLUMN and not in_steps else 1


def exclusive(item: Item) -> frozenset[str]:
    """The options that a check keeps from being combined with others."""
    return frozenset(name for check in item.hard if (name := _alone(check.tree)))


def _alone(tree: Tree) -> str:
    """The option that not(selected(., 'x') and count-selected(.) > 1) is about, else ""."""
    match tree:
        case ["not", ["and", ["call", "selected", ["self"], ["string", name]],
                      [">", ["call", "count-selected", ["self"]], ["number", 1]]]]:  # fmt: skip
            return str(name)
    return ""


def _most(tree: Tree) -> int:
    """How many characters string-length(.) <= 60 allows, else 0."""
    match tree:
        case ["<=", ["call", "string-length", ["self"]], ["number", int(most)]]:
            return most
    return 0


def is_told(tree: Tree) -> bool:
    """True of a check that the space itself tells: an option that stands alone, a length."""
    return bool(_alone(tree) or _most(tree))


def _signed(number: int | Decimal) -> str:
    return f"{number}".replace("-", "−")


@space.register
def _(item: Integer, words: Words) -> Space:
    return _number(item, words, item.low, item.high, words.say("whole"))


@space.register
def _(item: DecimalNumber, words: Words) -> Space:
    return _number(item, words, item.low, item.high, words.say("decimal"), wide=True)


@space.register
def _(item: Slider, words: Words) -> Space:
    written = _number(item, words, item.low, item.high, words.say("whole"))
    low, high = (clean(say(anchor, words.language)) for anchor in item.anchors)
    return Space(cells=written.cells, ends=(low, high), unit=written.unit, note=written.note)


def _number(
    item: NumberItem,
    words: Words,
    low: int | Decimal | None,
    high: int | Decimal | None,
    kind: str,
    *,
    wide: bool = False,
) -> Space:
    unit = clean(say(item.unit, words.language))
    note = _range(words, low, high) or kind
    digits = 0 if low is None or high is None else max(len(f"{abs(limit):.0f}") for limit in (low, high))
    if wide or not digits or digits > WIDEST:
        return Space(blank=True, unit=unit, note=note)
    sign = (" ",) if low is not None and low < 0 else ()
    return Space(cells=(Cells((*sign, *" " * digits)),), unit=unit, note=note)


def _range(words: Words, low: int | Decimal | None, high: int | Decimal | None) -> str:
    fills = {"low": _limit(words, low), "high": _limit(words, high)}
    if low is None and high is None:
        return ""
    return words.say("at_most" if low is None else "at_least" if high is None else "from_to", **fills)


def _limit(words: Words, limit: int | Decimal | None) -> str:
    text = "" if limit is None else _signed(limit)
    return text.replace(".", ",") if words.language == "nb" else text


def _date_cells(words: Words) -> tuple[Cells, ...]:
    day, month, year = (words.say(part) for part in ("day", "month", "year"))
    return Cells((day, day), "/"), Cells((month, month), "/"), Cells((year,) * 4)


@space.register
def _(item: Date, words: Words) -> Space:
    return Space(cells=_date_cells(words))


@space.register
def _(item: PartialDate, words: Words) -> Space:
    return Space(cells=_date_cells(words), about=True, note=words.say("partial"))


@space.register
def _(item: Time, words: Words) -> Space:
    return Space(cells=(Cells((" ", " "), ":"), Cells((" ", " "))), note=f"{words.say('hour')} : {words.say('minute')}")


@space.register
def _(item: FreeText, words: Words) -> Space:
    most = min([item.max_length, *(most for check in item.hard if (most := _most(check.tree)))])
    note = words.say("characters", n=most) if most < LINE * LONGEST * 2 else ""
    return Space(lines=min(LONGEST, max(1, ceil(most / LINE))), note=note)
