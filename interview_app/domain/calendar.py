"""Appointments and calls as a calendar that other programs read (iCalendar, RFC 5545): codes only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LONGEST_LINE = 75
"""Octets of a line, its end not counted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in a calendar; `revision` rises whenever it is changed, so that a calendar takes the newer one."""

    uid: str
    at: datetime
    length: timedelta
    summary: str
    revision: int = 0


def written(entries: Iterable[Entry], *, name: str, now: datetime) -> str:
    """The calendar as a file, its times in UTC, which needs no description of time zones."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//interview-app//calls//EN", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_escaped(name)}"]
    for entry in entries:
        lines += _event(entry, now)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _event(entry: Entry, now: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{_escaped(entry.uid)}",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(entry.at)}",
        f"DTEND:{_moment(entry.at + entry.length)}",
        f"SEQUENCE:{entry.revision}",
        f"SUMMARY:{_escaped(entry.summary)}",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """Signs that have a meaning of their own, written so that they stand for themselves."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, each but the first after a space, no letter torn apart."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > LONGEST_LINE:
            yield part
            part = " "
        part += letter
    yield part
