"""The schedule of a study's participants: laid from their courses, and kept true as interviews are held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row

from interview_app.domain import second_opinions
from interview_app.domain.access import Sites
from interview_app.domain.schedule import slots as planned
from interview_app.domain.study import Study
from interview_app.storage import slots
from interview_app.storage.participants import Participant

AT_ONCE = 200


def day_at(study: Study, site: str, moment: datetime) -> date:
    """The calendar day of a moment at a site."""
    return moment.astimezone(ZoneInfo(study.zone(site))).date()


def held_day(study: Study, row: Row[Any]) -> date:
    """The calendar day on which an interview was held at its site (a row with site, started_at, held_on)."""
    return date.fromisoformat(row.held_on) if row.held_on else day_at(study, row.site, row.started_at)


def days_of(study: Study, sites: Sites, moment: datetime) -> dict[date, Sites]:
    """The sites by the calendar day of a moment there."""
    days = {site: day_at(study, site, moment) for site in sites}
    return {day: sites.only(*(site for site in days if days[site] == day)) for day in sorted(set(days.values()))}


def lay(connection: Connection, study: Study, participant: Participant) -> None:
    """Lay a participant's visits anew, after their course or the study's plan has changed."""
    lay_all(connection, study, [participant])


def lay_all(connection: Connection, study: Study, participants: Sequence[Participant]) -> None:
    """Lay the visits of several participants anew, some hundred at a time."""
    for begin in range(0, len(participants), AT_ONCE):
        some = participants[begin : begin + AT_ONCE]
        held: dict[str, dict[str, date]] = defaultdict(dict)
        found = held_days(study, slots.held_at(connection, [participant.id for participant in some]))
        for (participant_id, visit), day in found.items():
            held[participant_id][visit] = day
        slots.lay(connection, [_plan(study, each, held[each.id]) for each in some])


def _plan(study: Study, participant: Participant, held: Mapping[str, date]) -> slots.Plan:
    drawn = second_opinions.drawn(study, participant.code, participant.arm)
    return slots.Plan(participant, planned(study, participant.course), held, drawn)


def settle(connection: Connection, study: Study, participant_id: str, visit: str) -> None:
    """Note whether a visit is held, after one of its interviews has ended, begun again or been taken out."""
    found = held_days(study, slots.held_at(connection, [participant_id], visit))
    slots.hold(connection, participant_id, visit, found.get((participant_id, visit)))


def held_days(study: Study, held: Iterable[Row]) -> dict[tuple[str, str], date]:  # type: ignore[type-arg]
    """The first day of each participant's visit on which an interview was begun that counts as held."""
    days: dict[tuple[str, str], date] = {}
    for row in held:
        key = (row.participant_id, row.visit)
        day = held_day(study, row)
        days[key] = min(day, days.get(key, day))
    return days
