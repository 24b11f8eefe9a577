"""The way of a study's people: enrolled, consented, an informant named, interviewed; and why others are lost on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from interview_app.domain.participation import Participation
from interview_app.domain.progress import Occasion, Person
from interview_app.domain.retention import Stay


@dataclass(slots=True)
class AtVisit:
    """Of those for whom a visit was meant and is over: how many were interviewed about, and why others were not.

    A reason is the schedule's or, where the visit was expected, the class of the case's outcome."""

    meant: int = 0
    interviewed: int = 0
    lost: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Flow:
    """How many came to each place on the way."""

    enrolled: int
    consented: int | None
    """None where the study asks for no consent here."""
    named: int
    visits: Mapping[str, AtVisit]


def flow(
    people: Collection[Person], occasions: Iterable[Occasion], named: Collection[str], visits: Sequence[str], gate: str
) -> Flow:
    """The way of these people; `named` are the codes of those of whom an informant is known."""
    consented = {each.code for each in people if any(gate in consent.scopes for consent in each.consents)}
    come = {each.code for each in people if not gate or each.code in consented}
    at = {visit: AtVisit() for visit in visits}
    for each in occasions:
        if "meant" in each.sets and each.slot.visit in at:
            _count(at[each.slot.visit], each)
    return Flow(len(people), len(consented) if gate else None, len(come & set(named)), at)


def _count(at: AtVisit, occasion: Occasion) -> None:
    at.meant += 1
    if "retained" in occasion.sets:
        at.interviewed += 1
    elif occasion.slot.reason is not None:
        at.lost[occasion.slot.reason.value] += 1
    else:
        at.lost[min((line.kind for line in occasion.lines), key=_WEIGHTS.index, default="U")] += 1


_WEIGHTS = ("R", "NC", "O", "NE", "U", "P", "I")
"""Of several cases without an interview, the one that says most stands for the visit."""
_LEFT = frozenset({Participation.WITHDRAWN, Participation.DIED})


def stays(people: Iterable[Person], ends: Mapping[str, date], today: date) -> list[Stay]:
    """How long each has been followed from enrolment on, and whether they withdrew or died before the end of their
    plan; who ended otherwise was followed until then. `ends` are the last days of the plans, by code."""
    found = []
    for each in people:
        last = min(ends.get(each.code, today), today)
        out = each.left_on if each.left_on is not None else last
        left = each.status in _LEFT and each.left_on is not None and out <= last
        found.append(Stay(max((min(out, last) - each.enrolled_on).days, 0), left))
    return found
