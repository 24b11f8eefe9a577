"""What every item of an instrument is, and the terms its types share: texts, choices, checks, columns and refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from interview_app.domain.missing import Missing

Text = Mapping[str, str]
Tree = list[Any]
Stored = str | int | list[str] | dict[str, Any]
Plain = str | int | float | bool
Cell = str | int | float | bool | None
Dtype = Literal["Int64", "Float64", "boolean", "string", "date"]


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
    """What every item has; its types add what they accept."""

    kind: ClassVar[str] = ""
    stores: ClassVar[bool] = True
    scored: ClassVar[bool] = False
    """True when a scale can add the type's values up."""
    lasts: ClassVar[bool] = False
    """True when an answer of the type can still be true at the next interview, so that "no change" makes sense."""
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
        """The stored form of whatever a form post or an operation sent; raises Invalid, never anything else."""
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
