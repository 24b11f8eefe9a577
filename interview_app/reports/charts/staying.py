"""The share that stays: a curve in steps with the band of its standard error, and how many were at risk below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from interview_app.reports.charts.ink import ACCENT, BAR, GREY, INK, LINE, drawing, text

HEIGHT, LEFT, RIGHT, TOP, FOOT = 52.0, 12.0, 4.0, 4.0, 9.0
Z = 1.96


class Stair(NamedTuple):
    """From a day on, the share that stays, and the ends of its 95 % interval; None where there is none."""

    day: int
    share: float
    ends: tuple[float, float] | None


def staying(
    stairs: Sequence[Stair], ticks: Sequence[tuple[int, str]], axis: str, title: str, width: float = 180
) -> Markup:
    """The curve over days from 0 to the last tick; `axis` names what lies below."""
    last = ticks[-1][0] or 1
    length, high = width - LEFT - RIGHT, HEIGHT - TOP - FOOT

    def x(day: float) -> float:
        return round(LEFT + length * min(day / last, 1), 2)

    def y(share: float) -> float:
        return round(TOP + high * (1 - share), 2)

    parts = [f'<path d="{_grid(ticks, x, y)}" stroke="{LINE}" stroke-width=".2" fill="none"/>']
    if band := _band(stairs, last, x, y):
        parts.append(f'<path d="{band}" fill="{BAR}" fill-opacity=".6"/>')
    curve = (
        f"M{x(0):g} {y(1):g}" + "".join(f"H{x(stair.day):g}V{y(stair.share):g}" for stair in stairs) + f"H{x(last):g}"
    )
    parts.append(f'<path d="{curve}" stroke="{ACCENT}" stroke-width=".6" fill="none"/>')
    parts += [text(LEFT - 1.5, y(share) + 0.8, f"{100 * share:g} %", anchor="end", ink=GREY) for share in (0, 0.5, 1)]
    parts += [text(x(day), HEIGHT - FOOT + 3.6, label, anchor="middle", ink=INK) for day, label in ticks]
    parts.append(text(LEFT + length / 2, HEIGHT - 1, axis, anchor="middle", ink=GREY))
    return drawing("chart staying", width, HEIGHT, title, parts)


Place = Callable[[float], float]


def _grid(ticks: Sequence[tuple[int, str]], x: Place, y: Place) -> str:
    lines = "".join(f"M{x(0):g} {y(share):g}H{x(ticks[-1][0]):g}" for share in (0, 0.25, 0.5, 0.75, 1))
    return lines + "".join(f"M{x(day):g} {y(0):g}v1.2" for day, _ in ticks)


def _band(stairs: Sequence[Stair], last: int, x: Place, y: Place) -> str:
    known = [(stair.day, stair.ends) for stair in stairs if stair.ends is not None]
    ends = [*(day for day, _ in known[1:]), last]
    steps = (
        [(x(day), x(end), y(low), y(high)) for (day, (low, high)), end in zip(known, ends, strict=True)]
        if known
        else []
    )
    upper = "".join(f"L{left:g} {high:g}H{right:g}" for left, right, _, high in steps)
    lower = "".join(f"L{right:g} {low:g}H{left:g}" for left, right, low, _ in reversed(steps))
    return f"M{upper[1:]}{lower}z" if steps else ""
