"""Small cells of a table of people: which are hidden, and which others with them, so that no total gives one away.

A table with its margins is a graph: rows and columns are its points, hidden cells its lines. What stands openly gives
one equation a row and a column, and these give away exactly those hidden cells that lie on no ring of lines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from heapq import heappop, heappush

from interview_app.domain.retention import Step

SMALLEST = 5
"""A number of people from which on it is shown; 0 is shown, too."""
_ZERO = 10_000
_TOLD = 100_000
_MARGIN = 1_000_000
"""What it costs to hide a 0, of which people may know anyway, a number that stands elsewhere too, and a total, which
says most."""

Cell = tuple[int, int]


def is_small(number: int) -> bool:
    """True of a number of people that is not to be shown."""
    return 0 < number < SMALLEST


def hidden(counts: Sequence[Sequence[int]], *, told: int = 0, kept: Collection[Cell] = frozenset()) -> frozenset[Cell]:
    """The cells of a table of counts that are not shown, by row and column; those after the last are its totals.

    The first columns, so many as are `told` elsewhere, are hidden beside small numbers only where nothing else would
    do; what is `kept` back elsewhere is hidden here too.
    """
    whole = with_totals(counts)
    found = {*kept} | {(i, j) for i, row in enumerate(whole) for j, number in enumerate(row) if is_small(number)}
    for cell in sorted(found):
        found |= set(_ring(whole, found, cell, told))
    return frozenset(found)


def with_totals(counts: Sequence[Sequence[int]]) -> list[list[int]]:
    """The table with a total at the end of each row, and a row of totals."""
    rows = [[*row, sum(row)] for row in counts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def _ring(whole: Sequence[Sequence[int]], hidden_already: set[Cell], cell: Cell, told: int) -> Iterator[Cell]:
    """The cheapest cells that close a ring of hidden ones through a cell."""
    start, goal = ("row", cell[0]), ("column", cell[1])
    queue: list[tuple[int, tuple[str, int], tuple[Cell, ...]]] = [(0, start, ())]
    done: set[tuple[str, int]] = set()
    while queue:
        cost, point, way = heappop(queue)
        if point == goal:
            yield from way
            return
        if point in done:
            continue
        done.add(point)
        for step, other in _from(whole, point):
            if step != cell and other not in done:
                price = 0 if step in hidden_already else _cost(whole, step, told)
                heappush(queue, (cost + price, other, (*way, step)))


def _from(whole: Sequence[Sequence[int]], point: tuple[str, int]) -> Iterator[tuple[Cell, tuple[str, int]]]:
    kind, place = point
    if kind == "row":
        yield from (((place, j), ("column", j)) for j in range(len(whole[0])))
    else:
        yield from (((i, place), ("row", i)) for i in range(len(whole)))


def _cost(whole: Sequence[Sequence[int]], cell: Cell, told: int) -> int:
    i, j = cell
    is_margin = i == len(whole) - 1 or j == len(whole[0]) - 1
    return (whole[i][j] or _ZERO) + (_MARGIN if is_margin else _TOLD if j < told else 0)


def coarse(steps: Sequence[Step]) -> list[Step]:
    """A retention curve in which each step stands for at least so many who left: those in between are taken together
    at the later day. Nothing where fewer left in all."""
    found: list[Step] = []
    left = 0
    for step in steps:
        left += step.left
        if left >= SMALLEST:
            found.append(Step(step.day, step.at_risk, left, step.share, step.error))
            left = 0
    if found and left:
        last = steps[-1]
        found[-1] = Step(last.day, last.at_risk, found[-1].left + left, last.share, last.error)
    return found
