"""One measured figure beside its target, and the table in which they are printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """A measurement in words: what, how much, beside which floor of the same run, and what it should be."""

    what: str
    measured: str
    target: str
    floor: str = ""
    met: bool | None = None
    """None for a figure that has no target of its own."""


def at_most(what: str, value: float, limit: float, unit: str = "", floor: str = "") -> Figure:
    """A figure that should not exceed its limit."""
    return Figure(what, _said(value, unit), f"≤ {_said(limit, unit)}", floor, value <= limit)


def at_least(what: str, value: float, limit: float, unit: str = "", floor: str = "") -> Figure:
    """A figure that should reach its limit."""
    return Figure(what, _said(value, unit), f"≥ {_said(limit, unit)}", floor, value >= limit)


def _said(value: float, unit: str) -> str:
    number = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{number} {unit}".strip()


def show(title: str, figures: Iterable[Figure]) -> None:
    """Print one section's table."""
    table = Table(title=title, title_justify="left", title_style="bold", min_width=100)
    for heading in ("figure", "measured", "target", "", "floor of the same run"):
        table.add_column(heading, justify="right" if heading in ("measured", "target") else "left")
    for figure in figures:
        mark = {True: "[green]met[/]", False: "[red]missed[/]", None: ""}[figure.met]
        table.add_row(figure.what, figure.measured, figure.target, mark, figure.floor)
    Console(width=120).print(table)
