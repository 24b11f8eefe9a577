"""The queue of bundles that the server makes: one at a time, the others wait in order.

Whoever asked for a bundle can see, stop and fetch it, and nobody else. It is kept for an hour, in a file without a name
(storage/sealed_files.py), and is gone when the server ends. The queue is this process's own: so are its children.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
import json
import logging
import os
from pathlib import Path
import subprocess
import sys
from threading import Lock, Thread, Timer
from typing import Any
from uuid import uuid4

from interview_app.domain.access import Actor
from interview_app.domain.study import Study
from interview_app.services import bundles
from interview_app.services.bundle_kinds import Wish
from interview_app.services.bundle_manifest import Form
from interview_app.services.errors import Gone, Overtaken, Unsuitable
from interview_app.storage import sealed_files
from interview_app.storage.engine import Store

log = logging.getLogger(__name__)

KEPT = timedelta(hours=1)
EACH = 3
"""How many bundles one person may have at a time, waiting ones and ready ones."""
LONGEST = 30 * 60
START = "import sys; sys.path[:] = sys.argv[1:]; from interview_app.services.bundle_work import main; main()"
NOT_HERE = "This bundle is not here. A bundle is kept for an hour, and not when the server starts anew."
BROKEN = "This bundle could not be made. Nothing else is affected: try again, and tell whoever runs the server."
TOO_LONG = "This bundle took too long, so it was given up. Choose fewer days or sites."


class State(StrEnum):
    """How far a bundle is."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


@dataclass(slots=True, kw_only=True)
class Job:
    """One bundle that somebody asked for."""

    id: str = field(default_factory=lambda: uuid4().hex)
    account: str
    role: str
    study: str
    wish: Wish
    form: Form
    asked_at: datetime
    state: State = State.WAITING
    done: int = 0
    total: int = 0
    fault: str = ""
    fills: dict[str, str] = field(default_factory=dict)
    ready_at: datetime | None = None
    told: dict[str, Any] = field(default_factory=dict)
    """What it holds: `count`, `left_out`, `unreadable`, `size`, and the `keys` of its reports."""
    handle: int = -1
    key: bytes = field(default=b"", repr=False)
    process: subprocess.Popen[bytes] | None = None
    timer: Timer | None = None
    """Throws it away when it was kept long enough, whether anybody looks or not."""

    @property
    def is_over(self) -> bool:
        """True when nothing more will happen to it."""
        return self.state in {State.READY, State.FAILED}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the process that makes bundles finds what it needs."""

    database: str
    keys: Path
    instruments: tuple[Path, ...] = ()


class Queue:
    """The bundles of one server process."""

    def __init__(self, place: Place, clock: Callable[[], datetime]) -> None:
        self._place, self._clock = place, clock
        self._jobs: dict[str, Job] = {}
        self._lock = Lock()
        self._is_working = False

    def ask(self, actor: Actor, study: Study, wish: Wish, form: Form) -> Job:
        """Put a bundle at the end of the queue. Raises NotAllowed, Unsuitable."""
        bundles.check(actor, study, wish)
        job = Job(
            account=actor.id, role=actor.role.value, study=study.id, wish=wish, form=form, asked_at=self._clock()
        )  # fmt: skip
        with self._lock:
            self._forget_old()
            theirs = [each for each in self._jobs.values() if each.account == actor.id and each.state != State.FAILED]
            if len(theirs) >= EACH:
                raise Unsuitable("kind", "You have %(number)s bundles already. Discard one first.", number=str(EACH))
            self._jobs[job.id] = job
            if not self._is_working:
                self._is_working = True
                Thread(target=self._work, name="bundles", daemon=True).start()
        return job

    def of(self, actor: Actor) -> list[Job]:
        """Whoever asked's bundles in the study they work in, the last first."""
        with self._lock:
            self._forget_old()
            theirs = [job for job in self._jobs.values() if _is_theirs(job, actor)]
        return sorted(theirs, key=lambda job: job.asked_at, reverse=True)

    def get(self, actor: Actor, job_id: str) -> Job:
        """One of whoever asks. Raises Gone."""
        for job in self.of(actor):
            if job.id == job_id:
                return job
        raise Gone(NOT_HERE)

    def ahead(self, job: Job) -> int:
        """How many are made before it."""
        with self._lock:
            unmade = [each.id for each in self._jobs.values() if not each.is_over]
        return unmade.index(job.id) if job.id in unmade else 0

    def discard(self, actor: Actor, job_id: str) -> None:
        """Stop a bundle, or throw it away. Raises Gone."""
        self._drop(self.get(actor, job_id))

    def content(self, store: Store, actor: Actor, study: Study, job_id: str) -> tuple[Job, Iterator[bytes]]:
        """A ready bundle, for whoever still may have all of it. Raises Gone, NotAllowed, Overtaken."""
        job = self.get(actor, job_id)
        if job.state is not State.READY:
            raise Gone("This bundle is not ready yet.")
        if not bundles.still_readable(store, actor, study, job.wish.kind, job.told["keys"], now=self._clock()):
            self._drop(job)
            raise Overtaken("Something in this bundle was withdrawn since it was made. It is gone: make it anew.")
        with self._lock:
            if job.handle < 0:
                raise Gone(NOT_HERE)
            return job, _pieces(os.dup(job.handle), job.key)

    def close(self) -> None:
        """Throw everything away."""
        for job in list(self._jobs.values()):
            self._drop(job)

    def _forget_old(self) -> None:
        for job in list(self._jobs.values()):
            if job.ready_at is not None and self._clock() - job.ready_at >= KEPT:
                self._jobs.pop(job.id)
                _let_go(job)

    def _drop(self, job: Job) -> None:
        with self._lock:
            self._jobs.pop(job.id, None)
            _let_go(job)

    def _work(self) -> None:
        while (job := self._next()) is not None:
            try:
                self._follow(job)
            except (OSError, ValueError):
                log.exception("a bundle was not made")
            self._end(job)

    def _next(self) -> Job | None:
        """The bundle that has waited longest, under way; one that cannot be begun has no process."""
        with self._lock:
            job = next((each for each in self._jobs.values() if each.state is State.WAITING), None)
            self._is_working = job is not None
            if job is not None:
                job.state = State.RUNNING
                try:
                    self._start(job)
                except OSError:
                    log.exception("a bundle was not begun")
            return job

    def _start(self, job: Job) -> None:
        job.handle, job.key = sealed_files.new_file(), sealed_files.new_key()
        job.process = subprocess.Popen(  # noqa: S603 - our own interpreter, and nothing that somebody typed
            [sys.executable, "-c", START, *(str(Path(place or ".").resolve()) for place in sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[job.handle],
        )

    def _follow(self, job: Job) -> None:
        """Listen to the process until it ends."""
        process = job.process
        if process is None or process.stdin is None or process.stdout is None:
            return
        patience = Timer(LONGEST, self._give_up, [job])
        patience.daemon = True
        patience.start()
        try:
            with suppress(BrokenPipeError), process:
                process.stdin.write(self._order(job))
                process.stdin.flush()
                for line in process.stdout:
                    self._hear(job, json.loads(line))
        finally:
            patience.cancel()

    def _order(self, job: Job) -> bytes:
        order = {
            "database": self._place.database,
            "keys": str(self._place.keys),
            "instruments": [str(folder) for folder in self._place.instruments],
            "account": job.account,
            "role": job.role,
            "study": job.study,
            "wish": asdict(job.wish),
            "form": job.form,
            "handle": job.handle,
            "key": job.key.hex(),
            "now": self._clock().isoformat(),
        }
        return json.dumps(order, default=str).encode() + b"\n"

    def _hear(self, job: Job, told: dict[str, Any]) -> None:
        with self._lock:
            if "fault" in told:
                job.fault, job.fills = told["fault"], told.get("fills", {})
            elif "keys" in told:
                job.told = told
            else:
                job.done, job.total = told["done"], told["total"]

    def _end(self, job: Job) -> None:
        with self._lock:
            job.ready_at = self._clock()
            job.state = State.READY if job.told else State.FAILED
            if job.state is State.FAILED:
                job.fault = job.fault or BROKEN
                _let_go(job)
            elif job.id not in self._jobs:
                _let_go(job)
            else:
                job.timer = Timer(KEPT.total_seconds(), self._drop, [job])
                job.timer.daemon = True
                job.timer.start()

    def _give_up(self, job: Job) -> None:
        job.fault = TOO_LONG
        if job.process is not None:
            job.process.kill()


def _is_theirs(job: Job, actor: Actor) -> bool:
    return (job.account, job.study, job.role) == (actor.id, actor.sites.study, actor.role.value)


def _let_go(job: Job) -> None:
    """End what makes the bundle, and let its file go."""
    if job.timer is not None:
        job.timer.cancel()
    if job.process is not None and job.process.poll() is None:
        job.process.kill()
    if job.handle >= 0:
        os.close(job.handle)
        job.handle, job.key = -1, b""


def _pieces(handle: int, key: bytes) -> Iterator[bytes]:
    try:
        yield from sealed_files.read(handle, key)
    finally:
        os.close(handle)
