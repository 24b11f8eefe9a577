"""Whether a participant still takes part in the study."""

from __future__ import annotations

from enum import StrEnum


class Participation(StrEnum):
    """Where a participant stands; only an active one is interviewed about."""

    ACTIVE = "active"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    DIED = "died"


LABELS: dict[Participation, dict[str, str]] = {
    Participation.ACTIVE: {"en": "Takes part", "nb": "Deltar"},
    Participation.ENDED: {"en": "Study ended", "nb": "Studien er avsluttet"},
    Participation.WITHDRAWN: {"en": "Withdrew consent", "nb": "Har trukket samtykket"},
    Participation.DIED: {"en": "Died", "nb": "Død"},
}
