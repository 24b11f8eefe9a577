"""One axis of time for charts that stand over each other, in days; and labels that do not run into each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from interview_app.reports.charts.ink import LINE, brief

STEPS = (7, 14, 28, 56, 84, 168, 364, 728, 1456, 3640)
MOST_TICKS = 13
SIZE = 2.2
"""Of small type, in millimetres."""


class Axis(NamedTuple):
    """Days from `first` to `last`, drawn from `left` over a `width`, all but the days in millimetres."""

    first: int
    last: int
    left: float
    width: float

    def x(self, day: float) -> float:
        """Where a day lies."""
        return round(self.left + self.width * (day - self.first) / max(1, self.last - self.first), 2)

    @property
    def right(self) -> float:
        """Where the axis ends."""
        return self.left + self.width

    def ticks(self, most: int = MOST_TICKS) -> list[int]:
        """The days that carry a number: whole steps of weeks, so many at most."""
        step = next((step for step in STEPS if (self.last - self.first) / step < most), STEPS[-1])
        return list(range(-(-self.first // step) * step, self.last + 1, step))

    def grid(self, top: float, bottom: float) -> str:
        """A thin line at each tick."""
        lines = "".join(f"M{self.x(day):g} {top:g}V{bottom:g}" for day in self.ticks())
        return f'<path fill="none" stroke="{LINE}" stroke-width=".15" d="{lines}"/>'

    def numbers(self, y: float, most: int = MOST_TICKS, size: float = SIZE) -> str:
        """The number of each tick."""
        return "".join(brief(self.x(day), y, f"{day:g}", size=size) for day in self.ticks(most))


class Label(NamedTuple):
    """A text that is to stand over a place, and about how wide it is."""

    x: float
    said: str
    width: float


def rows_of(labels: Sequence[Label], gap: float = 1.0) -> list[int]:
    """The row of each label, counted from 0, so that none touches another; labels come from left to right."""
    ends: list[float] = []
    found: list[int] = []
    for label in labels:
        row = next((row for row, end in enumerate(ends) if end + gap <= label.x), len(ends))
        ends[row : row + 1] = [label.x + label.width]
        found.append(row)
    return found
