"""The progress page of a study of three hundred: server time, and as many queries for few people as for many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
import statistics
import time
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from benchmarks.figure import Figure, at_most
from benchmarks.many import fill
from benchmarks.scene import STUDY, Scene, operator, scene
from interview_app import config
from interview_app.app import create_app
from interview_app.cli.serving import collect_seldom
from interview_app.domain.access import Role
from interview_app.instruments.studies import load_study
from interview_app.services import accounts, sessions

PEOPLE, FEW = 300, 20
TIMES = 15
MILLISECONDS = 150


def figures() -> Iterator[Figure]:
    """Server time of the page with everything on it, and its queries."""
    with scene(0) as small:
        fill(small, FEW)
        with _page(small) as client:
            few = _queries(small, client)
    with scene(0) as large:
        cases = fill(large, PEOPLE)
        with _page(large) as client:
            collect_seldom()
            many, taken = _queries(large, client), [_get(client) for _ in range(TIMES)]
    what = f"progress page, {PEOPLE} participants, {cases:,} cases, median"
    wall, at_work = (statistics.median(each) for each in zip(*taken, strict=True))
    yield at_most(what, wall, MILLISECONDS, "ms", f"{TIMES} requests; processor {at_work:.0f} ms")
    yield at_most(f"queries more than with {FEW} participants", many - few, 0, floor=f"{many} queries")


@contextmanager
def _page(scene: Scene) -> Iterator[FlaskClient]:
    """A researcher who has signed in, without a line between."""
    now = datetime.now(UTC)
    sites = (site.code for site in load_study(STUDY).sites)
    terms = accounts.Terms.at(Role.RESEARCHER, STUDY, *sites)
    reader = accounts.create(scene.store, operator(Role.ADMIN), "reader", terms, now=now)
    with scene.store.writing() as connection:
        token = sessions.begin(connection, scene.store.keys, reader.id, now)
    settings = config.load({"INTERVIEW_INSTANCE": str(scene.folder)})
    client = create_app(settings, scene.store).test_client()
    client.set_cookie("session", token)
    yield client


def _queries(scene: Scene, client: FlaskClient) -> int:
    asked: list[str] = []

    def heard(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        asked.append(statement)

    _get(client)
    event.listen(scene.store.reader, "before_cursor_execute", heard)
    _get(client)
    event.remove(scene.store.reader, "before_cursor_execute", heard)
    return len(asked)


def _get(client: FlaskClient) -> tuple[float, float]:
    """Milliseconds by the clock and of the processor."""
    began, at_work = time.perf_counter(), time.process_time()
    answer = client.get("/progress")
    taken = 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - at_work)
    if answer.status_code != 200:
        raise RuntimeError(f"the progress page answered {answer.status_code}")
    return taken
