"""An installation to measure: a fresh instance folder with one interviewer and any number of interviews just begun."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice, product
from pathlib import Path
import tempfile

from interview_app import config
from interview_app.domain.access import Actor, Role, Sites
from interview_app.domain.interview import Mode
from interview_app.domain.participant_codes import participant_code
from interview_app.instruments.studies import built_in, load_study
from interview_app.services import accounts, burdens, consents, informants, interviews, participants, studies
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing

STUDY = "demo-naltrec-like"
SITE = "OSL"
USER, PASSWORD = "bench", "garnet-lantern-orbit-7"  # of a throw-away installation on this machine
PARTICIPANTS, INFORMANTS = 60, 5


@dataclass(frozen=True, slots=True)
class Scene:
    """The installation: its folder, its store, who interviews, and the interviews that were begun."""

    folder: Path
    store: Store
    interviewer: Actor
    interviews: list[str]


@contextmanager
def scene(count: int) -> Iterator[Scene]:
    """A scene with that many drafts; the folder is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="interview-bench-") as folder:
        store = opened_store(Path(folder))
        now = datetime.now(UTC)
        actor = _people(store, now)
        wishes = islice(_wishes(store, now), count)
        begun = [interviews.start(store, actor, wish, now=now) for wish in wishes]
        try:
            yield Scene(Path(folder), store, actor, begun)
        finally:
            store.close()


def opened_store(folder: Path) -> Store:
    """A new store of the present version in a folder."""
    config.create_secret(folder)
    url = config.database_url({"INTERVIEW_INSTANCE": str(folder)})
    store = Store.open(url, KeyRing.load_or_create(folder / "keys"))
    store.upgrade()
    return store


def operator(role: Role) -> Actor:
    """Whoever runs the measurement, in a role."""
    return Actor(id="", code="cli:bench", role=role, sites=Sites.of(STUDY, [SITE]))


def _people(store: Store, now: datetime) -> Actor:
    studies.load(store, built_in(STUDY), actor_code="cli:bench", now=now)
    terms = accounts.Terms.at(Role.INTERVIEWER, STUDY, SITE)
    opened = accounts.create(store, operator(Role.ADMIN), USER, terms, now=now, password=PASSWORD)
    return Actor(id=opened.id, code=opened.code, role=Role.INTERVIEWER, sites=Sites.of(STUDY, [SITE]))


def _wishes(store: Store, now: datetime) -> Iterator[interviews.Wish]:
    study, manager = load_study(STUDY), operator(Role.MANAGER)
    codes = [participant_code(SITE, number) for number in range(PARTICIPANTS)]
    enrolled = [participants.enrol(store, manager, study, site=SITE, arm="xr", now=now, code=code) for code in codes]
    grant = consents.Grant(version="1.0", since=date(2025, 12, 1), scopes=("workers",))
    for person in enrolled:
        consents.record(store, manager, study, person.id, grant, now=now)
    terms = informants.Terms(role="nurse", service="municipal_health", participants=tuple(codes))
    workers = [informants.add(store, manager, study, SITE, terms, now=now) for _ in range(INFORMANTS)]
    for worker in workers:  # here one informant is asked more often at once than anybody may be
        burdens.lift(store, operator(Role.SUPERVISOR), worker.id, reason="Benchmark", now=now)
    full = [visit.id for visit in study.visits if visit.form == "full" and not visit.extension]
    for visit, worker, person in product(full, workers, enrolled):
        yield interviews.Wish(
            study_id=study.id, participant=person.code, visit=visit, informant=worker.code,
            mode=Mode.TELEPHONE, language="nb",
        )  # fmt: skip
