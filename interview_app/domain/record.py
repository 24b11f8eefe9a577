"""What a page shows as one hash, which the page carries; an interview's is what a signature covers too."""

from __future__ import annotations

from dataclasses import asdict, fields, is_dataclass
from datetime import datetime
from hashlib import sha256
import json
from typing import Any

from interview_app.domain.interview import Interview

CORRECTED = frozenset({"arm", "design"})
"""What stands in a record and may be corrected beside it."""


def record_hash(interview: Interview) -> str:
    """SHA-256 of the interview as canonical JSON: every field but the arm and the design, which are the
    study's to correct; keys sorted, times as ISO 8601."""
    record = {field.name: getattr(interview, field.name) for field in fields(interview) if field.name not in CORRECTED}
    return content_hash(record)


def content_hash(content: Any) -> str:
    """SHA-256 of what a page is made from, as canonical JSON: keys sorted, times as ISO 8601, dataclasses and named
    tuples by their fields."""
    canonical = json.dumps(content, sort_keys=True, default=_plain, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    return value.isoformat() if isinstance(value, datetime) else str(value)
