"""queries.csv: one row for each question that a supervisor asked about an answer; its words stay in the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from interview_app.domain.items import Cell
from interview_app.domain.review import Oversight
from interview_app.exports.editions import Batch, Edition
from interview_app.exports.headings import SHORT_KEYS, Heading, instant
from interview_app.exports.tables import Block, by_column, short_keys

if TYPE_CHECKING:
    import pandas as pd

_OWN = (
    Heading("query_id", "string", "The question", "Spørsmålet"),
    Heading("item", "string", "The item that it is about", "Hvilket skjemaspørsmål det gjelder"),
    Heading("state", "string", "open, answered or closed", "open, answered eller closed"),
    Heading("opened_by", "string", "Account code of who asked", "Kontokoden til den som spurte"),
    Heading("opened_at", "time", "When it was asked, UTC", "Når det ble stilt, UTC"),
    Heading("changed_at", "time", "When something was last said to it, UTC", "Når noe sist ble sagt til det, UTC"),
)


@dataclass(frozen=True)
class Queries:
    """The questions in the order in which they were asked."""

    oversight: Mapping[str, Oversight] = field(default_factory=dict)
    layout: str = "queries"
    headings: tuple[Heading, ...] = (*SHORT_KEYS, *_OWN)

    def block(self, batch: Batch) -> Block:
        """One row a question."""
        rows: list[tuple[Cell, ...]] = []
        positions = []
        for position, keys, interview in zip(batch.positions, short_keys(batch), batch.interviews, strict=True):
            for query in self.oversight.get(interview.id, Oversight()).queries.values():
                told = (query.id, query.item, str(query.state), query.opened_by)
                rows.append((*keys, *told, instant(query.opened_at), instant(query.changed_at)))
                positions.append(position)
        return Block(positions, by_column(rows, len(self.headings)))

    def tally(self, edition: Edition, frame: pd.DataFrame) -> Counter[str]:
        """Nothing of what was answered."""
        return Counter()
