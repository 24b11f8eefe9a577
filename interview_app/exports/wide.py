"""wide.csv: one row an interview, the keys, then each item with its missing reason, then each score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from interview_app.domain.instrument import Scale
from interview_app.domain.items import Cell
from interview_app.domain.missing import Missing
from interview_app.exports.editions import Batch, Edition, ItemColumns
from interview_app.exports.headings import KEYS, Heading, HeadingType, merged, widest
from interview_app.exports.tables import Block

if TYPE_CHECKING:
    import pandas as pd


def miss(name: str) -> str:
    """The column that says why `name` is empty."""
    return f"{name}__miss"


def item_headings(columns: ItemColumns) -> tuple[Heading, ...]:
    """The item's value columns and its reason."""
    values = tuple(Heading(column.name, column.dtype) for column in columns.columns)
    return (*values, Heading(miss(columns.item.id), "string"))


def score_headings(scale: Scale) -> tuple[Heading, ...]:
    """The score, how many items it counts, whether it is prorated (not for a flag), and its reason."""
    reason = Heading(miss(scale.id), "string")
    if scale.kind == "flag":
        return (Heading(scale.id, "Int64"), reason)
    counted = (Heading(f"{scale.id}_n", "Int64"), Heading(f"{scale.id}_prorated", "boolean"))
    return (Heading(scale.id, "Float64"), *counted, reason)


def _score_columns(scale: Scale, batch: Batch) -> list[Sequence[Cell]]:
    scores = [closing["scores"][scale.id] for closing in batch.closings]
    values, reasons = [score["value"] for score in scores], [score["missing"] for score in scores]
    if scale.kind == "flag":
        return [values, reasons]
    prorated = [None if score["prorated"] is None else int(score["prorated"]) for score in scores]
    return [values, [score["n"] for score in scores], prorated, reasons]


@dataclass(frozen=True)
class Wide:
    """The union of the editions' columns; what an interview's own edition lacks is `not_in_version`."""

    editions: Sequence[Edition]
    layout: str = "wide"

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """Keys, items in questionnaire order, scores."""
        items = _union([_grouped_items(edition) for edition in self.editions])
        scores = _union([_grouped_scores(edition) for edition in self.editions])
        return (*KEYS, *items, *scores)

    def block(self, batch: Batch) -> Block:
        """One row an interview."""
        count = len(batch.interviews)
        own = _own(batch)
        keys: list[Sequence[Cell]] = [key.column(batch.interviews) for key in KEYS]
        blank: Sequence[Cell] = [None] * count
        unknown: Sequence[Cell] = [str(Missing.NOT_IN_VERSION)] * count
        rest = [
            own.get(heading.name) or (unknown if heading.name.endswith("__miss") else blank)
            for heading in self.headings[len(KEYS) :]
        ]
        return Block(batch.positions, [*keys, *rest])

    def tally(self, edition: Edition, frame: pd.DataFrame) -> Counter[str]:
        """Interviews, values, reasons and scores, counted in the cells."""
        reasons = [miss(columns.item.id) for columns in edition.items]
        scores = [scale.id for scale in edition.instrument.scales]
        return Counter(
            interviews=len(frame),
            values=_filled(frame, sorted(edition.leads)),
            reasons=_filled(frame, reasons),
            scores=_filled(frame, scores),
        )


def _filled(frame: pd.DataFrame, names: list[str]) -> int:
    return int(frame[names].notna().to_numpy().sum())


def _own(batch: Batch) -> dict[str, Sequence[Cell]]:
    found: dict[str, Sequence[Cell]] = {}
    for columns in batch.edition.items:
        found |= zip((heading.name for heading in item_headings(columns)), columns.lay(batch), strict=True)
    for scale in batch.edition.instrument.scales:
        found |= zip((heading.name for heading in score_headings(scale)), _score_columns(scale, batch), strict=True)
    return found


Grouped = dict[str, tuple[Heading, ...]]


def _grouped_items(edition: Edition) -> Grouped:
    return {columns.item.id: item_headings(columns) for columns in edition.items}


def _grouped_scores(edition: Edition) -> Grouped:
    return {scale.id: score_headings(scale) for scale in edition.instrument.scales}


def _union(editions: list[Grouped]) -> tuple[Heading, ...]:
    newest_first = editions[::-1]
    ids = merged([list(groups) for groups in newest_first])
    return tuple(
        heading for key in ids for heading in _joined([groups[key] for groups in newest_first if key in groups])
    )


def _joined(groups: list[tuple[Heading, ...]]) -> tuple[Heading, ...]:
    dtypes: dict[str, list[HeadingType]] = {}
    for group in groups:
        for heading in group:
            dtypes.setdefault(heading.name, []).append(heading.dtype)
    values = merged([[heading.name for heading in group[:-1]] for group in groups])
    return tuple(Heading(name, widest(dtypes[name])) for name in (*values, groups[0][-1].name))
