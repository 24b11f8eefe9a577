"""texts.csv: people's words, for those who may read them: text answers, side notes, reasons of confirmations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from interview_app.domain.document import confirmation_of, note_of
from interview_app.domain.interview import Interview
from interview_app.domain.items import Cell
from interview_app.exports.editions import Batch, Edition, states, when
from interview_app.exports.headings import SHORT_KEYS, Heading, instant
from interview_app.exports.tables import Block, by_column, short_keys

if TYPE_CHECKING:
    import pandas as pd

_OWN = (
    Heading("kind", "string", "answer, note, outside or confirmation", "answer, note, outside eller confirmation"),
    Heading("item", "string", "Item", "Spørsmål"),
    Heading("language", "string", "Language of the interview", "Intervjuets språk"),
    Heading("text", "string", "The words, exactly as typed", "Ordene, nøyaktig slik de ble skrevet"),
    Heading("written_at", "time", "When the server took them, UTC", "Når tjeneren tok imot dem, UTC"),
)


@dataclass(frozen=True)
class Texts:
    """Answers in questionnaire order, then notes and confirmations."""

    layout: str = "texts"
    headings: tuple[Heading, ...] = (*SHORT_KEYS, *_OWN)

    def block(self, batch: Batch) -> Block:
        """One row a text."""
        rows: list[tuple[Cell, ...]] = []
        positions = []
        for position, keys, interview, said in zip(
            batch.positions, short_keys(batch), batch.interviews, _answers(batch), strict=True
        ):
            for kind, item, text, at in (*said, *_asides(interview)):
                rows.append((*keys, kind, item, interview.language, text, at))
                positions.append(position)
        return Block(positions, by_column(rows, len(self.headings)))

    def tally(self, edition: Edition, frame: pd.DataFrame) -> Counter[str]:
        """The text answers."""
        return Counter(texts=int((frame["kind"] == "answer").sum()))


_Row = tuple[str, str | None, Any, str | None]


def _answers(batch: Batch) -> list[list[_Row]]:
    found: list[list[_Row]] = [[] for _ in batch.interviews]
    for columns in batch.edition.items:
        if columns.wordy:
            item = columns.item
            for row, value, at in zip(found, states(item, batch)[0], when(item, batch), strict=True):
                if value is not None:
                    row.append(("answer", item.id, value, at))
    return found


def _asides(interview: Interview) -> Iterator[_Row]:
    for item, slot in sorted(interview.document["notes"].items()):
        if text := note_of(interview.document, item):
            yield ("note", item, text, slot.get("t"))
    if why := interview.document.get("begun", {}).get("outside_reason"):
        yield ("outside", None, why, instant(interview.started_at))
    for item, slot in sorted(interview.document["confirms"].items()):
        if why := confirmation_of(interview.document, item):
            yield ("confirmation", item, why, slot.get("t"))
