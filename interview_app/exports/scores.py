"""scores.csv: one row for each score of each interview, with how it was formed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interview_app.domain.instrument import Scale
from interview_app.domain.items import Cell
from interview_app.exports.editions import Batch, Edition
from interview_app.exports.headings import SHORT_KEYS, Heading
from interview_app.exports.tables import Block, by_column, code_of, short_keys

if TYPE_CHECKING:
    import pandas as pd

_OWN = (
    Heading("score", "string", "Score", "Skår"),
    Heading("value", "Float64", "The score, in full precision", "Skåren, med full presisjon"),
    Heading("n_items", "Int64", "Items the score is formed of; empty for a flag", "Antall spørsmål i skåren"),
    Heading("n_valid", "Int64", "Items that hold a value", "Antall spørsmål med verdi"),
    Heading("prorated", "boolean", "1: formed of fewer than all items", "1: færre enn alle spørsmål"),
    Heading("missing", "string", "Why there is no score", "Hvorfor skåren mangler"),
    Heading("missing_code", "Int64", "The reason as a number", "Årsaken som tall"),
    Heading("rule", "string", "The formula, as the instrument states it", "Formelen slik instrumentet oppgir den"),
)


@dataclass(frozen=True)
class Scores:
    """The scores of the interview's own version, in the instrument's order."""

    layout: str = "scores"
    headings: tuple[Heading, ...] = (*SHORT_KEYS, *_OWN)

    def block(self, batch: Batch) -> Block:
        """One row a score."""
        scales = batch.edition.instrument.scales
        rows = [
            (*keys, *_cells(scale, closing["scores"][scale.id]))
            for keys, closing in zip(short_keys(batch), batch.closings, strict=True)
            for scale in scales
        ]
        positions = [position for position in batch.positions for _ in scales]
        return Block(positions, by_column(rows, len(self.headings)))

    def tally(self, edition: Edition, frame: pd.DataFrame) -> Counter[str]:
        """The scores that could be formed."""
        return Counter(scores=int(frame["value"].notna().sum()))


def _cells(scale: Scale, score: dict[str, Cell]) -> tuple[Cell, ...]:
    why, prorated = score["missing"], score["prorated"]
    return (
        scale.id,
        score["value"],
        len(scale.items) or None,
        score["n"],
        None if prorated is None else int(prorated),
        why,
        code_of(None if why is None else str(why)),
        scale.formula_source,
    )
