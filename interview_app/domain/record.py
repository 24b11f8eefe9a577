"""An interview's record as one hash, which a printed page and a signature carry."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from hashlib import sha256
import json

from interview_app.domain.interview import Interview

CORRECTED = frozenset({"arm", "design"})
"""What stands in a record and may be corrected beside it."""


def record_hash(interview: Interview) -> str:
    """SHA-256 of the interview as canonical JSON: every field but the arm and the design, which are the
    study's to correct; keys sorted, times as ISO 8601."""
    record = {field.name: getattr(interview, field.name) for field in fields(interview) if field.name not in CORRECTED}
    canonical = json.dumps(record, sort_keys=True, default=_plain, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
