"""What every file of rows has in common: its headings, how a batch fills them, and how its cells are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from interview_app.domain.items import Cell
from interview_app.domain.missing import Missing
from interview_app.exports.editions import Batch, Edition
from interview_app.exports.headings import SHORT_KEYS, Heading

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Block:
    """Rows by column, in the order of the table's headings; `positions` tells for each row which interview it is of."""

    positions: Sequence[int]
    columns: Sequence[Sequence[Cell]]


class Listed(Protocol):
    """A file of the package that has columns."""

    @property
    def layout(self) -> str:
        """The file's name without `.csv`."""

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The columns in order."""


class Table(Listed, Protocol):
    """One file of rows that interviews are laid into."""

    def block(self, batch: Batch) -> Block:
        """The rows of a batch."""

    def tally(self, edition: Edition, frame: pd.DataFrame) -> Counter[str]:
        """Those counts of Batch.census() that can be taken from the rows of one edition."""


def by_column(rows: Iterable[tuple[Cell, ...]], width: int) -> list[Sequence[Cell]]:
    """Rows turned into columns; `width` columns also when there is no row."""
    return [*zip(*rows, strict=True)] or [()] * width


def short_keys(batch: Batch) -> list[tuple[Cell, ...]]:
    """The SHORT_KEYS of each interview."""
    return [*zip(*(key.column(batch.interviews) for key in SHORT_KEYS), strict=True)]


def code_of(reason: str | None) -> int | None:
    """The number of a missing reason."""
    return None if reason is None else Missing(reason).code
