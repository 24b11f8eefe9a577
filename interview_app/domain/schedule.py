"""When a participant's visits fall, which of them are expected, and how each stands on a day.

Everything is counted in whole days of the site's own calendar, so that neither leap days nor the change of the clocks
move anything. Whatever shows, counts or exports a visit's state asks `state` for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from interview_app.domain.items import Text
from interview_app.domain.participation import Participation
from interview_app.domain.study import Anchor, Source, Study, Visit


class Expectation(StrEnum):
    """Whether an interview is to take place at a visit."""

    EXPECTED = "expected"
    OPTIONAL = "optional"
    PENDING = "pending"
    """It cannot be said yet, because the day it counts from is not known."""
    NOT_EXPECTED = "not_expected"


class Reason(StrEnum):
    """Why a visit is not expected."""

    UNSCHEDULED = "unscheduled"
    OTHER_ARM = "other_arm"
    NO_EXTENSION = "no_extension"
    TREATMENT_ENDED = "treatment_ended"
    STUDY_ENDED = "study_ended"
    WITHDRAWN = "withdrawn"
    DIED = "died"


class State(StrEnum):
    """How a visit stands on a day."""

    NOT_EXPECTED = "not_expected"
    PENDING = "pending"
    OPTIONAL = "optional"
    EARLY = "early"
    """The window has not opened yet."""
    DUE = "due"
    OVERDUE = "overdue"
    """The target day has passed and the window is still open."""
    MISSED = "missed"
    HELD = "held"
    HELD_EARLY = "held_early"
    LATE = "late"
    """Held after the window had closed."""


OPEN = frozenset({State.DUE, State.OVERDUE})
DONE = frozenset({State.HELD, State.HELD_EARLY, State.LATE})

STATE_LABELS: dict[State, Text] = {
    State.NOT_EXPECTED: {"en": "Not expected", "nb": "Ikke ventet"},
    State.PENDING: {"en": "Date not known yet", "nb": "Dato ikke kjent ennå"},
    State.OPTIONAL: {"en": "Optional", "nb": "Valgfritt"},
    State.EARLY: {"en": "Not open yet", "nb": "Ikke åpent ennå"},
    State.DUE: {"en": "Due", "nb": "Skal holdes nå"},
    State.OVERDUE: {"en": "Overdue", "nb": "Over måldato"},
    State.MISSED: {"en": "Missed", "nb": "Ikke holdt"},
    State.HELD: {"en": "Held in the window", "nb": "Holdt i vinduet"},
    State.HELD_EARLY: {"en": "Held early", "nb": "Holdt før vinduet"},
    State.LATE: {"en": "Held late", "nb": "Holdt etter vinduet"},
}

REASON_LABELS: dict[Reason, Text] = {
    Reason.UNSCHEDULED: {"en": "outside the plan", "nb": "utenom planen"},
    Reason.OTHER_ARM: {"en": "not for this arm", "nb": "ikke for denne armen"},
    Reason.NO_EXTENSION: {"en": "no extension", "nb": "ingen forlengelse"},
    Reason.TREATMENT_ENDED: {"en": "treatment ended before", "nb": "behandlingen var avsluttet"},
    Reason.STUDY_ENDED: {"en": "participation ended before", "nb": "deltakelsen var avsluttet"},
    Reason.WITHDRAWN: {"en": "withdrew before", "nb": "hadde trukket seg"},
    Reason.DIED: {"en": "died before", "nb": "var død"},
}

_LEFT = {
    Participation.ENDED: Reason.STUDY_ENDED,
    Participation.WITHDRAWN: Reason.WITHDRAWN,
    Participation.DIED: Reason.DIED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What the schedule needs to know of a participant."""

    arm: str
    dates: Mapping[str, date] = field(default_factory=dict)
    """By the names of the study's dates, as far as they are known."""
    extension: bool = False
    status: Participation = Participation.ACTIVE
    left_on: date | None = None
    """Since when the status is no longer active; None while it is."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A participant's visit: its days, None where they are not known, and whether it is expected."""

    visit: str
    opens: date | None
    target: date | None
    closes: date | None
    expectation: Expectation
    reason: Reason | None = None
    """Why it is not expected, None where it may be."""


def anchor_days(study: Study, course: Course) -> dict[str, date]:
    """The day of each anchor that is known, by its id."""
    days: dict[str, date] = {}
    for anchor in study.anchors:
        if (day := _anchor_day(anchor, course, days)) is not None:
            days[anchor.id] = day
    return days


def _anchor_day(anchor: Anchor, course: Course, before: Mapping[str, date]) -> date | None:
    fitting = (source for source in anchor.sources if not source.arms or course.arm in source.arms)
    return next((day for source in fitting if (day := _source_day(source, course, before))), None)


def _source_day(source: Source, course: Course, before: Mapping[str, date]) -> date | None:
    base = course.dates.get(source.date) if source.date else before.get(source.anchor)
    return None if base is None else moved(base, source.days)


def moved(day: date, days: int) -> date | None:
    """The day that many days later; None outside the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def slots(study: Study, course: Course) -> tuple[Slot, ...]:
    """Every visit of the study for that participant, in the study's order."""
    days = anchor_days(study, course)
    return tuple(_slot(study, course, visit, days) for visit in study.visits)


def _slot(study: Study, course: Course, visit: Visit, days: Mapping[str, date]) -> Slot:
    base = days.get(visit.anchor)
    opens, target, closes = (
        None if base is None else moved(base, shift)
        for shift in (visit.day - visit.before, visit.day, visit.day + visit.after)
    )
    reason = next(_reasons(study, course, visit, days, opens, closes), None)
    if reason is not None:
        return Slot(visit.id, opens, target, closes, Expectation.NOT_EXPECTED, reason)
    if target is None or opens is None or closes is None:
        return Slot(visit.id, None, None, None, Expectation.PENDING)
    expectation = Expectation.OPTIONAL if visit.optional else Expectation.EXPECTED
    return Slot(visit.id, opens, target, closes, expectation)


def _reasons(
    study: Study, course: Course, visit: Visit, days: Mapping[str, date], opens: date | None, closes: date | None
) -> Iterator[Reason]:
    """Why the visit is not expected, the weightiest reason first."""
    if not visit.anchor:
        yield Reason.UNSCHEDULED
    if visit.arms and course.arm not in visit.arms:
        yield Reason.OTHER_ARM
    if visit.extension and not course.extension:
        yield Reason.NO_EXTENSION
    ends = {anchor.id: days.get(anchor.until) for anchor in study.anchors}.get(visit.anchor)
    if ends is not None and opens is not None and opens > ends:
        yield Reason.TREATMENT_ENDED
    if course.left_on is not None and course.status in _LEFT and (closes is None or closes >= course.left_on):
        yield _LEFT[course.status]


def state(slot: Slot, held_on: date | None, today: date) -> State:
    """How a visit stands on a day; `held_on` is the day of its interview, complete or partial, None without one."""
    if held_on is not None:
        return _held(slot, held_on)
    if slot.expectation is not Expectation.EXPECTED:
        return State(slot.expectation.value)
    if slot.opens is not None and today < slot.opens:
        return State.EARLY
    if slot.closes is not None and today > slot.closes:
        return State.MISSED
    return State.OVERDUE if slot.target is not None and today > slot.target else State.DUE


def _held(slot: Slot, held_on: date) -> State:
    if slot.opens is not None and held_on < slot.opens:
        return State.HELD_EARLY
    return State.LATE if slot.closes is not None and held_on > slot.closes else State.HELD


def is_outside(slot: Slot, day: date) -> bool:
    """True where an interview on that day needs a reason: outside the window, or at a visit that is not expected."""
    return slot.reason is not Reason.UNSCHEDULED and (slot.reason is not None or days_outside(slot, day) != 0)


def days_outside(slot: Slot, day: date) -> int:
    """How many days a day lies before the window (negative), after it (positive), or 0 inside it or without one."""
    if slot.opens is not None and day < slot.opens:
        return (day - slot.opens).days
    return (day - slot.closes).days if slot.closes is not None and day > slot.closes else 0
