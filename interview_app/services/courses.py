"""A participant's course through the study: arm, dates, extension, who interviews, moving to another site, leaving."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from interview_app.domain.access import Action, Actor
from interview_app.domain.events import Event
from interview_app.domain.participation import Participation, Withdrawal
from interview_app.domain.study import Study
from interview_app.services import schedule
from interview_app.services.endings import stated
from interview_app.services.errors import Overtaken, Unsuitable
from interview_app.services.participants import check_course, get_one, require, told, trace
from interview_app.storage import accounts, participants, withholding
from interview_app.storage.engine import Store
from interview_app.storage.participants import Participant


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a manager decides about a participant who takes part or has left without withdrawing."""

    arm: str
    status: Participation = Participation.ACTIVE
    left_on: date | None = None
    """Since when they no longer take part; None while they do, and for "today"."""
    extension: bool = False
    dates: Mapping[str, date] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """What tells these terms from others: by it a page says which ones it showed."""
        told = (self.arm, self.status.value, str(self.left_on), self.extension, sorted(self.dates.items()))
        return sha256(repr(told).encode()).hexdigest()[:16]


def terms_of(participant: Participant) -> Terms:
    """What stands now."""
    return Terms(
        arm=participant.arm,
        status=Participation(participant.status),
        left_on=participant.left_on,
        extension=participant.extension,
        dates=participant.dates,
    )


def change(
    store: Store,
    actor: Actor,
    study: Study,
    participant_id: str,
    terms: Terms,
    *,
    reason: str = "",
    seen: str | None = None,
    now: datetime,
) -> None:
    """Give a participant other terms and lay their visits anew; a date that was recorded changes only with a reason.

    `seen` is the mark of the terms that were shown to whoever changes them. Raises NotAllowed, NotFound, Unsuitable,
    Overtaken.
    """
    require(actor, Action.MANAGE_PARTICIPANTS)
    with store.writing() as connection:
        before = get_one(connection, actor, participant_id, lock=True)
        if seen not in (None, terms_of(before).mark):
            raise Overtaken("The course was changed meanwhile. Look at what stands there now.")
        after = _changed(study, before, terms, now)
        payload: dict[str, Any] = told(after)
        if corrected := _corrected(before, after):
            payload["reason"] = _reason_for(corrected, study, reason)
        _keep(connection, study, before, after)
        trace(connection, store.keys, after, actor, Event.PARTICIPANT_CHANGE, payload, now)


def _changed(study: Study, before: Participant, terms: Terms, now: datetime) -> Participant:
    if (terms.status is Participation.WITHDRAWN) != (before.status == Participation.WITHDRAWN):
        raise Unsuitable("status", "A withdrawal is recorded with its level, and is not taken back here.")
    today = schedule.day_at(study, before.site, now)
    left_on = None if terms.status is Participation.ACTIVE else terms.left_on or before.left_on or today
    if terms.status is Participation.WITHDRAWN:
        left_on = before.left_on  # the day from which an erasure is due is not moved
    after = replace(
        before,
        arm=terms.arm,
        status=terms.status.value,
        left_on=left_on,
        extension=terms.extension,
        dates=dict(terms.dates),
    )
    check_course(study, after, now)
    if left_on is not None and terms.status is not Participation.WITHDRAWN:
        _check_leaving(study, after, left_on, now)
    return after


def _check_leaving(study: Study, participant: Participant, left_on: date, now: datetime) -> None:
    if left_on > schedule.day_at(study, participant.site, now):
        raise Unsuitable("left_on", "This day lies in the future. Record it when it has come.")
    if left_on < participant.dates.get(next(iter(study.dates), ""), left_on):
        raise Unsuitable("left_on", "This day lies before the one that the course begins with.")


def _corrected(before: Participant, after: Participant) -> list[str]:
    """The dates that were recorded and are now others, or none."""
    return [name for name, day in before.dates.items() if after.dates.get(name) != day]


def _reason_for(corrected: list[str], study: Study, reason: str) -> str:
    if not reason.strip():
        raise Unsuitable(corrected[0], "A day is recorded already. Say why it is corrected; the reason is kept.")
    return stated(reason, "")


def _keep(connection: Connection, study: Study, before: Participant, after: Participant) -> None:
    names = [name for name in participants.CHANGEABLE if getattr(before, name) != getattr(after, name)]
    if names:
        participants.change(connection, after.id, **{name: getattr(after, name) for name in names})
        schedule.lay(connection, study, after)


def move(store: Store, actor: Actor, study: Study, participant_id: str, site: str, *, now: datetime) -> None:
    """Transfer a participant to another site; code and earlier interviews stay as they are.

    Raises NotAllowed, NotFound, Unsuitable.
    """
    require(actor, Action.MANAGE_PARTICIPANTS)
    if not actor.sites.hold(study.id, site):
        raise Unsuitable("site", "Choose one of your sites.")
    with store.writing() as connection:
        before = get_one(connection, actor, participant_id, lock=True)
        if site == before.site:
            raise Unsuitable("site", "The participant is at this site already.")
        after = replace(before, site=site, interviewer_id=None)
        _keep(connection, study, before, after)
        trace(connection, store.keys, after, actor, Event.PARTICIPANT_MOVE, {"site": site, **told(after)}, now)


def assign(
    store: Store, actor: Actor, study: Study, participant_ids: Collection[str], interviewer: str, *,
    reason: str = "", now: datetime,
) -> None:  # fmt: skip
    """Make the interviewer of that account code the one who interviews about these participants; "" for anybody.

    All of them or none. Raises NotAllowed, NotFound, Unsuitable.
    """
    require(actor, Action.MANAGE_PARTICIPANTS, Action.REASSIGN)
    if not participant_ids:
        raise Unsuitable("participant", "Choose at least one participant.")
    told_reason = {"reason": stated(reason, "")} if reason.strip() else {}
    with store.writing() as connection:
        taker = accounts.by_code(connection, interviewer) if interviewer else None
        for participant_id in sorted(set(participant_ids)):
            before = get_one(connection, actor, participant_id, lock=True)
            if interviewer and (taker is None or not taker.conducts(study.id, before.site)):
                raise Unsuitable("interviewer", "Choose an interviewer who works at the site of each participant.")
            after = replace(before, interviewer_id=taker.id if taker else None)
            _keep(connection, study, before, after)
            trace(connection, store.keys, after, actor, Event.PARTICIPANT_CHANGE, told(after) | told_reason, now)


def withdraw(
    store: Store, actor: Actor, study: Study, participant_id: str, level: Withdrawal, on: date, *, now: datetime
) -> None:
    """Record that a participant withdraws from a day on; the level may rise later and never falls.

    From level 2 on their interviews are withheld from every list, report and export at once. Raises NotAllowed,
    NotFound, Unsuitable.
    """
    require(actor, Action.MANAGE_PARTICIPANTS)
    with store.writing() as connection:
        before = get_one(connection, actor, participant_id, lock=True)
        if level <= before.withdrawal:
            raise Unsuitable("level", "Choose a level above the one that is recorded.")
        _check_leaving(study, before, on, now)
        after = replace(before, status=Participation.WITHDRAWN.value, withdrawal=int(level), left_on=on)
        if level >= Withdrawal.STOP_USE:
            withholding.withhold(connection, participant_id=participant_id)
        _keep(connection, study, before, after)
        trace(connection, store.keys, after, actor, Event.PARTICIPANT_WITHDRAW, told(after), now)
