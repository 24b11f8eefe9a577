"""How a case or an interview ended, in AAPOR's sense, with the codes of its Standard Definitions where they fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Class = Literal["I", "P", "R", "NC", "O", "U", "NE", "interim"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """AAPOR code, class (interview, partial, refusal, non-contact, other, unknown, not eligible), finality, labels."""

    aapor: str
    kind: Class
    final: bool
    en: str
    nb: str


class Disposition(StrEnum):
    """The outcome of a case; COMPLETE, PARTIAL and BREAKOFF follow from the answers, the others are recorded."""

    COMPLETE = "COMPLETE"
    PARTIAL = "PARTIAL"
    BREAKOFF = "BREAKOFF"
    REF_HARD = "REF_HARD"
    REF_SOFT = "REF_SOFT"
    REF_GATE = "REF_GATE"
    REF_PARTICIPANT = "REF_PARTICIPANT"
    NC = "NC"
    VM_LEFT = "VM_LEFT"
    VM_NONE = "VM_NONE"
    APPT = "APPT"
    APPT_BROKEN = "APPT_BROKEN"
    INF_DEAD = "INF_DEAD"
    INF_UNABLE = "INF_UNABLE"
    LANG = "LANG"
    TECH = "TECH"
    MAXTRY_E = "MAXTRY_E"
    MAXTRY_U = "MAXTRY_U"
    NOANS = "NOANS"
    BUSY = "BUSY"
    NOTTRIED = "NOTTRIED"
    WRONGNO = "WRONGNO"
    DISCON = "DISCON"
    INF_LEFT = "INF_LEFT"
    P_WITHDRAWN = "P_WITHDRAWN"
    P_DEAD = "P_DEAD"
    P_NOTEXPECTED = "P_NOTEXPECTED"
    SUPERV = "SUPERV"

    @property
    def outcome(self) -> Outcome:
        """What the code means."""
        return _OUTCOMES[self]


_ROWS: tuple[tuple[str, str, Class, bool, str, str], ...] = (
    ("COMPLETE", "1.1", "I", True, "Complete", "Fullført"),
    ("PARTIAL", "1.2", "P", True, "Partial", "Delvis fullført"),
    ("BREAKOFF", "2.12", "R", False, "Broken off", "Avbrutt"),
    ("REF_HARD", "2.112", "R", True, "Informant declined", "Samarbeidspartneren takket nei"),
    ("REF_SOFT", "2.112", "R", False, "Informant declined this time", "Samarbeidspartneren takket nei denne gangen"),
    ("REF_GATE", "2.111", "R", True, "Employer or unit declined", "Arbeidsgiver eller enhet takket nei"),
    ("REF_PARTICIPANT", "2.113", "R", True, "Participant objects to this informant", "Deltakeren ønsker ikke denne"),
    ("NC", "2.20", "NC", False, "Not reached", "Ikke nådd"),
    ("VM_LEFT", "2.221", "NC", False, "Voicemail left", "La igjen telefonbeskjed"),
    ("VM_NONE", "2.222", "NC", False, "Voicemail, no message left", "Telefonsvarer, ingen beskjed"),
    ("APPT", "", "interim", False, "Appointment made", "Avtale gjort"),
    ("APPT_BROKEN", "", "interim", False, "Appointment missed", "Avtale ikke holdt"),
    ("INF_DEAD", "2.31", "O", True, "Informant has died", "Samarbeidspartneren er død"),
    ("INF_UNABLE", "2.32", "O", True, "Informant unable to take part", "Samarbeidspartneren kan ikke delta"),
    ("LANG", "2.332", "O", True, "No common language", "Ikke felles språk"),
    ("TECH", "2.35", "O", False, "Line or video failed", "Linje eller video sviktet"),
    ("MAXTRY_E", "2.30", "O", True, "Attempt limit reached, eligible", "Grensen for forsøk er nådd, aktuell"),
    ("MAXTRY_U", "3.90", "U", True, "Attempt limit reached, unknown", "Grensen for forsøk er nådd, ukjent"),
    ("NOANS", "3.13", "U", False, "No answer", "Ikke svar"),
    ("BUSY", "3.12", "U", False, "Busy", "Opptatt"),
    ("NOTTRIED", "3.11", "U", False, "Not tried", "Ikke forsøkt"),
    ("WRONGNO", "4.32", "U", False, "Wrong number", "Feil nummer"),
    ("DISCON", "4.32", "U", False, "Number not in use", "Nummeret er ikke i bruk"),
    ("INF_LEFT", "4.70", "NE", True, "No longer works with the participant", "Jobber ikke lenger med deltakeren"),
    ("P_WITHDRAWN", "4.10", "NE", True, "Participant withdrew", "Deltakeren trakk seg"),
    ("P_DEAD", "4.10", "NE", True, "Participant has died", "Deltakeren er død"),
    ("P_NOTEXPECTED", "4.10", "NE", True, "Not expected at this visit", "Ikke ventet ved dette besøket"),
    ("SUPERV", "2.34", "interim", False, "Referred to supervisor", "Overlatt til veileder"),
)
_OUTCOMES = {Disposition(row[0]): Outcome(*row[1:]) for row in _ROWS}

FROM_ANSWERS = frozenset({Disposition.COMPLETE, Disposition.PARTIAL, Disposition.BREAKOFF})


def from_answers(
    answered: int, routed: int, *, critical_met: bool, complete_share: float, partial_share: float
) -> Disposition:
    """COMPLETE, PARTIAL or BREAKOFF by the share of routed core items answered; the study sets the thresholds."""
    share = answered / routed if routed else 0.0
    if share >= complete_share and critical_met:
        return Disposition.COMPLETE
    return Disposition.PARTIAL if share >= partial_share else Disposition.BREAKOFF


_RANKS = {"I": 6, "P": 5, "NE": 4, "O": 4, "U": 4, "R": 4}


def settled(outcomes: Sequence[Disposition]) -> Disposition | None:
    """What a case comes to, of all its outcomes from the first to the last; None without any.

    An interview outranks a partial one, either outranks what is final otherwise, that a refusal which is not, that a
    contact which came to nothing; the later of two that rank alike decides. So a call that nobody answers takes back
    neither a refusal nor a partial interview.
    """
    ranked = [(_rank(outcome), number, outcome) for number, outcome in enumerate(outcomes)]
    return max(ranked)[2] if ranked else None


def _rank(code: Disposition) -> int:
    kind, final = code.outcome.kind, code.outcome.final
    if kind in {"I", "P"} or final:
        return _RANKS[kind]
    return {"R": 3, "NC": 2, "O": 2, "U": 1}.get(kind, 0)
