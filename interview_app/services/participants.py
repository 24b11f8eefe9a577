"""Participants: enrolled under a code by the manager, found again by whoever works at their site."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
import secrets
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from interview_app.domain.access import Action, Actor
from interview_app.domain.events import Event
from interview_app.domain.participant_codes import participant_code
from interview_app.domain.participation import Participation
from interview_app.domain.study import Study
from interview_app.services.errors import NotAllowed, NotFound, Unsuitable
from interview_app.storage import informants, ledger, overviews, participants
from interview_app.storage.engine import Store
from interview_app.storage.informants import Informant
from interview_app.storage.keys import KeyRing
from interview_app.storage.participants import Participant

NUMBERS = 10_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A participant with the informants who know them, and the visits held with the status of the interview there."""

    participant: Participant
    informants: list[Informant]
    held: dict[str, str]


def enrol(
    store: Store, actor: Actor, study: Study, *, site: str, arm: str, now: datetime, code: str = ""
) -> Participant:
    """Enrol a participant under a fresh random code, unless one is given. Raises NotAllowed, Unsuitable."""
    _require(actor, Action.MANAGE_PARTICIPANTS)
    _check(actor, study, site, arm)
    with store.writing() as connection:
        code = code or free_code(participants.codes(connection, study.id, site), site)
        participant = _new(store.keys, study, site, arm, code, now)
        participants.insert_one(connection, participant)
        told = {"study": study.id, "code": code, "site": site, "arm": arm, "status": participant.status}
        _trace(connection, store.keys, participant, actor, Event.PARTICIPANT_ENROL, told, now)
    return participant


def _new(keys: KeyRing, study: Study, site: str, arm: str, code: str, now: datetime) -> Participant:
    participant_id = uuid4().hex
    return Participant(
        id=participant_id,
        study_id=study.id,
        code=code,
        site=site,
        arm=arm,
        status=Participation.ACTIVE.value,
        created_at=now,
        wrapped_key=keys.new_wrapped_key(participant_id),
    )


def free_code(taken: Collection[str], site: str) -> str:
    """A random code that nobody at the site has; raises Unsuitable when all ten thousand are taken."""
    free = [number for number in range(NUMBERS) if participant_code(site, number) not in taken]
    if not free:
        raise Unsuitable("site", "This site has no free codes left.")
    return participant_code(site, secrets.choice(free))


def change(
    store: Store, actor: Actor, study: Study, participant_id: str, *, arm: str, status: str, now: datetime
) -> None:
    """Give a participant another arm or status. Raises NotAllowed, NotFound, Unsuitable."""
    _require(actor, Action.MANAGE_PARTICIPANTS)
    with store.writing() as connection:
        participant = _get(connection, actor, participant_id)
        _check(actor, study, participant.site, arm)
        wanted = {"arm": arm, "status": Participation(status).value}
        participants.change(connection, participant.id, **wanted)
        _trace(connection, store.keys, participant, actor, Event.PARTICIPANT_CHANGE, wanted, now)


def show(store: Store, actor: Actor, participant_id: str) -> Shown:
    """The participant of that id at the actor's sites; raises NotAllowed, NotFound."""
    _require(actor, Action.MANAGE_PARTICIPANTS, Action.CONDUCT)
    with store.reading() as connection:
        participant = _get(connection, actor, participant_id)
        return Shown(
            participant,
            informants.of_participant(connection, participant.id, actor.sites),
            overviews.visits_held(connection, [participant.id])[participant.id],
        )


def look(store: Store, actor: Actor, participant_id: str, *, now: datetime) -> Shown:
    """The participant for somebody who opens their record; the ledger keeps that it was looked at."""
    shown = show(store, actor, participant_id)
    with store.writing() as connection:
        _trace(connection, store.keys, shown.participant, actor, Event.PARTICIPANT_VIEW, {}, now)
    return shown


def search(
    store: Store, actor: Actor, study: Study, *, site: str = "", limit: int = 25, offset: int = 0, **filters: Any
) -> tuple[list[Participant], int]:
    """A page of the participants at the actor's sites, and how many there are; `filters`: text, arm, status."""
    _require(actor, Action.MANAGE_PARTICIPANTS, Action.CONDUCT)
    with store.reading() as connection:
        return participants.search(connection, study.id, _at(actor, site), limit=limit, offset=offset, **filters)


def _at(actor: Actor, site: str) -> Collection[str]:
    return actor.sites & {site} if site else actor.sites


def _require(actor: Actor, *actions: Action) -> None:
    if not any(actor.may(action) for action in actions):
        raise NotAllowed("Your role does not work with participants.")


def _check(actor: Actor, study: Study, site: str, arm: str) -> None:
    if site not in actor.sites:
        raise Unsuitable("site", "Choose one of your sites.")
    if arm not in study.arms:
        raise Unsuitable("arm", "Choose an arm of the study.")


def _get(connection: Connection, actor: Actor, participant_id: str) -> Participant:
    participant = participants.get(connection, participant_id, actor.sites)
    if participant is None:
        raise NotFound("There is no such participant at your sites.")
    return participant


def _trace(
    connection: Connection,
    keys: KeyRing,
    participant: Participant,
    actor: Actor,
    event: Event,
    payload: Mapping[str, Any],
    now: datetime,
) -> None:
    sealer = keys.participant_key(participant.wrapped_key, participant.id)
    stream = f"participant:{participant.id}"
    ledger.append(connection, keys, sealer, stream, actor.code, [ledger.Entry(event, payload)], now)
