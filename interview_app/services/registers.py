"""The rows of participants.csv, informants.csv and consents.csv, restricted to sites and to what is in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from interview_app import exports, instruments
from interview_app.domain.access import Sites
from interview_app.domain.consent import Consent
from interview_app.domain.document import answer_of
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Interview, Unread
from interview_app.domain.items import Cell
from interview_app.domain.participation import InformantWithdrawal
from interview_app.domain.study import Study
from interview_app.exports.headings import instant
from interview_app.exports.registers import consent_headings, scope_column
from interview_app.services.schedule import day_at
from interview_app.storage import accounts, consents, informants, participants
from interview_app.storage.participants import Participant

AT_ONCE = 200
Row = tuple[Cell, ...]
AGREED = "yes"
"""The answer by which an informant, once informed, lets the interview begin."""


@dataclass(frozen=True)
class Informed:
    """What the interviews of an export tell of the informants' own information, noted down as they pass by."""

    study: Study
    rows: list[tuple[Row, dict[str, Cell]]] = field(default_factory=list)

    def tapped(self, found: Iterable[Interview | Unread]) -> Iterator[Interview | Unread]:
        """The same interviews."""
        for each in found:
            if isinstance(each, Interview):
                self._note(each)
            yield each

    def _note(self, interview: Interview) -> None:
        instrument = instruments.load(interview.instrument, interview.instrument_version)
        if not (item := informing_item(instrument)):
            return
        answer = answer_of(interview.document, item)
        day = interview.held_on
        if day is None and answer.at:
            day = day_at(self.study, interview.site, datetime.fromisoformat(answer.at))
        told: dict[str, Cell] = {
            "kind": "information",
            "visit": interview.visit,
            "informant_id": interview.informant_id,
            "informant_role": interview.informant_role,
            "interview_id": interview.id,
            "version": f"{interview.instrument} {interview.instrument_version}",
            "given": None if answer.value is None else answer.value == AGREED,
            "since": _iso(day),
            "taken_by": interview.begun_by,
        }
        keys = (interview.study_id, interview.participant_id, interview.arm, interview.site)
        self.rows.append((keys, told))


def informing_item(instrument: Instrument) -> str:
    """The item that holds whether the informant was informed and agreed: the one bound as `informed`, else the one that
    the last of the passages read aloud records, which asks whether to begin; "" where there is none."""
    recorded = [script.records for script in instrument.scripts if script.records]
    return str(instrument.meta.get("binds", {}).get("informed", recorded[-1] if recorded else ""))


def rows(connection: Connection, study: Study, sites: Sites, informed: Informed) -> Mapping[str, exports.Rows]:
    """The rows of each register; those of `consents` end with what the interviews told until then."""
    people = [each for each in participants.of_study(connection, study.id) if each.site in sites and each.in_use]
    return {
        "participants": _participants(connection, study, people),
        "informants": _informants(connection, study, sites),
        "consents": _consents(connection, study, people, informed),
    }


def _participants(connection: Connection, study: Study, people: Iterable[Participant]) -> Iterator[Row]:
    codes = {account.id: account.code for account in accounts.every(connection)}
    for each in people:
        dates = [_iso(day) for day in map(each.dates.get, study.dates)]
        yield (
            study.id, each.code, each.arm, each.site, each.status, _iso(each.left_on),
            each.withdrawal, each.extension, *dates, instant(each.created_at), codes.get(each.interviewer_id or ""),
        )  # fmt: skip


def _informants(connection: Connection, study: Study, sites: Sites) -> Iterator[Row]:
    for participant, each, known in informants.everybody(connection, study.id, sites):
        if each.withdrawn != InformantWithdrawal.REMOVE:
            yield (
                study.id, participant, each.code, each.role, each.site, each.service, each.active,
                each.withdrawn or None, _iso(known.since), _iso(known.until), known.months_known,
            )  # fmt: skip


def _consents(connection: Connection, study: Study, people: list[Participant], informed: Informed) -> Iterator[Row]:
    """By participant: first their own consents, then each time that an informant was informed."""
    columns = [heading.name for heading in consent_headings(study)]
    for keys, told in _told(connection, study, people, informed):
        yield (*keys, *(told.get(name) for name in columns[len(keys) :]))


def _told(
    connection: Connection, study: Study, people: list[Participant], informed: Informed
) -> Iterator[tuple[Row, dict[str, Cell]]]:
    about: dict[str, list[tuple[Row, dict[str, Cell]]]] = {}
    for keys, told in informed.rows:
        about.setdefault(str(keys[1]), []).append((keys, told))
    for begin in range(0, len(people), AT_ONCE):
        some = people[begin : begin + AT_ONCE]
        given = consents.of_participants(connection, [each.id for each in some])
        for each in some:
            keys = (study.id, each.code, each.arm, each.site)
            yield from ((keys, _given(study, consent)) for consent in given[each.id])
            yield from about.pop(each.code, ())
    for rest in about.values():  # of participants who have moved to a site that is not asked for
        yield from rest


def _given(study: Study, consent: Consent) -> dict[str, Cell]:
    return {
        "kind": "consent",
        "version": consent.version,
        "given": True,
        "since": _iso(consent.since),
        "until": _iso(consent.until),
        "withdrawn_on": _iso(consent.withdrawn_on),
        **{scope_column(scope): scope in consent.scopes for scope in study.consent.scopes},
        "without_roles": " ".join(sorted(consent.without_roles)) or None,
        "taken_by": consent.taken_by,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
