"""Whether a participant still takes part in the study, and how far those who withdraw do so."""

from __future__ import annotations

from datetime import date, timedelta
from enum import IntEnum, StrEnum


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


class Withdrawal(IntEnum):
    """How much a participant withdrew; each level includes those below it."""

    NONE = 0
    STOP_CONTACT = 1
    STOP_USE = 2
    ERASE = 3


WITHDRAWAL_LABELS: dict[Withdrawal, dict[str, str]] = {
    Withdrawal.STOP_CONTACT: {
        "en": "No further contact; what was collected is kept and used",
        "nb": "Ingen videre kontakt; det som er samlet inn, beholdes og brukes",
    },
    Withdrawal.STOP_USE: {
        "en": "No further contact or use: left out of every new list, report and export",
        "nb": "Ingen videre kontakt eller bruk: utelates fra alle nye lister, rapporter og uttrekk",
    },
    Withdrawal.ERASE: {
        "en": "No further contact or use, and everything is to be erased within 30 days",
        "nb": "Ingen videre kontakt eller bruk, og alt skal slettes innen 30 dager",
    },
}
ERASE_WITHIN = timedelta(days=30)


def erasure_due(withdrawal: int, left_on: date | None) -> date | None:
    """The last day for an erasure; None where none was asked for."""
    return left_on + ERASE_WITHIN if withdrawal == Withdrawal.ERASE and left_on is not None else None


class InformantWithdrawal(StrEnum):
    """Whether an informant takes part, and what becomes of their answers when they no longer do."""

    NONE = ""
    KEEP = "keep"
    REMOVE = "remove"
