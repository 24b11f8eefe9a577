"""A supervisor's week: what came in, what to look at first, what waits for them, and what is due next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from interview_app.domain.item import Text
from interview_app.domain.weeks import Week

MARKED = 10
"""How many points of a total's range of 100 make a change worth a look: no finding, only what stands first."""
FULL = 100


class Waits(StrEnum):
    """What can wait for a supervisor, in the order in which it is read."""

    REVIEW = "review"
    VOIDED = "voided"
    RETURNED = "returned"
    OPEN_QUERIES = "open_queries"
    ANSWERED_QUERIES = "answered_queries"
    VERIFY = "verify"
    DECIDE = "decide"
    OVERDUE = "overdue"
    CALLS = "calls"
    WRONG_NUMBERS = "wrong_numbers"
    UNFINISHED = "unfinished"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class Came:
    """What came in at a site."""

    site: str
    complete: int
    broken_off: int
    kept: int
    """Of all these, how many are shown nowhere below: withdrawn since, or kept from their second opinion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An interview of the week that is worth a look, by codes."""

    interview: str
    participant: str
    visit: str
    informant: str
    total: float | None = None
    before: float | None = None
    """The total of the interview before it, None where there is none to compare."""
    same_informant: bool = True
    range: float = FULL
    raised: tuple[Text, ...] = ()
    """The instrument's flags that its answers raise, such as low knowledge."""
    prompts: tuple[str, ...] = ()
    """What review prompts ask about, of domain.review_flags."""

    @property
    def change(self) -> float | None:
        """How much the total changed; None where it cannot be said."""
        return None if self.total is None or self.before is None else self.total - self.before

    @property
    def is_marked(self) -> bool:
        """True where the total changed enough to stand here for it."""
        return self.change is not None and abs(self.change) >= MARKED * self.range / FULL

    @property
    def is_worth_it(self) -> bool:
        """True where there is a reason to look."""
        return self.is_marked or bool(self.raised or self.prompts)

    @property
    def turn(self) -> tuple[object, ...]:
        """In which order they are read: the largest fall first, then other changes, then what was only flagged."""
        change = self.change if self.is_marked and self.change is not None else 0.0
        return (not self.is_marked, change >= 0, -abs(change), self.participant, self.visit, self.informant)


@dataclass(frozen=True, slots=True)
class Lost:
    """An interview of the week that cannot be opened, and why."""

    participant: str
    visit: str
    why: Text


@dataclass(frozen=True, slots=True)
class Due:
    """A visit whose target falls into the next week."""

    site: str
    participant: str
    visit: str
    target: date
    closes: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One supervisor's week."""

    supervisor: str
    sites: tuple[str, ...]
    week: Week
    came: Sequence[Came]
    looks: Sequence[Look]
    lost: Sequence[Lost]
    waits: Mapping[Waits, int]
    due: Sequence[Due]
    appointments: int
    """How many appointments fall into the next week."""

    @property
    def arrived(self) -> int:
        """How many interviews came in."""
        return sum(each.complete + each.broken_off for each in self.came)

    @property
    def kept(self) -> int:
        """How many of them are shown nowhere."""
        return sum(each.kept for each in self.came)
