"""What stands in a study's report before it is laid out: sections of tables and drawings, all in words already.

Paper and screen show the same sheet, so that no number can differ between them.
"""

from __future__ import annotations

import csv
import io
from itertools import accumulate
from typing import Any, NamedTuple

from markupsafe import Markup


class Table(NamedTuple):
    """Rows of texts under heads; the first cell of a row names it."""

    key: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    groups: tuple[tuple[str, int], ...] = ()
    """What stands over the heads, and over how many of them."""
    shades: tuple[tuple[int, ...], ...] = ()
    """How dark each cell after a row's first is, 0 to 5, where the table is a heat map."""
    notes: tuple[str, ...] = ()
    wordy: frozenset[int] = frozenset()
    """The columns after the first that hold words, not numbers."""

    @property
    def starts(self) -> frozenset[int]:
        """The columns with which a group begins, save the first two."""
        ends = list(accumulate(span for _, span in self.groups))
        return frozenset(ends[1:-1])


class Drawing(NamedTuple):
    """A chart of numbers that stand in a table of the same section."""

    svg: Markup
    caption: str = ""
    is_half: bool = False
    """True where two stand beside each other on paper."""


class Section(NamedTuple):
    """Tables and drawings under a heading."""

    key: str
    title: str
    parts: tuple[Table | Drawing, ...]
    notes: tuple[str, ...] = ()

    @property
    def tables(self) -> list[Table]:
        """Its tables."""
        return [part for part in self.parts if isinstance(part, Table)]


class Sheet(NamedTuple):
    """A whole report."""

    code: str
    title: str
    study: str
    lead: tuple[str, ...]
    verdict: tuple[str, ...]
    """Two sentences."""
    sections: tuple[Section, ...]
    method: tuple[str, ...]
    notices: tuple[str, ...]
    attribution: str
    language: str
    synthetic: bool
    caution: str = ""
    """What stands on every page of a report that is not to be handed on."""

    def told(self) -> dict[str, Any]:
        """Everything that it says in texts and numbers, for its hash."""
        tables = {table.key: [table.heads, *table.rows] for section in self.sections for table in section.tables}
        return {"code": self.code, "lead": self.lead, "verdict": self.verdict, "tables": tables}

    def data(self) -> bytes:
        """Its tables as one CSV: a row a cell, in UTF-8."""
        written = io.StringIO()
        rows = csv.writer(written, lineterminator="\r\n")
        rows.writerow(("table", "row", "group", "column", "value"))
        for section in self.sections:
            for table in section.tables:
                rows.writerows(_cells(table))
        return written.getvalue().encode()


def _cells(table: Table) -> list[tuple[str, str, str, str, str]]:
    groups = [label for label, span in table.groups for _ in range(span)] or [""] * len(table.heads)
    return [
        (table.key, row[0], group, head, value)
        for row in table.rows
        for group, head, value in list(zip(groups, table.heads, row, strict=True))[1:]
    ]
