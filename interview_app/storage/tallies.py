"""How many interviews there are, of each kind and of each instrument version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, func, select

from interview_app.domain.access import Sites
from interview_app.storage.interviews import ABOUT_CODES, JOINED, conditions
from interview_app.storage.models import interviews


def counts(connection: Connection, *, sites: Sites, filters: Mapping[str, Any]) -> list[Row[Any]]:
    """How many interviews (`n`) there are at these sites for each site, visit, status and mode that occurs."""
    groups = [interviews.c[name] for name in ("site", "visit", "status")] + [interviews.c.mode_last.label("mode")]
    query = select(*groups, func.count().label("n")).where(*conditions(sites, filters)).group_by(*groups)
    query = query.select_from(JOINED if ABOUT_CODES & filters.keys() else interviews)
    return list(connection.execute(query.order_by(*groups)))


def editions(connection: Connection, *, sites: Sites, filters: Mapping[str, Any]) -> list[Row[Any]]:
    """How many interviews (`n`) were held with each instrument version (`id`, `version`, `hash`), and when
    one of them last changed (`changed_at`)."""
    held = ("instrument_id", "instrument_version", "instrument_hash")
    groups = [interviews.c[name].label(name.removeprefix("instrument_")) for name in held]
    query = select(*groups, func.count().label("n"), func.max(interviews.c.changed_at).label("changed_at"))
    query = query.select_from(JOINED if ABOUT_CODES & filters.keys() else interviews)
    return list(connection.execute(query.where(*conditions(sites, filters)).group_by(*groups).order_by(*groups)))
