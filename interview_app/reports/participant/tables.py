"""Tables as paper and screen both show them: heads, rows, and cells that say in words why they hold no value."""

from __future__ import annotations

from typing import NamedTuple


class Head(NamedTuple):
    """A column: what it holds, how wide it is on paper in millimetres, and whether it holds numbers."""

    said: str
    width: float
    number: bool = False


class Cell(NamedTuple):
    """What stands in a row under a head; `soft` for a reason in place of a value, `strong` for what matters most."""

    said: str
    soft: bool = False
    strong: bool = False


class Row(NamedTuple):
    """A row: what it is about, its cells, or one text across all of them."""

    name: str
    cells: tuple[Cell, ...] = ()
    across: str = ""
    interview: str = ""
    """The id of the interview that it is about, which a screen can open."""


class Table(NamedTuple):
    """A table under a heading; without rows, `empty` says so."""

    title: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    empty: str = ""


def reason(said: str) -> Cell:
    """A cell that says why there is no value."""
    return Cell(said, soft=True)
