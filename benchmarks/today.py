"""The pages of what is to be done, asked of the application itself: server time and statements, without a network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
import secrets
import statistics
import time

from flask.testing import FlaskClient
from sqlalchemy import event

from benchmarks.crowd import Crowd, crowd
from benchmarks.figure import Figure, at_most
from interview_app.app import create_app
from interview_app.config import Settings
from interview_app.domain.access import Actor
from interview_app.services import schedule, sessions
from interview_app.storage.engine import Store
from interview_app.storage.participants import of_study

FEW, PARTICIPANTS, MANY = 150, 300, 20_000
TIMES = 15
SCHEDULE = "the schedule"
PAGE, LARGE, LAYING = 150, 400, 1
"""Milliseconds for a page, for one of a large study, and seconds for laying every visit of the demo."""


def figures() -> Iterator[Figure]:
    """The figures of Today, of the team's day, and of laying the visits."""
    now = datetime.now(UTC)
    with crowd(FEW, now) as small:
        yield at_most(f"visits of {FEW} participants laid", _laying(small), LAYING, "s")
        before = {what: statements for what, _, statements in _pages(small)}
    with crowd(PARTICIPANTS, now) as usual:
        for what, middle, statements in _pages(usual):
            floor = f"{statements} statements; {before[what]} with {FEW} participants"
            yield at_most(f"{what}, {PARTICIPANTS} participants", middle, PAGE, "ms", floor)
            yield at_most(f"{what}, statements more than with {FEW}", statements - before[what], 0)
    with crowd(MANY, now) as large:
        for what, middle, statements in _pages(large):
            name, floor = f"{what}, {MANY:,} participants", f"{statements} statements"
            aimed = what != SCHEDULE  # nothing is asked of the schedule at this size
            yield at_most(name, middle, LARGE, "ms", floor) if aimed else Figure(name, f"{middle:.0f} ms", "", floor)


def _laying(made: Crowd) -> float:
    began = time.perf_counter()
    with made.store.writing() as connection:
        schedule.lay_all(connection, made.study, of_study(connection, made.study.id))
    return time.perf_counter() - began


def _pages(made: Crowd) -> Iterator[tuple[str, float, int]]:
    """Each page with its median time in milliseconds and its statements."""
    settings = Settings(instance=made.folder, database_url="", secret_key=secrets.token_bytes(64))
    app = create_app(settings, made.store)
    for what, actor, path in (
        ("Today", made.interviewer, "/"),
        ("Today, one section", made.interviewer, "/?section=due"),
        ("the team's day", made.supervisor, "/team"),
        (SCHEDULE, made.supervisor, "/schedule"),
    ):
        client = app.test_client()
        client.set_cookie("session", _token(made.store, actor))
        yield what, *_measured(made.store, client, path)


def _token(store: Store, actor: Actor) -> str:
    with store.writing() as connection:
        return sessions.begin(connection, store.keys, actor.id, datetime.now(UTC))


def _measured(store: Store, client: FlaskClient, path: str) -> tuple[float, int]:
    _get(client, path)
    with counted(store) as statements:
        _get(client, path)
    return statistics.median(_get(client, path) for _ in range(TIMES)), len(statements)


def _get(client: FlaskClient, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    taken = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return taken


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    engines = {id(engine): engine for engine in (store.reader, store.writer)}.values()
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
