"""The studies of an installation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection

from interview_app.domain.events import Event
from interview_app.domain.replanning import Change, changes
from interview_app.domain.schedule import slots as planned
from interview_app.domain.study import Study
from interview_app.instruments.errors import InstrumentError, InstrumentErrors
from interview_app.instruments.studies import check, read_study
from interview_app.services import marking, schedule
from interview_app.services.errors import NotFound
from interview_app.storage import interviews, ledger, participants, slots, studies
from interview_app.storage.engine import Store


@dataclass(frozen=True, slots=True)
class Loading:
    """What loading a definition does, and how often each change happens to each visit."""

    study: Study
    replaces: int | None
    """The version that is there; None where the study is new."""
    participants: int
    changes: Counter[tuple[Change, str]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A version of a study as it was loaded first."""

    version: int
    hash: str
    definition: str
    by: str
    at: datetime


def load(store: Store, definition: str, *, actor_code: str, now: datetime) -> Study:
    """Put a study into the installation, or its newer definition in the place of the older; `definition` is TOML.

    Raises InstrumentErrors with everything that is wrong with it, or that the installation could not work with.
    """
    with store.writing() as connection:
        study = _usable(connection, definition)
        stream = f"study:{study.id}"
        studies.put(connection, study.id, definition, now)
        sealer = store.keys.stream_key(stream)
        entry = ledger.Entry(Event.STUDY_LOAD, {"definition": definition})
        ledger.append(connection, store.keys, sealer, stream, actor_code, [entry], now)
        schedule.lay_all(connection, study, participants.of_study(connection, study.id))
        marking.complete(connection, store.keys, study)
    return study


def preview(store: Store, definition: str) -> Loading:
    """What `load` would do, while nothing is done; raises InstrumentErrors as it does."""
    with store.reading() as connection:
        study = _usable(connection, definition)
        there = studies.definition(connection, study.id)
        everybody = participants.of_study(connection, study.id)
        laid = slots.of_participants(connection, [participant.id for participant in everybody])
    changed: Counter[tuple[Change, str]] = Counter()
    for participant in everybody:
        changed += changes((each.slot for each in laid[participant.id]), planned(study, participant.course))
    return Loading(study, None if there is None else _parsed(there).version, len(everybody), changed)


def versions(store: Store, study_id: str) -> list[Loaded]:
    """Every version of a study that was ever loaded, the oldest first; raises NotFound."""
    stream = f"study:{study_id}"
    with store.reading() as connection:
        if studies.definition(connection, study_id) is None:
            raise NotFound(f"There is no study {study_id!r} here.")
        events = ledger.history(connection, store.keys.stream_key(stream), stream)
    found: dict[int, Loaded] = {}
    for event in events:
        if event.action is Event.STUDY_LOAD:
            study, definition = _parsed(event.payload["definition"]), event.payload["definition"]
            found.setdefault(
                study.version, Loaded(study.version, study.hash, definition, event.actor, event.server_time)
            )
    return [found[version] for version in sorted(found)]


def _usable(connection: Connection, definition: str) -> Study:
    """The study that a definition describes; raises InstrumentErrors with every reason why it cannot be loaded."""
    errors, _ = check(definition)
    try:
        study = _parsed(definition)
    except InstrumentErrors:
        raise InstrumentErrors(errors) from None
    if faults := [*errors, *_withdrawn(connection, study), *_older(connection, study)]:
        raise InstrumentErrors(faults)
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


def _withdrawn(connection: Connection, study: Study) -> Iterator[InstrumentError]:
    """What records name and the definition leaves out."""
    used = studies.in_use(connection, study.id)
    kinds = (
        ("site", used.sites - {site.code for site in study.sites}),
        ("arm", used.arms - set(study.arms)),
        ("visit", used.visits - {visit.id for visit in study.visits}),
        ("date", used.dates - set(study.dates)),
        ("consent", used.consents - {version.id for version in study.consent.versions}),
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
