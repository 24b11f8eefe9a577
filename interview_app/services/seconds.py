"""The second opinions that are wanted now, for those who may give them: which visits, and who is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from interview_app.domain.access import Action, Actor
from interview_app.domain.second_opinions import INTERVIEWER, Pair, PairState
from interview_app.domain.study import Study
from interview_app.services import blinding, schedule
from interview_app.storage import today
from interview_app.storage.today import Wanted

MARGIN = timedelta(days=2)
"""Between a day at a site and the moment at which an interview of that day began."""


def due(
    connection: Connection, actor: Actor, study: Study, wanted: Wanted, now: datetime
) -> list[tuple[Row[Any], Pair]]:
    """The visits whose first interview is over and whose second the actor may hold, or for a supervisor somebody of the
    team; those first that can be held least long.

    Only the last days can hold one, so that they are few, and read in two queries however many there are.
    """
    since = now - _days(study) - MARGIN
    rows = today.maybe_seconds(connection, _for_all(actor, study, wanted), since)
    found = blinding.begun_since(connection, study, since) if rows else {}
    known = [(row, found[row.participant_id, row.visit]) for row in rows]
    due = [(row, pair) for row, pair in known if _may_hold(actor, pair, schedule.day_at(study, row.site, now))]
    return sorted(due, key=lambda each: (each[1].until or date.max, each[0].code, each[0].visit))


def is_asked(pair: Pair, informant: str) -> bool:
    """True of the informant of the first where another interviewer asks again, else of everybody but them."""
    is_first = pair.first is not None and pair.first.informant == informant
    return is_first == (pair.kind == INTERVIEWER)


def _days(study: Study) -> timedelta:
    return timedelta(days=study.sampling.double_days)


def _for_all(actor: Actor, study: Study, wanted: Wanted) -> Wanted:
    """Whoever is given a participant mostly held the first: another interviewer finds it, unless only theirs is asked
    for."""
    is_open = study.sampling.double_kind == INTERVIEWER and actor.may(Action.CONDUCT) and wanted.or_nobodys
    return replace(wanted, interviewer_id="", or_nobodys=False) if is_open else wanted


def _may_hold(actor: Actor, pair: Pair, day: date) -> bool:
    if pair.first is None or pair.state(day) is not PairState.WANTED:
        return False
    return pair.kind != INTERVIEWER or pair.first.interviewer_id != actor.id
