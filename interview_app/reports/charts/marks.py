"""Marks that differ in shape, so that they are told apart without colour: one for each of the first informants.

All outlines run clockwise: marks of one path that overlap stay full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import cos, pi, sin

from interview_app.reports.charts.ink import ACCENT, PAPER

Shape = Callable[[float, float, float], str]


def disc(x: float, y: float, r: float) -> str:
    """The path of a circle."""
    half = f"a{r:g} {r:g} 0 1 1"
    return f"M{x - r:.4g} {y:.4g}{half} {2 * r:g} 0{half} {-2 * r:g} 0z"


def _polygon(x: float, y: float, corners: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x + dx:.4g} {y + dy:.4g}" for dx, dy in corners) + "z"


def square(x: float, y: float, r: float) -> str:
    """The path of a square."""
    return _polygon(x, y, [(-r, -r), (r, -r), (r, r), (-r, r)])


def _up(x: float, y: float, r: float) -> str:
    return _polygon(x, y, [(0, -1.2 * r), (1.15 * r, 0.9 * r), (-1.15 * r, 0.9 * r)])


def _down(x: float, y: float, r: float) -> str:
    return _polygon(x, y, [(0, 1.2 * r), (-1.15 * r, -0.9 * r), (1.15 * r, -0.9 * r)])


def _diamond(x: float, y: float, r: float) -> str:
    return _polygon(x, y, [(0, -1.35 * r), (1.35 * r, 0), (0, 1.35 * r), (-1.35 * r, 0)])


def _plus(x: float, y: float, r: float) -> str:
    a, b = 0.42 * r, 1.25 * r
    quarter = [(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a), (a, b), (-a, b), (-a, a), (-b, a), (-b, -a)]
    return _polygon(x, y, [*quarter, (-a, -a)])


def _star(x: float, y: float, r: float) -> str:
    turns = ((step * pi / 5 - pi / 2, 1.45 * r if step % 2 == 0 else 0.6 * r) for step in range(10))
    return _polygon(x, y, [(length * cos(turn), length * sin(turn)) for turn, length in turns])


SHAPES: tuple[Shape, ...] = (disc, square, _up, _diamond, _down, _plus, _star)
OTHERS = len(SHAPES) - 1
"""The shape that stands for every informant beyond the others."""
RADIUS, HOLLOW = 0.95, 0.8
"""Millimetres, so that with its outline a hollow mark is as large as a full one."""


def path(shape: int, x: float, y: float, r: float = RADIUS) -> str:
    """The path of a mark whose middle is there."""
    return SHAPES[min(shape, OTHERS)](x, y, r)


def drawn(full: Iterable[str], hollow: Iterable[str], ink: str = ACCENT) -> str:
    """Marks as two paths at most, the full ones and the hollow ones."""
    filled, open_ = "".join(full), "".join(hollow)
    solid = f'<path fill="{ink}" stroke="{PAPER}" stroke-width=".25" d="{filled}"/>' if filled else ""
    return solid + (f'<path fill="{PAPER}" stroke="{ink}" stroke-width=".4" d="{open_}"/>' if open_ else "")
