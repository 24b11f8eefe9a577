"""Which interviews somebody may read at this moment, for what was read a moment ago and leaves only now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from interview_app.domain.access import Actor
from interview_app.domain.study import Study
from interview_app.services import blinding
from interview_app.services.cases import may_see
from interview_app.services.errors import Overtaken
from interview_app.storage import bundles

OVERTAKEN = "Something in this report was withdrawn while it was drawn. Nothing is kept: print it anew."


def among(connection: Connection, actor: Actor, study: Study, rows: Sequence[Row[Any]], now: datetime) -> set[str]:
    """Those of the interviews that the actor may read: in use, at their sites, their own, and of no blind pair."""
    seen = [
        row for row in rows if not row.withheld and may_see(actor, row.study_id, row.site, row.interviewer_id)
    ]  # fmt: skip
    listed = [(row.id, row.participant_key, row.visit, row.site) for row in seen]
    return {row.id for row in seen} - blinding.hidden(connection, study, actor, listed, now)


def of_ids(connection: Connection, actor: Actor, study: Study, ids: Collection[str], now: datetime) -> set[str]:
    """Those of the interviews of these ids."""
    return among(connection, actor, study, bundles.cards(connection, ids), now)


def must_be(connection: Connection, actor: Actor, study: Study, ids: Collection[str], now: datetime) -> None:
    """Keep back what was drawn from interviews that may not be read any more; raises Overtaken."""
    if not of_ids(connection, actor, study, ids, now).issuperset(ids):
        raise Overtaken(OVERTAKEN)
