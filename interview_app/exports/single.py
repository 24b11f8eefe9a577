"""The rows of one interview as CSV, cell for cell those of an export; made without pandas, for a page to take along."""

from __future__ import annotations

from collections.abc import Mapping
import csv
import io
from typing import Any

from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Interview
from interview_app.exports.editions import Batch, Edition
from interview_app.exports.long import Long
from interview_app.exports.scores import Scores
from interview_app.exports.tables import Table


def rows_of(
    interview: Interview, instrument: Instrument, closing: Mapping[str, Any], language: str
) -> dict[str, bytes]:
    """long.csv and scores.csv of this interview alone, by name; `closing` is what domain.closing.settled gives.

    What was said in words is not among them, as in an export.
    """
    batch = Batch(Edition(instrument))
    batch.add(0, interview, dict(closing))
    return {f"{table.layout}.csv": _written(table, batch) for table in (Long(language), Scores())}


def _written(table: Table, batch: Batch) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(heading.name for heading in table.headings)
    writer.writerows(zip(*table.block(batch).columns, strict=True))
    return file.getvalue().encode()
