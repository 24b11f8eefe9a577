"""However many are slow, disappear, print or export: whoever saves an answer is served."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
import json
from pathlib import Path
import re
import socket
import threading
import time
from urllib.parse import urlencode

import pytest

from interview_app import config
from interview_app.services import sessions
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from tests.cli.conftest import Command
from tests.cli.servers import IMPATIENT, PROTECTED, SLEEP_SECONDS, UNPROTECTED
from tests.cli.test_serving import PAGE, answer, ask, serving
from tests.web.browsing import OWN_SCRIPT
from tests.web.scene import cast
from tests.web.test_operations import answer as operation

MANY = 40
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SOON = 3
"""Seconds within which a save has to be through; alone it takes a hundredth of one, and the machine may be busy."""


@dataclass(frozen=True)
class Study:
    """An installation with a session of everybody, by user name, and the interviews at one site."""

    tokens: dict[str, str]
    interview: str
    completed: str

    def fetch(self, port: int, who: str, address: str) -> tuple[int, str]:
        """The status of a page, and when to ask again."""
        status, again, _ = self._ask(port, who, "GET", address)
        return status, again

    def submit(self, port: int, who: str, page: str, address: str, **fields: str) -> tuple[int, str]:
        """The same of a form that stands on a page."""
        token = TOKEN.search(self._ask(port, who, "GET", page)[2])
        assert token
        status, again, _ = self._ask(port, who, "POST", address, urlencode({"csrf_token": token[1], **fields}))
        return status, again

    def _ask(self, port: int, who: str, method: str, address: str, body: str = "") -> tuple[int, str, str]:
        headers = {"Cookie": f"session={self.tokens[who]}", "Content-Type": "application/x-www-form-urlencoded"}
        with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            connection.request(method, address, body, headers)
            response = connection.getresponse()
            said = response.read().decode(errors="replace")
        return response.status, response.headers.get("Retry-After", ""), said

    def save(self, port: int, seconds: float = SOON) -> None:
        """Save one answer; raises TimeoutError when that takes longer."""
        headers = {"Cookie": f"session={self.tokens['interviewer']}", "Content-Type": "application/json", **OWN_SCRIPT}
        body = json.dumps({"operations": [operation("b3", "14")]})
        with closing(HTTPConnection("127.0.0.1", port, timeout=seconds)) as connection:
            connection.request("POST", f"/interviews/{self.interview}/operations", body, headers)
            response = connection.getresponse()
            assert (response.status, len(json.loads(response.read())["acks"])) == (200, 1)


@pytest.fixture
def study(command: Command, instance: Path) -> Study:
    command("init")
    store = Store.open(config.database_url(), KeyRing.load(instance / "keys"))
    _, people, cases = cast(store)
    with store.writing() as connection:
        tokens = {
            name: sessions.begin(connection, store.keys, actor.id, datetime.now(UTC)) for name, actor in people.items()
        }
    store.close()
    return Study(tokens, cases["OSL"].interview, cases["OSL"].completed)


FORM = "Content-Type: application/x-www-form-urlencoded"
BEGUN = f"POST /sign-in HTTP/1.1\nHost: localhost\nContent-Length: 1000\n{FORM}\n\na"


@contextmanager
def crowd(port: int) -> Iterator[None]:
    """Many who send a request one letter at a time, and as many who say nothing at all."""
    stop = threading.Event()

    def trickle() -> None:
        while not stop.wait(0.2):
            for connection in slow:
                connection.send(b"a")

    with ExitStack() as stack:
        slow = [stack.enter_context(ask(port, BEGUN)) for _ in range(MANY)]
        for _ in range(MANY):
            stack.enter_context(ask(port, ""))
        dribbling = threading.Thread(target=trickle)
        dribbling.start()
        time.sleep(0.5)
        try:
            yield
        finally:
            stop.set()
            dribbling.join()


def test_saves_go_on_among_many_who_send_slowly(study: Study, instance: Path) -> None:
    with serving(instance) as (port, _), crowd(port):
        for _ in range(20):
            study.save(port)


def test_without_the_gateway_they_would_stop_all_saving(study: Study, instance: Path) -> None:
    """The negative control."""
    with serving(instance, UNPROTECTED) as (port, _):
        study.save(port)
        with crowd(port), pytest.raises(TimeoutError):
            study.save(port)


def test_a_request_has_to_arrive_in_time(study: Study, instance: Path) -> None:
    with serving(instance, IMPATIENT) as (port, _):
        assert answer(ask(port, BEGUN)).startswith(b"HTTP/1.1 408")
        assert answer(ask(port, "GET /sign-in HT")) == b""
        assert answer(ask(port, "")) == b""
        study.save(port)


def test_whoever_hangs_up_in_the_middle_changes_nothing(study: Study, instance: Path) -> None:
    with serving(instance) as (port, _):
        for _ in range(MANY):
            ask(port, BEGUN).close()
        connection = ask(port, BEGUN)
        connection.shutdown(socket.SHUT_WR)
        assert answer(connection).startswith(b"HTTP/1.1 400")
        study.save(port)


def test_requests_that_are_sent_all_at_once_are_answered_one_after_the_other(study: Study, instance: Path) -> None:
    health = "GET /healthz HTTP/1.1\nHost: localhost\n\n"
    with serving(instance) as (port, _):
        said = answer(ask(port, health + health + PAGE))
    assert said.count(b"HTTP/1.1 200") == 3
    assert said.endswith(b"</html>")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (f"Content-Length: 5000000\n{FORM}", b"413"),
        (f"Content-Length: 5000000\nExpect: 100-continue\n{FORM}", b"413"),
        ("Transfer-Encoding: chunked", b"411"),
        ("Content-Length: -1", b"400"),
    ],
    ids=["too-large", "too-large-if-i-may", "of-unknown-length", "of-no-length"],
)
def test_what_cannot_be_taken_is_refused_before_it_is_sent(
    study: Study, instance: Path, headers: str, status: bytes
) -> None:
    with serving(instance) as (port, _):
        said = answer(ask(port, f"POST /sign-in HTTP/1.1\nHost: localhost\nConnection: close\n{headers}\n\n"))
    assert said.startswith(b"HTTP/1.1 " + status)


def test_those_who_wait_for_their_turn_leave_the_threads_to_those_who_save(study: Study, instance: Path) -> None:
    with serving(instance, PROTECTED) as (port, _), ThreadPoolExecutor(6) as others:
        asked = [others.submit(study.fetch, port, "interviewer", "/sleep/in-turn") for _ in range(6)]
        time.sleep(0.5)
        for _ in range(20):
            study.save(port)
        assert not all(page.done() for page in asked)
        answers = {page.result() for page in asked}
    assert answers == {(200, ""), (503, "5")}, "who has waited long enough is told so"


def test_without_a_turn_of_their_own_they_would_stop_all_saving(study: Study, instance: Path) -> None:
    """The negative control."""
    with serving(instance, PROTECTED) as (port, _), ThreadPoolExecutor(8) as others:
        asked = [others.submit(study.fetch, port, "interviewer", "/sleep/at-once") for _ in range(8)]
        time.sleep(0.5)
        with pytest.raises(TimeoutError):
            study.save(port, SLEEP_SECONDS / 2)
        assert {page.result() for page in asked} == {(200, "")}


EXPORT = {
    **{f"{boxes}__sent": "1" for boxes in ("layouts", "visits", "sites", "statuses", "with_text", "with_paradata")},
    "statuses": "complete", "layouts": "wide", "language": "en", "since": "", "until": "", "purpose": "",
}  # fmt: skip


def test_saves_go_on_while_many_print_export_and_verify(study: Study, instance: Path) -> None:
    with serving(instance) as (port, _), ThreadPoolExecutor(12) as others:
        print_it = f"/interviews/{study.completed}/report.pdf"
        asked = [others.submit(study.fetch, port, "supervisor", print_it) for _ in range(6)]
        for _ in range(3):
            asked.append(others.submit(study.submit, port, "researcher", "/exports", "/exports", **EXPORT))
            asked.append(others.submit(study.submit, port, "auditor", "/ledger", "/ledger/verification"))
        saves = 0
        while not all(page.done() for page in asked):
            study.save(port)
            saves += 1
        answers = {page.result() for page in asked}
    assert saves > 10
    assert (200, "") in answers
    assert answers <= {(200, ""), (503, "5")}
