"""What somebody finds to do: a visit with everybody who can be asked, an appointment, or an unfinished interview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from interview_app.domain.disposition import Disposition
from interview_app.domain.fieldwork import Next
from interview_app.domain.interview import Lost
from interview_app.domain.schedule import State, state
from interview_app.storage.slots import Standing


class Section(StrEnum):
    """The parts of the list, in the order of what to do next."""

    APPOINTMENTS = "appointments"
    UNFINISHED = "unfinished"
    OVERDUE = "overdue"
    DUE = "due"
    SECONDS = "seconds"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What the list is narrowed to; "" for everything."""

    site: str = ""
    visit: str = ""
    mode: str = ""
    text: str = ""
    whose: str = ""
    """MINE, NOBODY or an account's code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who can be asked about a participant at a visit, and how far that has come."""

    id: str
    code: str
    role: str
    attempts: int = 0
    outcome: Disposition | None = None
    next_at: datetime | None = None
    next_kind: Next = Next.NOTHING
    holder: str = ""
    """The code of the interviewer to whom this case is given, "" where it goes with the participant."""
    interview: str = ""
    status: str = ""
    """Where that interview stands, "" where there is none."""
    is_own: bool = False
    """True where that interview is the actor's."""

    @property
    def is_untried(self) -> bool:
        """True while nothing has been done."""
        return not (self.attempts or self.status or self.next_at or self.holder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to do: a participant's visit, with everybody who can be asked about it, or the one it is about."""

    participant_id: str
    code: str
    site: str
    visit: str
    today: date
    standing: Standing | None
    """None for a visit that the schedule does not have."""
    holder: str
    """The code of the interviewer whose it is, "" where it is anybody's."""
    people: tuple[Person, ...]
    at: datetime | None = None
    """When it goes on, or for an unfinished interview, when it last did."""
    kind: str = ""
    """What happens then; for an unfinished interview, where it stands."""
    mode: str = ""
    interview: str = ""
    lost: Lost | None = None
    until: date | None = None  # only of a second opinion: its last day

    @property
    def state(self) -> State | None:
        """How the visit stands."""
        there = self.standing
        return None if there is None else state(there.slot, there.held_on, self.today)

    def may_call(self, who: Person, caller: str) -> bool:
        """True where an interviewer of that code may call next: the case is not over, nor somebody else's."""
        is_over = who.outcome is not None and who.outcome.outcome.final
        return not is_over and (who.holder or self.holder) in {"", caller}


@dataclass(frozen=True, slots=True)
class Part:
    """A section: the tasks that are shown, and how many there are in all."""

    tasks: list[Task]
    total: int
