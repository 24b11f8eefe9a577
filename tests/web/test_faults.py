"""What people are told when the database fails under them, and what two tablets that retry at once are told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
import shutil

import pytest

from interview_app.services.answers import record
from tests.services.conftest import said
from tests.web.scene import Browse, Scene
from tests.web.test_operations import answer, send


def test_a_database_that_cannot_be_read_is_said_and_nothing_crashes(scene: Scene, browse: Browse) -> None:
    browser = browse("interviewer")
    assert browser.get("/").status == 200
    with scene.store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE sessions RENAME TO gone")
    scene.store.close()
    database = scene.store.reader.url.database
    assert database
    with open(database, "r+b") as file:
        file.truncate(5000)
    page = browser.get("/")
    assert page.status == 503
    assert page.says("cannot be reached")


def test_an_answer_that_meets_an_exchanged_database_is_kept_by_the_tablet_and_taken_by_the_new_one(
    scene: Scene, browse: Browse
) -> None:
    browser, door = browse("interviewer"), f"/interviews/{scene.own.interview}/operations"
    assert send(browser, door, answer("b4", "9")).status == 200
    scene.store.close()  # so that all of it is in the one file
    database = Path(str(scene.store.reader.url.database))
    scene.store.is_current()
    shutil.copy(database, database.with_name("backup"))
    for ending in ("", "-wal", "-shm"):
        database.with_name(database.name + ending).rename(database.with_name("old" + ending))
    database.with_name("backup").rename(database)
    operation = answer("b3", "14")
    told = send(browser, door, operation)
    assert (told.status, told.json["code"], told.response.headers["Retry-After"]) == (503, "replaced", "5")
    assert [ack["op_id"] for ack in send(browser, door, operation).json["acks"]] == [operation["op_id"]]


def test_the_same_operations_sent_by_many_at_once_count_once(scene: Scene) -> None:
    operations = [said(f"c0{number}", "3") for number in range(1, 7)]
    who, interview = scene.people["interviewer"], scene.own.interview

    def send(turn: int) -> int:
        sent = operations[turn % 4 : turn % 4 + 3]
        return len(record(scene.store, who, interview, sent, now=scene.clock()).acks)

    with ThreadPoolExecutor(8) as tablets:
        assert list(tablets.map(send, range(80))) == [3] * 80


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        ("interviewer", "/interviews?until=9999-12-31", 200),
        ("interviewer", "/interviews?since=0001-01-01", 200),
        ("interviewer", "/static/" + "a" * 300, 404),
    ],
)
def test_an_odd_address_is_no_fault(browse: Browse, who: str, address: str, status: int) -> None:
    assert browse(who).get(address).status == status
