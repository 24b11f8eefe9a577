"""What every printed file has in common: why it may fail, and what the ledger keeps of it.

With the file's hash in the ledger anybody who holds the file can ask whether it came from here (`report verify`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from interview_app.domain.access import Actor
from interview_app.domain.events import Event
from interview_app.reports import pdf
from interview_app.reports.copies import Copy
from interview_app.services.errors import ServiceError
from interview_app.storage import ledger
from interview_app.storage.keys import KeyRing


class NotPrinted(ServiceError):
    """A page that could not be made."""

    code = "not_printed"


@contextmanager
def drawn() -> Iterator[None]:
    """Say in words what keeps a page from being drawn; raises NotPrinted."""
    try:
        yield
    except pdf.NotDrawn as error:
        raise NotPrinted(str(error)) from error


def told(file: bytes, report: str, copy: Copy, *, content: str, seal: str, **choices: Any) -> dict[str, Any]:
    """What an event keeps of a printed file: its hash, which report it is, and all that its pages depend on.

    `content` is the hash that stands on the page, of what the pages are made from; `choices` is what else was chosen
    and is needed to make that hash again.
    """
    return {
        "report": report,
        "sha256": sha256(file).hexdigest(),
        "content": content,
        "seal": seal,
        **copy._asdict(),
        **choices,
    }


def tell_study(
    connection: Connection, keys: KeyRing, study_id: str, actor: Actor, payload: Mapping[str, Any], now: datetime
) -> None:
    """Write into a study's stream that something of it was printed."""
    stream = f"study:{study_id}"
    entry = ledger.Entry(Event.STUDY_PRINT, payload)
    ledger.append(connection, keys, keys.stream_key(stream), stream, actor.code, [entry], now)
