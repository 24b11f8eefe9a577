"""The item types: what each accepts, how it looks in a table and how it reads on a page.

A stored value is JSON: a choice's name, a list of names, an int, a decimal as its exact text, an ISO date or time, a text,
or `{"date": "YYYY[-MM[-DD]]", "about": bool}`. A new type is one class here, one form field and one macro.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal, InvalidOperation
import re
from typing import Any, ClassVar, Literal

from interview_app.domain.missing import Missing

Text = Mapping[str, str]
Tree = list[Any]
Stored = str | int | list[str] | dict[str, Any]
Plain = str | int | float | bool
Cell = str | int | float | bool | None
Dtype = Literal["Int64", "Float64", "boolean", "string", "date"]

MAX_TEXT = 10_000


def say(text: Text, language: str) -> str:
    """The text in that language, else in the first language there is; "" when there is none."""
    return text.get(language) or next(iter(text.values()), "")


class Invalid(ValueError):
    """A value that an item cannot hold; `code` names the rule and `limits` fill its message."""

    def __init__(self, code: str, **limits: object) -> None:
        super().__init__(code)
        self.code = code
        self.limits = limits


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: `name` in expressions, `code` in exports, `label` on the page."""

    name: str
    code: int
    label: Text


@dataclass(frozen=True, slots=True)
class Check:
    """A rule on one item: `tree` must be true; else the message `message` (a key of Instrument.messages) is shown."""

    tree: Tree
    message: str
    source: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the wide export; `choice` is set where the column stands for one option of several."""

    name: str
    dtype: Dtype
    choice: Choice | None = None


@dataclass(frozen=True, kw_only=True)
class Item:
    """What every item has; the types below add what they accept."""

    kind: ClassVar[str] = ""
    stores: ClassVar[bool] = True
    id: str
    section: str
    forms: frozenset[str] = frozenset({"full", "short"})
    label: Text = field(default_factory=dict)
    short: Text = field(default_factory=dict)
    hint: Text = field(default_factory=dict)
    instruction: Text = field(default_factory=dict)
    required: bool = False
    gate: bool = False
    critical: bool = False
    core: bool = False
    relevant: Tree | None = None
    relevant_source: str = ""
    hard: tuple[Check, ...] = ()
    soft: tuple[Check, ...] = ()
    missing: tuple[Missing, ...] = ()
    options: Literal["read", "steps", "hidden"] = "hidden"
    probes: tuple[str, ...] = ()
    sensitive: bool = False
    role: Literal["read", "instr"] = "read"
    appearance: str = ""

    def parse(self, raw: object) -> Stored:
        """The stored form of what a form post or an operation sent; raises Invalid."""
        raise Invalid("no_value")

    def plain(self, value: Stored) -> Plain:
        """The value as expressions see it."""
        return value if isinstance(value, (str, int)) else str(value)

    def columns(self) -> tuple[Column, ...]:
        """The value columns of the wide export, without the paired `<id>__miss`."""
        return ()

    def cells(self, value: Stored) -> tuple[Cell, ...]:
        """One cell for each of columns()."""
        return ()

    def display(self, value: Stored, language: str) -> str:
        """The value in words, as a page or a PDF prints it."""
        return str(value)


@dataclass(frozen=True, kw_only=True)
class ChoiceItem(Item):
    """What the types with a list of options share."""

    list_name: str = ""
    choices: tuple[Choice, ...] = ()

    def choice(self, name: object) -> Choice:
        """The option of that name; raises Invalid."""
        for choice in self.choices:
            if choice.name == name:
                return choice
        raise Invalid("unknown_choice")


@dataclass(frozen=True, kw_only=True)
class SelectOne(ChoiceItem):
    """Single choice: stores the option's name, exports its code."""

    kind: ClassVar[str] = "select_one"

    def parse(self, raw: object) -> Stored:
        return self.choice(raw).name

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.id, "Int64"),)

    def cells(self, value: Stored) -> tuple[Cell, ...]:
        return (self.choice(value).code,)

    def display(self, value: Stored, language: str) -> str:
        return say(self.choice(value).label, language)


@dataclass(frozen=True, kw_only=True)
class Rating(SelectOne):
    """Single choice on numbered steps, each with an anchor."""

    kind: ClassVar[str] = "rating"

    def display(self, value: Stored, language: str) -> str:
        choice = self.choice(value)
        return f"{choice.code} – {say(choice.label, language)}"


@dataclass(frozen=True, kw_only=True)
class Hidden(SelectOne):
    """A single choice that the application sets before the interview begins; never shown."""

    kind: ClassVar[str] = "hidden"


@dataclass(frozen=True, kw_only=True)
class SelectMultiple(ChoiceItem):
    """Multiple choice: stores the chosen names in the list's order, exports one 0/1 column an option."""

    kind: ClassVar[str] = "select_multiple"

    def parse(self, raw: object) -> Stored:
        if not isinstance(raw, (list, tuple)) or not raw or not all(isinstance(name, str) for name in raw):
            raise Invalid("no_choice")
        chosen = {self.choice(name).name for name in raw}
        return [choice.name for choice in self.choices if choice.name in chosen]

    def plain(self, value: Stored) -> Plain:
        return " ".join(value)

    def columns(self) -> tuple[Column, ...]:
        return tuple(Column(f"{self.id}__{choice.name}", "boolean", choice) for choice in self.choices)

    def cells(self, value: Stored) -> tuple[Cell, ...]:
        return tuple(int(choice.name in value) for choice in self.choices)  # type: ignore[operator]

    def display(self, value: Stored, language: str) -> str:
        return "; ".join(say(self.choice(name).label, language) for name in value)


@dataclass(frozen=True, kw_only=True)
class Integer(Item):
    """A whole number between `low` and `high`, both included; None means no limit but 2**53."""

    kind: ClassVar[str] = "integer"
    low: int | None = None
    high: int | None = None
    unit: Text = field(default_factory=dict)

    def parse(self, raw: object) -> Stored:
        if isinstance(raw, str) and re.fullmatch(r"\s*[-−]?[0-9]{1,16}\s*", raw):
            raw = int(raw.replace("−", "-"))
        if not isinstance(raw, int) or isinstance(raw, bool):
            raise Invalid("not_whole")
        return within(raw, self.low, self.high)

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.id, "Int64"),)

    def cells(self, value: Stored) -> tuple[Cell, ...]:
        return (int(value),)  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Slider(Integer):
    """A whole number from 0 to 100 that can be dragged, stepped or typed."""

    kind: ClassVar[str] = "slider"
    low: int | None = 0
    high: int | None = 100
    anchors: tuple[Text, Text] = field(default_factory=lambda: ({}, {}))


def within(number: int, low: int | None, high: int | None) -> int:
    """The number itself when it lies between the limits; raises Invalid."""
    low, high = (-(2**53) if low is None else low), (2**53 if high is None else high)
    if not low <= number <= high:
        raise Invalid("out_of_range", low=low, high=high)
    return number


@dataclass(frozen=True, kw_only=True)
class DecimalNumber(Item):
    """A decimal number, kept as the exact text it was given in, with a point."""

    kind: ClassVar[str] = "decimal"
    low: Decimal | None = None
    high: Decimal | None = None
    unit: Text = field(default_factory=dict)

    def parse(self, raw: object) -> Stored:
        if isinstance(raw, bool) or not isinstance(raw, (str, int, float)):
            raise Invalid("not_number")
        try:
            number = Decimal(str(raw).strip().replace(",", ".").replace("−", "-"))
        except InvalidOperation:
            raise Invalid("not_number") from None
        if not number.is_finite() or len(str(number)) > 30:
            raise Invalid("not_number")
        if (self.low is not None and number < self.low) or (self.high is not None and number > self.high):
            raise Invalid("out_of_range", low=self.low, high=self.high)
        return f"{number:f}"

    def plain(self, value: Stored) -> Plain:
        return float(value)  # type: ignore[arg-type]

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.id, "Float64"),)

    def cells(self, value: Stored) -> tuple[Cell, ...]:
        return (str(value),)


@dataclass(frozen=True, kw_only=True)
class Date(Item):
    """A calendar date, YYYY-MM-DD."""

    kind: ClassVar[str] = "date"

    def parse(self, raw: object) -> Stored:
        return iso_date(raw)

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.id, "date"),)

    def cells(self, value: Stored) -> tuple[Cell, ...]:
        return (str(value),)


def iso_date(raw: object) -> str:
    """The date as YYYY-MM-DD; raises Invalid when there is no such day."""
    if not isinstance(raw, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw.strip(), re.ASCII):
        raise Invalid("not_date")
    try:
        return date.fromisoformat(raw.strip()).isoformat()
    except ValueError:
        raise Invalid("not_date") from None


@dataclass(frozen=True, kw_only=True)
class PartialDate(Item):
    """A date known to the year, the month or the day, exactly or about."""

    kind: ClassVar[str] = "partial_date"

    def parse(self, raw: object) -> Stored:
        if not isinstance(raw, Mapping) or not isinstance(raw.get("about", False), bool):
            raise Invalid("not_partial_date")
        text = raw.get("date")
        if not isinstance(text, str) or not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text, re.ASCII):
            raise Invalid("not_partial_date")
        iso_date(text + "-01" * (3 - len(text.split("-"))))
        return {"date": text, "about": bool(raw.get("about", False))}

    def plain(self, value: Stored) -> Plain:
        return str(value["date"])  # type: ignore[call-overload, index]

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.id, "string"), Column(f"{self.id}__about", "boolean"))

    def cells(self, value: Stored) -> tuple[Cell, ...]:
        return (value["date"], int(value["about"]))  # type: ignore[call-overload, index]

    def display(self, value: Stored, language: str) -> str:
        about = {"nb": "omtrent "}.get(language, "about ") if value["about"] else ""  # type: ignore[call-overload, index]
        return f"{about}{self.plain(value)}"


@dataclass(frozen=True, kw_only=True)
class Time(Item):
    """A time of day, HH:MM."""

    kind: ClassVar[str] = "time"

    def parse(self, raw: object) -> Stored:
        if not isinstance(raw, str) or not re.fullmatch(r"\d{2}:\d{2}", raw.strip(), re.ASCII):
            raise Invalid("not_time")
        try:
            return time.fromisoformat(raw.strip()).strftime("%H:%M")
        except ValueError:
            raise Invalid("not_time") from None

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.id, "string"),)

    def cells(self, value: Stored) -> tuple[Cell, ...]:
        return (str(value),)


@dataclass(frozen=True, kw_only=True)
class FreeText(Item):
    """Words typed by the interviewer; exported only to texts.csv."""

    kind: ClassVar[str] = "text"
    max_length: int = MAX_TEXT

    def parse(self, raw: object) -> Stored:
        if not isinstance(raw, str) or not raw.strip():
            raise Invalid("empty")
        if len(raw) > self.max_length:
            raise Invalid("too_long", high=self.max_length)
        return raw


@dataclass(frozen=True, kw_only=True)
class Note(Item):
    """A text to read; it holds no answer."""

    kind: ClassVar[str] = "note"
    stores: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class Calculated(Item):
    """A value that an expression gives; `result` says whether it is a number or a text."""

    kind: ClassVar[str] = "calculate"
    calculation: Tree = field(default_factory=list)
    calculation_source: str = ""
    result: Literal["number", "text"] = "number"

    def parse(self, raw: object) -> Stored:
        raise Invalid("calculated")

    def stored(self, result: Plain) -> Stored:
        """The stored form of what the expression gave: a text, or a number as its shortest exact text."""
        if self.result == "text" or isinstance(result, str):
            return str(result)
        number = float(result)
        return str(int(number)) if number.is_integer() else repr(number)

    def plain(self, value: Stored) -> Plain:
        return float(str(value)) if self.result == "number" else str(value)

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.id, "Float64" if self.result == "number" else "string"),)

    def cells(self, value: Stored) -> tuple[Cell, ...]:
        return (str(value),)


TYPES: Sequence[type[Item]] = (
    SelectOne, SelectMultiple, Rating, Slider, Integer, DecimalNumber, Date, PartialDate, Time, FreeText, Note, Calculated, Hidden,
)  # fmt: skip
