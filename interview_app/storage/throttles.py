"""Throttles: how often something was tried in a window of time, counted in the database for all processes together."""

from __future__ import annotations

from datetime import datetime, timedelta
import hashlib

from sqlalchemy import Connection, delete, text

from interview_app.storage import moments
from interview_app.storage.models import throttles


def hit(connection: Connection, key: str, now: datetime, *, limit: int, seconds: int) -> int:
    """Count one try; 0 when it is within the limit of the window, else the whole seconds until the window ends."""
    window = timedelta(seconds=seconds)
    row = connection.execute(
        _COUNT, {"key": _hidden(key), "now": moments.text(now), "over": moments.text(now - window)}
    ).one()
    if row.tries <= limit:
        return 0
    left = moments.read(row.window_start) + window - now
    return max(1, -(-left // timedelta(seconds=1)))


def forgive(connection: Connection, key: str) -> None:
    """Take back one try, as after a successful sign-in."""
    row = {"key": _hidden(key)}
    if not connection.execute(_TAKE_BACK, row).rowcount:
        connection.execute(delete(throttles).where(throttles.c.key == row["key"]))


def prune(connection: Connection, before: datetime) -> int:
    """Remove the windows that began before then; gives how many."""
    return connection.execute(delete(throttles).where(throttles.c.window_start < before)).rowcount


def _hidden(key: str) -> str:
    """User names and addresses that were tried are nobody's business, and may be of any length."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


_TAKE_BACK = text("UPDATE throttles SET count = count - 1 WHERE key = :key AND count > 1")
_COUNT = text(
    """
    INSERT INTO throttles (key, window_start, count) VALUES (:key, :now, 1)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN throttles.window_start <= :over THEN 1 ELSE throttles.count + 1 END,
        window_start = CASE WHEN throttles.window_start <= :over THEN :now ELSE throttles.window_start END
    RETURNING window_start, count AS tries
    """
)
