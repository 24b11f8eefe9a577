"""long.csv: one row for each value column of each item of each interview, with its label and its missing reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interview_app.domain.items import Cell, ChoiceItem, Column, Item, say
from interview_app.exports.editions import Batch, Edition, ItemColumns, taken_over, when
from interview_app.exports.headings import SHORT_KEYS, Heading
from interview_app.exports.tables import Block, by_column, code_of, short_keys

if TYPE_CHECKING:
    import pandas as pd

_OWN = (
    Heading("item", "string", "Item", "Spørsmål"),
    Heading("column", "string", "The column of wide.csv with this value", "Kolonnen i wide.csv med denne verdien"),
    Heading("value", "string", "The value, as in wide.csv", "Verdien, som i wide.csv"),
    Heading("label", "string", "The chosen option in words", "Det valgte alternativet i ord"),
    Heading("missing", "string", "Why there is no value", "Hvorfor verdien mangler"),
    Heading("missing_code", "Int64", "The reason as a number", "Årsaken som tall"),
    Heading("answered_at", "time", "When the server took the answer, UTC", "Når tjeneren tok imot svaret, UTC"),
    Heading(
        "same_as",
        "string",
        "The interview whose answer was taken over unchanged",
        "Intervjuet svaret ble hentet uendret fra",
    ),
)
_Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Long:
    """The items of the interview's own version; `language` is that of the labels."""

    language: str
    layout: str = "long"
    headings: tuple[Heading, ...] = (*SHORT_KEYS, *_OWN)

    def block(self, batch: Batch) -> Block:
        """The rows of each interview in questionnaire order."""
        lanes = [lane for columns in batch.edition.items for lane in self._lanes(columns, batch)]
        answers = zip(*lanes, strict=True)
        rows = [(*key, *cells) for key, every in zip(short_keys(batch), answers, strict=True) for cells in every]
        positions = [position for position in batch.positions for _ in lanes]
        return Block(positions, by_column(rows, len(self.headings)))

    def tally(self, edition: Edition, frame: pd.DataFrame) -> Counter[str]:
        """Values and reasons, counted once an item."""
        lead = frame["column"].isin([*edition.leads, *edition.wordy])
        values, reasons = (int(frame.loc[lead, name].notna().sum()) for name in ("value", "missing"))
        return Counter(values=values, reasons=reasons)

    def _lanes(self, columns: ItemColumns, batch: Batch) -> Iterator[list[_Row]]:
        *values, reasons = columns.lay(batch)
        times, earlier = when(columns.item, batch), taken_over(columns.item, batch)
        told = [(why, code_of(str(why)) if why else None) for why in reasons]
        named = columns.columns or (Column(columns.item.id, "string"),)
        for column, cells in zip(named, values or [[None] * len(reasons)], strict=True):
            labels = _labels(columns.item, column, self.language)
            yield [
                (columns.item.id, column.name, cell, labels.get(cell), *why, at, same)
                for cell, why, at, same in zip(cells, told, times, earlier, strict=True)
            ]


def _labels(item: Item, column: Column, language: str) -> dict[Cell, str]:
    if column.choice is not None:
        return {1: say(column.choice.label, language)}
    choices = item.choices if isinstance(item, ChoiceItem) else ()
    return {choice.code: say(choice.label, language) for choice in choices}
