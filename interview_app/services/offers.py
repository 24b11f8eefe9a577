"""Whom an interviewer may interview about a participant on a day, and why not the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from interview_app.domain.consent import gap
from interview_app.domain.study import Study
from interview_app.services import schedule
from interview_app.services.participants import Shown
from interview_app.storage import consents
from interview_app.storage.engine import Store
from interview_app.storage.informants import Informant


@dataclass(frozen=True, slots=True)
class Offer:
    """The informants who can be interviewed, and by code why another one cannot."""

    open: list[Informant]
    shut: Mapping[str, str]


def offer(store: Store, study: Study, shown: Shown, held_on: date | None = None, *, now: datetime) -> Offer:
    """The informants of a participant on the day of an interview on paper, else today.

    Who is no longer available, works at another site or with the participant at other times is not named at all.
    """
    participant = shown.participant
    day = held_on or schedule.day_at(study, participant.site, now)
    with store.reading() as connection:
        given = consents.of_participant(connection, participant.id)
    there = [
        each.informant
        for each in shown.informants
        if each.informant.active and each.informant.site == participant.site and each.known.holds_on(day)
    ]
    why = {informant.code: gap(study.consent, given, informant.role, day) for informant in there}
    return Offer([each for each in there if not why[each.code]], {code: told for code, told in why.items() if told})
