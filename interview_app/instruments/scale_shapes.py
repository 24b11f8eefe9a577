"""The shape of a scale in an instrument file, by its kind."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from interview_app.instruments.shapes import Entry, Id, Words


class ReliabilityEntry(Entry):
    """How reliable a scale is, and where that was published."""

    coefficient: Annotated[float, Field(gt=0, lt=1)]
    sd: Annotated[float, Field(gt=0)]
    source: Words


class ScaleEntry(Entry):
    """What every scale says; `range` is the smallest and the largest value it can take."""

    needs: ClassVar[tuple[str, ...]] = ("id", "formula")
    texts: ClassVar[tuple[str, ...]] = ("label",)
    needs_texts: ClassVar[tuple[str, ...]] = ("label",)
    id: Id = ""
    kind: str = ""
    label: Words = Field(default_factory=dict)
    formula: str = ""
    range: list[float] = Field(default_factory=lambda: [0.0, 100.0], min_length=2, max_length=2)


class SumEntry(ScaleEntry):
    """A scale over items, or the total over scales."""

    needs: ClassVar[tuple[str, ...]] = (*ScaleEntry.needs, "items", "min_valid")
    items: list[str] = Field(default_factory=list)
    min_valid: int = 1
    requires: list[str] = Field(default_factory=list)
    reliability: ReliabilityEntry | None = None


class BlockEntry(Entry):
    """The items of one scale with the item that says how sure the informant was."""

    scale: str
    confidence: str


class SensitivityEntry(ScaleEntry):
    """A total over the blocks that were answered with confidence."""

    needs: ClassVar[tuple[str, ...]] = (*ScaleEntry.needs, "blocks", "min_confidence", "min_blocks", "min_share")
    blocks: list[BlockEntry] = Field(default_factory=list)
    min_confidence: int = 0
    min_blocks: int = 1
    min_share: Annotated[float, Field(gt=0, le=1)] = 1.0


SCALE_ENTRIES: dict[str, type[ScaleEntry]] = {
    "scale": SumEntry,
    "total": SumEntry,
    "sensitivity": SensitivityEntry,
    "flag": ScaleEntry,
}
