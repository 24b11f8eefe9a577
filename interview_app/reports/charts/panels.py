"""A score on the axis of time: its values as marks, lines only where nothing lies between two, and the latest value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

from interview_app.reports.charts.axis import SIZE, Axis
from interview_app.reports.charts.ink import ACCENT, INK, LINE, PAPER, brief, text
from interview_app.reports.charts.marks import drawn
from interview_app.reports.texts import width

INSET = 1.6
"""Millimetres between the ends of the scale and the ends of the panel, so that a mark at an end is whole."""


LATEST = 2.6
"""The size of the latest value, which stands on paper of its own over the lines behind it."""
ROOM = 1.6
"""What a letter takes: nearer than this, two values share the room around them."""


class Dot(NamedTuple):
    """A value on a day: its shape says who gave it, hollow that it rests on fewer items, the letter how they talked."""

    day: int
    value: float
    shape: int = 0
    hollow: bool = False
    letter: str = ""


class Panel(NamedTuple):
    """A scale from `low` to `high` with its values and the runs of them that lines may join."""

    name: str
    low: float
    high: float
    dots: Sequence[Dot]
    lines: Sequence[Sequence[Dot]]
    latest: Dot | None = None
    """The value that stands for today, which is told in figures too: as `said`."""
    said: str = ""
    height: float = 15.0
    steps: int = 2
    """Into how many parts the scale is divided by lines."""

    def y(self, value: float, top: float) -> float:
        """Where a value lies in a panel that begins there."""
        share = (value - self.low) / ((self.high - self.low) or 1)
        return round(top + self.height - INSET - (self.height - 2 * INSET) * min(max(share, 0.0), 1.0), 2)


def panel_drawn(panel: Panel, axis: Axis, top: float) -> str:
    """The panel, its name and its scale to the left, its latest value to the right."""
    name = text(0, top + 3.4, panel.name, size=2.6)
    return name + "".join((*_scale(panel, axis, top), *_runs(panel, axis, top), *_marks(panel, axis, top)))


def _scale(panel: Panel, axis: Axis, top: float) -> Iterator[str]:
    steps = [panel.low + (panel.high - panel.low) * step / panel.steps for step in range(panel.steps + 1)]
    places = [(value, panel.y(value, top)) for value in steps]
    lines = "".join(f"M{axis.left:g} {y:g}H{axis.right:g}" for _, y in places)
    yield f'<path fill="none" stroke="{LINE}" stroke-width=".2" d="{lines}"/>'
    for value, y in places if panel.steps > 2 else (places[0], places[-1]):
        yield brief(axis.left - 1.6, y + 0.75, f"{value:g}", size=SIZE, share=1)


def _runs(panel: Panel, axis: Axis, top: float) -> Iterator[str]:
    paths = [
        "M" + "L".join(f"{axis.x(dot.day):g} {panel.y(dot.value, top):g}" for dot in run)
        for run in panel.lines
        if len(run) > 1
    ]
    if paths:
        yield f'<path class="run" fill="none" stroke="{ACCENT}" stroke-width=".35" d="{"".join(paths)}"/>'


def _marks(panel: Panel, axis: Axis, top: float) -> Iterator[str]:
    places = [(dot, axis.x(dot.day), panel.y(dot.value, top)) for dot in panel.dots]
    for shape in sorted({dot.shape for dot in panel.dots}):
        own = [(dot.hollow, (x, y)) for dot, x, y in places if dot.shape == shape]
        yield drawn(shape, (at for hollow, at in own if not hollow), (at for hollow, at in own if hollow))
    yield from _letters(places, top + panel.height)
    if panel.latest is not None:
        yield _named(panel.said, axis.x(panel.latest.day), panel.y(panel.latest.value, top))


def _named(said: str, x: float, y: float) -> str:
    """A value in figures beside its mark, on paper of its own."""
    ground = f"M{x + 1.7:g} {y - 1.2:g}h{width(said) * LATEST + 0.6:.4g}v2.4H{x + 1.7:g}z"
    return f'<path fill="{PAPER}" d="{ground}"/>{text(x + 2.2, y + 0.9, said, size=LATEST, ink=INK)}'


def _letters(places: Sequence[tuple[Dot, float, float]], bottom: float) -> Iterator[str]:
    """The letter of each value above it; of two that stand close, the lower one's is below."""
    taken: list[tuple[float, float]] = []
    for dot, x, y in sorted((place for place in places if place[0].letter), key=lambda place: place[1:]):
        near = [other for other in places if other[0] is not dot and abs(other[1] - x) < ROOM]
        is_low = any(other[2] < y or (other[2] == y and other[1] < x) for other in near)
        lies = min(y + 3.1, bottom) if is_low else y - 1.7
        free = next(place for place in count(x, ROOM) if not any(_touch(place, lies, *other) for other in taken))
        taken.append((free, lies))
        yield brief(free, lies, dot.letter, size=1.9)


def _touch(x: float, y: float, other_x: float, other_y: float) -> bool:
    return abs(x - other_x) < ROOM and abs(y - other_y) < ROOM
