"""Participants over time, made up for the tests of their report: any visits, with any informants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from interview_app import instruments
from interview_app.domain.closing import settled
from interview_app.domain.consent import Consent
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Interview, Mode
from interview_app.domain.routing import Surroundings
from interview_app.domain.schedule import Course, Slot, anchor_days, slots, state
from interview_app.domain.study import Study
from interview_app.instruments.regex import matches
from interview_app.instruments.studies import built_in, read_study
from interview_app.reports.participant.record import Held, Occasion, Record, Step
from tests.worked import ANSWERS, completed, folded

BEGAN = date(2025, 1, 6)
COURSE = Course(arm="xr", dates={"baseline": BEGAN, "last_dose": BEGAN + timedelta(days=336)}, extension=True)
MODES = tuple(Mode)
Meeting = tuple[str, str]
"""A visit, and the informant who was asked."""


@lru_cache(maxsize=1)
def study() -> Study:
    """The demo study."""
    return read_study(built_in("demo-naltrec-like"))


@lru_cache(maxsize=64)
def interview(rating: int, form: str = "full", *changes: tuple[str, Any]) -> Interview:
    """A completed interview in which most ratings are that step."""
    ratings = {f"c{number:02}": str(rating) for number in range(1, 13)}
    told = {key: list(value) if isinstance(value, tuple) else value for key, value in changes}
    asked = {**ANSWERS, **ratings, **told}
    instrument = instruments.load("wrri", 1)
    happened = asked["e2"]
    shown = {
        key: value
        for key, value in asked.items()
        if form in instrument.by_id[key].forms and (not key.startswith("e2_") or key[8:] in happened)
    }
    return completed(instrument, folded(shown), form)


def met(slot: Slot, informant: str, order: int, base: Interview) -> Interview:
    """That interview as it was held at a visit, a few days after its target."""
    target = slot.target or BEGAN
    day = target + timedelta(days=order % 4)
    began = datetime(day.year, day.month, day.day, 9 + order % 6, tzinfo=UTC)
    return replace(
        base, id=f"{order:032x}", visit=slot.visit, informant_id=informant, started_at=began, changed_at=began,
        completed_at=began, mode_first=MODES[order % 3], mode_last=MODES[order % 3], study_id=study().id,
    )  # fmt: skip


def held(each: Interview, instrument: Instrument | None = None) -> Held:
    """An interview as the report is given it."""
    instrument = instrument or instruments.load(each.instrument, each.instrument_version)
    closing = settled(instrument, each, Surroundings(each.changed_at, matches))
    return Held(each, instrument, closing, each.started_at.date())


def course(
    meetings: Sequence[Meeting], *, ratings: Sequence[int] = (2, 3), today: date = date(2026, 11, 26),
    changes: Mapping[int, Sequence[tuple[str, Any]]] | None = None,
) -> Record:  # fmt: skip
    """A participant about whom these informants were asked at these visits, the ratings in turn; `changes` are answers
    of an interview by its number."""
    planned = {slot.visit: slot for slot in slots(study(), COURSE)}
    forms = {visit.id: visit.form for visit in study().visits}
    found = []
    for order, (visit, informant) in enumerate(meetings):
        form = forms[visit] if forms[visit] in ("full", "short") else "full"
        quiet = (("e2", ("none",)),) if order % 4 else ()
        base = interview(ratings[order % len(ratings)], form, *quiet, *(changes or {}).get(order, ()))
        found.append(met(planned[visit], informant, order, base))
    return record(sorted(map(held, found), key=lambda each: each.day), today)


def record(found: Sequence[Held], today: date, course: Course = COURSE) -> Record:
    """The record of those interviews in that course."""
    days = {each.interview.visit: each.day for each in reversed(found)}
    visits = {visit.id: visit for visit in study().visits}
    occasions = [
        Occasion(visits[slot.visit], slot, days.get(slot.visit), state(slot, days.get(slot.visit), today))
        for slot in slots(study(), course)
    ]
    return Record(
        study=study(), code="OSL-4821-7", site="OSL", arm="xr", status="active", enrolled=BEGAN, left_on=None,
        today=today, dates=course.dates, anchors=anchor_days(study(), course), occasions=tuple(occasions),
        held=tuple(found), consents=(CONSENT,), steps=(Step(BEGAN, "enrolled", "OSL"),),
    )  # fmt: skip


CONSENT = Consent(
    id="c1", version="1.0", since=BEGAN, until=None, scopes=frozenset({"workers"}), without_roles=frozenset(),
    withdrawn_on=None, taken_by="man-01",
)  # fmt: skip


def scheduled() -> list[str]:
    """The visits that are planned for that participant, in order."""
    return [slot.visit for slot in slots(study(), COURSE) if slot.target is not None]


def whole() -> Record:
    """Every planned visit with two informants."""
    return course([(visit, who) for visit in scheduled() for who in ("OSL-W03", "OSL-W07")])
