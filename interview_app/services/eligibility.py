"""Whether an interview may begin at a visit: what was held already, by whom, and in which window."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from interview_app.domain.access import Actor
from interview_app.domain.interview import Status
from interview_app.domain.schedule import Slot, days_outside, is_outside
from interview_app.domain.study import Study
from interview_app.services.blinding import may_be_second
from interview_app.services.cases import may_see
from interview_app.services.endings import stated
from interview_app.services.errors import AlreadyOpen, Unsuitable
from interview_app.storage import earlier, slots
from interview_app.storage.informants import Informant
from interview_app.storage.participants import Participant


def outside_window(
    connection: Connection, participant: Participant, visit: str, day: date, reason: str
) -> dict[str, Any]:
    """By how many days an interview lies outside its window and why it is held all the same, {} where it does not."""
    found = {standing.slot.visit: standing.slot for standing in slots.of_participant(connection, participant.id)}
    slot = found.get(visit)
    if slot is None or not is_outside(slot, day):
        return {}
    days = days_outside(slot, day)
    if not reason.strip():
        raise Unsuitable("outside_reason", _objection(slot, days))
    return {"outside": days, "outside_reason": stated(reason, "")}


def _objection(slot: Slot, days: int) -> str:
    if slot.reason is not None:
        return "This visit is not expected of the participant. Say why it is held all the same; the reason is kept."
    if days < 0:
        return "The window of this visit has not opened yet. Say why it is held now; the reason is kept."
    return "The window of this visit has closed. Say why it is held late; the reason is kept."


def must_be_open_to(
    connection: Connection,
    actor: Actor,
    study: Study,
    participant: Participant,
    informant: Informant,
    visit: str,
    now: datetime,
) -> None:
    """Refuse an interview that this interviewer cannot begin; raises Unsuitable, AlreadyOpen.

    One interview a visit and informant, unless the visit may be held again, as an unscheduled one may, or another
    interviewer is wanted for a second opinion.
    """
    if visit not in {visit.id for visit in study.visits}:
        raise Unsuitable("visit", "Choose a visit of the study.")
    there = earlier.standing_for(connection, participant.id, visit, informant.id)
    repeats = study.visit(visit).form == "either"
    if there is None or (repeats and there.status == Status.COMPLETE):
        return
    if may_be_second(connection, actor, study, participant, visit, informant.code, now):
        return
    if may_see(actor, study.id, there.site, there.interviewer_id):
        raise AlreadyOpen("There is an interview with this informant for this visit already.", there.id)
    raise Unsuitable("visit", "A colleague has begun this visit with this informant. Ask your supervisor.")
