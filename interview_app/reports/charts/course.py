"""A participant's course on one axis of time: visits, scores under each other, events, and what parts them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from interview_app.reports.charts import legend, strip
from interview_app.reports.charts.axis import SIZE, Axis, Label, rows_of
from interview_app.reports.charts.ink import BAR, GREY, INK, LINE, RULE, drawing, text
from interview_app.reports.charts.legend import Key
from interview_app.reports.charts.panels import Panel, panel_drawn
from interview_app.reports.texts import fit, width

WIDTH, LEFT, RIGHT = 180.0, 40.0, 11.0
"""Millimetres: of the whole, of the names to the left, of the latest values to the right."""
SIGN, LANE = 3.0, 3.7


class Sign(NamedTuple):
    """Something that happened on a day and matters to all that stands below it; `light` for what is only a reminder."""

    day: int
    said: str
    light: bool = False


class Lane(NamedTuple):
    """An event: the days within which it happened each time it was told, first and last."""

    name: str
    spans: Sequence[tuple[int, int]]


class Course(NamedTuple):
    """What is drawn; days are counted from the axis' own 0."""

    first: int
    last: int
    bars: Sequence[strip.Bar]
    panels: Sequence[Panel]
    lanes: Sequence[Lane]
    signs: Sequence[Sign]
    turns: Sequence[float]
    """Where the informant changes."""
    keys: Sequence[Key]
    scale: str
    """What the numbers of the axis count."""


Drawn = Callable[[float], str]


def course_chart(course: Course, title: str) -> Markup:
    """The drawing: every part hangs on the one axis, so that what stands over each other happened at the same time."""
    axis = Axis(course.first, course.last, LEFT, WIDTH - LEFT - RIGHT)
    top = _signs_height(course, axis)
    parts: list[str] = []
    places: list[float] = [top]
    for height, part in _parts(course, axis):
        parts.append(part(places[-1]))
        places.append(places[-1] + height)
    bottom = places[-1]
    turns_from = places[1]
    shapes = [axis.grid(top, bottom), _verticals(course, axis, top, bottom, turns_from), *_signs(course, axis)]
    foot = [axis.numbers(bottom + 2.9), text(0, bottom + 2.9, course.scale, size=SIZE, ink=GREY)]
    keys = legend.keys_drawn(course.keys, WIDTH, bottom + 5.4)
    height = bottom + 5.4 + legend.height(course.keys, WIDTH)
    return drawing("chart", WIDTH, height, title, [*shapes, *parts, *foot, keys])


def _parts(course: Course, axis: Axis) -> Iterator[tuple[float, Drawn]]:
    """What stands under each other: how high it is, and how it is drawn from a height on."""
    yield strip.height(course.bars, axis), lambda top: strip.strip(course.bars, axis, top)
    for panel in course.panels:
        yield panel.height + 1.2, lambda top, panel=panel: panel_drawn(panel, axis, top)  # type: ignore[misc]
    for lane in course.lanes:
        yield LANE, lambda top, lane=lane: _lane(lane, axis, top)  # type: ignore[misc]


def _lane(lane: Lane, axis: Axis, top: float) -> str:
    middle = top + LANE / 2
    spans = "".join(f"M{axis.x(begin):g} {middle:g}H{axis.x(end):g}" for begin, end in lane.spans)
    ends = "".join(f"M{axis.x(end):g} {middle - 1.1:g}v2.2" for _, end in lane.spans)
    name = text(0, middle + 0.8, fit(lane.name, (LEFT - 2) / SIZE), size=SIZE)
    rule = f'<path fill="none" stroke="{LINE}" stroke-width=".15" d="M{axis.left:g} {middle:g}H{axis.right:g}"/>'
    bars = f'<path fill="none" stroke="{BAR}" stroke-width="1.3" d="{spans}"/>'
    return f'{rule}{bars}<path fill="none" stroke="{INK}" stroke-width=".6" d="{ends}"/>{name}'


def _verticals(course: Course, axis: Axis, top: float, bottom: float, turns_from: float) -> str:
    firm = "".join(f"M{axis.x(sign.day):g} {top - 0.6:g}V{bottom:g}" for sign in course.signs if not sign.light)
    light = "".join(f"M{axis.x(sign.day):g} {top - 0.6:g}V{bottom:g}" for sign in course.signs if sign.light)
    turns = "".join(f"M{axis.x(day):g} {turns_from:g}V{bottom:g}" for day in course.turns)
    looks = (
        (firm, f'stroke="{INK}" stroke-width=".25"'),
        (light, f'stroke="{RULE}" stroke-width=".25"'),
        (turns, f'class="turn" stroke="{INK}" stroke-width=".3" stroke-dasharray="1 .8"'),
    )
    return "".join(f'<path fill="none" {look} d="{path}"/>' for path, look in looks if path)


def _labels(course: Course, axis: Axis) -> list[Label]:
    """The signs' texts, each beginning at its line, or ending at the edge where there is no room."""
    found = []
    for sign in sorted(course.signs):
        said = fit(sign.said, 60 / SIZE)
        wide = width(said) * SIZE
        found.append(Label(min(axis.x(sign.day) + 0.6, WIDTH - wide), said, wide))
    return sorted(found)


def _signs_height(course: Course, axis: Axis) -> float:
    rows = rows_of(_labels(course, axis), gap=2)
    return (max(rows) + 1) * SIGN + 0.8 if rows else 0.0


def _signs(course: Course, axis: Axis) -> Iterator[str]:
    labels = _labels(course, axis)
    for label, row in zip(labels, rows_of(labels, gap=2), strict=True):
        yield text(label.x, row * SIGN + 2.2, label.said, size=SIZE)
