"""The interviews about a participant beside one of them: those completed before it, and all of one visit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from interview_app.domain.interview import Status
from interview_app.storage.interviews import IN_USE
from interview_app.storage.models import informants, interviews


def completed(
    connection: Connection,
    participant_id: str,
    instrument_id: str,
    *,
    before: datetime,
    sites: Collection[str],
    not_at: str = "",
    only: str = "",
) -> list[Row[Any]]:
    """The interviews at these sites that were completed before a moment, with their sealed answers; those at the visit
    `not_at` are left out, and all but the interview `only` where it is named."""
    query = _COMPLETED.where(
        interviews.c.participant_id == participant_id,
        interviews.c.instrument_id == instrument_id,
        interviews.c.completed_at < before,
        interviews.c.site.in_(sorted(sites)),
        interviews.c.visit != not_at,
    )
    return list(connection.execute(query.where(interviews.c.id == only) if only else query))


_COMPLETED = (
    select(
        interviews.c.id,
        interviews.c.informant_id,
        informants.c.code.label("informant"),
        interviews.c.site,
        interviews.c.started_at,
        interviews.c.completed_at,
        interviews.c.held_on,
        interviews.c.instrument_id,
        interviews.c.instrument_version,
        interviews.c.document,
    )
    .join(informants)
    .where(interviews.c.status == Status.COMPLETE.value, IN_USE)
)
