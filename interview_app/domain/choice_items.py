"""The item types that are answered by choosing from a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from interview_app.domain.item import Cell, Choice, Column, Invalid, Item, Plain, Stored, say


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
    scored: ClassVar[bool] = True
    lasts: ClassVar[bool] = True

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
    lasts: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class SelectMultiple(ChoiceItem):
    """Multiple choice: stores the chosen names in the list's order, exports one 0/1 column an option."""

    kind: ClassVar[str] = "select_multiple"
    lasts: ClassVar[bool] = True

    def parse(self, raw: object) -> Stored:
        if not isinstance(raw, (list, tuple)) or not raw or not all(isinstance(name, str) for name in raw):
            raise Invalid("no_choice")
        chosen = {self.choice(name).name for name in raw}
        return [choice.name for choice in self.choices if choice.name in chosen]

    def plain(self, value: Stored) -> Plain:
        return " ".join(value)  # type: ignore[arg-type]

    def columns(self) -> tuple[Column, ...]:
        return tuple(Column(f"{self.id}__{choice.name}", "boolean", choice) for choice in self.choices)

    def cells(self, value: Stored) -> tuple[Cell, ...]:
        chosen = {self.choice(name).name for name in value}  # type: ignore[union-attr]
        return tuple(int(choice.name in chosen) for choice in self.choices)

    def display(self, value: Stored, language: str) -> str:
        return "; ".join(say(self.choice(name).label, language) for name in value)  # type: ignore[union-attr]
