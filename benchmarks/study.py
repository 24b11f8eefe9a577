"""The report of a study of three hundred whose interviews hold answers: the file, and the results page without it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
import gc
from random import Random

from sqlalchemy import bindparam, select, update

from benchmarks.figure import Figure, at_most
from benchmarks.many import fill
from benchmarks.report import in_turns
from benchmarks.scene import STUDY, Scene, scene
from interview_app import instruments
from interview_app.domain.access import Actor, Role, Sites
from interview_app.domain.closing import close
from interview_app.domain.document import Document, empty, fold
from interview_app.domain.events import Event
from interview_app.domain.instrument import Instrument
from interview_app.domain.routing import Surroundings
from interview_app.domain.study import Study
from interview_app.instruments.regex import matches
from interview_app.instruments.studies import load_study
from interview_app.reports.copies import Copy
from interview_app.services import study_reports
from interview_app.storage import canonical
from interview_app.storage.models import interviews, participants
from tests.worked import ANSWERS

PEOPLE, KINDS, TIMES = 300, 200, 5
SECONDS, MILLISECONDS = 3, 1500
BEGAN = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


def figures() -> Iterator[Figure]:
    """The report as a whole, warm, and what of it is reading and counting, in seconds of the processor."""
    with scene(0) as large:
        cases, study = fill(large, PEOPLE), load_study(STUDY)
        held = answered(large, study)
        reader = Actor("", "cli:bench", Role.RESEARCHER, Sites.of(STUDY, (site.code for site in study.sites)))
        gc.freeze()
        now = datetime.now(UTC)
        whole = partial(study_reports.study_pdf, large.store, reader, study, Copy(), now=now)
        shown = partial(study_reports.results_sheet, large.store, reader, study, "en", now=now)
        file, page = in_turns([whole, shown], TIMES)
    what = f"{PEOPLE} participants, {cases:,} cases, {held:,} interviews"
    yield at_most(f"study report, warm: {what}", file, SECONDS, "s", f"{TIMES} files, the printing process with them")
    yield at_most("results page: reading and counting alone", 1000 * page, MILLISECONDS, "ms")


def answered(scene: Scene, study: Study) -> int:
    """Seal answers into every interview that was held; gives how many these are."""
    kinds = [canonical.encode(each) for each in documents(instruments.load(study.instrument, study.instrument_version))]
    query = select(interviews.c.id, participants.c.id.label("owner"), participants.c.wrapped_key).join(participants)
    with scene.store.writing() as connection:
        held = connection.execute(query.where(interviews.c.disposition.in_(("COMPLETE", "PARTIAL")))).all()
        rows = []
        for number, row in enumerate(held):
            sealer = scene.store.keys.participant_key(row.wrapped_key, row.owner)
            rows.append({"of": row.id, "sealed": sealer.seal(kinds[number % KINDS], row.id.encode())})
        put = update(interviews).where(interviews.c.id == bindparam("of")).values(document=bindparam("sealed"))
        connection.execute(put, rows)
    return len(rows)


def documents(instrument: Instrument) -> list[Document]:
    """The worked interview with other ratings each time, one in fifteen of them not known."""
    chance, made = Random(4711), []
    for _ in range(KINDS):
        document = empty()
        for number, (item, value) in enumerate(ANSWERS.items()):
            given = {"value": value} if isinstance(value, str | int | list) else {"missing": str(value)}
            if item.startswith("c"):
                given = {"missing": "dont_know"} if chance.random() < 1 / 15 else {"value": str(chance.randrange(4))}
            told = given | {"revision": 1}
            fold(document, Event.INTERVIEW_ANSWER, item, told, op_id=f"{number:032x}", at="2026-01-05T08:00:00Z")
        document["closing"] = close(instrument, "full", document, Surroundings(BEGAN, matches), ended=None)
        made.append(document)
    return made
