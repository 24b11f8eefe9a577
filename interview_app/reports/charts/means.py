"""Means with intervals over visits, a line an arm: arms differ by the shape of their marks and by their dashes."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from markupsafe import Markup

from interview_app.reports.charts.ink import ACCENT, GREY, INK, LINE, drawing, text

HIGH, LEFT, RIGHT, TOP, FOOT, ROW = 31.0, 9.0, 2.0, 3.4, 6.0, 3.6
"""How high the scale is, what lies around it, and a row of the legend, one an arm."""
NAME = 7.0
"""How much room the name of a visit needs; where there is less, only every second or third is named."""
DASHES = ("", "1.6 1", "0.5 0.9", "3 1 0.6 1")
SIZE = 2.3


class Mean(NamedTuple):
    """At the visit of that place, a mean and the ends of its interval; None where there is none."""

    place: int
    value: float
    ends: tuple[float, float] | None


class Line(NamedTuple):
    """One arm: its name and its means, in the visits' order."""

    name: str
    means: tuple[Mean, ...]


def means(
    lines: Sequence[Line], visits: Sequence[str], scale: tuple[float, float], title: str, width: float = 180
) -> Markup:
    """The lines over the visits; the marks of several arms stand beside each other."""
    step, head = (width - LEFT - RIGHT) / max(len(visits), 1), TOP + ROW * len(lines)
    low, top = scale

    def y(value: float) -> float:
        return round(head + HIGH * (top - min(max(value, low), top)) / (top - low), 2)

    parts = [_ground(visits, scale, step, width, head)]
    for number, line in enumerate(lines):
        aside = (number - (len(lines) - 1) / 2) * min(2.6, step / (len(lines) + 1))
        marks = [
            (
                round(LEFT + step * (mean.place + 0.5) + aside, 2),
                y(mean.value),
                mean.ends and (y(mean.ends[0]), y(mean.ends[1])),
                mean.place - 1 in {other.place for other in line.means},
            )
            for mean in line.means
        ]
        parts += [_line(number, marks), _legend(number, line.name)]
    return drawing("chart means", width, head + HIGH + FOOT, title, parts)


def _ground(visits: Sequence[str], scale: tuple[float, float], step: float, width: float, head: float) -> str:
    quarters = [scale[0] + (scale[1] - scale[0]) * part / 4 for part in range(5)]
    places = [head + HIGH * (1 - part / 4) for part in range(5)]
    grid = "".join(f"M{LEFT:g} {y:g}H{width - RIGHT:g}" for y in places)
    labels = "".join(
        text(LEFT - 1.5, y + 0.8, f"{value:g}", size=SIZE, anchor="end", ink=GREY)
        for value, y in zip(quarters, places, strict=True)
    )
    names = "".join(
        text(round(LEFT + step * (place + 0.5), 2), head + HIGH + FOOT - 1.5, name, size=SIZE, anchor="middle", ink=INK)
        for place, name in enumerate(visits)
        if place % ceil(NAME / step) == 0
    )
    return f'<path d="{grid}" stroke="{LINE}" stroke-width=".2" fill="none"/>{labels}{names}'


Marks = Sequence[tuple[float, float, tuple[float, float] | None, bool]]
"""Places with the ends of their intervals, and whether a line leads there: none does over a visit that is not known."""


def _line(number: int, marks: Marks) -> str:
    way = "".join(f"{'L' if follows else 'M'}{x:g} {y:g}" for x, y, _, follows in marks)
    bars = "".join(f"M{x:g} {ends[0]:g}V{ends[1]:g}" for x, _, ends, _ in marks if ends is not None)
    dash = f' stroke-dasharray="{DASHES[number % 4]}"' if DASHES[number % 4] else ""
    dots = "".join(_mark(number, x, y) for x, y, _, _ in marks)
    return (
        f'<path d="{way}" stroke="{ACCENT}" stroke-width=".45" fill="none"{dash}/>'
        f'<path d="{bars}" stroke="{INK}" stroke-width=".25" fill="none"/>{dots}'
    )


def _mark(number: int, x: float, y: float) -> str:
    """A dot, a square, a triangle, a diamond."""
    shape = (
        f"M{x - 1:g} {y:g}a1 1 0 1 0 2 0a1 1 0 1 0 -2 0z",
        f"M{x - 0.95:g} {y - 0.95:g}h1.9v1.9h-1.9z",
        f"M{x:g} {y - 1.2:g}l1.15 2.1h-2.3z",
        f"M{x:g} {y - 1.3:g}l1.1 1.3l-1.1 1.3l-1.1 -1.3z",
    )[number % 4]
    return f'<path d="{shape}" fill="{INK if number % 2 else ACCENT}"/>'


def _legend(number: int, name: str) -> str:
    y = 1.6 + ROW * number
    return _line(number, [(LEFT + 1, y, None, False), (LEFT + 9, y, None, True)]) + text(
        LEFT + 11.5, y + 0.8, name, size=SIZE
    )
