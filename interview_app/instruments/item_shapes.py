"""The shape of an item in an instrument file: what all types share, and the keys that each type adds."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from interview_app.domain.items import BY_KIND, MAX_TEXT
from interview_app.instruments.shapes import BOTH, CheckEntry, Entry, Form, Id, Whole, Words


class ItemEntry(Entry):
    """What every item may say; the types below add their own keys."""

    needs: ClassVar[tuple[str, ...]] = ("id", "section")
    texts: ClassVar[tuple[str, ...]] = ("short", "label", "hint", "guidance_hint")
    needs_texts: ClassVar[tuple[str, ...]] = ("label",)
    id: Id = ""
    section: str = ""
    type: str = ""
    forms: list[Form] = BOTH
    required: bool = False
    gate: bool = False
    core: bool = False
    critical: bool = False
    sensitive: bool = False
    role: Literal["read", "instr"] = "read"
    relevant: str = ""
    constraint: str = ""
    constraint_message: str = ""
    hard: list[CheckEntry] = Field(default_factory=list)
    soft: list[CheckEntry] = Field(default_factory=list)
    missing: list[str] = Field(default_factory=list)
    options: Literal["read", "steps", "hidden"] = "hidden"
    probes: list[str] = Field(default_factory=list)
    appearance: str = ""
    short: Words = Field(default_factory=dict)
    label: Words = Field(default_factory=dict)
    hint: Words = Field(default_factory=dict)
    guidance_hint: Words = Field(default_factory=dict)

    def own(self) -> dict[str, Any]:
        """What the item's type adds to the domain's item."""
        return {}


class ListEntry(ItemEntry):
    """An item that is answered from a list."""

    needs: ClassVar[tuple[str, ...]] = (*ItemEntry.needs, "list")
    list_name: str = Field("", alias="list")

    def own(self) -> dict[str, Any]:
        return {"list_name": self.list_name}


class HiddenEntry(ListEntry):
    """A choice that the application makes."""

    needs_texts: ClassVar[tuple[str, ...]] = ()


class IntegerEntry(ItemEntry):
    """A whole number."""

    texts: ClassVar[tuple[str, ...]] = (*ItemEntry.texts, "unit")
    low: Whole | None = Field(None, alias="min")
    high: Whole | None = Field(None, alias="max")
    range_message: str = ""
    unit: Words = Field(default_factory=dict)

    def own(self) -> dict[str, Any]:
        return {"low": self.low, "high": self.high, "range_message": self.range_message, "unit": self.unit}


class Ends(Entry):
    """The words at the two ends of a slider."""

    texts: ClassVar[tuple[str, ...]] = ("low", "high")
    needs_texts: ClassVar[tuple[str, ...]] = ("low", "high")
    low: Words
    high: Words


class SliderEntry(IntegerEntry):
    """A slider."""

    low: Annotated[int, Field(ge=0, le=100)] = Field(0, alias="min")
    high: Annotated[int, Field(ge=0, le=100)] = Field(100, alias="max")
    anchors: Ends | None = None

    def own(self) -> dict[str, Any]:
        ends = {} if self.anchors is None else {"anchors": (self.anchors.low, self.anchors.high)}
        return super().own() | ends


class DecimalEntry(IntegerEntry):
    """A decimal number."""

    low: Whole | float | None = Field(None, alias="min")  # type: ignore[assignment]
    high: Whole | float | None = Field(None, alias="max")  # type: ignore[assignment]

    def own(self) -> dict[str, Any]:
        limits = {key: None if limit is None else Decimal(repr(limit)) for key, limit in self._limits()}
        return super().own() | limits

    def _limits(self) -> tuple[tuple[str, float | None], ...]:
        return (("low", self.low), ("high", self.high))


class TextEntry(ItemEntry):
    """A text."""

    max_length: Annotated[int, Field(ge=1, le=MAX_TEXT)] = MAX_TEXT

    def own(self) -> dict[str, Any]:
        return {"max_length": self.max_length}


class CalculatedEntry(ItemEntry):
    """A calculated value."""

    needs: ClassVar[tuple[str, ...]] = (*ItemEntry.needs, "calculation")
    needs_texts: ClassVar[tuple[str, ...]] = ()
    calculation: str = ""
    result: Literal["number", "text"] = "number"

    def own(self) -> dict[str, Any]:
        return {"calculation_source": self.calculation, "result": self.result}


ITEM_ENTRIES: dict[str, type[ItemEntry]] = dict.fromkeys(BY_KIND, ItemEntry) | {
    "select_one": ListEntry,
    "select_multiple": ListEntry,
    "rating": ListEntry,
    "hidden": HiddenEntry,
    "integer": IntegerEntry,
    "slider": SliderEntry,
    "decimal": DecimalEntry,
    "text": TextEntry,
    "calculate": CalculatedEntry,
}
