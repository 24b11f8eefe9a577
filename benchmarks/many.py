"""A study of many: participants × visits × informants put straight into the tables, with calls and summaries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from benchmarks.scene import STUDY, Scene
from interview_app import instruments
from interview_app.domain.instrument import Instrument
from interview_app.domain.marks import marked
from interview_app.domain.participant_codes import participant_code
from interview_app.domain.study import Study
from interview_app.services import schedule
from interview_app.services.studies import study_of
from interview_app.storage import fieldwork, models, participants

OUTCOMES = ("COMPLETE",) * 14 + ("PARTIAL",) * 2 + ("BREAKOFF",) + ("",) * 3
NOT_HELD = ("REF_SOFT", "NOANS", "NOANS", "VM_LEFT", "INF_LEFT")
BEGAN = date(2024, 1, 8)
INFORMANTS = 2


def fill(scene: Scene, count: int) -> int:
    """Put that many participants into the scene, each with every visit told by two informants; gives the cases."""
    random = Random("crowd")
    with scene.store.writing() as connection:
        study = study_of(connection, STUDY)
        people = list(_people(scene, study, count))
        connection.execute(models.participants.insert(), people)
        known = participants.of_study(connection, STUDY)
        schedule.lay_all(connection, study, known)
        informants = list(_informants(study))
        connection.execute(models.informants.insert(), informants)
        rows = list(_cases(scene, study, people, informants, random))
        _insert(connection, rows)
    return len(rows)


def _id(kind: int, number: int) -> str:
    return UUID(int=(kind << 64) + number).hex


def _people(scene: Scene, study: Study, count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        site = study.sites[number % len(study.sites)].code
        baseline = BEGAN + timedelta(days=number % 200)
        yield {
            "id": _id(1, number), "study_id": STUDY, "code": participant_code(site, number), "site": site, "arm": "xr",
            "status": "active", "wrapped_key": scene.store.keys.new_wrapped_key(_id(1, number)),
            "created_at": datetime(baseline.year, baseline.month, baseline.day, 9, tzinfo=UTC), "extension": True,
            "dates": {"baseline": baseline, "treatment_end": baseline + timedelta(days=364)}, "withdrawal": 0,
        }  # fmt: skip


def _informants(study: Study) -> Iterator[dict[str, Any]]:
    for place, site in enumerate(study.sites):
        for number in range(INFORMANTS):
            yield {
                "id": _id(2, place * INFORMANTS + number), "study_id": STUDY, "code": f"{site.code}-C{number:02}",
                "site": site.code, "role": "nurse", "service": "municipal_health", "active": True, "withdrawn": "",
            }  # fmt: skip


def _cases(
    scene: Scene, study: Study, people: list[dict[str, Any]], informants: list[dict[str, Any]], random: Random
) -> Iterator[dict[str, Any]]:
    letters = _Letters(instruments.load(study.instrument, study.instrument_version), random)
    number = 0
    for person in people:
        base = person["dates"]
        for visit in (visit for visit in study.visits if visit.anchor):
            start = base["treatment_end"] if visit.anchor != "baseline" else base["baseline"]
            for informant in (row for row in informants if row["site"] == person["site"]):
                number += 1
                day = start + timedelta(days=visit.day + random.randint(-8, 8))
                where = {"participant_id": person["id"], "visit": visit.id, "informant_id": informant["id"]}
                where |= {"study_id": STUDY, "site": person["site"], "interviewer_id": scene.interviewer.id}
                yield _case(where, number, datetime(day.year, day.month, day.day, 10, tzinfo=UTC), letters)


class _Letters:
    """Stands of items, as ended interviews have them, without an interview."""

    def __init__(self, instrument: Instrument, random: Random) -> None:
        self.instrument, self.random = instrument, random
        self.width = len(marked(instrument))
        self.all = "".join(random.choices(".drns", (80, 8, 3, 2, 7), k=self.width * 50))

    def some(self) -> str:
        begin = self.random.randrange(len(self.all) - self.width)
        return self.all[begin : begin + self.width]


def _case(where: dict[str, Any], number: int, at: datetime, letters: _Letters) -> dict[str, Any]:
    random = letters.random
    disposition, calls = random.choice(OUTCOMES), random.randint(1, 4)
    last = disposition or random.choice(NOT_HELD)
    case = {"id": _id(3, number), "disposition": last, "attempts": calls, "last_at": at, "next_kind": ""}
    called = {"case_id": case["id"], "channel": "telephone", "interviewer": "int-01", "seconds": 40, "document": b""}
    return {
        "case": {**where, **case, "document": b""},
        "attempts": [
            {**called, "n": n, "at": at + timedelta(minutes=n), "outcome": last if n == calls else "NOANS"}
            for n in range(1, calls + 1)
        ],
        "interview": disposition and _interview(where, number, disposition, at, letters),
    }


def _interview(where: dict[str, Any], number: int, disposition: str, at: datetime, letters: _Letters) -> dict[str, Any]:
    complete, instrument = disposition == "COMPLETE", letters.instrument
    return where | {
        "id": _id(4, number), "informant_role": "nurse", "informant_service": "municipal_health", "instance": 1,
        "form": "full", "instrument_id": instrument.id, "instrument_version": instrument.version,
        "instrument_hash": instrument.hash, "mode_first": "telephone", "mode_last": "telephone", "entry": "live",
        "language": "nb", "status": "complete" if complete else "broken_off", "disposition": disposition,
        "started_at": at, "completed_at": at if complete else None, "changed_at": at, "document": b"",
        "seconds": letters.random.randint(300, 1500), "withheld": False, "marks": letters.some(),
    }  # fmt: skip


def _insert(connection: Connection, rows: list[dict[str, Any]]) -> None:
    connection.execute(fieldwork.cases.insert(), [row["case"] for row in rows])
    connection.execute(fieldwork.attempts.insert(), [each for row in rows for each in row["attempts"]])
    connection.execute(models.interviews.insert(), [row["interview"] for row in rows if row["interview"]])
