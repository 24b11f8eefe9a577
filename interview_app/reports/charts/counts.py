"""Counts over time as small multiples: one small chart a count, all on the same axis of time, gaps left open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from interview_app.reports.charts.axis import Axis
from interview_app.reports.charts.ink import ACCENT, LINE, brief, drawing, text
from interview_app.reports.charts.marks import drawn
from interview_app.reports.charts.panels import Dot
from interview_app.reports.texts import fit

WIDTH, COLUMNS, GAP = 180.0, 3, 6.0
HEIGHT, HEAD, FOOT = 13.0, 4.4, 2.4
LEFT, RIGHT = 5.0, 6.5
TICKS = 4


class Count(NamedTuple):
    """A count from `low` to `high`, its values and the runs of them that lines may join."""

    name: str
    low: float
    high: float
    dots: Sequence[Dot]
    lines: Sequence[Sequence[Dot]]
    latest: str = ""
    """The last value in figures."""


def count_charts(counts: Sequence[Count], first: int, last: int, title: str) -> Markup:
    """The charts, three in a row."""
    each = HEAD + HEIGHT + FOOT
    cell = (WIDTH - (COLUMNS - 1) * GAP) / COLUMNS
    parts: list[str] = []
    for place, count in enumerate(counts):
        left, top = place % COLUMNS * (cell + GAP), place // COLUMNS * (each + 2)
        axis = Axis(first, last, round(left + LEFT, 2), round(cell - LEFT - RIGHT, 2))
        parts += _small(count, axis, left, top)
        parts += _ends(count, axis, top) if place % COLUMNS == 0 or _scale(count) != _scale(counts[place - 1]) else []
        parts += [axis.numbers(top + HEAD + HEIGHT + 2.8, TICKS, 1.9)] if place + COLUMNS >= len(counts) else []
    rows = -(-len(counts) // COLUMNS)
    return drawing("chart", WIDTH, rows * (each + 2), title, parts)


def _small(count: Count, axis: Axis, left: float, top: float) -> Iterator[str]:
    """One chart: its name above, its latest value to the right."""
    begin, end = top + HEAD, top + HEAD + HEIGHT
    yield text(left, top + 2.6, fit(count.name, (axis.right - left) / 2.4), size=2.4)
    lines = "".join(f"M{axis.left:g} {y:g}H{axis.right:g}" for y in (begin + 1, end))
    yield f'<path fill="none" stroke="{LINE}" stroke-width=".2" d="{lines}"/>'
    yield from _values(count, axis, begin + 1, end)


def _scale(count: Count) -> tuple[float, float]:
    return count.low, count.high


def _ends(count: Count, axis: Axis, top: float) -> Iterator[str]:
    """The numbers at the ends of a scale; charts beside it that have the same are read by them."""
    for value, y in ((count.high, top + HEAD + 1.7), (count.low, top + HEAD + HEIGHT + 0.7)):
        yield brief(axis.left - 1, y, f"{value:g}", size=1.9, share=1)


def _values(count: Count, axis: Axis, begin: float, end: float) -> Iterator[str]:
    def y(value: float) -> float:
        share = (value - count.low) / ((count.high - count.low) or 1)
        return round(end - (end - begin) * min(max(share, 0.0), 1.0), 2)

    runs = (
        "M" + "L".join(f"{axis.x(dot.day):g} {y(dot.value):g}" for dot in run) for run in count.lines if len(run) > 1
    )
    if joined := "".join(runs):
        yield f'<path class="run" fill="none" stroke="{ACCENT}" stroke-width=".3" d="{joined}"/>'
    for shape in sorted({dot.shape for dot in count.dots}):
        yield drawn(shape, ((axis.x(dot.day), y(dot.value)) for dot in count.dots if dot.shape == shape), r=0.75)
    for last in count.dots[-1:]:
        yield text(axis.x(last.day) + 1.6, y(last.value) + 0.8, count.latest, size=2.2)
