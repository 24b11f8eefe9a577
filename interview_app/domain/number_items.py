"""The item types that hold a number."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
import re
from typing import ClassVar, TypeVar

from interview_app.domain.item import Cell, Column, Invalid, Item, Plain, Stored, Text, say

EXACT = 2**53
"""Up to here a browser tells neighbouring whole numbers apart."""

_WHOLE = re.compile(r"\s*[-−]?[0-9]{1,40}\s*")
_DECIMAL = re.compile(r"[-−]?(?:[0-9]{1,15}(?:[.,][0-9]{0,10})?|[.,][0-9]{1,10})")
_Number = TypeVar("_Number", int, Decimal)


def within(number: _Number, low: _Number | None, high: _Number | None) -> _Number:
    """The number itself when it lies between the limits, both included, None being no limit; raises Invalid."""
    if (low is None or number >= low) and (high is None or number <= high):
        return number
    if low is None or high is None:
        raise Invalid("too_low" if high is None else "too_high", low=low, high=high)
    raise Invalid("out_of_range", low=low, high=high)


@dataclass(frozen=True, kw_only=True)
class NumberItem(Item):
    """What the types that hold a number share: `range_message` replaces the general words when a number is refused."""

    lasts: ClassVar[bool] = True
    unit: Text = field(default_factory=dict)
    range_message: str = ""

    def with_unit(self, number: str, language: str) -> str:
        """The number followed by its unit, where it has one."""
        return f"{number} {say(self.unit, language)}".rstrip()


@dataclass(frozen=True, kw_only=True)
class Integer(NumberItem):
    """A whole number between `low` and `high`, both included; None means no limit but 2**53."""

    kind: ClassVar[str] = "integer"
    scored: ClassVar[bool] = True
    low: int | None = None
    high: int | None = None

    def parse(self, raw: object) -> Stored:
        if isinstance(raw, str) and _WHOLE.fullmatch(raw):
            raw = int(raw.replace("−", "-"))
        if not isinstance(raw, int) or isinstance(raw, bool):
            raise Invalid("not_whole")
        within(raw, self.low, self.high)
        return within(raw, -EXACT, EXACT)

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.id, "Int64"),)

    def cells(self, value: Stored) -> tuple[Cell, ...]:
        return (int(value),)  # type: ignore[arg-type]

    def display(self, value: Stored, language: str) -> str:
        return self.with_unit(str(value), language)


@dataclass(frozen=True, kw_only=True)
class Slider(Integer):
    """A whole number from 0 to 100 that can be dragged, stepped or typed."""

    kind: ClassVar[str] = "slider"
    low: int | None = 0
    high: int | None = 100
    anchors: tuple[Text, Text] = field(default_factory=lambda: ({}, {}))


@dataclass(frozen=True, kw_only=True)
class DecimalNumber(NumberItem):
    """A decimal number of at most 15 digits before the point and 10 after, kept as the exact text it was given in."""

    kind: ClassVar[str] = "decimal"
    low: Decimal | None = None
    high: Decimal | None = None

    def parse(self, raw: object) -> Stored:
        text = _written(raw)
        if not _DECIMAL.fullmatch(text):
            raise Invalid("not_number")
        number = Decimal(text.replace(",", ".").replace("−", "-"))
        return f"{within(number, self.low, self.high):f}"

    def plain(self, value: Stored) -> Plain:
        return float(value)  # type: ignore[arg-type]

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.id, "Float64"),)

    def cells(self, value: Stored) -> tuple[Cell, ...]:
        return (str(value),)

    def display(self, value: Stored, language: str) -> str:
        point = {"nb": ","}.get(language, ".")
        return self.with_unit(str(value).replace(".", point), language)


def _written(raw: object) -> str:
    """The number as somebody would write it, "" for what is none."""
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not abs(raw) <= EXACT:
        return ""
    return f"{Decimal(repr(raw)):f}"
