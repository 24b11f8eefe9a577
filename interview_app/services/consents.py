"""Consents: recorded by the manager, withdrawn one by one, and asked for before any interview opens."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from interview_app.domain.access import Action, Actor
from interview_app.domain.consent import Consent, gap
from interview_app.domain.events import Event
from interview_app.domain.privacy import has_identity_number
from interview_app.domain.study import ConsentVersion, Study
from interview_app.services import schedule
from interview_app.services.errors import NotFound, Unsuitable
from interview_app.services.participants import get_one, require, trace
from interview_app.storage import consents
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from interview_app.storage.participants import Participant

LONGEST_EVIDENCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A consent as it is recorded; `evidence` says where the signed form lies."""

    version: str
    since: date
    until: date | None = None
    scopes: Collection[str]
    without_roles: Collection[str] = ()
    evidence: str = ""


def record(store: Store, actor: Actor, study: Study, participant_id: str, grant: Grant, *, now: datetime) -> str:
    """Keep a participant's consent and return its id. Raises NotAllowed, NotFound, Unsuitable."""
    require(actor, Action.MANAGE_PARTICIPANTS)
    with store.writing() as connection:
        participant = get_one(connection, actor, participant_id)
        return record_one(connection, store.keys, actor, study, participant, grant, now)


def record_one(
    connection: Connection,
    keys: KeyRing,
    actor: Actor,
    study: Study,
    participant: Participant,
    grant: Grant,
    now: datetime,
) -> str:
    """Keep a participant's consent inside a transaction and return its id. Raises Unsuitable."""
    for objection in objections(study, grant, schedule.day_at(study, participant.site, now)):
        raise objection
    consent = Consent(
        id=uuid4().hex,
        version=grant.version,
        since=grant.since,
        until=grant.until,
        scopes=frozenset(grant.scopes),
        without_roles=frozenset(grant.without_roles),
        withdrawn_on=None,
        taken_by=actor.code,
    )
    sealer = keys.participant_key(participant.wrapped_key, participant.id)
    consents.insert_one(connection, sealer, participant.id, consent, evidence=grant.evidence, now=now)
    told = {**_told(consent), "evidence": grant.evidence}
    trace(connection, keys, participant, actor, Event.PARTICIPANT_CONSENT, told, now)
    return consent.id


def withdraw(
    store: Store, actor: Actor, study: Study, participant_id: str, consent_id: str, on: date, *, now: datetime
) -> None:
    """Note from which day a consent no longer holds. Raises NotAllowed, NotFound, Unsuitable."""
    require(actor, Action.MANAGE_PARTICIPANTS)
    with store.writing() as connection:
        participant = get_one(connection, actor, participant_id)
        held = {consent.id: consent for consent in consents.of_participant(connection, participant.id)}
        if consent_id not in held:
            raise NotFound("There is no such consent of this participant.")
        if on > schedule.day_at(study, participant.site, now):
            raise Unsuitable("withdrawn_on", "This day lies in the future. Record it when it has come.")
        if held[consent_id].withdrawn_on is not None:
            raise Unsuitable("withdrawn_on", "This consent was withdrawn already.")
        if on < held[consent_id].since:
            raise Unsuitable("withdrawn_on", "This day lies before the consent began.")
        consents.withdraw(connection, participant.id, consent_id, on)
        told = _told(replace(held[consent_id], withdrawn_on=on))
        trace(connection, store.keys, participant, actor, Event.PARTICIPANT_CONSENT, told, now)


def must_cover(connection: Connection, study: Study, participant: Participant, role: str, day: date) -> None:
    """Raise Unsuitable unless a consent covers an interview with an informant of that role on that day."""
    if why := gap(study.consent, consents.of_participant(connection, participant.id), role, day):
        raise Unsuitable("participant", why)


def objections(study: Study, grant: Grant, today: date) -> Iterator[Unsuitable]:
    """What cannot be about a consent, on that day."""
    versions = {version.id: version for version in study.consent.versions}
    if grant.version not in versions:
        yield Unsuitable("version", "Choose a version of the study's consent.")
    elif not _in_use(versions[grant.version], grant.since):
        yield Unsuitable("since", "This version of the consent was not in use on that day.")
    if grant.since > today:
        yield Unsuitable("since", "This day lies in the future. Record the consent when it has been given.")
    if grant.until is not None and grant.until < grant.since:
        yield Unsuitable("until", "The consent would end before it begins.")
    if not grant.scopes or set(grant.scopes) - set(study.consent.scopes):
        yield Unsuitable("scopes", "Choose what the participant consented to.")
    if len(grant.evidence) > LONGEST_EVIDENCE or has_identity_number(grant.evidence):
        yield Unsuitable("evidence", "Write in at most 200 characters where the form lies, without names or numbers.")


def _in_use(version: ConsentVersion, day: date) -> bool:
    return version.since <= day and (version.until is None or day <= version.until)


def _told(consent: Consent) -> dict[str, Any]:
    return {
        "consent": consent.id,
        "version": consent.version,
        "since": consent.since.isoformat(),
        "until": None if consent.until is None else consent.until.isoformat(),
        "scopes": sorted(consent.scopes),
        "without_roles": sorted(consent.without_roles),
        "withdrawn_on": None if consent.withdrawn_on is None else consent.withdrawn_on.isoformat(),
        "taken_by": consent.taken_by,
    }
