"""Second opinions as supervisors see them: which are wanted, marked by hand, and two complete ones side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from interview_app.domain.access import Action, Actor
from interview_app.domain.events import Event
from interview_app.domain.fieldwork import Design
from interview_app.domain.second_opinions import Pair, PairState, drawn
from interview_app.domain.study import Study
from interview_app.services import blinding, schedule
from interview_app.services.cases import opened
from interview_app.services.endings import stated
from interview_app.services.errors import Blind, NotAllowed, Unsuitable
from interview_app.services.interviews import Opened, open_interview
from interview_app.services.participants import get_one, must_be_in_use, trace
from interview_app.storage import participants, slots
from interview_app.storage.engine import Store
from interview_app.storage.participants import Participant

WHY = "Say why; the reason is kept."


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A visit for which a second opinion is wanted, and where its pair stands today."""

    participant_id: str
    code: str
    visit: str
    pair: Pair
    state: PairState

    @property
    def may_be_taken_back(self) -> bool:
        """True for one that somebody marked and of which the second has not begun; a draw is the study's own."""
        return self.pair.design is Design.MARKED and self.pair.second is None


@dataclass(frozen=True, slots=True)
class Compared:
    """A complete pair with both interviews open to be read."""

    listed: Listed
    first: Opened
    second: Opened


def search(
    store: Store, actor: Actor, study: Study, *, now: datetime, limit: int = 25, offset: int = 0
) -> tuple[list[Listed], int]:
    """A page of the second opinions at the actor's sites whose visit is open or was held, and how many there are."""
    _must(actor)
    with store.reading() as connection:
        today = schedule.day_at(study, "", now)
        rows, total = slots.designed(connection, actor.sites, today, limit=limit, offset=offset)
        found = blinding.pairs(connection, study, {row.participant_id for row in rows}, {row.visit for row in rows})
        return [
            _listed(study, row.participant_id, row.code, row.site, row.visit, found[row.participant_id, row.visit], now)
            for row in rows
        ], total


def _listed(study: Study, participant_id: str, code: str, site: str, visit: str, pair: Pair, now: datetime) -> Listed:
    state = pair.state(schedule.day_at(study, site, now))
    return Listed(participant_id=participant_id, code=code, visit=visit, pair=pair, state=state)


def wanted(store: Store, study: Study, participant: Participant, *, now: datetime) -> dict[str, Pair]:
    """The visits of a participant of which the second interview is wanted now."""
    with store.reading() as connection:
        found = blinding.pairs(connection, study, [participant.id])
    today = schedule.day_at(study, participant.site, now)
    return {visit: pair for (_, visit), pair in found.items() if pair.state(today) is PairState.WANTED}


def mark(store: Store, actor: Actor, study: Study, code: str, visit: str, *, reason: str, now: datetime) -> None:
    """Ask for a second opinion at a visit. Raises NotAllowed, Unsuitable."""
    _must(actor)
    told = stated(reason, WHY)
    with store.writing() as connection:
        participant = participants.by_code(connection, study.id, code, sites=actor.sites)
        if participant is None or not participant.in_use:
            raise Unsuitable("participant", "There is no participant of this code at your sites.")
        if visit not in {each.id for each in study.visits}:
            raise Unsuitable("visit", "Choose a visit of the study.")
        if _pair(connection, study, participant, visit) is not None:
            raise Unsuitable("visit", "A second opinion is wanted at this visit already.")
        _put(connection, store, actor, participant, visit, Design.MARKED, told, now)
        pair = _pair(connection, study, participant, visit)
        if pair is not None and pair.state(schedule.day_at(study, participant.site, now)) is PairState.ALONE:
            raise Unsuitable("visit", "The days in which a second interview could be held have passed.")


def unmark(
    store: Store, actor: Actor, study: Study, participant_id: str, visit: str, *, reason: str, now: datetime
) -> None:
    """Take back that a second opinion was asked for. Raises NotAllowed, NotFound, Unsuitable, Withheld."""
    _must(actor)
    told = stated(reason, WHY)
    with store.writing() as connection:
        participant = get_one(connection, actor, participant_id)
        must_be_in_use(participant)
        pair = _pair(connection, study, participant, visit)
        if pair is None or pair.design is not Design.MARKED:
            raise Unsuitable("visit", "Nobody marked this visit. What the study's seed draws cannot be taken back.")
        if pair.second is not None:
            raise Unsuitable("visit", "The second interview has begun already.")
        is_drawn = visit in drawn(study, participant.code, participant.arm)
        _put(connection, store, actor, participant, visit, Design.PLAIN, told, now)
        if is_drawn:
            slots.mark(connection, participant.id, visit, Design.DRAWN)


def _put(
    connection: Connection,
    store: Store,
    actor: Actor,
    participant: Participant,
    visit: str,
    design: Design,
    reason: str,
    now: datetime,
) -> None:
    slots.mark(connection, participant.id, visit, design)
    payload = {"visit": visit, "design": design.value, "reason": reason}
    trace(connection, store.keys, participant, actor, Event.PARTICIPANT_MARK, payload, now)


def _pair(connection: Connection, study: Study, participant: Participant, visit: str) -> Pair | None:
    return blinding.pairs(connection, study, [participant.id], [visit]).get((participant.id, visit))


def compare(store: Store, actor: Actor, study: Study, participant_id: str, visit: str, *, now: datetime) -> Compared:
    """Both interviews of a complete pair; the ledger keeps that they were read. Raises NotAllowed, NotFound,
    Unsuitable, Blind."""
    _must(actor)
    with store.reading() as connection:
        participant = get_one(connection, actor, participant_id)
        pair = _pair(connection, study, participant, visit)
    if pair is None or pair.first is None or pair.second is None:
        raise Unsuitable("visit", "There is no pair of interviews at this visit.")
    listed = _listed(study, participant.id, participant.code, participant.site, visit, pair, now)
    if listed.state is not PairState.COMPLETE:
        raise Blind("A second opinion is wanted here. This interview is shown when both are complete.")
    first, second = (open_interview(store, actor, half.id, now=now) for half in (pair.first, pair.second))
    return Compared(listed, first, second)


def is_hidden(store: Store, actor: Actor, interview_id: str, *, now: datetime) -> bool:
    """True of an interview that this person may not read yet, for a second opinion is wanted. Raises NotFound."""
    with store.reading() as connection:
        return blinding.is_hidden(opened(connection, store, actor, interview_id, now))


def _must(actor: Actor) -> None:
    if not actor.may(Action.COMPARE):
        raise NotAllowed("Your role does not compare interviews.")
