"""Whether the time a refusal takes tells who has an account: unknown names, closed accounts and wrong passwords beside
each other, at the real server.

Each figure is the area under the curve of telling two kinds of refusal apart by their time: 0.5 tells nothing, 1 all.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from http.client import HTTPConnection
from itertools import product
import random
import re
import time
from urllib.parse import urlencode

from benchmarks.autosave import server
from benchmarks.figure import Figure, at_most
from benchmarks.scene import SITE, STUDY, Scene, scene
from interview_app.domain.access import NOWHERE, Actor, Role
from interview_app.services import accounts

PEOPLE, TRIES = 80, 5
"""Names of each kind, and how often each is tried, always from another address."""
HIDDEN = 0.55
"""The area up to which a kind counts as hidden; chance alone leaves 0.5 ± 0.04 with so many tries."""
_TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


def area(some: Sequence[float], others: Sequence[float]) -> float:
    """How well a threshold tells the two apart, whichever is the slower: 0.5 to 1."""
    ranked = sorted(others)
    below = sum(bisect_left(ranked, each) + bisect_right(ranked, each) for each in some) / 2
    share = below / (len(some) * len(others))
    return max(share, 1 - share)


class Visitor:
    """A browser on one kept connection; the server is told another address with every try."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self.connection.request("GET", "/sign-in")
        page = self.connection.getresponse()
        token = _TOKEN.search(page.read())
        assert token is not None, "the sign-in page has no form token"
        self.token = token[1].decode()
        self.cookie = (page.getheader("Set-Cookie") or "").partition(";")[0]

    def refused(self, name: str, origin: str) -> float:
        """Seconds that a try takes; anything but a refusal raises."""
        fields = {"csrf_token": self.token, "user_name": name, "password": "not-the-password-of-anyone"}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": self.cookie,
            "Sec-Fetch-Site": "same-origin",
            "X-Forwarded-For": origin,
        }
        began = time.perf_counter()
        self.connection.request("POST", "/sign-in", urlencode(fields), headers)
        answer = self.connection.getresponse()
        answer.read()
        assert answer.status == 401, answer.status
        return time.perf_counter() - began


def people(place: Scene) -> dict[str, list[str]]:
    """Names of each kind."""
    admin, now = Actor("", "cli:bench", Role.ADMIN, NOWHERE), datetime.now(UTC)
    named = {kind: [f"{kind}-{number:03}" for number in range(PEOPLE)] for kind in ("wrong", "closed", "nobody")}
    for kind, name in [*product(["wrong"], named["wrong"]), *product(["closed"], named["closed"])]:
        terms = accounts.Terms.at(Role.INTERVIEWER, STUDY, SITE)
        opened = accounts.create(place.store, admin, name, terms, now=now)
        if kind == "closed":
            accounts.set_active(place.store, admin, opened.id, False, now=now)
    return named


def measured(port: int, named: dict[str, list[str]]) -> dict[str, list[float]]:
    """Seconds of every try by kind, in an order that chance gave."""
    tries = [(kind, name) for kind, names in named.items() for name in names for _ in range(TRIES)]
    random.Random(20261102).shuffle(tries)
    visitor = Visitor(port)
    visitor.refused("somebody-else", "10.9.9.9")  # the first try makes what a process makes once
    taken: dict[str, list[float]] = {kind: [] for kind in named}
    for number, (kind, name) in enumerate(tries):
        taken[kind].append(visitor.refused(name, f"10.1.{number // 250}.{number % 250}"))
    return taken


def figures() -> Iterator[Figure]:
    """The figures of signing in."""
    with scene(0) as place:
        named = people(place)
        with server(place.folder, INTERVIEW_PROXIES="1") as port:
            taken = measured(port, named)
    for kind, told in [("nobody", "unknown name"), ("closed", "closed account")]:
        chance = area(taken["wrong"][::2], taken["wrong"][1::2])
        floor = f"{chance:.3f}: wrong passwords among themselves"
        yield at_most(f"{told} told from a wrong password", area(taken[kind], taken["wrong"]), HIDDEN, "", floor)
    middle = sorted(taken["wrong"])[len(taken["wrong"]) // 2]
    yield Figure("  a refusal, p50", f"{middle * 1000:.0f} ms", "")


if __name__ == "__main__":
    from benchmarks.figure import show

    show("Signing in", figures())
