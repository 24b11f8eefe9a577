"""Which interviews and participants can be printed together, and whether they still may be."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from interview_app.domain.access import Sites
from interview_app.domain.interview import Status
from interview_app.storage.interviews import JOINED
from interview_app.storage.models import accounts, informants, interviews, participants
from interview_app.storage.sites import within

ENDED = (Status.COMPLETE.value, Status.BROKEN_OFF.value)
AT_ONCE = 500
_FARTHEST = timedelta(days=1)
"""How far the calendar of any site may be from that of UTC."""
_EARLIEST, _LATEST = date.min + 2 * _FARTHEST, date.max - 3 * _FARTHEST


def held(connection: Connection, sites: Sites, since: date, until: date, *, interviewer_id: str = "") -> list[Row[Any]]:
    """The interviews that ended and were held on these days or, by their site's calendar, up to one day beside them;
    those out of use too. By site, participant, visit, informant and instance."""
    first, last = _midnight(max(since, _EARLIEST) - _FARTHEST), _midnight(min(until, _LATEST) + 2 * _FARTHEST)
    begun = interviews.c.held_on.is_(None) & (interviews.c.started_at >= first) & (interviews.c.started_at <= last)
    told = interviews.c.held_on
    on_paper = (told >= since.isoformat()) & (told <= until.isoformat())
    query = _CARDS.where(within(interviews, sites), interviews.c.status.in_(ENDED), or_(begun, on_paper))
    if interviewer_id:
        query = query.where(interviews.c.interviewer_id == interviewer_id)
    return list(connection.execute(query.order_by(*_ORDER)))


def cards(connection: Connection, ids: Collection[str]) -> list[Row[Any]]:
    """What the interviews of these ids are about; some hundred are asked for at a time."""
    listed = sorted(ids)
    parts = (listed[at : at + AT_ONCE] for at in range(0, len(listed), AT_ONCE))
    found: list[Row[Any]] = []
    for part in parts:
        found += connection.execute(_CARDS.where(interviews.c.id.in_(part)))
    return found


def people(connection: Connection, sites: Sites) -> list[Row[Any]]:
    """The participants at these sites (id, code, site, withdrawal), those out of use too, by site and code."""
    query = select(participants.c.id, participants.c.code, participants.c.site, participants.c.withdrawal)
    found = query.where(within(participants, sites)).order_by(participants.c.site, participants.c.code)
    return list(connection.execute(found))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


_CARDS = select(
    interviews.c.id,
    interviews.c.study_id,
    interviews.c.site,
    interviews.c.visit,
    interviews.c.instance,
    interviews.c.interviewer_id,
    interviews.c.started_at,
    interviews.c.held_on,
    interviews.c.withheld,
    interviews.c.status,
    interviews.c.participant_id.label("participant_key"),
    participants.c.wrapped_key,
    participants.c.code.label("participant"),
    informants.c.code.label("informant"),
    accounts.c.code.label("interviewer"),
).select_from(JOINED)
_ORDER = (
    interviews.c.site,
    participants.c.code,
    interviews.c.visit,
    informants.c.code,
    interviews.c.instance,
)
