"""The window of a visit as it is drawn: where days lie in it, and how many are left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from interview_app.domain.schedule import Slot


@dataclass(frozen=True, slots=True)
class Window:
    """The days from which and until which a visit may be held, and the one that it is meant for."""

    opens: date
    target: date
    closes: date

    def place(self, day: date) -> float:
        """Where a day lies: 0 for the first of the window, 1 for the last, less or more for one outside it."""
        return (day - self.opens).days / max(1, (self.closes - self.opens).days)

    def left(self, day: date) -> int:
        """How many days it is still open after that day; negative where it has closed."""
        return (self.closes - day).days

    def ahead(self, day: date) -> int:
        """In how many days it opens; 0 or less where it has."""
        return (self.opens - day).days


def window_of(slot: Slot) -> Window | None:
    """The window of a visit; None where its days are not known."""
    if slot.opens is None or slot.target is None or slot.closes is None:
        return None
    return Window(slot.opens, slot.target, slot.closes)
