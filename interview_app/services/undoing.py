"""An outcome that settled a case by mistake, taken back with a reason: the ledger keeps both."""

from __future__ import annotations

from datetime import datetime

from interview_app.domain.access import Actor, sees_whole_site
from interview_app.domain.calling import next_open
from interview_app.domain.events import Event
from interview_app.domain.study import Study
from interview_app.services.casework import Key, OpenCase, opened, told
from interview_app.services.contacting import must_be_newest
from interview_app.services.errors import Unsuitable
from interview_app.services.remarks import checked_note
from interview_app.storage.engine import Store


def take_back(
    store: Store, actor: Actor, study: Study, key: Key, reason: str, *, sure: bool = False, seen: int | None = None,
    now: datetime,
) -> None:  # fmt: skip
    """Let the case follow from its other outcomes again, and be called as soon as the study calls.

    Raises NotAllowed, NotFound, Unsuitable, Overtaken.
    """
    with store.writing() as connection:
        case = opened(connection, store, actor, study, key, now, lock=True)
        must_be_newest(case, seen)
        mistaken = case.standing.mistakable
        if mistaken is None or not may_take_back(case):
            raise Unsuitable("outcome", "There is no outcome here that you can take back.")
        note = checked_note(reason, sure=sure)
        if not note:
            raise Unsuitable("note", "Say why it is taken back; the reason is kept with it.")
        again = next_open(study.calling, case.zone, now)
        case.tell(Event.CASE_TAKE_BACK, {"outcome": mistaken.value, "note": note, "next_at": told(again)})
        case.save()


def may_take_back(case: OpenCase) -> bool:
    """True for a supervisor of the site, and for the interviewer who entered the outcome that stands."""
    mistaken = case.standing.mistakable
    if mistaken is None or not case.is_the_actors:
        return False
    entered = next(event.actor for event in reversed(case.history) if event.payload.get("outcome") == mistaken.value)
    return sees_whole_site(case.actor.role) or entered == case.actor.code
