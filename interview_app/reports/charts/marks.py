"""Marks that differ in shape, so that they are told apart without colour: one for each of the first informants.

All outlines run clockwise: marks of one path that overlap stay full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import cos, pi, sin

from interview_app.reports.charts.ink import ACCENT, PAPER

Shape = Callable[[float, float, float], str]
Place = tuple[float, float]


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
RADIUS, HOLLOW = 0.95, 0.85
"""Millimetres; and the share by which a hollow mark is smaller, so that with its outline it is as large as a full
one."""
RIM, EDGE = 0.125, 0.2
"""Half as wide as the paper around a full mark, and as the outline of a hollow one."""


def drawn(shape: int, full: Iterable[Place], hollow: Iterable[Place] = (), r: float = RADIUS) -> str:
    """Marks of one shape at some places, the full ones and the hollow ones, each on a rim of paper."""
    if shape == 0:
        solid = _dots(full, (PAPER, r + RIM), (ACCENT, r - RIM))
        return solid + _dots(hollow, (ACCENT, r * HOLLOW + EDGE), (PAPER, r * HOLLOW - EDGE))
    outline = SHAPES[min(shape, OTHERS)]
    solid = _filled("".join(outline(x, y, r) for x, y in full), ACCENT, PAPER, 2 * RIM)
    return solid + _filled("".join(outline(x, y, r * HOLLOW) for x, y in hollow), PAPER, ACCENT, 2 * EDGE)


def point(x: float, y: float) -> str:
    """The path of hardly anything, which a broad line with round ends makes a dot: a circle would cost ten times as
    much in print."""
    return f"M{x:g} {y:g}h.01"


def _dots(places: Iterable[Place], *layers: tuple[str, float]) -> str:
    """Dots as broad points, one layer of ink over the other."""
    points = "".join(point(x, y) for x, y in places)
    looks = (f'stroke="{ink}" stroke-width="{2 * radius:.3g}"' for ink, radius in layers) if points else ()
    return "".join(f'<path fill="none" stroke-linecap="round" {look} d="{points}"/>' for look in looks)


def _filled(outlines: str, ink: str, rim: str, wide: float) -> str:
    return f'<path fill="{ink}" stroke="{rim}" stroke-width="{wide:g}" d="{outlines}"/>' if outlines else ""
