"""A participant's record as somebody may read it over time: visits, the interviews they may open, and the past."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from interview_app import instruments
from interview_app.domain.access import Actor, Role
from interview_app.domain.closing import settled
from interview_app.domain.events import Event
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import LOST, Interview, Status, Unread
from interview_app.domain.items import Text
from interview_app.domain.routing import Surroundings
from interview_app.domain.schedule import anchor_days, state
from interview_app.domain.study import Study
from interview_app.instruments import UnknownInstrument
from interview_app.instruments.regex import matches
from interview_app.reports.participant.record import Held, Kind, Occasion, Record, Skipped, Step
from interview_app.services import blinding, schedule
from interview_app.storage import consents, interviews, ledger, slots, timetables
from interview_app.storage.engine import Store
from interview_app.storage.participants import Participant

CHANGED: Text = {
    "en": "the instrument’s file is not the one that it began with",
    "nb": "instrumentets fil er ikke den som det begynte med",
}
COURSE = (Event.PARTICIPANT_ENROL, Event.PARTICIPANT_CHANGE, Event.PARTICIPANT_MOVE, Event.PARTICIPANT_WITHDRAW)
FACTS: tuple[tuple[Kind, str], ...] = (("site", "site"), ("arm", "arm"), ("extension", "extension"),
                                       ("status", "status"), ("withdrawal", "withdrawal"))  # fmt: skip
OPEN_OF_TEXT = frozenset({"0", "False", "active", "None"})
"""What stands where nothing has come about yet."""


def record_of(
    connection: Connection, store: Store, actor: Actor, study: Study, participant: Participant, now: datetime
) -> Record:
    """The record of a participant for somebody who may see them."""
    held, skipped, blind, elsewhere = _interviews(connection, store, actor, study, participant, now)
    sealer = store.keys.participant_key(participant.wrapped_key, participant.id)
    acts = ledger.acts(connection, sealer, f"participant:{participant.id}", COURSE)
    return Record(
        study=study,
        code=participant.code,
        site=participant.site,
        arm=participant.arm,
        status=participant.status,
        enrolled=schedule.day_at(study, participant.site, participant.created_at),
        left_on=participant.left_on,
        today=schedule.day_at(study, participant.site, now),
        dates=participant.dates,
        anchors=anchor_days(study, participant.course),
        occasions=tuple(_occasions(connection, study, participant, now)),
        held=tuple(held),
        blind=blind,
        elsewhere=elsewhere,
        skipped=skipped,
        consents=tuple(consents.of_participant(connection, participant.id)),
        steps=tuple(_steps(study, participant, acts)),
    )


def _occasions(connection: Connection, study: Study, participant: Participant, now: datetime) -> Iterator[Occasion]:
    today = schedule.day_at(study, participant.site, now)
    there = {each.slot.visit: each for each in slots.of_participant(connection, participant.id)}
    for visit in study.visits:
        if (each := there.get(visit.id)) is not None:
            yield Occasion(visit, each.slot, each.held_on, state(each.slot, each.held_on, today))


Sorted = tuple[list[Held], tuple[Skipped, ...], tuple[str, ...], int]


def _interviews(
    connection: Connection, store: Store, actor: Actor, study: Study, participant: Participant, now: datetime
) -> Sorted:
    """The interviews that may be read, those that cannot be, the visits that are blind, and how many are others'."""
    rows = {row.id: row for row in timetables.interviews_of(connection, participant.id)}
    cards = [(row.id, participant.id, row.visit, row.site) for row in rows.values()]
    hidden = blinding.hidden(connection, study, actor, cards, now)
    blind = _blind(connection, study, participant, now)
    found = interviews.records(
        connection, store.keys, sites=actor.sites, filters=_own(actor, study, participant, hidden)
    )
    held: list[Held] = []
    skipped: list[Skipped] = []
    for each in found:
        row = rows.get(each.id)
        if row is not None and row.status != Status.VOID:
            read = _read(study, each, row)
            (held if isinstance(read, Held) else skipped).append(read)  # type: ignore[arg-type]
    known = {each.interview.id for each in held} | hidden | blind.keys()
    left = len(rows.keys() - known) - len(skipped)
    ordered = sorted(held, key=lambda each: (each.day, each.interview.started_at, each.interview.id))
    visits = tuple(dict.fromkeys(rows[key].visit for key in rows if key in hidden))
    return ordered, tuple(skipped), visits, max(0, left)


def _own(actor: Actor, study: Study, participant: Participant, hidden: Collection[str]) -> dict[str, Any]:
    """What narrows the interviews: about this participant, not blind, and an interviewer's own only."""
    filters: dict[str, Any] = {"study_id": study.id, "participant": participant.code}
    filters |= {"but": hidden} if hidden else {}
    return filters | ({"interviewer_id": actor.id} if actor.role is Role.INTERVIEWER else {})


def _blind(connection: Connection, study: Study, participant: Participant, now: datetime) -> dict[str, str]:
    """The interviews of pairs that are blind, whoever looks, with their visits."""
    today = schedule.day_at(study, participant.site, now)
    pairs = blinding.pairs(connection, study, [participant.id])
    return {
        half.id: visit
        for (_, visit), pair in pairs.items()
        if pair.is_blind(today)
        for half in (pair.first, pair.second)
        if half is not None
    }


def _read(study: Study, each: Interview | Unread, row: Row[Any]) -> Held | Skipped:
    if isinstance(each, Unread):
        return Skipped(row.visit, row.informant, LOST[each.why])
    instrument = _instrument(each)
    if instrument is None:
        return Skipped(row.visit, row.informant, CHANGED)
    closing = settled(instrument, each, Surroundings(each.changed_at, matches))
    return Held(each, instrument, closing, each.held_on or schedule.day_at(study, each.site, each.started_at))


def _instrument(interview: Interview) -> Instrument | None:
    """The version that the interview was held with; None where its file is not there or was changed."""
    try:
        found = instruments.load(interview.instrument, interview.instrument_version)
    except UnknownInstrument:
        return None
    return found if found.hash == interview.instrument_hash else None


def _steps(study: Study, participant: Participant, events: list[ledger.EventRecord]) -> Iterator[Step]:
    """What became of the participant: each fact on the day on which it became so, without why."""
    before: dict[str, str] = {}
    for event in events:
        day = schedule.day_at(study, participant.site, event.server_time)
        if event.action is Event.PARTICIPANT_ENROL:
            yield Step(day, "enrolled", str(event.payload["site"]))
            before["site"] = str(event.payload["site"])
        for kind, name in FACTS:
            now = str(event.payload.get(name, before.get(name, "")))
            if now != before.get(name, "") and not (name not in before and now in OPEN_OF_TEXT):
                yield Step(day, kind, now)
            before[name] = now
