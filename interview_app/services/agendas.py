"""What callers see: the cases in which something is to happen, and one case with all that was done in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from interview_app.domain.access import Action, Actor, sees_whole_site
from interview_app.domain.casework import CaseStanding
from interview_app.domain.disposition import Disposition
from interview_app.domain.interview import Mode
from interview_app.domain.study import Study
from interview_app.services import contacting
from interview_app.services.blinding import keeps_notes
from interview_app.services.cases import may_see
from interview_app.services.casework import Key, OpenCase, opened
from interview_app.services.errors import NotAllowed, NotFound, Unsuitable
from interview_app.services.undoing import may_take_back
from interview_app.storage import accounts, casework, earlier, interviews
from interview_app.storage.casework import Mine, Wanted
from interview_app.storage.engine import Store
from interview_app.storage.informants import Informant
from interview_app.storage.ledger import EventRecord
from interview_app.storage.participants import Participant

agenda = casework.agenda
"""The open cases in which something is to happen, the next first: (connection, study_id, wanted, limit, offset)."""


def wanted(actor: Actor, *, now: datetime, **filters: Any) -> Wanted:
    """The cases that an actor works with, an interviewer's own; those of visits that are over only by appointment."""
    mine = None if sees_whole_site(actor.role) else Mine(actor.id, actor.code)
    return Wanted(sites=actor.sites.only(filters.pop("site", "")), mine=mine, today=now.date(), **filters)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the list of calls, and how many there are in all."""

    rows: list[Row[Any]]
    total: int


def search(
    store: Store,
    actor: Actor,
    study: Study,
    filters: Mapping[str, Any],
    *,
    now: datetime,
    limit: int,
    offset: int = 0,
) -> Found:
    """The calls and appointments that an actor may see, the next first. Raises NotAllowed."""
    if not actor.may(Action.CALL):
        raise NotAllowed("Your role does not call informants.")
    asked = wanted(actor, now=now, **filters)
    with store.reading() as connection:
        rows = casework.agenda(connection, study.id, asked, limit=limit, offset=offset)
        return Found(rows, casework.count(connection, study.id, asked))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A case as its page shows it."""

    key: Key
    participant: Participant
    informant: Informant
    standing: CaseStanding
    history: list[EventRecord]
    is_blind: bool
    """True where the history leaves out what colleagues noted, because the actor may give the second opinion."""
    version: int
    whose: str
    """The code of the interviewer whose case it is, "" where it is nobody's own."""
    refusal: Unsuitable | None
    """Why nobody may call, None where one may."""
    warnings: list[tuple[str, dict[str, str]]]
    proposal: Disposition | None
    may_settle: bool
    """False for an interviewer whose case is settled."""
    may_take_back: bool
    takers: list[str]
    """The codes of those to whom it can be handed."""
    interview_id: str
    """The interview of this visit and informant that the actor can open, "" without one."""
    zone: str

    @property
    def tried(self) -> int:
        """How many attempts the person can see: the calls, and an interview that was begun."""
        return len(self.standing.attempts) + bool(self.interview_id)


def show(store: Store, actor: Actor, study: Study, key: Key, *, now: datetime) -> Shown:
    """A case with all that was done in it. Raises NotAllowed, NotFound."""
    with store.reading() as connection:
        case = opened(connection, store, actor, study, key, now)
        is_blind = keeps_notes(*case.asked)
        return Shown(
            key=key,
            participant=case.participant,
            informant=case.informant,
            standing=case.standing,
            history=[_without_note(each, actor) for each in case.history] if is_blind else list(case.history),
            is_blind=is_blind,
            version=case.version,
            whose=_code(connection, case.standing.interviewer_id),
            refusal=_refusal(case),
            warnings=contacting.warnings(case),
            proposal=contacting.proposal(case),
            may_settle=contacting.may_settle(case),
            may_take_back=may_take_back(case),
            takers=[each.code for each in contacting.takers(connection, case)] if actor.may(Action.REASSIGN) else [],
            interview_id=_interview(connection, actor, key),
            zone=case.zone,
        )


def _without_note(event: EventRecord, actor: Actor) -> EventRecord:
    """The event as who gives a second opinion sees it: with their own words, without a colleague's."""
    return event if event.actor == actor.code else replace(event, payload={**event.payload, "note": ""})


def _refusal(case: OpenCase) -> Unsuitable | None:
    try:
        contacting.must_be_callable(case)
    except Unsuitable as why:
        return why
    return None


def _code(connection: Connection, account_id: str | None) -> str:
    account = accounts.get(connection, account_id) if account_id else None
    return account.code if account else ""


def _interview(connection: Connection, actor: Actor, key: Key) -> str:
    there = earlier.standing_for(connection, key.participant_id, key.visit, key.informant_id)
    return there.id if there is not None and may_see(actor, actor.sites.study, there.site, there.interviewer_id) else ""


def of_interview(store: Store, actor: Actor, interview_id: str) -> tuple[Key, Mode]:
    """The case that an interview belongs to, and how the interview is held. Raises NotFound."""
    with store.reading() as connection:
        row = interviews.for_save(connection, interview_id)
        if row is None or row.withheld or not may_see(actor, row.study_id, row.site, row.interviewer_id):
            raise NotFound("There is no such interview among those you work with.")
        return Key(row.participant_id, row.visit, row.informant_id), Mode(row.mode_last)


def planned(store: Store, actor: Actor, study: Study, key: Key, *, now: datetime) -> Row[Any]:
    """What is planned in one case, as a row of the agenda. Raises NotAllowed, NotFound."""
    with store.reading() as connection:
        opened(connection, store, actor, study, key, now)
        row = casework.planned(connection, key.participant_id, key.visit, key.informant_id)
        if row is None:
            raise NotFound("Nothing is planned in this case.")
        return row
