"""Participants: enrolled under a code by the manager, found again by whoever works at their site."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
import secrets
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from interview_app.domain.access import Action, Actor
from interview_app.domain.events import Event
from interview_app.domain.participant_codes import participant_code
from interview_app.domain.participation import Participation
from interview_app.domain.study import Study
from interview_app.services import schedule
from interview_app.services.errors import NotAllowed, NotFound, Unsuitable, Withheld
from interview_app.storage import informants, ledger, overviews, participants
from interview_app.storage.engine import Store
from interview_app.storage.informants import Acquainted
from interview_app.storage.keys import KeyRing
from interview_app.storage.participants import Participant

NUMBERS = 10_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A participant with the informants who know them, and the visits held with the status of the interview there."""

    participant: Participant
    informants: list[Acquainted]
    held: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A new participant: site, arm, the dates of the study that are known, and a code unless one is to be made."""

    site: str
    arm: str
    dates: Mapping[str, date] = field(default_factory=dict)
    code: str = ""


def enrol(store: Store, actor: Actor, study: Study, *, now: datetime, **terms: Any) -> Participant:
    """Enrol a participant; `terms` are those of an Enrolment. Raises NotAllowed, Unsuitable."""
    require(actor, Action.MANAGE_PARTICIPANTS)
    with store.writing() as connection:
        enrolled = admit(connection, store.keys, actor, study, Enrolment(**terms), now)
        schedule.lay(connection, study, enrolled)
        return enrolled


def admit(
    connection: Connection, keys: KeyRing, actor: Actor, study: Study, wanted: Enrolment, now: datetime
) -> Participant:
    """Enrol a participant inside a transaction, whose visits whoever calls lays; raises Unsuitable."""
    if not actor.sites.hold(study.id, wanted.site):
        raise Unsuitable("site", "Choose one of your sites.")
    participant = _new(keys, study, wanted, wanted.code or _next_code(connection, study, wanted.site), now)
    check_course(study, participant, now)
    participants.insert_one(connection, participant)
    begun = {"study": study.id, "code": participant.code, "site": participant.site}
    trace(connection, keys, participant, actor, Event.PARTICIPANT_ENROL, begun | told(participant), now)
    return participant


def _next_code(connection: Connection, study: Study, site: str) -> str:
    return free_code(participants.codes(connection, study.id, site), site)


def _new(keys: KeyRing, study: Study, wanted: Enrolment, code: str, now: datetime) -> Participant:
    participant_id = uuid4().hex
    return Participant(
        id=participant_id,
        study_id=study.id,
        code=code,
        site=wanted.site,
        arm=wanted.arm,
        status=Participation.ACTIVE.value,
        created_at=now,
        wrapped_key=keys.new_wrapped_key(participant_id),
        dates=wanted.dates,
    )


def free_code(taken: Collection[str], site: str) -> str:
    """A random code that nobody at the site has; raises Unsuitable when all ten thousand are taken."""
    return free_codes(taken, site, 1)[0]


def free_codes(taken: Collection[str], site: str, count: int) -> list[str]:
    """So many random codes that nobody at the site has; raises Unsuitable when there are not so many."""
    free = [code for number in range(NUMBERS) if (code := participant_code(site, number)) not in taken]
    if len(free) < count:
        raise Unsuitable("site", "This site has no free codes left.")
    return secrets.SystemRandom().sample(free, count)


def show(store: Store, actor: Actor, participant_id: str) -> Shown:
    """The participant of that id at the actor's sites; raises NotAllowed, NotFound."""
    require(actor, Action.MANAGE_PARTICIPANTS, Action.CONDUCT)
    with store.reading() as connection:
        participant = get_one(connection, actor, participant_id)
        if not (participant.in_use or actor.may(Action.MANAGE_PARTICIPANTS)):
            raise NotFound("There is no such participant at your sites.")
        return Shown(
            participant,
            informants.of_participant(connection, participant.id, actor.sites),
            overviews.visits_held(connection, [participant.id])[participant.id],
        )


def look(store: Store, actor: Actor, participant_id: str, *, now: datetime) -> Shown:
    """The participant for somebody who opens their record; the ledger keeps that it was looked at."""
    shown = show(store, actor, participant_id)
    with store.writing() as connection:
        trace(connection, store.keys, shown.participant, actor, Event.PARTICIPANT_VIEW, {}, now)
    return shown


def search(
    store: Store, actor: Actor, study: Study, *, site: str = "", limit: int = 25, offset: int = 0, **filters: Any
) -> tuple[list[Participant], int]:
    """A page of the participants at the actor's sites, and how many there are; `filters`: text, arm, status.

    Those who withdrew from use stand only in the manager's list of those who withdrew.
    """
    require(actor, Action.MANAGE_PARTICIPANTS, Action.CONDUCT)
    if filters.get("status") == Participation.WITHDRAWN:
        require(actor, Action.MANAGE_PARTICIPANTS)
    with store.reading() as connection:
        return participants.search(connection, study.id, actor.sites.only(site), limit=limit, offset=offset, **filters)


def require(actor: Actor, *actions: Action) -> None:
    """Raise NotAllowed unless the actor has one of the actions."""
    if not any(actor.may(action) for action in actions):
        raise NotAllowed("Your role does not work with participants.")


def check_course(study: Study, participant: Participant, now: datetime) -> None:
    """Refuse an arm that the study has not and dates that cannot be; raises Unsuitable."""
    today = schedule.day_at(study, participant.site, now)
    for objection in course_objections(study, participant.arm, participant.dates, today):
        raise objection


def course_objections(study: Study, arm: str, dates: Mapping[str, date], today: date) -> Iterator[Unsuitable]:
    """What cannot be about an arm and the dates of a course, on that day."""
    if arm not in study.arms:
        yield Unsuitable("arm", "Choose an arm of the study.")
    first = dates.get(next(iter(study.dates), ""))
    for name, day in dates.items():
        if name not in study.dates:
            yield Unsuitable(name, "The study has no such date.")
        if day > today:
            yield Unsuitable(name, "This day lies in the future. Record it when it has come.")
        if first is not None and day < first:
            yield Unsuitable(name, "This day lies before the one that the course begins with.")


def told(participant: Participant) -> dict[str, Any]:
    """What the ledger keeps of where a participant stands."""
    return {
        "arm": participant.arm,
        "status": participant.status,
        "extension": participant.extension,
        "dates": {name: day.isoformat() for name, day in sorted(participant.dates.items())},
        "left_on": None if participant.left_on is None else participant.left_on.isoformat(),
        "withdrawal": participant.withdrawal,
        "interviewer_id": participant.interviewer_id,
    }


def get_one(connection: Connection, actor: Actor, participant_id: str, *, lock: bool = False) -> Participant:
    """The participant of that id at the actor's sites, kept as they are where `lock` says so; raises NotFound."""
    participant = participants.get(connection, participant_id, actor.sites, lock=lock)
    if participant is None:
        raise NotFound("There is no such participant at your sites.")
    return participant


def must_be_in_use(participant: Participant) -> None:
    """Raise Withheld where the participant withdrew from all use: only the manager's own record of them is left."""
    if not participant.in_use:
        raise Withheld("This participant has withdrawn from the study. Nothing about them is shown or kept any more.")


def trace(
    connection: Connection,
    keys: KeyRing,
    participant: Participant,
    actor: Actor,
    event: Event,
    payload: Mapping[str, Any],
    now: datetime,
) -> None:
    """Write an event into a participant's stream."""
    sealer = keys.participant_key(participant.wrapped_key, participant.id)
    stream = f"participant:{participant.id}"
    ledger.append(connection, keys, sealer, stream, actor.code, [ledger.Entry(event, payload)], now)
