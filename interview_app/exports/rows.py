"""Takes interviews in chunks, lays them into every file through pandas, and counts what went in and what came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
import csv
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

from interview_app.domain.closing import settled
from interview_app.domain.interview import Interview
from interview_app.domain.routing import Surroundings
from interview_app.exports.editions import Batch, Edition, Fault
from interview_app.exports.errors import CountsDiffer, InstrumentUnknown
from interview_app.exports.tables import Block, Table

if TYPE_CHECKING:
    import pandas as pd

CHUNK = 500
"""Interviews laid out together: enough for pandas to be quick; with 5,000 it takes half as long again and more memory."""

_QUOTING: Mapping[bool, Literal[0, 1]] = {False: csv.QUOTE_MINIMAL, True: csv.QUOTE_ALL}
"""Words stand in quotes throughout: a lone carriage return in them would end the line."""


@dataclass
class Census:
    """What was read and what was written, counted apart; they must agree before anything is published."""

    read: Counter[str] = field(default_factory=Counter)
    written: dict[str, Counter[str]] = field(default_factory=dict)
    rows: Counter[str] = field(default_factory=Counter)
    faults: set[Fault] = field(default_factory=set)
    unreadable: int = 0
    participants: set[str] = field(default_factory=set)
    used: Counter[str] = field(default_factory=Counter)

    def take(self, batch: Batch) -> None:
        """Count what a batch holds."""
        self.read += batch.census()
        self.faults |= batch.strays()
        self.participants |= {interview.participant_id for interview in batch.interviews}
        self.used[batch.edition.name] += len(batch.interviews)

    def note(self, faults: Iterable[Fault]) -> None:
        """Keep the values that could not be read; they are exported as `error`."""
        unreadable = set(faults)
        self.unreadable += len(unreadable)
        self.faults |= unreadable

    def lay(self, layout: str, counts: Counter[str], rows: int) -> None:
        """Count what a file has been given."""
        self.written.setdefault(layout, Counter()).update(counts)
        self.rows[layout] += rows

    def check(self, expected: int | None) -> None:
        """Raise CountsDiffer where a file, or the export as a whole, does not hold what was read."""
        if expected not in (None, self.read["interviews"]):
            raise self._differ("interviews", "the store", expected or 0, self.read["interviews"])
        for layout, counts in self.written.items():
            for what, count in counts.items():
                unreadable = {"values": -self.unreadable, "reasons": self.unreadable}.get(what, 0)
                if count != self.read[what] + unreadable:
                    raise self._differ(what, f"{layout}.csv", self.read[what] + unreadable, count)

    def _differ(self, what: str, where: str, expected: int, found: int) -> CountsDiffer:
        return CountsDiffer(
            f"{where} does not agree with the answers: {expected} {what} were to be exported, {found} were found.",
            "Nothing was published. Run `interview-app verify`, then export again.",
        )


@dataclass(frozen=True)
class Layer:
    """Lays interviews into tables; `editions` are keyed by instrument id and version."""

    editions: Mapping[tuple[str, int], Edition]
    tables: Sequence[Table]
    surroundings: Surroundings
    census: Census = field(default_factory=Census)

    def write(self, interviews: Iterable[Interview], folder: Path) -> None:
        """Write every table's file into the folder."""
        with ExitStack() as stack:
            files = [stack.enter_context(_opened(table, folder)) for table in self.tables]
            for batches in self._chunks(interviews):
                for table, file in zip(self.tables, files, strict=True):
                    self._append(table, batches, file)
                self.census.note(fault for batch in batches for fault in batch.faults)

    def _chunks(self, interviews: Iterable[Interview]) -> Iterator[list[Batch]]:
        rest = iter(interviews)
        while chunk := list(islice(rest, CHUNK)):
            batches: dict[tuple[str, int], Batch] = {}
            for position, interview in enumerate(chunk):
                edition = self._edition(interview)
                batch = batches.setdefault((interview.instrument, interview.instrument_version), Batch(edition))
                batch.add(position, interview, settled(edition.instrument, interview, self.surroundings))
            for batch in batches.values():
                self.census.take(batch)
            yield list(batches.values())

    def _edition(self, interview: Interview) -> Edition:
        edition = self.editions.get((interview.instrument, interview.instrument_version))
        if edition is None or edition.instrument.hash != interview.instrument_hash:
            raise InstrumentUnknown(
                f"Interview {interview.id} was held with {interview.instrument} version {interview.instrument_version} "
                f"(hash {interview.instrument_hash[:12]}), which is not among the instruments at hand.",
                "Put the published file of that version back.",
            )
        return edition

    def _append(self, table: Table, batches: list[Batch], file: TextIO) -> None:
        import pandas as pd

        frames = []
        for batch in batches:
            frame = _frame(table, table.block(batch))
            self.census.lay(table.layout, table.tally(batch.edition, frame), len(frame))
            frames.append(frame)
        together = frames[0] if len(frames) == 1 else pd.concat(frames).sort_index(kind="stable")
        together.to_csv(file, index=False, header=False, lineterminator="\n", quoting=_QUOTING[table.layout == "texts"])


def _opened(table: Table, folder: Path) -> TextIO:
    file = (folder / f"{table.layout}.csv").open("w", encoding="utf-8", newline="")
    file.write(",".join(heading.name for heading in table.headings) + "\n")
    return file


def _frame(table: Table, block: Block) -> pd.DataFrame:
    import pandas as pd

    columns = zip((heading.name for heading in table.headings), block.columns, strict=True)
    return pd.DataFrame(dict(columns), index=list(block.positions), dtype="object")
