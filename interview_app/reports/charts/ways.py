"""The flow of a study's people: boxes one below the other, who left between them beside, and a bar for each visit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from interview_app.reports.charts.ink import BAR, GREY, INK, LINE, RULE, drawing, text

BOX, GAP, ROW, SIZE = 9.0, 5.0, 5.4, 2.55
LEFT, WIDE, BARS = 46.0, 62.0, 40.0
"""Where boxes and bars begin, and how long they are."""


class Box(NamedTuple):
    """A place on the way: what it is and how many came there, and who did not come from the place before."""

    name: str
    number: str
    lost: str = ""


class Bar(NamedTuple):
    """A visit: the share that was interviewed, None where it is not shown, in words, and why the others were not."""

    name: str
    share: float | None
    words: str
    lost: str


def ways(boxes: Sequence[Box], bars: Sequence[Bar], heads: tuple[str, str], title: str, width: float = 180) -> Markup:
    """The whole way; `heads` stand over the visits' bars and over the reasons."""
    parts, y = [], 0.5
    for place, box in enumerate(boxes):
        parts.append(_box(box, y))
        if place < len(boxes) - 1 or bars:
            parts.append(_arrow(LEFT + WIDE / 2, y + BOX, GAP))
        if box.lost:
            parts.append(_aside(box.lost, y - GAP / 2))
        y += BOX + GAP
    parts += _bars(bars, y, heads)
    return drawing("chart ways", width, y + (ROW * (len(bars) + 1) + 2 if bars else 0), title, parts)


def _box(box: Box, y: float) -> str:
    frame = f'<path d="M{LEFT:g} {y:g}h{WIDE:g}v{BOX:g}h{-WIDE:g}z" fill="none" stroke="{INK}" stroke-width=".3"/>'
    middle = y + BOX / 2 + 1
    return (
        frame
        + text(LEFT + 3, middle, box.name, size=SIZE)
        + text(LEFT + WIDE - 3, middle, box.number, size=3.4, anchor="end")
    )


def _arrow(x: float, y: float, length: float) -> str:
    line = f'<path d="M{x:g} {y:g}v{length - 1.4:g}" stroke="{INK}" stroke-width=".3"/>'
    return line + f'<path d="M{x - 0.9:g} {y + length - 1.6:g}h1.8l-.9 1.6z" fill="{INK}"/>'


def _aside(lost: str, y: float) -> str:
    x = LEFT + WIDE / 2
    line = f'<path d="M{x:g} {y:g}H{LEFT + WIDE + 8:g}" stroke="{RULE}" stroke-width=".3" stroke-dasharray="1 .8"/>'
    return line + text(LEFT + WIDE + 10, y + 0.9, lost, size=SIZE, ink=GREY)


def _bars(bars: Sequence[Bar], top: float, heads: tuple[str, str]) -> list[str]:
    if not bars:
        return []
    parts = [
        text(LEFT, top + 3, heads[0], size=SIZE, ink=GREY),
        text(LEFT + BARS + 20, top + 3, heads[1], size=SIZE, ink=GREY),
    ]
    outlines, fills, unknown = [], [], []
    for place, bar in enumerate(bars):
        y = round(top + ROW * (place + 1), 2)
        parts.append(text(0, y + 2.6, bar.name, size=SIZE))
        parts.append(text(LEFT + BARS + 2, y + 2.6, bar.words, size=SIZE))
        parts.append(text(LEFT + BARS + 20, y + 2.6, bar.lost, size=SIZE, ink=GREY))
        if bar.share is None:
            unknown.append(f"M{LEFT:g} {y + 1.7:g}h{BARS:g}")
        else:
            outlines.append(f"M{LEFT:g} {y:g}h{BARS:g}v3.4h{-BARS:g}z")
        if bar.share:
            fills.append(f"M{LEFT:g} {y:g}h{BARS * bar.share:.3g}v3.4H{LEFT:g}z")
    return [
        f'<path d="{"".join(outlines)}" fill="none" stroke="{LINE}" stroke-width=".2"/>',
        f'<path d="{"".join(unknown)}" stroke="{RULE}" stroke-width=".25" stroke-dasharray=".5 1.3"/>',
        f'<path d="{"".join(fills)}" fill="{BAR}" stroke="{RULE}" stroke-width=".15"/>',
        *parts,
    ]
