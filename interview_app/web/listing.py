"""Lists that are searched, filtered and paged by their address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
import re

from flask import request

from interview_app.services.errors import Unsuitable

PAGE = 25
DEEPEST = 10_000
CODES = frozenset({"text", "interviewer"})
"""The filters in which somebody types a code, or a part of one."""
_OF_A_CODE = re.compile(r"[A-Za-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a list, numbered from 1."""

    page: int
    total: int
    size: int = PAGE

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The number of the first entry shown."""
        return (self.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The number of the last entry shown."""
        return min(self.page * self.size, self.total)


def asked_page() -> int:
    """The page asked for; 1 when the address says nothing sensible."""
    asked = request.args.get("page", "1")
    return min(int(asked), DEEPEST) if asked.isascii() and asked.isdecimal() and len(asked) < 9 and int(asked) else 1


def offset(size: int = PAGE) -> int:
    """How many entries stand before the page asked for."""
    return (asked_page() - 1) * size


def limits(size: int = PAGE) -> dict[str, int]:
    """What a query needs to give the page asked for."""
    return {"limit": size, "offset": offset(size)}


def part(total: int, size: int = PAGE) -> Part:
    """The page asked for, of a list of so many entries."""
    return Part(asked_page(), total, size)


def asked(name: str) -> str:
    """A filter of the address, "" when it is not set; never longer than anything it could match."""
    return request.args.get(name, "").strip()[:100]


def asked_filters(names: Iterable[str]) -> dict[str, str]:
    """These filters of the address, "" where one is not set. Raises Unsuitable.

    What is searched for stands in the address, and so in histories and perhaps a proxy's log: nothing but a code is
    taken, so that nobody makes a habit of typing a name.
    """
    found = {name: asked(name) for name in names}
    for name in CODES & found.keys():
        if not _OF_A_CODE.fullmatch(found[name]):
            raise Unsuitable(name, "Search by code: letters, digits and hyphens only. Nothing was searched for.")
    return found
