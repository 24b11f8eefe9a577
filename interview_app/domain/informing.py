"""How a worker comes to tell about a participant: since when they have known each other, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

BURDEN_SPAN = timedelta(days=28)
"""The time over which an informant's interviews are counted."""


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """How an informant knows a participant; None where it was not recorded."""

    since: date | None = None
    until: date | None = None
    """The last day of the relation; None while it lasts."""
    months_known: int | None = None
    """Months that they had known each other when it was recorded."""

    def holds_on(self, day: date) -> bool:
        """True when the informant works with the participant on that day, as far as is known."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day <= self.until)
