"""How many came each month: a bar a month with its number above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from interview_app.reports.charts.ink import BAR, GREY, INK, RULE, drawing, text

HEIGHT, FOOT, TOP = 30.0, 5.0, 5.0
WIDEST = 9.0
LABELS = 18
"""How many labels fit under the bars; of more months only some are named."""


class Month(NamedTuple):
    """A month: its label, how many, None where that is not shown, and the number in words."""

    label: str
    number: int | None
    words: str


def months(found: Sequence[Month], title: str, width: float = 180) -> Markup:
    """The bars from the first month to the last."""
    most = max((month.number or 0 for month in found), default=0) or 1
    step = width / max(len(found), 1)
    bar, every = min(0.72 * step, WIDEST), -(-len(found) // LABELS)
    ground, bars, parts = HEIGHT - FOOT, [], []
    for place, month in enumerate(found):
        middle = round(step * (place + 0.5), 2)
        high = round((ground - TOP) * (month.number or 0) / most, 2)
        if high:
            bars.append(f"M{middle - bar / 2:g} {ground:g}v{-high:g}h{bar:g}v{high:g}z")
        parts.append(text(middle, ground - high - 1, month.words, anchor="middle", ink=INK))
        if place % every == 0:
            parts.append(text(middle, HEIGHT - 1.2, month.label, anchor="middle", ink=GREY))
    ink = f'<path d="{"".join(bars)}" fill="{BAR}" stroke="{RULE}" stroke-width=".15"/>'
    line = f'<path d="M0 {ground:g}H{width:g}" stroke="{INK}" stroke-width=".25"/>'
    return drawing("chart months", width, HEIGHT, title, [ink, line, *parts])
