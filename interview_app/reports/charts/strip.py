"""The strip of visits: each one's window on the axis of time, its target day, and the day on which it was held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from interview_app.reports.charts.axis import SIZE, Axis, Label, rows_of
from interview_app.reports.charts.ink import ACCENT, BAR, GREY, INK, PAPER, RULE, brief
from interview_app.reports.charts.marks import disc, point
from interview_app.reports.texts import width

Look = Literal["done", "partial", "missed", "open", "ahead", "off"]
ROW, BAND = 2.9, 3.4
"""Millimetres: a row of names, and the windows under them."""
HALF = BAND / 2


class Bar(NamedTuple):
    """A visit: its window in days, how it stands, and the day on which it was held."""

    name: str
    opens: int
    target: int
    closes: int
    look: Look
    held: int | None = None


def height(bars: Sequence[Bar], axis: Axis) -> float:
    """How high the strip is."""
    return max(_rows(bars, axis), default=0) * ROW + ROW + BAND + 1.4


def strip(bars: Sequence[Bar], axis: Axis, top: float) -> str:
    """The windows of visits in the order of their days, with their names above."""
    rows = _rows(bars, axis)
    most = max(rows, default=0)
    names = (
        brief(axis.x(bar.target), top + (most - row) * ROW + 2.2, bar.name, size=SIZE, ink=_ink(bar))
        for bar, row in zip(bars, rows, strict=True)
    )
    middle = top + (most + 1) * ROW + HALF
    return "".join(names) + "".join(_paths(bars, axis, middle))


def _ink(bar: Bar) -> str:
    return GREY if bar.look in ("ahead", "off") else INK


def _rows(bars: Sequence[Bar], axis: Axis) -> list[int]:
    wide = [(width(bar.name) * SIZE, axis.x(bar.target)) for bar in bars]
    return rows_of([Label(x - ems / 2, bar.name, ems) for bar, (ems, x) in zip(bars, wide, strict=True)], gap=0.5)


def _paths(bars: Sequence[Bar], axis: Axis, y: float) -> Iterator[str]:
    """All of a kind as one path: windows, targets, crosses, and the days on which visits were held."""
    shapes: dict[str, list[str]] = {name: [] for name in _LOOKS}
    for bar in bars:
        for name, path in _shapes(bar, axis, y):
            shapes[name].append(path)
    for name, paths in shapes.items():
        if paths:
            yield f'<path {_LOOKS[name]} d="{"".join(paths)}"/>'


_LOOKS = {
    "done": f'fill="{BAR}"',
    "missed": f'fill="none" stroke="{INK}" stroke-width=".22"',
    "open": f'fill="none" stroke="{ACCENT}" stroke-width=".45"',
    "ahead": f'fill="none" stroke="{RULE}" stroke-width=".22"',
    "off": f'fill="none" stroke="{RULE}" stroke-width=".22" stroke-dasharray=".5 .7"',
    "reach": f'fill="none" stroke="{ACCENT}" stroke-width=".3"',
    "target": f'fill="none" stroke="{INK}" stroke-width=".22"',
    "cross": f'fill="none" stroke="{INK}" stroke-width=".4"',
    "held": f'fill="none" stroke="{ACCENT}" stroke-width="2.1" stroke-linecap="round"',
    "partly": f'fill="{PAPER}" stroke="{ACCENT}" stroke-width=".4"',
}


def _shapes(bar: Bar, axis: Axis, y: float) -> Iterator[tuple[str, str]]:
    opens, target, closes = axis.x(bar.opens), axis.x(bar.target), axis.x(bar.closes)
    if bar.look == "off":
        yield "off", f"M{opens:g} {y:g}H{closes:g}"
    else:
        yield _box(bar), f"M{opens:g} {y - HALF:g}H{closes:g}v{BAND:g}H{opens:g}z"
        yield "target", f"M{target:g} {y - HALF:g}v{BAND:g}"
    if bar.look == "missed":
        yield "cross", f"M{target - 1:g} {y - 1:g}l2 2M{target + 1:g} {y - 1:g}l-2 2"
    if bar.held is not None:
        yield from _held(bar, axis.x(bar.held), opens, closes, y)


def _box(bar: Bar) -> str:
    return "done" if bar.look in ("done", "partial") else bar.look


def _held(bar: Bar, x: float, opens: float, closes: float, y: float) -> Iterator[tuple[str, str]]:
    """The day of the interview; one outside the window hangs on it by a line."""
    if not opens <= x <= closes:
        yield "reach", f"M{opens if x < opens else closes:g} {y:g}H{x:g}"
    yield ("partly", disc(x, y, 0.9)) if bar.look == "partial" else ("held", point(x, y))
