"""What the marks of a chart mean, in rows under it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from interview_app.reports.charts.axis import SIZE
from interview_app.reports.charts.ink import ACCENT, BAR, GREY, INK, PAPER, text
from interview_app.reports.charts.marks import disc, drawn
from interview_app.reports.texts import width

ROW, GAP, MARK = 3.5, 4.0, 3.4


class Key(NamedTuple):
    """A mark and what it means: the number of a shape, or one of the names in GLYPHS."""

    mark: int | str
    said: str


def height(keys: Sequence[Key], wide: float) -> float:
    """How high the rows are that these keys fill."""
    return (max((row for row, _, _ in _placed(keys, wide)), default=-1) + 1) * ROW


def drawn_key(key: Key, x: float, y: float) -> str:
    """A mark with its text after it; y is the middle of the row."""
    mark = GLYPHS[key.mark](x + 1.2, y) if isinstance(key.mark, str) else drawn(key.mark, [(x + 1.2, y)])
    return mark + text(x + MARK, y + 0.8, key.said, size=SIZE, ink=GREY)


def keys_drawn(keys: Sequence[Key], wide: float, top: float) -> str:
    """The keys in rows, as many in each as fit."""
    return "".join(drawn_key(key, x, top + row * ROW + ROW / 2) for row, x, key in _placed(keys, wide))


def _placed(keys: Sequence[Key], wide: float) -> Iterator[tuple[int, float, Key]]:
    row, x = 0, 0.0
    for key in keys:
        taken = MARK + width(key.said) * SIZE
        if x and x + taken > wide:
            row, x = row + 1, 0.0
        yield row, x, key
        x += taken + GAP


def _window(x: float, y: float) -> str:
    return f'<path fill="{BAR}" d="M{x - 1.3:g} {y - 0.9:g}h2.6v1.8h-2.6z"/>'


def _held(x: float, y: float) -> str:
    return f'{_window(x, y)}<path fill="{ACCENT}" d="{disc(x, y, 0.8)}"/>'


def _partly(x: float, y: float) -> str:
    return f'{_window(x, y)}<path fill="{PAPER}" stroke="{ACCENT}" stroke-width=".4" d="{disc(x, y, 0.8)}"/>'


def _missed(x: float, y: float) -> str:
    box = f'<path fill="none" stroke="{INK}" stroke-width=".2" d="M{x - 1.3:g} {y - 0.9:g}h2.6v1.8h-2.6z"/>'
    cross = f"M{x - 0.7:g} {y - 0.7:g}l1.4 1.4m0-1.4l-1.4 1.4"
    return f'{box}<path fill="none" stroke="{INK}" stroke-width=".35" d="{cross}"/>'


def _open(x: float, y: float) -> str:
    return f'<path fill="none" stroke="{ACCENT}" stroke-width=".45" d="M{x - 1.3:g} {y - 0.9:g}h2.6v1.8h-2.6z"/>'


def _hollow(x: float, y: float) -> str:
    return drawn(0, [], [(x, y)])


def _turn(x: float, y: float) -> str:
    return f'<path stroke="{INK}" stroke-width=".3" stroke-dasharray="1 .8" d="M{x:g} {y - 1.5:g}v3"/>'


def _span(x: float, y: float) -> str:
    bar = f'<path stroke="{BAR}" stroke-width="1.3" d="M{x - 1.4:g} {y:g}h2.2"/>'
    return f'{bar}<path stroke="{INK}" stroke-width=".6" d="M{x + 0.8:g} {y - 1.1:g}v2.2"/>'


def _letters(x: float, y: float) -> str:
    return ""  # they stand in the text


GLYPHS: Mapping[str, Callable[[float, float], str]] = {
    "held": _held,
    "partly": _partly,
    "missed": _missed,
    "open": _open,
    "hollow": _hollow,
    "turn": _turn,
    "span": _span,
    "letters": _letters,
}
