"""Takes interviews as they come, lays them into every file through pandas, and counts what goes in and comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
import csv
from dataclasses import dataclass, field
import gc
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self, TextIO

from interview_app.domain.closing import settled
from interview_app.domain.interview import Interview, Unread
from interview_app.domain.routing import Surroundings
from interview_app.exports.census import Census
from interview_app.exports.editions import Batch, Edition
from interview_app.exports.errors import InstrumentUnknown
from interview_app.exports.tables import Block, Table

if TYPE_CHECKING:
    import pandas as pd

BATCH = 50
"""Interviews whose documents are in memory together: so few that they are laid out while the processor has them at
hand (with 500 the same work takes a quarter longer)."""

FRAME = 2000
"""Interviews whose cells make one frame: so many that what pandas takes for each frame does not count."""

_QUOTING: Mapping[bool, Literal[0, 1]] = {False: csv.QUOTE_MINIMAL, True: csv.QUOTE_ALL}
"""Words stand in quotes throughout: a lone carriage return in them would end the line."""

EditionKey = tuple[str, int]


@dataclass(frozen=True)
class Layer:
    """Lays interviews into tables; `editions` are keyed by instrument id and version."""

    editions: Mapping[EditionKey, Edition]
    tables: Sequence[Table]
    surroundings: Surroundings
    census: Census = field(default_factory=Census)

    def write(self, interviews: Iterable[Interview | Unread], folder: Path) -> None:
        """Write every table's file into the folder."""
        with ExitStack() as stack:
            stack.enter_context(_frozen())
            sheets = [stack.enter_context(Sheet(table, folder, self.census)) for table in self.tables]
            for batch in self._batches(self.census.readable(interviews)):
                self.census.take(batch)
                for sheet in sheets:
                    sheet.take(batch)
                self.census.note(batch.faults)

    def _batches(self, interviews: Iterable[Interview]) -> Iterator[Batch]:
        rest = enumerate(interviews)
        while some := list(islice(rest, BATCH)):
            batches: dict[str, Batch] = {}
            for position, interview in some:
                batch = batches.get(interview.instrument_hash)
                if batch is None:
                    batch = batches[interview.instrument_hash] = Batch(self._edition(interview))
                batch.add(position, interview, settled(batch.edition.instrument, interview, self.surroundings))
            yield from batches.values()

    def _edition(self, interview: Interview) -> Edition:
        edition = self.editions.get((interview.instrument, interview.instrument_version))
        if edition is None or edition.instrument.hash != interview.instrument_hash:
            raise InstrumentUnknown(
                f"Interview {interview.id} was held with {interview.instrument} version {interview.instrument_version} "
                f"(hash {interview.instrument_hash[:12]}), which is not among the instruments at hand.",
                "Put the published file of that version back.",
            )
        return edition


@contextmanager
def _frozen() -> Iterator[None]:
    """Spare the garbage collector what is there already: it would look through all of pandas again for every thousand
    documents or so, a sixth of the whole time."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


class Sheet:
    """The file of one table being written: cells wait until they make a frame."""

    def __init__(self, table: Table, folder: Path, census: Census) -> None:
        self._table = table
        self._census = census
        self._file: TextIO = (folder / f"{table.layout}.csv").open("w", encoding="utf-8", newline="")
        self._file.write(",".join(heading.name for heading in table.headings) + "\n")
        self._waiting: dict[str, tuple[Edition, list[Block]]] = {}
        self._interviews = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        with self._file:
            if kind is None:
                self._flush()

    def take(self, batch: Batch) -> None:
        """Lay a batch into the table."""
        _, blocks = self._waiting.setdefault(batch.edition.name, (batch.edition, []))
        blocks.append(self._table.block(batch))
        self._interviews += len(batch.interviews)
        if self._interviews >= FRAME:
            self._flush()

    def _flush(self) -> None:
        import pandas as pd

        frames = [self._counted(edition, blocks) for edition, blocks in self._waiting.values()]
        self._waiting.clear()
        self._interviews = 0
        if frames:
            together = frames[0] if len(frames) == 1 else pd.concat(frames).sort_index(kind="stable")
            quoting = _QUOTING[self._table.layout == "texts"]
            together.to_csv(self._file, index=False, header=False, lineterminator="\n", quoting=quoting)

    def _counted(self, edition: Edition, blocks: Sequence[Block]) -> pd.DataFrame:
        frame = self._frame(blocks)
        self._census.lay(self._table.layout, self._table.tally(edition, frame), len(frame))
        return frame

    def _frame(self, blocks: Sequence[Block]) -> pd.DataFrame:
        import pandas as pd

        columns = {
            heading.name: list(chain.from_iterable(block.columns[place] for block in blocks))
            for place, heading in enumerate(self._table.headings)
        }
        positions = list(chain.from_iterable(block.positions for block in blocks))
        return pd.DataFrame(columns, index=positions, dtype="object")
