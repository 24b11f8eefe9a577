"""What a study's report asks of the ledger and of tables that no other page reads as a whole."""

from __future__ import annotations

from collections.abc import Collection
import json
from typing import Any

from sqlalchemy import Connection, Select, literal, select, union_all

from interview_app.domain.access import Sites
from interview_app.domain.events import Event
from interview_app.storage.fieldwork import cases, reviews
from interview_app.storage.interviews import IN_USE
from interview_app.storage.models import accounts, events, informants, interviews, participants, relations
from interview_app.storage.sites import within


def latest(connection: Connection, sites: Sites, but: Collection[Event]) -> list[str]:
    """The streams of a study at these sites to which the last event belongs, apart from events of those kinds.

    It is looked for from the newest event back, so that a long ledger need not be read.
    """
    name = events.c.stream.concat("")  # a column by itself would make the database read every event of every stream
    ours = name.in_(_streams(sites)), events.c.action.not_in([event.value for event in but])
    newest = select(events.c.server_time).where(*ours).order_by(events.c.server_time.desc()).limit(1)
    moment = connection.execute(newest).scalar()
    at_once = select(events.c.stream).distinct().where(*ours, events.c.server_time == moment)
    return sorted(connection.execute(at_once).scalars())


def _streams(sites: Sites) -> Select[Any]:
    kinds = {"interview": interviews, "participant": participants, "case": cases, "informant": informants}
    named = [
        select((literal(f"{kind}:") + table.c.id).label("name")).where(within(table, sites))
        for kind, table in kinds.items()
    ]
    return select(union_all(*named, select(literal(f"study:{sites.study}"))).subquery())


def named(connection: Connection, sites: Sites) -> set[str]:
    """The codes of the participants at these sites of whom an informant is known."""
    query = select(participants.c.code).distinct().select_from(relations.join(participants))
    return set(connection.execute(query.where(within(participants, sites))).scalars())


def flags(connection: Connection, sites: Sites, but: Collection[str]) -> list[tuple[str, list[str]]]:
    """By interviewer's code, the reasons to look that stand at each completed interview in use, `but` some."""
    query = (
        select(accounts.c.code, reviews.c.flags, reviews.c.interview_id)
        .select_from(reviews.join(interviews).join(accounts))
        .where(within(interviews, sites), IN_USE)
        .order_by(accounts.c.code)
    )
    rows = (row for row in connection.execute(query) if row.interview_id not in but)
    return [(row.code, [each["flag"] for each in json.loads(row.flags)]) for row in rows]
