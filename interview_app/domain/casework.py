"""How a case comes to stand where it stands: its calls, appointments and hand-overs, one event after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from interview_app.domain.disposition import Disposition, settled
from interview_app.domain.events import Event
from interview_app.domain.fieldwork import Next


@dataclass(slots=True)
class CaseStanding:
    """A participant, a visit and an informant, and what was done to bring an interview about."""

    interviewer_id: str | None = None
    """Whose case it is; None for whoever interviews about the participant."""
    attempts: list[dict[str, Any]] = field(default_factory=list)
    """Each call as its event told it, with its time."""
    outcomes: list[tuple[str, Disposition]] = field(default_factory=list)
    """What each call came to, and what was settled without one, in the order in which it became known."""
    next_at: datetime | None = None
    next_kind: Next = Next.NOTHING
    appointment: dict[str, Any] | None = None
    """Mode, time zone, link and note of the appointment that stands; None without one."""
    goes_on: bool = False
    """True when somebody called or made an appointment after it was settled: a second opinion is to come about."""

    @property
    def disposition(self) -> Disposition | None:
        """What the case comes to; None before its first outcome."""
        return settled([outcome for _, outcome in self.outcomes])

    @property
    def mistakable(self) -> Disposition | None:
        """What a call or the desk settled the case with, and can be taken back; None where nothing stands so."""
        given = [self.outcomes[n][1] for n in self._final_given()]
        return given[-1] if self.is_over and given and given[-1] is self.disposition else None

    def _final_given(self) -> list[int]:
        return [n for n, (by, outcome) in enumerate(self.outcomes) if by != "interview" and outcome.outcome.final]

    @property
    def last_at(self) -> datetime | None:
        """When the last call was made."""
        return self.attempts[-1]["at"] if self.attempts else None

    @property
    def refused_to(self) -> frozenset[str]:
        """The codes of the interviewers whom the informant declined, so that a colleague calls."""
        return frozenset(told["interviewer"] for told in self.attempts if told["outcome"] == Disposition.REF_SOFT)

    @property
    def is_over(self) -> bool:
        """True when nobody is called any more."""
        return self.disposition is not None and self.disposition.outcome.final and not self.goes_on

    def apply(self, event: Event, payload: Mapping[str, Any], at: datetime) -> None:
        """Let an event happen to the case."""
        _APPLY[event](self, payload, at)
        if self.is_over:
            self._plan(None, Next.NOTHING)

    def _plan(self, at: datetime | None, kind: Next, appointment: Mapping[str, Any] | None = None) -> None:
        self.next_at, self.next_kind = at, kind
        self.appointment = None if appointment is None else dict(appointment)

    def _open(self, payload: Mapping[str, Any], at: datetime) -> None:
        """Nothing has been done in it yet."""

    def _attempt(self, payload: Mapping[str, Any], at: datetime) -> None:
        is_final = Disposition(payload["outcome"]).outcome.final
        self.goes_on = (self.goes_on or self.is_over) and not is_final
        self.attempts.append({**payload, "at": at, "next_at": _read(payload["next_at"])})
        self.outcomes.append(("call", Disposition(payload["outcome"])))
        again = _read(payload["next_at"])
        self._plan(again, Next.CALLBACK if again else Next.NOTHING)
        if payload["outcome"] == Disposition.REF_SOFT:
            self.interviewer_id = None

    def _appoint(self, payload: Mapping[str, Any], at: datetime) -> None:
        self.goes_on = self.goes_on or self.is_over
        self._plan(_read(payload["at"]), Next.APPOINTMENT, payload)

    def _hand_over(self, payload: Mapping[str, Any], at: datetime) -> None:
        self.interviewer_id = payload["interviewer_id"]

    def _settle(self, payload: Mapping[str, Any], at: datetime) -> None:
        """What the interview or the desk says takes the place of what it said before; "" takes it back."""
        by, again, self.goes_on = payload["by"], _read(payload["next_at"]), False
        self.outcomes = [told for told in self.outcomes if told[0] != by]
        if payload["outcome"]:
            self.outcomes.append((by, Disposition(payload["outcome"])))
            self._plan(again, Next.CALLBACK if again else Next.NOTHING)

    def _take_back(self, payload: Mapping[str, Any], at: datetime) -> None:
        """The outcome that settled the case was a mistake: it follows from the others, and somebody calls again."""
        del self.outcomes[self._final_given()[-1]]
        self._plan(_read(payload["next_at"]), Next.CALLBACK)


def _read(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


_APPLY: dict[Event, Callable[[CaseStanding, Mapping[str, Any], datetime], None]] = {
    Event.CASE_OPEN: CaseStanding._open,
    Event.CASE_ATTEMPT: CaseStanding._attempt,
    Event.CASE_APPOINT: CaseStanding._appoint,
    Event.CASE_HAND_OVER: CaseStanding._hand_over,
    Event.CASE_SETTLE: CaseStanding._settle,
    Event.CASE_TAKE_BACK: CaseStanding._take_back,
}
