"""All that a manager's page of one participant shows: course, visits, consents, informants, and what happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from interview_app.domain.access import Action, Actor
from interview_app.domain.consent import Consent, gap
from interview_app.domain.events import Event
from interview_app.domain.schedule import Slot, State, state
from interview_app.domain.study import Study, Visit
from interview_app.services import informants as people
from interview_app.services import schedule
from interview_app.services.participants import get_one, require, trace
from interview_app.storage import accounts, consents, informants, ledger, overviews, slots, withholding
from interview_app.storage.accounts import Account
from interview_app.storage.engine import Store
from interview_app.storage.informants import Acquainted
from interview_app.storage.participants import Participant


@dataclass(frozen=True, slots=True)
class Occasion:
    """One visit of the participant as it stands today."""

    visit: Visit
    slot: Slot
    held_on: date | None
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A participant with everything that a manager decides about them."""

    participant: Participant
    today: date
    occasions: list[Occasion]
    statuses: Mapping[str, str]
    """By visit, the status of the interview there."""
    withheld: int
    """Interviews that are out of use."""
    informants: list[Acquainted]
    consents: list[Consent]
    evidence: Mapping[str, str]
    """Where the form of each consent lies, by its id."""
    gaps: Mapping[str, str]
    """By informant's role, why no interview is covered today; "" where one is."""
    interviewers: list[Account]
    """Who could be made the one who interviews about this participant."""


def look(store: Store, actor: Actor, study: Study, participant_id: str, *, now: datetime) -> Dossier:
    """The dossier for somebody who opens it; the ledger keeps that it was looked at. Raises NotAllowed, NotFound."""
    require(actor, Action.MANAGE_PARTICIPANTS)
    with store.writing() as connection:
        participant = get_one(connection, actor, participant_id)
        trace(connection, store.keys, participant, actor, Event.PARTICIPANT_VIEW, {}, now)
        return _dossier(connection, store, actor, study, participant, now)


def show(store: Store, actor: Actor, study: Study, participant_id: str, *, now: datetime) -> Dossier:
    """The dossier for a page that is shown once more, as after a refusal. Raises NotAllowed, NotFound."""
    require(actor, Action.MANAGE_PARTICIPANTS)
    with store.reading() as connection:
        return _dossier(connection, store, actor, study, get_one(connection, actor, participant_id), now)


def history(store: Store, actor: Actor, participant_id: str) -> list[ledger.EventRecord]:
    """Everything that happened to a participant's record, oldest first. Raises NotAllowed, NotFound."""
    require(actor, Action.MANAGE_PARTICIPANTS)
    with store.reading() as connection:
        participant = get_one(connection, actor, participant_id)
        sealer = store.keys.participant_key(participant.wrapped_key, participant.id)
        return ledger.history(connection, sealer, f"participant:{participant.id}")


def _dossier(
    connection: Connection, store: Store, actor: Actor, study: Study, participant: Participant, now: datetime
) -> Dossier:
    today = schedule.day_at(study, participant.site, now)
    given = consents.of_participant(connection, participant.id)
    sealer = store.keys.participant_key(participant.wrapped_key, participant.id)
    return Dossier(
        participant=participant,
        today=today,
        occasions=_occasions(connection, study, participant, today),
        statuses=overviews.visits_held(connection, [participant.id])[participant.id],
        withheld=withholding.of_participant(connection, participant.id),
        informants=informants.of_participant(connection, participant.id, actor.sites),
        consents=given,
        evidence=consents.evidence(connection, sealer, participant.id),
        gaps={role.name: gap(study.consent, given, role.name, today) for role in people.roles(study)},
        interviewers=interviewers_at(connection, participant),
    )


def _occasions(connection: Connection, study: Study, participant: Participant, today: date) -> list[Occasion]:
    if not participant.in_use:
        return []
    stands = {each.slot.visit: each for each in slots.of_participant(connection, participant.id)}
    return [
        Occasion(visit, each.slot, each.held_on, state(each.slot, each.held_on, today))
        for visit in study.visits
        if (each := stands.get(visit.id)) is not None
    ]


def interviewers_at(connection: Connection, participant: Participant) -> list[Account]:
    """The interviewers who work at the participant's site, by code."""
    at = (participant.study_id, participant.site)
    return [account for account in accounts.every(connection) if account.conducts(*at)]
