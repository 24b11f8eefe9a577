"""Moments as text: UTC, fixed width, so that their order as text is their order in time on every database."""

from __future__ import annotations

from datetime import UTC, datetime

ZULU = 26
"""Where the zone begins in YYYY-MM-DDTHH:MM:SS.ffffff+00:00."""


def text(moment: datetime) -> str:
    """The moment as YYYY-MM-DDTHH:MM:SS.ffffffZ; raises ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone: use datetime.now(UTC)")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:ZULU] + "Z"


def read(stored: str) -> datetime:
    """The aware moment that `text` wrote."""
    return datetime.fromisoformat(stored)
