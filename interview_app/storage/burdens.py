"""How often informants were asked of late, against what the study lets them be asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from interview_app.domain.access import Sites
from interview_app.domain.interview import Status
from interview_app.storage.models import informants, interviews
from interview_app.storage.sites import within

DAYS = 28
"""How many days count, the present one included; they begin and end in UTC."""


def counts(connection: Connection, informant_ids: Collection[str], today: date) -> dict[str, int]:
    """For each of the informants, how many interviews they were asked for in these days; those voided do not count."""
    query = select(interviews.c.informant_id, func.count()).where(
        interviews.c.informant_id.in_(list(informant_ids)), *_of_late(today)
    )
    found = {row[0]: row[1] for row in connection.execute(query.group_by(interviews.c.informant_id))}
    return dict.fromkeys(informant_ids, 0) | found


def at_cap(connection: Connection, study_id: str, sites: Sites, cap: int, today: date) -> list[Row[Any]]:
    """The informants at these sites who were asked as often as they may be (`asked`), by code."""
    asked = func.count().label("asked")
    query: Select[Any] = (
        select(informants.c.id, informants.c.code, informants.c.role, informants.c.uncapped_until, asked)
        .select_from(interviews.join(informants))
        .where(within(informants, sites), *_of_late(today))
        .group_by(informants.c.id, informants.c.code, informants.c.role, informants.c.uncapped_until)
        .having(asked >= cap)
    )
    return list(connection.execute(query.order_by(informants.c.code)))


def _of_late(today: date) -> list[ColumnElement[bool]]:
    since = (today - timedelta(days=DAYS - 1)).isoformat()
    held = interviews.c.held_on
    return [
        interviews.c.status != Status.VOID.value,
        func.substr(interviews.c.started_at, 1, 10) >= since,
        held.is_(None) | (held >= since),
    ]
