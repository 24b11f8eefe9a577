"""What was asked for: the study, who asked, when and why, and what the export is to hold; the manifest repeats it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
import hashlib
from typing import Any

from interview_app.domain.review import Oversight
from interview_app.domain.study import Study
from interview_app.exports.fieldwork import FIELDWORK, MEASURED

LAYOUTS = (
    "wide", "long", "scores", "interviews", "queries", "texts", "participants", "informants", "consents", *FIELDWORK,
)  # fmt: skip
"""The files of rows, in the order in which they are listed."""
RESTRICTED = frozenset({"texts"}) | MEASURED
"""Those that nobody gets without asking for them and saying what for."""


def _sha256(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One export to be made. `made_at` and `as_of` are aware; `layouts` without texts withholds people's words."""

    study: Study
    made_by: str
    made_at: datetime
    as_of: datetime
    app_version: str
    seal: str = ""
    purpose: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)
    layouts: frozenset[str] = frozenset(LAYOUTS) - RESTRICTED
    language: str = "en"
    expected: int | None = None
    """How many interviews the store counts for these filters; None when nobody counted."""
    withheld: Mapping[str, int] = field(default_factory=dict)
    """How many participants and interviews are left out because somebody withdrew."""
    oversight: Mapping[str, Oversight] = field(default_factory=dict)
    """How interviews stand with their supervisors, by the interview's id."""
    pairs: Mapping[str, str] = field(default_factory=dict)
    """Which pair an interview is of, by its id: the id of the pair's first."""
    hash_code: Callable[[str], str] = _sha256
    hash_method: str = "SHA-256 of the code"
    """How a participant's code becomes the hash in the manifest, so that one can ask whether a person is included."""

    def __post_init__(self) -> None:
        if unknown := self.layouts - set(LAYOUTS):
            raise ValueError(f"no such layout: {', '.join(sorted(unknown))}; there are {', '.join(LAYOUTS)}")
