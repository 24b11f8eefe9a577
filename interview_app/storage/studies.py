"""Studies: the definitions that were loaded into this installation, each as the text of its file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, bindparam, insert, select, update

from interview_app.storage.fieldwork import cases, consents
from interview_app.storage.models import grants, informants, interviews, participants, studies


@dataclass(frozen=True, slots=True)
class InUse:
    """What the records of a study name, by code."""

    sites: frozenset[str]
    arms: frozenset[str]
    visits: frozenset[str]
    dates: frozenset[str]
    consents: frozenset[str]


def put(connection: Connection, study_id: str, definition: str, now: datetime) -> None:
    """Keep a study, in the place of an earlier definition of the same id."""
    row = {"definition": definition, "loaded_at": now}
    if not connection.execute(update(studies).where(studies.c.id == study_id).values(row)).rowcount:
        connection.execute(insert(studies), {"id": study_id} | row)


def definition(connection: Connection, study_id: str) -> str | None:
    """The definition of the study of that id."""
    return connection.execute(_ONE, {"wanted": study_id}).scalar()


def definitions(connection: Connection) -> list[str]:
    """Every study's definition, by id."""
    return list(connection.execute(_EVERY).scalars())


def ids(connection: Connection) -> list[str]:
    """Every study's id."""
    return list(connection.execute(select(studies.c.id).order_by(studies.c.id)).scalars())


def in_use(connection: Connection, study_id: str) -> InUse:
    """What accounts, people, interviews, cases and consents of the study name."""

    def named(*columns: Column[str]) -> frozenset[str]:
        queries = (select(column).where(column.table.c.study_id == study_id).distinct() for column in columns)
        return frozenset(code for query in queries for code in connection.execute(query).scalars())

    sites = (grants.c.site, participants.c.site, informants.c.site, interviews.c.site, cases.c.site)
    dates = connection.execute(select(participants.c.dates).where(participants.c.study_id == study_id)).scalars()
    return InUse(
        named(*sites),
        named(participants.c.arm),
        named(interviews.c.visit, cases.c.visit),
        frozenset(name for known in dates for name in known),
        frozenset(connection.execute(_CONSENTS, {"wanted": study_id}).scalars()),
    )


_CONSENTS = (
    select(consents.c.version).join(participants).where(participants.c.study_id == bindparam("wanted")).distinct()
)
_ONE = select(studies.c.definition).where(studies.c.id == bindparam("wanted"))
_EVERY = select(studies.c.definition).order_by(studies.c.id)
