"""Small numbers of people are hidden so that nobody works them out from what is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from interview_app.domain.retention import Stay, kaplan_meier
from interview_app.domain.suppression import Cell, coarse, hidden, is_small, with_totals

TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=4
    )
)  # fmt: skip


def given_away(counts: Sequence[Sequence[int]], unknown: Iterable[Cell]) -> set[Cell]:
    """The hidden cells that one solution alone has, found by solving for them: an attacker with all the totals."""
    whole, cells = with_totals(counts), sorted(unknown)
    last_row, last_column = len(whole) - 1, len(whole[0]) - 1
    lines = [[(i, j) for j in range(last_column + 1)] for i in range(last_row + 1)]
    lines += [[(i, j) for i in range(last_row + 1)] for j in range(last_column + 1)]
    rows = [[Fraction(_sign(cell, line) if cell in line else 0) for cell in cells] for line in lines]
    solved: set[int] = set()
    for row in reduced(rows, len(cells)):
        places = [place for place, value in enumerate(row) if value]
        if len(places) == 1:
            solved.add(places[0])
    return {cells[place] for place in solved}


def _sign(cell: Cell, line: list[Cell]) -> int:
    """A total stands on the other side of its equation."""
    return -1 if cell == line[-1] else 1


def reduced(rows: list[list[Fraction]], width: int) -> list[list[Fraction]]:
    done: list[list[Fraction]] = []
    for place in range(width):
        pivot = next((row for row in rows if row[place]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [value / pivot[place] for value in pivot]
        rows = [[a - row[place] * b for a, b in zip(row, pivot, strict=True)] for row in rows]
        done = [[a - row[place] * b for a, b in zip(row, pivot, strict=True)] for row in done] + [pivot]
    return done


def small(counts: Sequence[Sequence[int]]) -> set[Cell]:
    return {(i, j) for i, row in enumerate(with_totals(counts)) for j, number in enumerate(row) if is_small(number)}


@settings(max_examples=150)
@given(TABLES, st.integers(0, 2), st.frozensets(st.just((0, 0))))
def test_no_small_number_can_be_worked_out(counts: list[list[int]], told: int, kept: frozenset[Cell]) -> None:
    found = hidden(counts, told=told, kept=kept)
    asked = small(counts) | kept
    assert asked <= found
    assert not asked & given_away(counts, found)


def test_what_stands_elsewhere_too_closes_no_ring_while_a_0_can() -> None:
    counts = [[20, 3, 0], [20, 9, 0]]
    assert hidden(counts) == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert hidden(counts, told=1) == {(0, 1), (0, 2), (1, 1), (1, 2)}


def test_the_attacker_would_find_what_only_the_small_numbers_hide() -> None:
    counts = [[3, 20, 30], [10, 20, 30], [10, 9, 30]]
    assert given_away(counts, small(counts)) == {(0, 0)}, "the control"
    assert hidden(counts) == {(0, 0), (0, 1), (2, 0), (2, 1)}, "and the cheapest ring about it"


def test_what_needs_no_hiding_is_shown() -> None:
    assert hidden([[5, 0], [7, 12]]) == frozenset()
    assert hidden([]) == frozenset()


def test_the_steps_of_a_curve_stand_for_five_at_least() -> None:
    steps = kaplan_meier([Stay(day, left=True) for day in range(12)] + [Stay(99, left=False)] * 8)
    found = coarse(steps)
    assert [(step.day, step.left) for step in found] == [(4, 5), (11, 7)]
    assert found[-1].share == steps[-1].share
    assert coarse(steps[:4]) == []
