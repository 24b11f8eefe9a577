"""A line from the lowest to the highest number of a slider, on which a cross is put by hand."""

from __future__ import annotations

from markupsafe import Markup

from interview_app.reports.charts.ink import GREY, INK, drawing, text

WIDTH, HEIGHT, EDGE = 120, 11, 4
STEPS = 10


def ruler(low: int, high: int, title: str) -> Markup:
    """The line with a tick at each tenth, the numbers of its ends and middle under it."""
    span = WIDTH - 2 * EDGE
    places = [EDGE + span * step / STEPS for step in range(STEPS + 1)]
    axis = f'<path d="M{EDGE} 4H{WIDTH - EDGE}" stroke="{INK}" stroke-width=".3"/>'
    ticks = "".join(f"M{x:g} {2 if step % 5 == 0 else 3}V{6 if step % 5 == 0 else 5}" for step, x in enumerate(places))
    marks = f'<path d="{ticks}" stroke="{INK}" stroke-width=".2"/>'
    shown = (low, (low + high) / 2, high)
    numbers = [
        text(x, 9.6, f"{number:g}", anchor="middle", ink=GREY) for x, number in zip(places[::5], shown, strict=True)
    ]
    return drawing("ruler", WIDTH, HEIGHT, title, [axis, marks, *numbers])
