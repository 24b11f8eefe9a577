"""Why an answer is absent: a closed list of reasons, each with its numeric code and the letters other tools use."""

from __future__ import annotations

from enum import StrEnum


class Missing(StrEnum):
    """A reason for a missing answer; the value is the name that stands in `<id>__miss` columns."""

    DONT_KNOW = "dont_know"
    DECLINED = "declined"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASKED = "not_asked"
    NOT_REACHED = "not_reached"
    NOT_IN_VERSION = "not_in_version"
    NOT_DONE = "not_done"
    REMOVED = "removed"
    ERROR = "error"

    @property
    def code(self) -> int:
        """The number that an export may put in the answer's place: one contiguous block, -99 to -91."""
        return _CODES[self]

    @property
    def stata(self) -> str:
        """Stata's extended missing value, such as `.d`."""
        return f".{_STATA[self]}"

    @property
    def is_spoken(self) -> bool:
        """True when the informant gave this reason, so that it counts as answered."""
        return self in SPOKEN


_CODES = {
    Missing.DONT_KNOW: -97,
    Missing.DECLINED: -98,
    Missing.NOT_APPLICABLE: -99,
    Missing.NOT_ASKED: -96,
    Missing.NOT_REACHED: -95,
    Missing.NOT_IN_VERSION: -94,
    Missing.NOT_DONE: -93,
    Missing.REMOVED: -92,
    Missing.ERROR: -91,
}
_STATA = dict(zip(_CODES, "drnsbvmwe", strict=True))

SPOKEN = frozenset({Missing.DONT_KNOW, Missing.DECLINED, Missing.NOT_APPLICABLE})
BY_SUPERVISOR = frozenset({Missing.REMOVED, Missing.ERROR})

LABELS: dict[Missing, dict[str, str]] = {
    Missing.DONT_KNOW: {"en": "Don’t know", "nb": "Vet ikke"},
    Missing.DECLINED: {"en": "Declined", "nb": "Ønsker ikke å svare"},
    Missing.NOT_APPLICABLE: {"en": "Not applicable", "nb": "Ikke aktuelt"},
    Missing.NOT_ASKED: {"en": "Not asked", "nb": "Ikke spurt"},
    Missing.NOT_REACHED: {"en": "Not reached", "nb": "Ikke nådd"},
    Missing.NOT_IN_VERSION: {"en": "Not in this form", "nb": "Ikke i dette skjemaet"},
    Missing.NOT_DONE: {"en": "Interview not done", "nb": "Intervju ikke gjennomført"},
    Missing.REMOVED: {"en": "Removed", "nb": "Fjernet"},
    Missing.ERROR: {"en": "Data error", "nb": "Feil i data"},
}
