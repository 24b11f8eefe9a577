"""Studies: the definitions that were loaded into this installation, each as the text of its file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from interview_app.storage.models import studies


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


_ONE = select(studies.c.definition).where(studies.c.id == bindparam("wanted"))
_EVERY = select(studies.c.definition).order_by(studies.c.id)
