"""How an interview comes to stand where it stands: its events, applied one after another.

Services apply an event as they write it and `verify` applies all of them again, so that what is stored and what the
ledger says can be compared to the letter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from interview_app.domain.closing import close
from interview_app.domain.document import SHELF, Document, empty, fold, opened, pass_on
from interview_app.domain.events import Event
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Act, Mode, Status, after
from interview_app.domain.marks import marks
from interview_app.domain.missing import Missing
from interview_app.domain.routing import Surroundings, route

IDLE = timedelta(minutes=30)
"""How long nothing may be answered before a session counts as left."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One ledger event of an interview; `at` is the server's time."""

    event: Event
    item: str
    payload: Mapping[str, Any]
    op_id: str
    at: datetime


@dataclass(slots=True)
class Standing:
    """Where an interview stands; every field can be rebuilt from its events."""

    form: str
    mode_first: Mode
    mode_last: Mode
    language: str
    started_at: datetime
    changed_at: datetime
    session_started_at: datetime | None
    status: Status = Status.DRAFT
    disposition: str = ""
    completed_at: datetime | None = None
    seconds: int = 0
    marks: str = ""
    """How each item stands once the interview has ended; see domain.marks."""
    document: Document = field(default_factory=empty)


def begin(start: Happening) -> Standing:
    """The standing that an `interview:start` event opens."""
    mode = Mode(start.payload["mode"])
    return Standing(
        form=start.payload["form"],
        mode_first=mode,
        mode_last=mode,
        language=start.payload["language"],
        started_at=start.at,
        changed_at=start.at,
        session_started_at=start.at,
        document=opened(start.payload),
    )


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What applying events needs to know: the instrument and a linear-time regex matcher."""

    instrument: Instrument
    matches: Callable[[str, str], bool]

    def apply(self, standing: Standing, happening: Happening) -> bool:
        """Change the standing by one event; False where an answer, note or confirmation was not the newest."""
        change = _CHANGES.get(happening.event)
        if change is None:
            return True
        _rest(standing, happening.at)
        standing.changed_at = happening.at
        return change(self, standing, happening)

    def surroundings(self, now: datetime) -> Surroundings:
        """The surroundings of a rule evaluated at that time."""
        return Surroundings(now, self.matches)

    def compute(self, standing: Standing, at: datetime) -> None:
        """Work out the calculated items anew; once() keeps what it gave before."""
        if self.instrument.calculated:
            way = route(self.instrument, standing.form, standing.document, self.surroundings(at))
            standing.document["calculated"] = way.calculated

    def settle(self, standing: Standing, at: datetime, ended: Missing | None) -> None:
        """Keep the closing of an interview that has just ended or was amended."""
        standing.document["closing"] = close(
            self.instrument, standing.form, standing.document, self.surroundings(at), ended=ended
        )
        standing.marks = marks(self.instrument, standing.document, standing.document["closing"])


def _lay(rules: Rulebook, standing: Standing, happening: Happening) -> bool:
    newest = fold(
        standing.document,
        happening.event,
        happening.item,
        happening.payload,
        op_id=happening.op_id,
        at=f"{happening.at:%Y-%m-%dT%H:%M:%SZ}",
    )
    if happening.event is Event.INTERVIEW_ANSWER:
        _enter(standing, Act.ANSWER, happening.at)
        if newest:
            _write_through(rules, standing, happening)
            rules.compute(standing, happening.at)
    return newest


def _write_through(rules: Rulebook, standing: Standing, happening: Happening) -> None:
    binds: Mapping[str, str] = rules.instrument.meta.get("binds", {})
    value = happening.payload.get("value")
    if happening.item == binds.get("mode") and value:
        standing.mode_last = Mode(value)
    if happening.item == binds.get("language") and value in rules.instrument.languages:
        standing.language = str(value)


def _amend(rules: Rulebook, standing: Standing, happening: Happening) -> bool:
    standing.status = after(standing.status, Act.AMEND)
    newest = _lay(rules, standing, happening)
    rules.compute(standing, happening.at)
    rules.settle(standing, happening.at, None)
    return newest


def _language(rules: Rulebook, standing: Standing, happening: Happening) -> bool:
    standing.language = str(happening.payload["value"])
    return True


def _mode(rules: Rulebook, standing: Standing, happening: Happening) -> bool:
    standing.mode_last = Mode(happening.payload["value"])
    return True


def _enter(standing: Standing, act: Act, at: datetime) -> None:
    standing.status = after(standing.status, act)
    if standing.session_started_at is None:
        standing.session_started_at = at


def _leave(standing: Standing, act: Act, at: datetime) -> None:
    standing.status = after(standing.status, act)
    if standing.session_started_at is not None:
        standing.seconds += _seconds(standing.session_started_at, at)
        standing.session_started_at = None


def _seconds(since: datetime, until: datetime) -> int:
    """Whole seconds between two moments; none where the server's clock was set back in between."""
    return max(0, int((until - since).total_seconds()))


def _rest(standing: Standing, at: datetime) -> None:
    """A session in which nothing was done for long ended with what was done last; the next one begins now."""
    if standing.session_started_at is not None and at - standing.changed_at > IDLE:
        standing.seconds += _seconds(standing.session_started_at, standing.changed_at)
        standing.session_started_at = at


def _pause(rules: Rulebook, standing: Standing, happening: Happening) -> bool:
    _leave(standing, Act.PAUSE, happening.at)
    return True


def _resume(rules: Rulebook, standing: Standing, happening: Happening) -> bool:
    _enter(standing, Act.RESUME, happening.at)
    standing.disposition = ""
    standing.document.pop("closing", None)
    standing.marks = ""
    return True


def _break_off(rules: Rulebook, standing: Standing, happening: Happening) -> bool:
    _leave(standing, Act.BREAK_OFF, happening.at)
    standing.disposition = str(happening.payload["disposition"])
    rules.settle(standing, happening.at, Missing(happening.payload["unanswered"]))
    standing.document["closing"]["reason"] = happening.payload["reason"]
    return True


def _complete(rules: Rulebook, standing: Standing, happening: Happening) -> bool:
    _leave(standing, Act.COMPLETE, happening.at)
    standing.disposition = str(happening.payload["disposition"])
    standing.completed_at = happening.at
    rules.settle(standing, happening.at, None)
    return True


def _void(rules: Rulebook, standing: Standing, happening: Happening) -> bool:
    _leave(standing, Act.VOID, happening.at)
    standing.completed_at = None
    return True


def _reassign(rules: Rulebook, standing: Standing, happening: Happening) -> bool:
    """Whoever takes over begins a session of their own."""
    _leave(standing, Act.REASSIGN, happening.at)
    pass_on(standing.document, happening.payload)
    return True


_CHANGES: dict[Event, Callable[[Rulebook, Standing, Happening], bool]] = {
    **dict.fromkeys(SHELF, _lay),
    Event.INTERVIEW_AMEND: _amend,
    Event.INTERVIEW_LANGUAGE: _language,
    Event.INTERVIEW_MODE: _mode,
    Event.INTERVIEW_PAUSE: _pause,
    Event.INTERVIEW_RESUME: _resume,
    Event.INTERVIEW_BREAK_OFF: _break_off,
    Event.INTERVIEW_COMPLETE: _complete,
    Event.INTERVIEW_VOID: _void,
    Event.INTERVIEW_REASSIGN: _reassign,
}
