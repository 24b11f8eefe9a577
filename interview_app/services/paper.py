"""When an interview on paper was held: whoever types it in says so, and it is kept with the start of the interview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from interview_app.domain.interview import Entry
from interview_app.services.errors import Unsuitable


@dataclass(frozen=True, slots=True)
class Held:
    """The day, and what the clock said there if it was noted."""

    on: date | None = None
    at: time | None = None

    def columns(self) -> dict[str, str | None]:
        """The columns of the interview's row: YYYY-MM-DD and HH:MM."""
        return {
            "held_on": self.on.isoformat() if self.on else None,
            "held_time": f"{self.at:%H:%M}" if self.at is not None else None,
        }


UNTOLD = Held()


def held(entry: Entry, told: Held, *, enrolled_at: datetime, now: datetime) -> Held:
    """What is kept of what was told; nothing for an interview that is typed while asking. Raises Unsuitable.

    Paper knows no time zone: a day counts as over where it is so on the server's clock or in UTC.
    """
    if entry is not Entry.PAPER:
        return UNTOLD
    if told.on is None:
        raise Unsuitable("held_on", "Say on which day the interview on paper was held.")
    if (told.on, told.at or time.min) > max((clock.date(), clock.time()) for clock in _clocks(now)):
        raise Unsuitable("held_on", "This lies in the future: say when the interview on paper was held.")
    if told.on < min(clock.date() for clock in _clocks(enrolled_at)):
        raise Unsuitable("held_on", "On this day the participant was not enrolled yet.")
    return told


def _clocks(moment: datetime) -> tuple[datetime, datetime]:
    return moment, moment.astimezone()
