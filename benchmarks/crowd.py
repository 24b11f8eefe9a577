"""A study with a great many participants, written straight into the tables so that it is there in seconds.

What services would check is right by construction, and no event tells of it: such a database would not verify. Visits
are laid by the service that lays them for everybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
import tempfile
from typing import Any

from sqlalchemy import insert

from benchmarks.scene import PASSWORD, STUDY, opened_store, operator
from interview_app.domain.access import Actor, Role, Sites
from interview_app.domain.disposition import Disposition
from interview_app.domain.document import empty
from interview_app.domain.history import Standing
from interview_app.domain.interview import Mode, Status
from interview_app.domain.participant_codes import participant_code
from interview_app.domain.schedule import Course, slots
from interview_app.domain.study import Study
from interview_app.instruments.studies import built_in
from interview_app.services import accounts, schedule, studies
from interview_app.storage import canonical
from interview_app.storage.engine import Store
from interview_app.storage.fieldwork import cases
from interview_app.storage.interviews import STANDING
from interview_app.storage.models import informants, participants, relations
from interview_app.storage.models import interviews as interviews_table
from interview_app.storage.participants import of_study

SITES = ("OSL", "AHU", "BER", "STA", "TON")
GROUPS = len(SITES)
KNOWS = 2
"""How many informants know each participant."""
SPREAD = 540
"""Over how many days the participants were enrolled, up to today."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """The study in a store, and who looks at it: both work at every site."""

    folder: Path
    store: Store
    study: Study
    interviewer: Actor
    supervisor: Actor


@contextmanager
def crowd(count: int, now: datetime) -> Iterator[Crowd]:
    """A study with that many participants; the folder is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="interview-bench-") as folder:
        store = opened_store(Path(folder))
        study = studies.load(store, built_in(STUDY), actor_code="cli:bench", now=now)
        people = [_account(store, role, now) for role in (Role.INTERVIEWER, Role.SUPERVISOR)]
        made = _Making(store, study, people[0], now, Random(count))
        made.fill(count)
        try:
            yield Crowd(Path(folder), store, study, *people)
        finally:
            store.close()


def _account(store: Store, role: Role, now: datetime) -> Actor:
    terms = accounts.Terms.at(role, STUDY, *SITES)
    made = accounts.create(store, operator(Role.ADMIN), role.value, terms, now=now, password=PASSWORD)
    return Actor(id=made.id, code=made.code, role=role, sites=Sites.of(STUDY, SITES))


def _group(number: int) -> int:
    """The eight participants of one site who are known by the same workers."""
    return number // 40 * GROUPS + number % GROUPS


@dataclass(frozen=True, slots=True)
class _Making:
    """The rows as they are made up, the same for the same number of participants."""

    store: Store
    study: Study
    interviewer: Actor
    now: datetime
    random: Random

    def fill(self, count: int) -> None:
        """Participants, those who know them, interviews at most visits that are past, a case for one of ten to come."""
        everybody = [self._participant(number) for number in range(count)]
        workers = [self._worker(group, each) for group in range(GROUPS * (1 + count // 40)) for each in range(KNOWS)]
        knows = [
            {"informant_id": self._worker(_group(number), each)["id"], "participant_id": person["id"]}
            for number, person in enumerate(everybody)
            for each in range(KNOWS)
        ]
        with self.store.writing() as connection:
            connection.execute(insert(participants), everybody)
            connection.execute(insert(informants), workers)
            connection.execute(insert(relations), knows)
            held, tried = self._work(everybody)
            connection.execute(insert(interviews_table), held)
            connection.execute(insert(cases), tried)
            schedule.lay_all(connection, self.study, of_study(connection, self.study.id))

    def _participant(self, number: int) -> dict[str, Any]:
        baseline = self.now.date() - timedelta(days=self.random.randrange(SPREAD))
        site, ended = SITES[number % len(SITES)], baseline + timedelta(days=168)
        dates = {"baseline": baseline} | ({"last_dose": ended} if ended < self.now.date() else {})
        key = f"{number:032x}"
        return {
            "id": key, "study_id": self.study.id, "site": site, "arm": "xr", "status": "active", "extension": False,
            "code": f"{participant_code(site, number // 5 % 10_000)}{'' if number < 50_000 else number}",
            "wrapped_key": self.store.keys.new_wrapped_key(key), "dates": dates, "withdrawal": 0,
            "created_at": datetime.combine(baseline, time(8), tzinfo=UTC), "left_on": None,
            "interviewer_id": self.interviewer.id if number % 3 == 0 else None,
        }  # fmt: skip

    def _worker(self, group: int, each: int = 0) -> dict[str, Any]:
        number = group * KNOWS + each
        return {
            "id": f"{number:032x}", "study_id": self.study.id, "code": f"I{number:05}", "site": SITES[group % GROUPS],
            "role": "nurse", "service": "oat", "active": True, "withdrawn": "",
        }  # fmt: skip

    def _work(self, everybody: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        held, tried = [], []
        for number, person in enumerate(everybody):
            worker = self._worker(_group(number))
            for slot in slots(self.study, Course(arm="xr", dates=person["dates"])):
                if slot.target is None or slot.reason is not None:
                    continue
                if slot.target < self.now.date() and self.random.random() < 0.8:
                    held.append(self._interview(person, worker, slot.visit, slot.target))
                elif self.random.random() < 0.1:
                    tried.append(self._case(person, worker, slot.visit))
        return held, tried

    def _interview(self, person: dict[str, Any], worker: dict[str, Any], visit: str, day: date) -> dict[str, Any]:
        at = datetime.combine(day, time(9), tzinfo=UTC)
        left = self.random.random() < 0.005
        key = f"{self.random.getrandbits(128):032x}"
        sealer = self.store.keys.participant_key(person["wrapped_key"], person["id"])
        standing = Standing(
            form="full", mode_first=Mode.TELEPHONE, mode_last=Mode.TELEPHONE, language="nb", started_at=at,
            changed_at=at, session_started_at=at if left else None, completed_at=None if left else at,
            status=Status.DRAFT if left else Status.COMPLETE, disposition="" if left else Disposition.COMPLETE.value,
        )  # fmt: skip
        return {name: getattr(standing, name) for name in STANDING} | {
            "id": key, "study_id": self.study.id, "participant_id": person["id"], "informant_id": worker["id"],
            "informant_role": "nurse", "informant_service": "oat", "site": person["site"], "visit": visit,
            "interviewer_id": self.interviewer.id, "entry": "live", "held_on": None, "held_time": None,
            "instrument_id": "wrri", "instrument_version": 1, "instrument_hash": "", "instance": 1, "withheld": False,
            "document": sealer.seal(canonical.encode(empty()), key.encode()),
        }  # fmt: skip

    def _case(self, person: dict[str, Any], worker: dict[str, Any], visit: str) -> dict[str, Any]:
        return {
            "id": f"{self.random.getrandbits(128):032x}", "study_id": self.study.id, "participant_id": person["id"],
            "visit": visit, "informant_id": worker["id"], "site": person["site"], "interviewer_id": None,
            "disposition": "NC", "attempts": 2, "last_at": self.now, "document": b"",
            "next_at": self.now + timedelta(hours=self.random.randrange(200)), "next_kind": "callback",
        }  # fmt: skip
