"""One instrument version as columns, and a batch of its interviews as lists: how answers become cells, compiled once.

Forty items times a hundred thousand interviews leave some microseconds for each interview, so what an item makes of a
value is asked once for each distinct value, and a batch is walked item by item.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from interview_app.domain.closing import Closing
from interview_app.domain.expression import names
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Interview
from interview_app.domain.items import Calculated, Cell, Column, FreeText, Invalid, Item
from interview_app.domain.missing import Missing

MEMORY = 20_000
"""Distinct values an item remembers the cells of; counts and choices stay far below, long decimals need not be kept."""

Cells = tuple[Cell, ...]
_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A stored answer that its instrument does not know how to read; the other rows are exported all the same."""

    interview_id: str
    item: str
    what: str


class _Memory(dict[Any, Cells]):
    """Value to cells, asking the item on first sight; `unreadable` stands for a value that the item cannot hold."""

    def __init__(self, item: Item, width: int) -> None:
        super().__init__({None: (None,) * width})
        self.item = item
        self.unreadable: Cells = ("unreadable",) * width
        self.met_unreadable = False

    def __missing__(self, value: Any) -> Cells:
        cells = self.of(value)
        if len(self) < MEMORY:
            self[value] = cells
        return cells

    def of(self, value: Any) -> Cells:
        """The cells of a value, also of one that cannot be a key, such as a list."""
        if value is None:
            return self[None]
        try:
            return self.item.cells(value)
        except (Invalid, ValueError, TypeError, LookupError):
            self.met_unreadable = True
            return self.unreadable


class ItemColumns:
    """One item of one version: its value columns, and how a batch fills them."""

    def __init__(self, item: Item, *, wordy: bool) -> None:
        self.item = item
        self.wordy = wordy
        self.columns: tuple[Column, ...] = () if wordy else item.columns()
        self._memory = _Memory(item, len(self.columns))

    def lay(self, batch: Batch) -> list[Sequence[Cell]]:
        """One sequence a value column, and the reasons last."""
        values, reasons = states(self.item, batch)
        if not self.columns:
            return [reasons]
        rows = self._rows(values)
        if self._memory.met_unreadable:
            self._mark(rows, reasons, batch)
        if len(self.columns) == 1:  # the usual case, twice as quick as turning rows
            return [[row[0] for row in rows], reasons]
        return [*zip(*rows, strict=True), reasons]

    def _rows(self, values: list[Any]) -> list[Cells]:
        memory = self._memory
        try:
            return [memory[value] for value in values]
        except TypeError:  # lists and mappings are no keys
            return [memory.of(value) for value in values]

    def _mark(self, rows: list[Cells], reasons: list[str | None], batch: Batch) -> None:
        unreadable, blank = self._memory.unreadable, self._memory[None]
        for place in [place for place, row in enumerate(rows) if row is unreadable]:
            rows[place], reasons[place] = blank, str(Missing.ERROR)
            batch.faults.add(Fault(batch.interviews[place].id, self.item.id, "the stored value does not fit the item"))


@dataclass(frozen=True)
class Edition:
    """One instrument version, ready to be laid out in columns."""

    instrument: Instrument

    @cached_property
    def items(self) -> tuple[ItemColumns, ...]:
        """The items that store something, in questionnaire order."""
        return tuple(ItemColumns(item, wordy=item.id in self.wordy) for item in self.instrument.items if item.stores)

    @cached_property
    def wordy(self) -> frozenset[str]:
        """The items that hold people's words, or a text computed from such: they go to texts.csv only."""
        found: set[str] = set()
        for item in (self.instrument.by_id[key] for key in self.instrument.order or self.instrument.by_id):
            computed = isinstance(item, Calculated) and item.result == "text"
            if isinstance(item, FreeText) or (computed and names(item.calculation) & found):  # type: ignore[attr-defined]
                found.add(item.id)
        return frozenset(found)

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of the items that store something."""
        return frozenset(columns.item.id for columns in self.items)

    @cached_property
    def leads(self) -> frozenset[str]:
        """The first value column of each item: filled exactly when the item holds a value."""
        return frozenset(columns.columns[0].name for columns in self.items if columns.columns)

    @property
    def name(self) -> str:
        """Instrument and version, such as `wrri 1`."""
        return f"{self.instrument.id} {self.instrument.version}"


@dataclass(frozen=True)
class Batch:
    """Interviews held with one edition; `positions` are their places among the rows being written together."""

    edition: Edition
    positions: list[int] = field(default_factory=list)
    interviews: list[Interview] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    faults: set[Fault] = field(default_factory=set)

    def add(self, position: int, interview: Interview, closing: Closing) -> None:
        """Take one more interview."""
        self.positions.append(position)
        self.interviews.append(interview)
        self.closings.append(closing)

    @cached_property
    def answers(self) -> list[Mapping[str, Any]]:
        """The answer slots of each interview, by item."""
        return [interview.document["answers"] for interview in self.interviews]

    @cached_property
    def missing(self) -> list[Mapping[str, str]]:
        """The machine's reasons of each interview, by item."""
        return [closing["missing"] for closing in self.closings]

    @cached_property
    def calculated(self) -> list[Mapping[str, Any]]:
        """The computed values of each interview, by item."""
        return [closing["calculated"] for closing in self.closings]

    def census(self) -> Counter[str]:
        """What the documents hold, counted without regard to columns: values, texts, reasons and scores."""
        counts: Counter[str] = Counter(interviews=len(self.interviews))
        for answers, missing, calculated in zip(self.answers, self.missing, self.calculated, strict=True):
            asked = self.edition.ids - missing.keys()
            held = [key for key, slot in answers.items() if "v" in slot and key in asked]
            held += calculated.keys() & asked
            texts = len(self.edition.wordy.intersection(held))
            counts["texts"] += texts
            counts["values"] += len(held) - texts
            told = [key for key, slot in answers.items() if "m" in slot and key in asked]
            counts["reasons"] += len(missing) + len(told)
        scores = (score for closing in self.closings for score in closing["scores"].values())
        counts["scores"] = sum(score["value"] is not None for score in scores)
        return counts

    def strays(self) -> set[Fault]:
        """Answers to items that the instrument does not have: no column can show them."""
        return {
            Fault(interview.id, item, "the instrument has no such item")
            for interview, answers in zip(self.interviews, self.answers, strict=True)
            for item in answers.keys() - self.edition.ids
        }


def states(item: Item, batch: Batch) -> tuple[list[Any], list[str | None]]:
    """What stands for the item in each interview: values, and reasons; domain.closing.state for a whole batch."""
    machine = [missing.get(item.id) for missing in batch.missing]
    if isinstance(item, Calculated):
        pairs = zip(machine, batch.calculated, strict=True)
        return [None if why else computed.get(item.id) for why, computed in pairs], machine
    slots = [answers.get(item.id, _NOTHING) for answers in batch.answers]
    if not any(machine):
        return [slot.get("v") for slot in slots], [slot.get("m") for slot in slots]
    values = [None if why else slot.get("v") for why, slot in zip(machine, slots, strict=True)]
    return values, [why or slot.get("m") for why, slot in zip(machine, slots, strict=True)]


def taken_over(item: Item, batch: Batch) -> list[str | None]:
    """The earlier interview from which the item's answer was taken over unchanged in each interview, else None."""
    pairs = zip(batch.missing, batch.answers, strict=True)
    return [None if item.id in missing else answers.get(item.id, _NOTHING).get("same") for missing, answers in pairs]


def when(item: Item, batch: Batch) -> list[str | None]:
    """When the server took the item's answer in each interview; None for one that is computed, parked or not given."""
    pairs = zip(batch.missing, batch.answers, strict=True)
    return [None if item.id in missing else answers.get(item.id, _NOTHING).get("t") for missing, answers in pairs]
