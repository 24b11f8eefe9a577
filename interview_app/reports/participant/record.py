"""All that the report about a participant is made from, as plain objects, and the hash of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from interview_app.domain.closing import Closing
from interview_app.domain.consent import Consent
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Interview
from interview_app.domain.items import Text
from interview_app.domain.record import content_hash, record_hash
from interview_app.domain.schedule import Slot, State
from interview_app.domain.study import Study, Visit

Kind = Literal["enrolled", "arm", "site", "extension", "status", "withdrawal"]


@dataclass(frozen=True, slots=True)
class Occasion:
    """A visit as it stands today."""

    visit: Visit
    slot: Slot
    held_on: date | None
    state: State


@dataclass(frozen=True, slots=True)
class Held:
    """An interview that may be read, with what was settled at its end and the day on which it was held."""

    interview: Interview
    instrument: Instrument
    closing: Closing
    day: date


@dataclass(frozen=True, slots=True)
class Skipped:
    """An interview that is there and cannot be read."""

    visit: str
    informant: str
    why: Text


@dataclass(frozen=True, slots=True)
class Step:
    """What became of a participant on a day, without why."""

    day: date
    kind: Kind
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A participant with everything that the reader may know of them."""

    study: Study
    code: str
    site: str
    arm: str
    status: str
    enrolled: date
    left_on: date | None
    today: date
    dates: Mapping[str, date]
    """The study's dates that are known."""
    anchors: Mapping[str, date]
    """The days that visits are counted from, as far as they are known."""
    occasions: tuple[Occasion, ...]
    held: tuple[Held, ...]
    """In the order of their days."""
    blind: tuple[str, ...] = ()
    """The visits of which nothing is told until a second opinion is complete."""
    elsewhere: int = 0
    """Interviews about the participant that are not this reader's to read."""
    skipped: tuple[Skipped, ...] = ()
    consents: tuple[Consent, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def hash(self) -> str:
        """SHA-256 of it all, each interview by its own hash; the day on which it is read is not part of it."""
        told = {
            "study": self.study.id,
            "facts": [self.code, self.site, self.arm, self.status, self.enrolled, self.left_on],
            "dates": dict(self.dates),
            "visits": [[each.slot, each.held_on] for each in self.occasions],
            "interviews": [[each.interview.id, record_hash(each.interview)] for each in self.held],
            "left out": [sorted(self.blind), self.elsewhere, [[each.visit, each.informant] for each in self.skipped]],
            "consents": [[each.version, each.since, each.until, each.withdrawn_on] for each in self.consents],
            "steps": [[each.day, each.kind, each.value] for each in self.steps],
        }
        return content_hash(told)
