"""The cap on how often one informant is asked: kept when an interview begins, lifted for a while by a supervisor."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection

from interview_app.domain.access import Action, Actor
from interview_app.domain.events import Event
from interview_app.domain.study import Study
from interview_app.services.endings import stated
from interview_app.services.errors import NotAllowed, NotFound, Unsuitable
from interview_app.services.informants import trace
from interview_app.storage import burdens, informants
from interview_app.storage.engine import Store
from interview_app.storage.informants import Informant


@dataclass(frozen=True, slots=True)
class Asked:
    """How often an informant was asked in the last 28 days."""

    id: str
    code: str
    role: str
    count: int
    until: date | None
    """Until which day they may be asked more, None where nobody allowed it."""


def must_allow(connection: Connection, study: Study, informant: Informant, now: datetime) -> None:
    """Raise Unsuitable where the informant may not be asked for one more interview now."""
    today = now.astimezone(UTC).date()
    count = burdens.counts(connection, [informant.id], today)[informant.id]
    if count < study.calling.burden or _is_lifted(informant.uncapped_until, today):
        return
    raise Unsuitable(
        "informant",
        "This informant was asked for %(count)s interviews in 28 days, and the study allows %(cap)s. Ask another "
        "informant, or let your supervisor allow more.",
        count=str(count),
        cap=str(study.calling.burden),
    )


def _is_lifted(until: date | None, today: date) -> bool:
    return until is not None and today <= until


def counts(store: Store, informant_ids: Collection[str], *, now: datetime) -> dict[str, int]:
    """How many interviews each of the informants was asked for in the last 28 days."""
    with store.reading() as connection:
        return burdens.counts(connection, informant_ids, now.astimezone(UTC).date())


def at_cap(store: Store, actor: Actor, study: Study, *, now: datetime) -> list[Asked]:
    """The informants at a supervisor's sites who were asked as often as they may be. Raises NotAllowed."""
    _require(actor)
    today = now.astimezone(UTC).date()
    with store.reading() as connection:
        rows = burdens.at_cap(connection, study.id, actor.sites, study.calling.burden, today)
    lifted = {row.id: row.uncapped_until if _is_lifted(row.uncapped_until, today) else None for row in rows}
    return [Asked(row.id, row.code, row.role, row.asked, lifted[row.id]) for row in rows]


def of(store: Store, actor: Actor, informant_id: str, *, now: datetime) -> Asked:
    """How often an informant at the supervisor's sites was asked. Raises NotAllowed, NotFound."""
    _require(actor)
    today = now.astimezone(UTC).date()
    with store.reading() as connection:
        found = _get(connection, actor, informant_id)
        count = burdens.counts(connection, [found.id], today)[found.id]
    until = found.uncapped_until if _is_lifted(found.uncapped_until, today) else None
    return Asked(found.id, found.code, found.role, count, until)


def _get(connection: Connection, actor: Actor, informant_id: str) -> Informant:
    informant = informants.get(connection, informant_id, actor.sites)
    if informant is None:
        raise NotFound("There is no such informant at your sites.")
    return informant


def lift(store: Store, actor: Actor, informant_id: str, *, reason: str, now: datetime) -> date:
    """Let an informant be asked more often than the study allows for 28 days, and give the last of them.

    Raises NotAllowed, NotFound, Unsuitable.
    """
    _require(actor)
    told = stated(reason, "Say why this informant is asked more often; the reason is kept.")
    until = now.astimezone(UTC).date() + timedelta(days=burdens.DAYS - 1)
    with store.writing() as connection:
        informant = _get(connection, actor, informant_id)
        informants.change(connection, informant.id, uncapped_until=until)
        payload = {"uncapped_until": until.isoformat(), "reason": told}
        trace(connection, store.keys, informant, actor, Event.INFORMANT_CHANGE, payload, now)
    return until


def _require(actor: Actor) -> None:
    if not actor.may(Action.REASSIGN):
        raise NotAllowed("Your role does not change whom interviewers may ask.")
