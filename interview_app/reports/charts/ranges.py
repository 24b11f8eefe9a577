"""Proportions and coefficients with their intervals, one a row: a dot, a line from end to end, and a scale above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from interview_app.reports.charts.ink import ACCENT, GREY, INK, LINE, drawing, text

ROW, HEAD, LEFT, RIGHT = 5.2, 6.0, 46.0, 44.0
SIZE = 2.55


class Range(NamedTuple):
    """A row: its name, the value with its ends, None where there is none or it is not shown, and the value in words."""

    name: str
    value: float | None
    ends: tuple[float, float] | None
    words: str


def ranges(rows: Sequence[Range], ticks: Sequence[tuple[float, str]], title: str, width: float = 180) -> Markup:
    """The rows under one another; the ticks, a place and its label each, span the scale."""
    low, high = ticks[0][0], ticks[-1][0]
    length = width - LEFT - RIGHT
    height = HEAD + ROW * len(rows) + 1

    def x(value: float) -> float:
        return round(LEFT + length * (min(max(value, low), high) - low) / (high - low), 2)

    grid = "".join(f"M{x(place):g} {HEAD - 1:g}V{height - 1:g}" for place, _ in ticks)
    parts = [f'<path d="{grid}" stroke="{LINE}" stroke-width=".2" fill="none"/>']
    parts += [text(x(place), HEAD - 2, label, size=SIZE - 0.2, anchor="middle", ink=GREY) for place, label in ticks]
    lines, dots = [], []
    for number, row in enumerate(rows):
        y = round(HEAD + ROW * (number + 0.5), 2)
        parts.append(text(0, y + 0.9, row.name, size=SIZE))
        parts.append(text(width, y + 0.9, row.words, size=SIZE, anchor="end"))
        if row.ends is not None:
            a, b = map(x, row.ends)
            lines.append(f"M{a:g} {y:g}H{b:g}M{a:g} {y - 0.8:g}v1.6M{b:g} {y - 0.8:g}v1.6")
        if row.value is not None:
            dots.append(f"M{x(row.value) - 1.1:g} {y:g}a1.1 1.1 0 1 0 2.2 0a1.1 1.1 0 1 0 -2.2 0z")
    parts.append(f'<path d="{"".join(lines)}" stroke="{INK}" stroke-width=".3" fill="none"/>')
    parts.append(f'<path d="{"".join(dots)}" fill="{ACCENT}"/>')
    return drawing("chart ranges", width, height, title, parts)
