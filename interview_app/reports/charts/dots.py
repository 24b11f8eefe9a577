"""The dot plot of one interview: its ratings and the scores that they give, beside a table of the same rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from markupsafe import Markup, escape

from interview_app.reports.charts.ink import ACCENT, BAR, GREY, INK, LINE, RULE, drawing

Kind = Literal["scale", "rating", "total"]
RADIUS = 1.25
HOLLOW = 1.6
"""Wider than a dot, so that it is seen around one: the same rating as before."""


class Row(NamedTuple):
    """A rating, or the score that its scale gives. `place` is where it lies between the ends of its scale, 0 to 1;
    None where there is no value, and then `words` says why. `before` is where it lay in the interview before."""

    kind: Kind
    name: str
    figure: str
    words: str
    place: float | None
    before: float | None = None


class Plot(NamedTuple):
    """The measures of a dot plot in millimetres: it lies over a table of that width whose rows have these heights, and
    its scale begins `left` of the table's edge."""

    table: float
    left: float
    width: float
    head: float
    rating: float
    score: float
    inset: float = 4.0

    def height_of(self, row: Row) -> float:
        """The height of a row."""
        return self.rating if row.kind == "rating" else self.score

    def x(self, place: float) -> float:
        """Where a place between 0 and 1 lies."""
        return self.left + self.inset + (self.width - 2 * self.inset) * min(max(place, 0.0), 1.0)

    def height(self, rows: Sequence[Row]) -> float:
        """The height of the whole plot."""
        return self.head + sum(map(self.height_of, rows))


def dot_plot(rows: Sequence[Row], labels: Sequence[str], title: str, plot: Plot) -> Markup:
    """Ratings as dots and scores as bars on one scale, whose steps carry the labels; dashes where there is no value.

    A hollow mark stands where the interview before had a rating or a score. All marks of a kind are one path, because
    every element costs time in print.
    """
    height = plot.height(rows)
    shapes: dict[str, list[str]] = {kind: [] for kind in _LOOKS}
    for row, y in _middles(rows, plot):
        for kind, path in _shapes(row, plot, y):
            shapes[kind].append(path)
    marks = "".join(f'<path {_LOOKS[kind]} d="{"".join(paths)}"/>' for kind, paths in shapes.items() if paths)
    return drawing("plot", plot.table, height, title, [_grid(labels, plot, height), marks])


_LOOKS = {
    "rule": f'fill="{RULE}"',
    "unknown": f'stroke="{GREY}" stroke-width=".2" stroke-dasharray=".5 1.3"',
    "bar": f'fill="{BAR}"',
    "end": f'fill="{INK}"',
    "dot": f'fill="{ACCENT}"',
    "before": f'fill="none" stroke="{INK}" stroke-width=".28"',
}


def _shapes(row: Row, plot: Plot, y: float) -> Iterator[tuple[str, str]]:
    """The shapes of one row: a dot or dashes for a rating, a rule and a bar with its end for a score."""
    start, x = plot.x(0), plot.x(row.place or 0.0)
    if row.kind != "rating":
        yield "rule", f"M0 {y - plot.score / 2:g}h{plot.table:g}v.1H0z"
    if row.place is None and row.kind == "rating":
        yield "unknown", f"M{start:g} {y:g}H{plot.x(1):g}"
    elif row.kind == "rating":
        yield "dot", _circle(x, y, RADIUS)
    elif row.place is not None:
        yield "bar", f"M{start:g} {y - 0.9:g}H{x:g}v1.8H{start:g}z"
        yield "end", f"M{x - 0.3:g} {y - 1.5:g}h.6v3h-.6z"
    if row.before is not None:
        then = plot.x(row.before)
        yield "before", _circle(then, y, HOLLOW) if row.kind == "rating" else f"M{then - 0.5:g} {y - 1.5:g}h1v3h-1z"


def _circle(x: float, y: float, radius: float) -> str:
    half = f"a{radius} {radius} 0 1 0"
    return f"M{x - radius:g} {y:g}{half} {2 * radius:g} 0{half} {-2 * radius:g} 0z"


def _middles(rows: Sequence[Row], plot: Plot) -> Iterator[tuple[Row, float]]:
    """Each row with the height of its middle."""
    top = plot.head
    for row in rows:
        yield row, round(top + plot.height_of(row) / 2, 3)
        top += plot.height_of(row)


def _grid(labels: Sequence[str], plot: Plot, height: float) -> str:
    places = [plot.x(step / (len(labels) - 1)) for step in range(len(labels))]
    lines = "".join(f"M{x - 0.09:g} {plot.head:g}V{height:g}h.18V{plot.head:g}z" for x in places)
    texts = "".join(
        f'<text x="{x:g}" y="{plot.head - 1.3:g}">{escape(text)}</text>' for x, text in zip(places, labels, strict=True)
    )
    style = f'font-family="Inter, DejaVu Sans, sans-serif" font-size="2.205" text-anchor="middle" fill="{GREY}"'
    return f'<path fill="{LINE}" d="{lines}"/><g {style}>{texts}</g>'
