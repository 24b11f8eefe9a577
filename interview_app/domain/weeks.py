"""Weeks as calendars count them (ISO 8601): from Monday to Sunday, written 2026-W14."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
import re

_WRITTEN = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One week."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Week:
        """The week that a day lies in."""
        return cls(*day.isocalendar()[:2])

    @classmethod
    def read(cls, written: str) -> Week:
        """A week as it is written, such as 2026-W14; raises ValueError for one that no calendar has."""
        found = _WRITTEN.fullmatch(written.strip())
        if found is None:
            raise ValueError("a week is written like 2026-W14")
        year, number = int(found[1]), int(found[2])
        try:
            date.fromisocalendar(year, number, 7)
        except ValueError:
            raise ValueError(f"{year} has no week {number}") from None
        return cls(year, number)

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def before(self) -> Week:
        """The week before it; raises OverflowError for the first of all."""
        return Week.of(self.monday - timedelta(days=7))

    @property
    def after(self) -> Week:
        """The week after it."""
        return Week.of(self.monday + timedelta(days=7))

    def __str__(self) -> str:
        """As it is written."""
        return f"{self.year:04}-W{self.number:02}"
