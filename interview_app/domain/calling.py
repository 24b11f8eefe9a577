"""What follows from how a call went, and whether somebody may be called: next steps, limits, hours."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from interview_app.domain.disposition import FROM_ANSWERS, Disposition
from interview_app.domain.study import Calling

SOON, HOURS, DAY, WEEK = timedelta(hours=1), timedelta(hours=3), timedelta(days=1), timedelta(days=7)
FURTHEST = timedelta(days=366)
"""How far ahead a call or a meeting can be planned."""


@dataclass(frozen=True, slots=True)
class Step:
    """What follows an outcome: a call after `delay` (None: nothing by itself), and whether the note must say more."""

    delay: timedelta | None = None
    asks_note: bool = False
    by_call: bool = True
    """False for what is noted at the desk, without another call."""


STEPS: dict[Disposition, Step] = {
    Disposition.NOANS: Step(HOURS),
    Disposition.BUSY: Step(HOURS),
    Disposition.NC: Step(HOURS),
    Disposition.VM_LEFT: Step(DAY),
    Disposition.VM_NONE: Step(DAY),
    Disposition.APPT: Step(),
    Disposition.APPT_BROKEN: Step(DAY),
    Disposition.TECH: Step(SOON),
    Disposition.WRONGNO: Step(DAY),
    Disposition.DISCON: Step(DAY),
    Disposition.REF_SOFT: Step(WEEK, asks_note=True),
    Disposition.REF_HARD: Step(),
    Disposition.REF_GATE: Step(asks_note=True),
    Disposition.REF_PARTICIPANT: Step(),
    Disposition.LANG: Step(),
    Disposition.INF_UNABLE: Step(),
    Disposition.INF_LEFT: Step(),
    Disposition.INF_DEAD: Step(),
    Disposition.BREAKOFF: Step(WEEK, by_call=False),
    Disposition.P_WITHDRAWN: Step(by_call=False),
    Disposition.P_DEAD: Step(by_call=False),
    Disposition.P_NOTEXPECTED: Step(by_call=False),
    Disposition.NOTTRIED: Step(by_call=False, asks_note=True),
    Disposition.SUPERV: Step(by_call=False, asks_note=True),
    Disposition.MAXTRY_E: Step(by_call=False),
    Disposition.MAXTRY_U: Step(by_call=False),
}
"""What follows each outcome; a complete or partial interview needs nothing more."""

NUMBER_WRONG = (Disposition.WRONGNO, Disposition.DISCON)
"""After these another call helps only when somebody has found another number."""

BY_CALL = tuple(outcome for outcome, step in STEPS.items() if step.by_call)
"""What a call can come to."""
AT_THE_DESK = tuple(outcome for outcome in STEPS if outcome not in {*BY_CALL, *FROM_ANSWERS})
"""What a case can be settled with when nobody is called."""


def moment(day_and_time: datetime, zone: str) -> datetime | None:
    """The moment at which clocks of that zone show this; None for one that the change to summer time leaves out."""
    found = day_and_time.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return found if found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == day_and_time else None


def closed(calling: Calling, zone: str, at: datetime) -> str:
    """Why nobody is called at that moment, "" when they may be."""
    there = at.astimezone(ZoneInfo(zone))
    if there.date() in calling.closed_on:
        return "On this day the study does not call anybody."
    if there.isoweekday() not in calling.weekdays:
        return "On this day of the week the study does not call anybody."
    if not calling.opens <= there.time() < calling.closes:
        return "The study calls from %(opens)s to %(closes)s, by the clock of the site."
    return ""


def default_next(calling: Calling, zone: str, outcome: Disposition, now: datetime) -> datetime | None:
    """When to try again after that outcome, within the study's hours; None where nothing follows by itself."""
    step = STEPS.get(outcome, Step())
    return None if step.delay is None else next_open(calling, zone, _on_the_quarter(now + step.delay))


def next_open(calling: Calling, zone: str, at: datetime) -> datetime:
    """That moment, or the first after it at which the study calls; that moment itself where there is none in a year."""
    there = at.astimezone(ZoneInfo(zone))
    for days in range(FURTHEST.days):
        day = there.date() + timedelta(days=days)
        earliest = there.time() if days == 0 else time.min
        begins = max(earliest, calling.opens)
        found = moment(datetime.combine(day, begins), zone)
        if found is not None and not closed(calling, zone, found):
            return found
    return at


def _on_the_quarter(at: datetime) -> datetime:
    """The moment, or the first after it at a full quarter of an hour."""
    late = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at if not late else at - late + timedelta(minutes=15)


def tried_on(attempts: Collection[datetime], zone: str, now: datetime) -> int:
    """How many of the attempts were made on the day of that moment."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return sum(at.astimezone(ZoneInfo(zone)).date() == today for at in attempts)


def reached_limit(calling: Calling, outcomes: Sequence[Disposition]) -> Disposition | None:
    """What to call a case in which as many attempts were made as the study allows; None before.

    Somebody who was reached once, or whose number is known to be theirs, is known to be the right person.
    """
    if len(outcomes) < calling.attempts:
        return None
    is_known = any(outcome.outcome.kind != "U" for outcome in outcomes)
    return Disposition.MAXTRY_E if is_known else Disposition.MAXTRY_U
