"""What may make a supervisor look twice at a completed interview: prompts with their numbers, never a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from interview_app.domain.item import Stored
from interview_app.domain.study import Calling

SHARE_OF_MEDIAN = 1 / 3
"""An interview shorter than this share of the median is short."""
FEWEST_COMPARED = 5
"""Interviews that a median must rest on before it says anything."""
FEWEST_RATINGS = 6
"""Ratings that must stand before it says anything that they are alike."""
DONT_KNOW_SHARE = 0.4
CHANGED_SHARE = 0.3


class Flag(StrEnum):
    """A reason to look."""

    SPEED = "speed"
    SAME_RATINGS = "same_ratings"
    DONT_KNOW = "dont_know"
    HOURS = "hours"
    CHANGES = "changes"
    SAME_MINUTE = "same_minute"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A reason to look at one interview: `has` is what was found in it, `of` what that is held against, and `n` on how
    many interviews or answers the comparison rests."""

    flag: Flag
    has: int
    of: int
    n: int

    def told(self) -> dict[str, Any]:
        """As the ledger keeps it."""
        return {"flag": str(self.flag), "has": self.has, "of": self.of, "n": self.n}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """How an interview was held, as far as prompts look at it. None where it was not held while typing."""

    seconds: int | None
    median: float | None
    """Seconds that other interviews of the study with this form took; None where there is none."""
    compared: int
    """How many those are."""
    ratings: Sequence[Stored | None]
    """What stands for each rating that was asked, None for a reason."""
    answered: int
    dont_know: int
    amended: int
    began: datetime | None
    """When it began, on the clock of its site."""
    in_same_minute: int
    """Other interviews of this interviewer that began in the same minute."""


def prompts(conduct: Conduct, calling: Calling) -> tuple[Prompt, ...]:
    """Every reason to look at an interview."""
    return tuple(_prompts(conduct, calling))


def _prompts(conduct: Conduct, calling: Calling) -> Iterator[Prompt]:
    given = [value for value in conduct.ratings if value is not None]
    if _is_short(conduct):
        yield Prompt(Flag.SPEED, conduct.seconds or 0, round(conduct.median or 0), conduct.compared)
    if len(given) == len(conduct.ratings) >= FEWEST_RATINGS and len(set(map(str, given))) == 1:
        yield Prompt(Flag.SAME_RATINGS, len(given), len(given), len(given))
    if conduct.dont_know > conduct.answered * DONT_KNOW_SHARE:
        yield Prompt(Flag.DONT_KNOW, conduct.dont_know, conduct.answered, conduct.answered)
    if conduct.began is not None and not is_allowed(calling, conduct.began):
        minute = conduct.began.hour * 60 + conduct.began.minute
        yield Prompt(Flag.HOURS, minute, conduct.began.isoweekday(), 1)
    if conduct.amended > conduct.answered * CHANGED_SHARE:
        yield Prompt(Flag.CHANGES, conduct.amended, conduct.answered, conduct.answered)
    if conduct.in_same_minute:
        yield Prompt(Flag.SAME_MINUTE, conduct.in_same_minute, 0, conduct.in_same_minute + 1)


def _is_short(conduct: Conduct) -> bool:
    seconds, median = conduct.seconds, conduct.median
    if seconds is None or median is None or conduct.compared < FEWEST_COMPARED:
        return False
    return seconds < median * SHARE_OF_MEDIAN


def is_allowed(calling: Calling, moment: datetime) -> bool:
    """True when informants may be called then; `moment` is on the clock of the site."""
    is_open = moment.isoweekday() in calling.weekdays and moment.date() not in calling.closed_on
    return is_open and calling.opens <= moment.time() < calling.closes
