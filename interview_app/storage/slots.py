"""A participant's visits as they stand in the schedule: laid anew when their course changes, kept when one is held."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from interview_app.domain.access import Sites
from interview_app.domain.disposition import Disposition
from interview_app.domain.fieldwork import Design
from interview_app.domain.interview import Status
from interview_app.domain.schedule import Expectation, Reason, Slot
from interview_app.storage.fieldwork import slots
from interview_app.storage.interviews import IN_USE
from interview_app.storage.models import interviews, participants
from interview_app.storage.participants import IN_USE as PERSON_IN_USE
from interview_app.storage.participants import Participant
from interview_app.storage.sites import within

COUNTS_AS_HELD = (Disposition.COMPLETE.value, Disposition.PARTIAL.value)


@dataclass(frozen=True, slots=True)
class Standing:
    """A visit of one participant: where it falls, the day of its interview (None without one), and its design."""

    slot: Slot
    held_on: date | None
    design: Design
    study_id: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A participant's visits as they are to stand, the days of those that were held, and those drawn for a second
    opinion."""

    participant: Participant
    planned: Sequence[Slot]
    held: Mapping[str, date]
    drawn: Collection[str] = ()


def lay(connection: Connection, plans: Sequence[Plan]) -> None:
    """Put visits in the place of what stood there; what was marked for a second opinion stays so."""
    ids = [plan.participant.id for plan in plans]
    designs = {(row.participant_id, row.visit): row.design for row in connection.execute(_DESIGNED, {"of": ids})}
    connection.execute(_CLEAR, {"of": ids})
    rows = [_row(plan, slot, designs) for plan in plans for slot in plan.planned]
    if rows:
        connection.execute(_INSERT, rows)


def _row(plan: Plan, slot: Slot, designs: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    participant = plan.participant
    stands = Design(designs.get((participant.id, slot.visit), Design.PLAIN))
    return {
        "participant_id": participant.id,
        "visit": slot.visit,
        "study_id": participant.study_id,
        "site": participant.site,
        "opens": slot.opens,
        "target": slot.target,
        "closes": slot.closes,
        "expectation": slot.expectation.value,
        "reason": slot.reason.value if slot.reason else "",
        "held_on": plan.held.get(slot.visit),
        "design": _design(stands, slot.visit in plan.drawn).value,
    }


def _design(stands: Design, is_drawn: bool) -> Design:
    if stands in {Design.PLAIN, Design.DRAWN}:
        return Design.DRAWN if is_drawn else Design.PLAIN
    return stands


def hold(connection: Connection, participant_id: str, visit: str, held_on: date | None) -> None:
    """Note the day of a visit's interview; None takes it back."""
    connection.execute(_HOLD, {"of": participant_id, "at": visit, "held_on": held_on})


def mark(connection: Connection, participant_id: str, visit: str, design: Design) -> bool:
    """Note that a second opinion is wanted at a visit, or no longer; False when there is no such visit."""
    return bool(connection.execute(_MARK, {"of": participant_id, "at": visit, "design": design.value}).rowcount)


def of_participant(connection: Connection, participant_id: str) -> list[Standing]:
    """A participant's visits, in no order."""
    return [standing(row) for row in connection.execute(_OF_ONE, {"of": participant_id})]


def of_participants(connection: Connection, participant_ids: Collection[str]) -> dict[str, list[Standing]]:
    """The visits of several participants, by theirs ids."""
    found: dict[str, list[Standing]] = {participant_id: [] for participant_id in participant_ids}
    for row in connection.execute(_OF_MANY, {"of": list(participant_ids)}):
        found[row.participant_id].append(standing(row))
    return found


def designed(
    connection: Connection, sites: Sites, today: date, *, limit: int, offset: int
) -> tuple[list[Row[Any]], int]:
    """A page of the visits at these sites for which a second opinion is wanted, the latest first, and how many there
    are (participant_id, code, site, visit); those that were held or whose window is open."""
    where = (
        within(slots, sites),
        slots.c.design.in_((Design.DRAWN.value, Design.MARKED.value)),
        slots.c.held_on.is_not(None) | ((slots.c.opens <= today) & (slots.c.closes >= today)) | _IS_MARKED,
        PERSON_IN_USE,
    )
    page = select(slots.c.participant_id, participants.c.code, slots.c.site, slots.c.visit).join(participants)
    page = (
        page.where(*where).order_by(slots.c.opens.desc().nulls_last(), participants.c.code).limit(limit).offset(offset)
    )
    counted = select(func.count()).select_from(slots.join(participants)).where(*where)
    return list(connection.execute(page)), connection.execute(counted).scalar_one()


def standing(row: Row[Any]) -> Standing:
    """A row of the table as it is read by rules."""
    slot = Slot(
        row.visit,
        row.opens,
        row.target,
        row.closes,
        Expectation(row.expectation),
        Reason(row.reason) if row.reason else None,
    )
    return Standing(slot, row.held_on, Design(row.design), row.study_id, row.site)


def held_at(connection: Connection, participant_ids: Iterable[str], visit: str = "") -> list[Row[Any]]:
    """The interviews that count as held (participant_id, visit, site, started_at, held_on), of all visits or of one.

    What was withdrawn from use does not.
    """
    query = _HELD.where(interviews.c.participant_id.in_(list(participant_ids)))
    return list(connection.execute(query.where(interviews.c.visit == visit) if visit else query))


_IS_MARKED = slots.c.design == Design.MARKED.value
_INSERT = insert(slots)
_OF_THESE = slots.c.participant_id.in_(bindparam("of", expanding=True))
_CLEAR = delete(slots).where(_OF_THESE)
_DESIGNED = select(slots.c.participant_id, slots.c.visit, slots.c.design).where(
    _OF_THESE, slots.c.design != Design.PLAIN.value
)
_ONE = update(slots).where(slots.c.participant_id == bindparam("of"), slots.c.visit == bindparam("at"))
_HOLD = _ONE.values(held_on=bindparam("held_on"))
_MARK = _ONE.values(design=bindparam("design"))
_OF_ONE = select(slots).where(slots.c.participant_id == bindparam("of"))
_OF_MANY = select(slots).where(_OF_THESE)
_HELD = select(
    interviews.c.participant_id, interviews.c.visit, interviews.c.site, interviews.c.started_at, interviews.c.held_on
).where(
    interviews.c.status.in_((Status.COMPLETE.value, Status.BROKEN_OFF.value)),
    interviews.c.disposition.in_(COUNTS_AS_HELD),
    IN_USE,
)
