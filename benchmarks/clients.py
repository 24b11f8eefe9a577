"""Tablets under load, as a process of its own: each signs in, keeps one connection and sends one request at a time.

Called as `python -m benchmarks.clients PLAN`, where PLAN is a JSON file; prints the latencies as JSON. Loopback only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
import json
from pathlib import Path
import re
import socket
import sys
import threading
import time
from typing import Any
from urllib.parse import urlencode

from interview_app.storage.ledger import new_op_id

HOST = "127.0.0.1"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
LENGTH = re.compile(rb"\r\ncontent-length: ([0-9]+)\r\n", re.IGNORECASE)
COOKIE = re.compile(rb"\r\nset-cookie: ([^=]+)=([^;\r]*)", re.IGNORECASE)


class Tablet:
    """One signed-in client with one kept connection, as lean as can be, so that the server has the machine."""

    def __init__(self, port: int, user_name: str, password: str) -> None:
        self.socket = socket.create_connection((HOST, port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.origin = f"{HOST}:{port}"
        self.cookies: dict[str, str] = {}
        token = TOKEN.search(self._ask("GET", "/sign-in")[1].decode())
        assert token is not None, "the sign-in page has no form token"
        form = urlencode({"csrf_token": token[1], "user_name": user_name, "password": password})
        status, _ = self._ask("POST", "/sign-in", form, "Content-Type: application/x-www-form-urlencoded\r\n")
        assert status == 303, f"sign-in gave {status}"

    def send(self, interview: str, operations: list[dict[str, Any]]) -> dict[str, Any]:
        """Send operations and give the server's answer; anything but 200 raises."""
        headers = "Content-Type: application/json\r\nX-Requested-With: interview-app\r\n"
        sent = json.dumps({"operations": operations})
        status, body = self._ask("POST", f"/interviews/{interview}/operations", sent, headers)
        assert status == 200, (status, body[:300])
        answer: dict[str, Any] = json.loads(body)
        assert len(answer["acks"]) == len(operations), answer
        return answer

    def _ask(self, method: str, path: str, body: str = "", headers: str = "") -> tuple[int, bytes]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        content = body.encode()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self.origin}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n"
            f"Origin: http://{self.origin}\r\n{headers}Content-Length: {len(content)}\r\n\r\n"
        )
        self.socket.sendall(head.encode() + content)
        return self._answer()

    def _answer(self) -> tuple[int, bytes]:
        """Read one answer; the server always tells its length."""
        received = b""
        while (ends := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        length = LENGTH.search(received, 0, ends + 2)
        assert length is not None, received
        for name, value in COOKIE.findall(received, 0, ends + 2):
            self.cookies[name.decode()] = value.decode()
        body = received[ends + 4 :]
        while len(body) < int(length[1]):
            body += self._more()
        return int(received[9:12]), body

    def _more(self) -> bytes:
        received = self.socket.recv(65536)
        assert received, "the server hung up"
        return received


def answer(item: str, value: Any, revision: int) -> dict[str, Any]:
    """One answer as the tablet sends it."""
    stamp = "2026-11-02T10:00:00.000+01:00"
    return {
        "op_id": new_op_id(),
        "kind": "answer",
        "item": item,
        "revision": revision,
        "value": value,
        "device_time": stamp,
    }


def single(plan: Mapping[str, Any], tablet: Tablet, interviews: list[str]) -> Iterator[float]:
    """Latencies of one answer a request, in one interview, until the time is up."""
    revision = 1
    until = time.monotonic() + plan["seconds"]
    while time.monotonic() < until:
        item, value = plan["answers"][revision % len(plan["answers"])]
        operations = [answer(item, value, revision)]
        began = time.perf_counter()
        tablet.send(interviews[0], operations)
        yield time.perf_counter() - began
        revision += 1


def paced(plan: Mapping[str, Any], tablet: Tablet, interviews: list[str]) -> Iterator[float]:
    """Latencies of one answer a request with a pause after each, as somebody who taps, until the time is up."""
    for latency in single(plan, tablet, interviews):
        yield latency
        time.sleep(plan["pause"])


def whole(plan: Mapping[str, Any], tablet: Tablet, interviews: list[str]) -> Iterator[float]:
    """Latencies of a whole interview a request, until the time or the interviews are used up."""
    until = time.monotonic() + plan["seconds"]
    for interview in interviews:
        if time.monotonic() >= until:
            return
        operations = [answer(item, value, 1) for item, value in plan["answers"]]
        began = time.perf_counter()
        tablet.send(interview, operations)
        yield time.perf_counter() - began


def run(plan: Mapping[str, Any]) -> dict[str, Any]:
    """All tablets at once; the seconds they took and every latency."""
    tablets = [Tablet(plan["port"], plan["user_name"], plan["password"]) for _ in range(plan["clients"])]
    act = {"single": single, "paced": paced, "whole": whole}[plan["act"]]
    latencies: list[list[float]] = [[] for _ in tablets]
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            latencies[number].extend(act(plan, tablets[number], plan["interviews"][number :: plan["clients"]]))
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(tablets))]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return {"seconds": time.perf_counter() - began, "latencies": [each for own in latencies for each in own]}


if __name__ == "__main__":
    print(json.dumps(run(json.loads(Path(sys.argv[1]).read_text()))))
