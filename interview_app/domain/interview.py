"""One interview as pages, reports and exports read it: who, when, how, in which state, and its answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from interview_app.domain.document import Document, empty, passed_on_by
from interview_app.domain.item import Text


class Mode(StrEnum):
    """How a session is held."""

    IN_PERSON = "in_person"
    TELEPHONE = "telephone"
    VIDEO = "video"


class Entry(StrEnum):
    """How answers reached the tool: typed while asking, or later from paper."""

    LIVE = "live"
    PAPER = "paper"


class Status(StrEnum):
    """Where an interview stands."""

    DRAFT = "draft"
    PAUSED = "paused"
    BROKEN_OFF = "broken_off"
    COMPLETE = "complete"
    VOID = "void"


class Act(StrEnum):
    """What changes where an interview stands, or is refused."""

    ANSWER = "answer"
    PAUSE = "pause"
    RESUME = "resume"
    BREAK_OFF = "break_off"
    COMPLETE = "complete"
    AMEND = "amend"
    VOID = "void"
    REASSIGN = "reassign"


TRANSITIONS: dict[tuple[Status, Act], Status] = {
    (Status.DRAFT, Act.ANSWER): Status.DRAFT,
    (Status.PAUSED, Act.ANSWER): Status.DRAFT,
    (Status.DRAFT, Act.PAUSE): Status.PAUSED,
    (Status.PAUSED, Act.RESUME): Status.DRAFT,
    (Status.BROKEN_OFF, Act.RESUME): Status.DRAFT,
    (Status.DRAFT, Act.BREAK_OFF): Status.BROKEN_OFF,
    (Status.PAUSED, Act.BREAK_OFF): Status.BROKEN_OFF,
    (Status.DRAFT, Act.COMPLETE): Status.COMPLETE,
    (Status.PAUSED, Act.COMPLETE): Status.COMPLETE,
    (Status.COMPLETE, Act.AMEND): Status.COMPLETE,
    (Status.DRAFT, Act.REASSIGN): Status.PAUSED,
    (Status.PAUSED, Act.REASSIGN): Status.PAUSED,
    (Status.BROKEN_OFF, Act.REASSIGN): Status.BROKEN_OFF,
    (Status.DRAFT, Act.VOID): Status.VOID,
    (Status.PAUSED, Act.VOID): Status.VOID,
    (Status.BROKEN_OFF, Act.VOID): Status.VOID,
    (Status.COMPLETE, Act.VOID): Status.VOID,
}


class Refused(Exception):
    """An act that the interview's present state does not allow."""

    def __init__(self, status: Status, act: Act) -> None:
        super().__init__(f"{act} is not possible while the interview is {status}")
        self.status = status
        self.act = act


def after(status: Status, act: Act) -> Status:
    """The status that follows; raises Refused."""
    try:
        return TRANSITIONS[status, act]
    except KeyError:
        raise Refused(status, act) from None


class Lost(StrEnum):
    """Why the answers of an interview cannot be opened."""

    KEY = "key"
    ANSWERS = "answers"


LOST: dict[Lost, Text] = {
    Lost.KEY: {
        "en": "the participant’s key was destroyed or altered",
        "nb": "deltakerens nøkkel er slettet eller endret",
    },
    Lost.ANSWERS: {"en": "the stored answers were altered", "nb": "de lagrede svarene er endret"},
}
"""The reasons in words."""


@dataclass(frozen=True, slots=True, order=True)
class Unread:
    """An interview that is there and cannot be opened."""

    id: str
    why: Lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """One administration of an instrument. Codes are pseudonymous; times are aware UTC; None means not yet."""

    id: str
    study_id: str
    participant_id: str
    """The participant's code, such as OSL-4821-7 (the database's own key is not shown anywhere)."""
    arm: str
    site: str
    visit: str
    informant_id: str
    """The informant's code within the study."""
    informant_role: str
    informant_service: str
    instance: int
    """1 for the first interview of this participant, visit and informant, 2 for the next."""
    form: str
    mode_first: Mode
    mode_last: Mode
    entry: Entry
    interviewer_id: str
    """The account code of the interviewer whose it is, such as int-04; of who took over, where it was handed over."""
    started_at: datetime
    completed_at: datetime | None
    status: Status
    disposition: str
    """An AAPOR-like code of domain.disposition, "" while the interview is open."""
    instrument: str
    instrument_version: int
    instrument_hash: str
    language: str
    changed_at: datetime
    """Server time of the last data event."""
    document: Document = field(default_factory=empty)
    held_on: date | None = None
    """The day on which an interview on paper was held; None for one typed while asking, and where it is not known."""
    held_time: time | None = None
    """What the clock said there, if it was noted."""
    design: str = ""
    """Why a second opinion is wanted at the visit, of domain.fieldwork.Design; of the schedule, not of the record."""
    seconds: int = 0
    """Sum of the sessions' lengths, as far as they have ended."""

    @property
    def held_by(self) -> str:
        """The account code of who held an interview on paper, "" for another and where it is not known."""
        return str(self.document.get("paper", {}).get("held_by", ""))

    @property
    def held_by_role(self) -> str:
        """The role of somebody without an account who held it on paper, else ""."""
        return str(self.document.get("paper", {}).get("held_by_role", ""))

    @property
    def begun_by(self) -> str:
        """The account code of who began it, whoever has it now."""
        return passed_on_by(self.document) or self.interviewer_id
