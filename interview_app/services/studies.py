"""The studies of an installation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection

from interview_app import instruments
from interview_app.domain.events import Event
from interview_app.domain.study import Study
from interview_app.instruments.errors import InstrumentError, InstrumentErrors
from interview_app.instruments.studies import read_study
from interview_app.services import schedule
from interview_app.services.errors import NotFound
from interview_app.storage import interviews, ledger, participants, studies
from interview_app.storage.engine import Store


def load(store: Store, definition: str, *, actor_code: str, now: datetime) -> Study:
    """Put a study into the installation, or its newer definition in the place of the older; `definition` is TOML.

    Raises InstrumentErrors with everything that is wrong with it, or that the installation could not work with.
    """
    study = _parsed(definition)
    stream = f"study:{study.id}"
    with store.writing() as connection:
        faults = (_unusable(study), _withdrawn(connection, study), _older(connection, study))
        if errors := [error for found in faults for error in found]:
            raise InstrumentErrors(errors)
        studies.put(connection, study.id, definition, now)
        sealer = store.keys.stream_key(stream)
        entry = ledger.Entry(Event.STUDY_LOAD, {"definition": definition})
        ledger.append(connection, store.keys, sealer, stream, actor_code, [entry], now)
        schedule.lay_all(connection, study, participants.of_study(connection, study.id))
    return study


def study_of(connection: Connection, study_id: str) -> Study:
    """The study of that id; raises NotFound."""
    definition = studies.definition(connection, study_id)
    if definition is None:
        raise NotFound(f"There is no study {study_id!r} here.")
    return _parsed(definition)


def find(store: Store, study_id: str) -> Study:
    """The study of that id; raises NotFound."""
    with store.reading() as connection:
        return study_of(connection, study_id)


def of_interview(store: Store, interview_id: str) -> Study:
    """The study that an interview belongs to; raises NotFound."""
    with store.reading() as connection:
        row = interviews.for_save(connection, interview_id)
        if row is None:
            raise NotFound("There is no such interview.")
        return study_of(connection, row.study_id)


def all_studies(store: Store) -> list[Study]:
    """The studies of the installation, by id."""
    with store.reading() as connection:
        return [_parsed(definition) for definition in studies.definitions(connection)]


def _unusable(study: Study) -> Iterator[InstrumentError]:
    """The instrument, where it is not there or cannot be read."""
    name = f"{study.instrument} version {study.instrument_version}"
    try:
        instruments.load(study.instrument, study.instrument_version)
    except instruments.UnknownInstrument:
        there = ", ".join(f"{found} version {version}" for found, version in instruments.available())
        what, remedy = f"there is no instrument {name}", f"name one that is here ({there}), or add its file"
        yield InstrumentError("E25", "study · instrument", what, remedy)
    except InstrumentErrors as broken:
        what = f"the file of {name} has errors, the first: {broken.errors[0]}"
        remedy = "correct the file; `interview-app instrument check` names them all"
        yield InstrumentError("E25", "study · instrument", what, remedy)


def _withdrawn(connection: Connection, study: Study) -> Iterator[InstrumentError]:
    """Sites, arms and visits that records name and the definition leaves out."""
    used = studies.in_use(connection, study.id)
    kinds = (
        ("site", used.sites - {site.code for site in study.sites}),
        ("arm", used.arms - set(study.arms)),
        ("visit", used.visits - {visit.id for visit in study.visits}),
    )
    for noun, missing in kinds:
        for code in sorted(missing):
            what = f"the {noun} {code} is left out, but records here belong to it"
            yield InstrumentError("E26", f"study · {noun}s", what, f"put the {noun} {code} back")


def _older(connection: Connection, study: Study) -> Iterator[InstrumentError]:
    """A version that is here already with another content, or one that a newer one has replaced."""
    definition = studies.definition(connection, study.id)
    there = None if definition is None else _parsed(definition)
    if there is None or there == study or study.version > there.version:
        return
    what = f"version {study.version} is not newer than version {there.version}, which is loaded and differs"
    yield InstrumentError("E26", "study · version", what, f"write version = {there.version + 1}")


@lru_cache(maxsize=64)
def _parsed(definition: str) -> Study:
    """Reading a definition is pure, so a process may remember the last few."""
    return read_study(definition)
