"""What stands on a printed page before it is laid out: rows, lines and passages, all in words already."""

from __future__ import annotations

from math import ceil
from typing import Literal, NamedTuple

from interview_app.reports.texts import width

COLUMN_EMS = 17.4
"""How wide a column is, in ems of its type, with room to spare for a broader typeface."""


class Quota(NamedTuple):
    """How much of a long record is printed: characters of each text, and how many lines high a block may be."""

    text: int
    lines: int


LINES = (22, 20, 18, 17, 16, 14, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1)
TEXTS = (1500, 1200, 1000, 850, 700, 600, 520, 450, 400, 350, 300, 260, 230, 200, 170, 140, 120, 100, 80, 70, 60)
MOST = Quota(TEXTS[0], LINES[0])
LEAST = Quota(0, 1)
"""The most that is ever printed, and what always fits beside ROWS ratings and BLOCKS blocks, on
Letter too."""
ROWS = 23
BLOCKS = 9


class Line(NamedTuple):
    """A name and what stands for it, an answer or the reason why there is none."""

    name: str
    text: str

    @property
    def fit(self) -> Literal["beside", "after", "below"]:
        """Where the text goes: on the name's line, on the last line of a long name, or on lines of its own."""
        room = COLUMN_EMS - width(self.text)
        if width(self.name) <= room:
            return "beside"
        return "after" if room > 0.7 * COLUMN_EMS else "below"

    @property
    def height(self) -> int:
        """About how many lines of a column it takes."""
        if self.fit == "beside":
            return 1
        below = ceil(width(self.text) / COLUMN_EMS) if self.fit == "below" else 0
        return ceil(width(self.name) / COLUMN_EMS) + below


class Block(NamedTuple):
    """Lines under a title."""

    title: str
    lines: tuple[Line, ...]

    @property
    def height(self) -> int:
        """About how many lines of a column it takes, with its title."""
        return 2 + sum(line.height for line in self.lines)
