"""The PDF about a participant over time, warm: seventeen visits, with one informant and with two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from time import perf_counter

from benchmarks.figure import Figure, at_most
from interview_app.reports.copies import Copy
from interview_app.reports.participant.page import Cover, print_participant
from interview_app.reports.participant.record import Record
from tests.reports.courses import course, scheduled, whole

COVER = Cover("8842b07e19c455aa" * 4, datetime(2026, 3, 13, 9, 30, tzinfo=UTC))
TIMES, LIMIT = 12, 400


def quickest(record: Record) -> float:
    """Milliseconds of the quickest of several, after one that does not count: what the work takes when nobody else
    is at the machine."""
    draw = partial(print_participant, record, Copy(), COVER, with_text=True)
    draw()
    return min(_taken(draw) for _ in range(TIMES)) * 1000


def _taken(draw: partial[bytes]) -> float:
    began = perf_counter()
    draw()
    return perf_counter() - began


def figures() -> Iterator[Figure]:
    """The figures."""
    one = course([(visit, "OSL-W03") for visit in scheduled()])
    yield at_most("participant PDF, 17 visits, warm", quickest(one), LIMIT, "ms", f"the quickest of {TIMES}")
    yield Figure("participant PDF, 17 visits × 2 informants, warm", f"{quickest(whole()):.0f} ms", "")


if __name__ == "__main__":
    from benchmarks.figure import show

    show("Over time", figures())
