"""Whether a participant's consents cover an interview with a worker on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from interview_app.domain.study import ConsentRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One consent that a participant gave: to a version of the text, from a day on, for some scopes."""

    id: str
    version: str
    since: date
    until: date | None
    """Its last day; None where it has no end."""
    scopes: frozenset[str]
    without_roles: frozenset[str]
    """Informants' roles that the participant took out."""
    withdrawn_on: date | None
    """The day from which it no longer holds; None while it does."""
    taken_by: str

    def holds_on(self, day: date) -> bool:
        """True when it has begun, has not ended and was not withdrawn by that day."""
        ended = self.until is not None and day > self.until
        withdrawn = self.withdrawn_on is not None and day >= self.withdrawn_on
        return self.since <= day and not ended and not withdrawn

    def covers(self, scope: str, role: str, day: date) -> bool:
        """True when it allows that scope, with an informant of that role, on that day."""
        return self.holds_on(day) and scope in self.scopes and role not in self.without_roles


def covering(rules: ConsentRules, consents: Iterable[Consent], role: str, day: date) -> Consent | None:
    """The consent under which a worker of that role may be interviewed on that day, the newest of several."""
    fitting = [consent for consent in consents if consent.covers(rules.gate, role, day)]
    return max(fitting, key=lambda consent: (consent.since, consent.id), default=None)


def gap(rules: ConsentRules, consents: Iterable[Consent], role: str, day: date) -> str:
    """Why no consent covers that interview, "" when one does or the study asks for none here."""
    consents = list(consents)
    if not rules.gate or covering(rules, consents, role, day) is not None:
        return ""
    if not consents:
        return "There is no consent of this participant on record. The manager records it."
    if not any(consent.holds_on(day) for consent in consents):
        return "No consent of this participant holds on this day: not begun, ended or withdrawn. Ask the manager."
    if not any(consent.holds_on(day) and rules.gate in consent.scopes for consent in consents):
        return "The participant has not consented to interviews with workers. Ask the manager."
    return "The participant has not consented to an interview with an informant of this role. Ask the manager."
