"""The visits that an interview can be begun for: what is due first, each with its window and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interview_app.domain.schedule import OPEN, REASON_LABELS, STATE_LABELS, State, is_outside
from interview_app.services import schedule, timetables
from interview_app.services.participants import Shown
from interview_app.storage.slots import Standing
from interview_app.web.context import actor, now, store, study
from interview_app.web.language import said
from interview_app.web.windows import Bar, bar


@dataclass(frozen=True, slots=True)
class Occasion:
    """A visit as it is offered; `needs_reason` where it would be held outside its window today."""

    id: str
    label: str
    length: str
    state: State | None
    stands: str
    bar: Bar | None
    needs_reason: bool

    @property
    def is_open(self) -> bool:
        """True of a visit that is due or overdue."""
        return self.state in OPEN


def occasions(shown: Shown, lengths: Mapping[str, str]) -> list[Occasion]:
    """The study's visits for a participant: those that are due or overdue first, then in the study's order."""
    found = timetables.standings(store(), actor(), study(), shown.participant.id, now=now())
    offered = [
        _occasion(shown, visit.id, said(visit.label), lengths[visit.id], found.get(visit.id))
        for visit in study().visits
    ]
    return sorted(offered, key=lambda each: (each.state is not State.OVERDUE, not each.is_open))


def _occasion(shown: Shown, visit: str, label: str, length: str, found: tuple[Standing, State] | None) -> Occasion:
    if found is None:
        return Occasion(visit, label, length, None, "", None, needs_reason=False)
    standing, state = found
    slot, today = standing.slot, schedule.day_at(study(), shown.participant.site, now())
    stands = said(REASON_LABELS[slot.reason] if state is State.NOT_EXPECTED and slot.reason else STATE_LABELS[state])
    drawn = None if state is State.NOT_EXPECTED else bar(slot, today, standing.held_on)
    return Occasion(visit, label, length, state, stands, drawn, is_outside(slot, today))
