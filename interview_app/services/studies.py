"""The studies of an installation."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection

from interview_app.domain.events import Event
from interview_app.domain.study import Study
from interview_app.instruments.studies import read_study
from interview_app.services.errors import NotFound
from interview_app.storage import ledger, studies
from interview_app.storage.engine import Store


def load(store: Store, definition: str, *, actor_code: str, now: datetime) -> Study:
    """Put a study into the installation, or its newer definition in the place of the older; `definition` is TOML."""
    study = _parsed(definition)
    stream = f"study:{study.id}"
    with store.writing() as connection:
        studies.put(connection, study.id, definition, now)
        sealer = store.keys.stream_key(stream)
        entry = ledger.Entry(Event.STUDY_LOAD, {"definition": definition})
        ledger.append(connection, store.keys, sealer, stream, actor_code, [entry], now)
    return study


def study_of(connection: Connection, study_id: str) -> Study:
    """The study of that id; raises NotFound."""
    definition = studies.definition(connection, study_id)
    if definition is None:
        raise NotFound(f"There is no study {study_id!r} here.")
    return _parsed(definition)


def all_studies(store: Store) -> list[Study]:
    """The studies of the installation, by id."""
    with store.reading() as connection:
        return [_parsed(definition) for definition in studies.definitions(connection)]


@lru_cache(maxsize=64)
def _parsed(definition: str) -> Study:
    """Reading a definition is pure, so a process may remember the last few."""
    return read_study(definition)
