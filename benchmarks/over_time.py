"""The PDF about a participant over time, warm: seventeen visits, with one informant and with two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from time import process_time

from benchmarks.figure import Figure, at_most
from interview_app.reports import typesetting
from interview_app.reports.copies import Copy
from interview_app.reports.participant.page import Cover, html
from interview_app.reports.participant.record import Record
from tests.reports.courses import course, scheduled, whole

COVER = Cover("8842b07e19c455aa" * 4, datetime(2026, 3, 13, 9, 30, tzinfo=UTC))
TIMES, LIMIT = 12, 400


def quickest(record: Record) -> float:
    """Milliseconds of the processor for the quickest of several, after one that does not count.

    The pages are set in this process and not in a child: other programs on the machine change the clock's seconds.
    """
    _drawn(record)
    return min(_taken(record) for _ in range(TIMES)) * 1000


def _taken(record: Record) -> float:
    began = process_time()
    _drawn(record)
    return process_time() - began


def _drawn(record: Record) -> bytes:
    return typesetting.lay_out(html(record, Copy(), COVER, with_text=True), "participant.css", ()).written()


def figures() -> Iterator[Figure]:
    """The figures."""
    one = course([(visit, "OSL-W03") for visit in scheduled()])
    yield at_most("participant PDF, 17 visits, warm", quickest(one), LIMIT, "ms", f"the quickest of {TIMES}")
    yield Figure("participant PDF, 17 visits × 2 informants, warm", f"{quickest(whole()):.0f} ms", "")


if __name__ == "__main__":
    from benchmarks.figure import show

    show("A participant over time", figures())
