"""Sealing the ledger: a signature over all its heads, to be kept where nobody who alters the database can reach."""

from __future__ import annotations

from datetime import datetime

from interview_app.storage import seals
from interview_app.storage.engine import Store
from interview_app.storage.seals import Seal


def make(store: Store, *, by: str, now: datetime) -> Seal:
    """Seal whatever has grown since the last seal; gives the last one again when nothing has."""
    with store.writing() as connection:
        return seals.make(connection, store.keys, by, now)
