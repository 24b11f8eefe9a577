"""Informants: the workers who can be interviewed, known by a code, what they do, and whom they can tell about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
import re
from typing import Any

from sqlalchemy import Connection

from interview_app import instruments
from interview_app.domain.access import Action, Actor
from interview_app.domain.choice_items import ChoiceItem
from interview_app.domain.events import Event
from interview_app.domain.informing import BURDEN_SPAN, Acquaintance
from interview_app.domain.item import Choice
from interview_app.domain.participation import InformantWithdrawal
from interview_app.domain.study import Study
from interview_app.services import contacts, schedule
from interview_app.services.errors import NotAllowed, NotFound, Unsuitable
from interview_app.services.studies import study_of
from interview_app.storage import informants, ledger, participants, withholding
from interview_app.storage.engine import Store
from interview_app.storage.informants import Informant
from interview_app.storage.keys import KeyRing
from interview_app.storage.participants import Participant

LONGEST_KNOWN = 600
"""Months that an informant can have known a participant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a manager decides about an informant; `participants` are the codes of those they know."""

    role: str
    service: str
    participants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """An informant with the participants they know, how they know each (by code), and how often they were asked."""

    informant: Informant
    participants: list[Participant]
    known: Mapping[str, Acquaintance]
    burden: int
    """Interviews with them in the last 28 days."""


def roles(study: Study) -> tuple[Choice, ...]:
    """The roles that the study's instrument knows."""
    return _choices(study, "role")


def services(study: Study) -> tuple[Choice, ...]:
    """The services that the study's instrument knows."""
    return _choices(study, "service")


def _choices(study: Study, list_name: str) -> tuple[Choice, ...]:
    instrument = instruments.load(study.instrument, study.instrument_version)
    lists = (item.choices for item in instrument.items if isinstance(item, ChoiceItem) and item.list_name == list_name)
    return next(lists, (Choice("other", 1, {"en": "Other", "nb": "Annet"}),))


def add(
    store: Store, actor: Actor, study: Study, site: str, terms: Terms, *, now: datetime, code: str = ""
) -> Informant:
    """Add an informant under the next free code of the site, unless one is given. Raises NotAllowed, Unsuitable."""
    _require(actor)
    _check(study, terms)
    if not actor.sites.hold(study.id, site):
        raise Unsuitable("site", "Choose one of your sites.")
    with store.writing() as connection:
        code = code or next_code(site, informants.codes(connection, study.id))
        informant = Informant(study_id=study.id, code=code, site=site, role=terms.role, service=terms.service)
        informants.insert_one(connection, informant)
        _relate(connection, actor, informant, _Difference.between((), terms.participants))
        begun = {"study": study.id, "code": code, "site": site, "role": terms.role, "service": terms.service}
        told = begun | _known(connection, informant)
        trace(connection, store.keys, informant, actor, Event.INFORMANT_ADD, told, now)
    return informant


def next_code(site: str, taken: Collection[str]) -> str:
    """The code after the highest in use at a site, such as OSL-I04."""
    shape = re.compile(rf"{re.escape(site)}-I(\d+)")
    used = [int(found[1]) for code in taken if (found := shape.fullmatch(code))]
    return f"{site}-I{max(used, default=0) + 1:02}"


def change(
    store: Store, actor: Actor, study: Study, informant_id: str, terms: Terms, shown: Collection[str] = (), *,
    now: datetime,
) -> None:  # fmt: skip
    """Give an informant other terms. Raises NotAllowed, NotFound, Unsuitable.

    `shown` are the codes that this person saw as known: only what they added to it or took out of it is changed, so
    that what somebody else saved meanwhile stays.
    """
    _require(actor)
    _check(study, terms)
    difference = _Difference.between(shown, terms.participants)
    with store.writing() as connection:
        informant = _get(connection, actor, informant_id)
        informants.change(connection, informant.id, role=terms.role, service=terms.service)
        _relate(connection, actor, informant, difference)
        told = {"role": terms.role, "service": terms.service, **difference.told(), **_known(connection, informant)}
        trace(connection, store.keys, informant, actor, Event.INFORMANT_CHANGE, told, now)


def acquaint(
    store: Store,
    actor: Actor,
    study: Study,
    code: str,
    participant_code: str,
    known: Acquaintance | None = None,
    *,
    now: datetime,
) -> None:
    """Note that the informant of that code knows one participant more, and how. Raises NotAllowed, Unsuitable."""
    _require(actor)
    difference = _Difference(added=frozenset({participant_code}))
    with store.writing() as connection:
        informant = informants.by_code(connection, study.id, code, actor.sites)
        if informant is None:
            raise Unsuitable("informant", "There is no informant of this code at your sites.")
        _relate(connection, actor, informant, difference)
        if known is not None:
            check_acquaintance(known)
            participant = _one(connection, actor, informant, participant_code)
            informants.describe(connection, informant.id, participant.id, known)
        told = difference.told() | _known(connection, informant)
        trace(connection, store.keys, informant, actor, Event.INFORMANT_CHANGE, told, now)


def describe(
    store: Store, actor: Actor, informant_id: str, participant_code: str, known: Acquaintance, *, now: datetime
) -> None:
    """Note since when, until when and how long they know each other. Raises NotAllowed, NotFound, Unsuitable."""
    _require(actor)
    check_acquaintance(known)
    with store.writing() as connection:
        informant = _get(connection, actor, informant_id)
        participant = participants.by_code(connection, informant.study_id, participant_code, actor.sites)
        if participant is None or informants.acquaintance(connection, informant.id, participant.id) is None:
            raise NotFound("This informant is not registered for the participant.")
        informants.describe(connection, informant.id, participant.id, known)
        trace(connection, store.keys, informant, actor, Event.INFORMANT_CHANGE, _known(connection, informant), now)


def check_acquaintance(known: Acquaintance) -> None:
    """Refuse what cannot be; raises Unsuitable."""
    if known.since is not None and known.until is not None and known.until < known.since:
        raise Unsuitable("until", "The relation would end before it begins.")
    if known.months_known is not None and not 0 <= known.months_known <= LONGEST_KNOWN:
        raise Unsuitable("months_known", "Write whole months, from 0 to 600.")


def withdraw(store: Store, actor: Actor, informant_id: str, how: InformantWithdrawal, *, now: datetime) -> None:
    """Record that an informant no longer takes part, and whether their answers are kept in use or taken out of it.

    What was kept can be taken out later, never the other way. Raises NotAllowed, NotFound, Unsuitable.
    """
    _require(actor)
    with store.writing() as connection:
        informant = _get(connection, actor, informant_id, lock=True)
        if how is InformantWithdrawal.NONE or informant.withdrawn in {how, InformantWithdrawal.REMOVE}:
            raise Unsuitable("how", "This is recorded already, and is not taken back.")
        told = {"active": False, "withdrawn": how.value}
        informants.change(connection, informant.id, **told)
        if how is InformantWithdrawal.REMOVE:
            study = study_of(connection, informant.study_id)
            for participant_id, visit in withholding.withhold(connection, informant_id=informant.id):
                schedule.settle(connection, study, participant_id, visit)
        trace(connection, store.keys, informant, actor, Event.INFORMANT_WITHDRAW, told, now)
        contacts.forget(connection, store, actor, informant, now)


def set_active(store: Store, actor: Actor, informant_id: str, active: bool, *, now: datetime) -> None:
    """Take an informant out of the choice of whoever starts an interview, or back into it."""
    _require(actor)
    with store.writing() as connection:
        informant = _get(connection, actor, informant_id)
        if active and informant.withdrawn:
            raise Unsuitable("state", "This informant has withdrawn from the study.")
        informants.change(connection, informant.id, active=active)
        trace(connection, store.keys, informant, actor, Event.INFORMANT_CHANGE, {"active": active}, now)


def show(store: Store, actor: Actor, informant_id: str, *, now: datetime) -> Shown:
    """The informant of that id at the actor's sites; raises NotAllowed, NotFound."""
    _require(actor)
    with store.reading() as connection:
        informant = _get(connection, actor, informant_id)
        return Shown(
            informant,
            participants.of_informant(connection, informant.id, actor.sites),
            participants.acquaintances(connection, informant.id),
            informants.burden(connection, informant.id, now - BURDEN_SPAN),
        )


def search(
    store: Store, actor: Actor, study: Study, *, site: str = "", limit: int = 25, offset: int = 0, **filters: Any
) -> tuple[list[Informant], int]:
    """A page of the informants at the actor's sites, and how many there are; `filters`: text, role, active."""
    _require(actor)
    with store.reading() as connection:
        return informants.search(connection, study.id, actor.sites.only(site), limit=limit, offset=offset, **filters)


@dataclass(frozen=True, slots=True)
class _Difference:
    """The codes of participants that somebody added to those whom an informant knows, and took out."""

    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()

    @classmethod
    def between(cls, shown: Collection[str], wanted: Collection[str]) -> _Difference:
        return cls(frozenset(wanted) - frozenset(shown), frozenset(shown) - frozenset(wanted))

    def told(self) -> dict[str, Any]:
        """As the ledger keeps it."""
        return {"added": sorted(self.added), "removed": sorted(self.removed)}


def _relate(connection: Connection, actor: Actor, informant: Informant, difference: _Difference) -> None:
    """Add these relations and take those out, each of a participant that the actor sees; others stay as they are."""
    for code in sorted(difference.added):
        participant = _one(connection, actor, informant, code)
        if participant.site != informant.site:
            raise Unsuitable("participants", "The informant works at another site than one of these participants.")
        informants.relate(connection, informant.id, participant.id)
    for code in sorted(difference.removed):
        informants.unrelate(connection, informant.id, _one(connection, actor, informant, code).id)


def _one(connection: Connection, actor: Actor, informant: Informant, code: str) -> Participant:
    found = participants.by_code(connection, informant.study_id, code, actor.sites)
    if found is None:
        raise Unsuitable("participants", "One of these participants is not at your sites.")
    return found


def _require(actor: Actor) -> None:
    if not actor.may(Action.MANAGE_PARTICIPANTS):
        raise NotAllowed("Your role does not manage informants.")


def _check(study: Study, terms: Terms) -> None:
    if terms.role not in {choice.name for choice in roles(study)}:
        raise Unsuitable("role", "Choose one of the roles.")
    if terms.service not in {choice.name for choice in services(study)}:
        raise Unsuitable("service", "Choose one of the services.")


def _get(connection: Connection, actor: Actor, informant_id: str, *, lock: bool = False) -> Informant:
    informant = informants.get(connection, informant_id, actor.sites, lock=lock)
    if informant is None:
        raise NotFound("There is no such informant at your sites.")
    return informant


def _known(connection: Connection, informant: Informant) -> dict[str, Any]:
    """Everybody whom the informant knows now, at whatever site, as the ledger keeps it."""
    return {"participants": told_acquaintances(participants.acquaintances(connection, informant.id))}


def told_acquaintances(known: Mapping[str, Acquaintance]) -> list[list[Any]]:
    """Acquaintances as the ledger keeps them: code, first and last day, months known."""
    return [
        [code, *(day.isoformat() if day else None for day in (each.since, each.until)), each.months_known]
        for code, each in known.items()
    ]


def trace(
    connection: Connection,
    keys: KeyRing,
    informant: Informant,
    actor: Actor,
    event: Event,
    payload: Mapping[str, Any],
    now: datetime,
) -> None:
    """Write an event into an informant's stream."""
    stream = f"informant:{informant.id}"
    ledger.append(connection, keys, keys.stream_key(stream), stream, actor.code, [ledger.Entry(event, payload)], now)
