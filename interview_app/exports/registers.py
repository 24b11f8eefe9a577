"""Files of rows that are not interviews: people, what they agreed to, and the work around the interviews."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
import csv
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from interview_app.domain.study import Study
from interview_app.exports import fieldwork
from interview_app.exports.census import Census
from interview_app.exports.headings import Heading, instant

Rows = Iterable[Sequence[Any]]

_STUDY = Heading("study_id", "string", "Study", "Studie")
_PARTICIPANT = Heading("participant_id", "string", "Participant's code", "Deltakerens kode")
_ARM = Heading("arm", "string", "Study arm", "Behandlingsarm")
_SITE = Heading("site", "string", "Site", "Enhet")
_INFORMANT = Heading("informant_id", "string", "Informant's code", "Samarbeidspartnerens kode")
_ROLE = Heading("informant_role", "string", "Informant's registered role", "Samarbeidspartnerens registrerte rolle")


@dataclass(frozen=True)
class Register:
    """A file of rows that are not interviews; `rows` are written as they come."""

    layout: str
    headings: tuple[Heading, ...]
    rows: Rows = ()

    def write(self, folder: Path, census: Census) -> None:
        """Write the file, and count its rows and the participants that it names."""
        whose = next((place for place, heading in enumerate(self.headings) if heading == _PARTICIPANT), None)
        with (folder / f"{self.layout}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([heading.name for heading in self.headings])
            for row in self.rows:
                writer.writerow(map(_cell, row))
                census.rows[self.layout] += 1
                if whose is not None and row[whose]:
                    census.participants.add(str(row[whose]))


def registers(study: Study, rows: Mapping[str, Rows]) -> list[Register]:
    """The registers of a study with their rows, by layout; one without rows has its columns all the same."""
    headings = {"participants": _participants(study), "informants": _INFORMANTS, "consents": consent_headings(study)}
    headings |= fieldwork.HEADINGS
    return [Register(layout, columns, rows.get(layout, ())) for layout, columns in headings.items()]


def _cell(value: Any) -> Any:
    """A cell as files write it: nothing for what is missing, 0 or 1 for a truth."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


def date_column(name: str) -> str:
    """The column of one of the study's dates."""
    return f"date_{name}"


def scope_column(scope: str) -> str:
    """The column of one of the scopes of a consent."""
    return f"scope__{scope}"


def _participants(study: Study) -> tuple[Heading, ...]:
    return (
        _STUDY, _PARTICIPANT, _ARM, _SITE,
        Heading("status", "string", "active, ended, withdrawn or died", "active, ended, withdrawn eller died"),
        Heading("left_on", "date", "Since when no longer active", "Siden når ikke lenger aktiv"),
        Heading("withdrawal", "Int64", "Level of withdrawal: 0 none, 1 no further contact",
                "Grad av tilbaketrekking: 0 ingen, 1 ingen videre kontakt"),
        Heading("extension", "boolean", "Treatment extended beyond the main phase", "Behandling etter hovedfasen"),
        *(Heading(date_column(name), "date", text["en"], text.get("nb", "")) for name, text in study.dates.items()),
        Heading("enrolled_at", "time", "Enrolment, UTC", "Registrert, UTC"),
        Heading("interviewer_id", "string", "Account code of the assigned interviewer; empty: anybody",
                "Kontokoden til tildelt intervjuer; tom: hvem som helst"),
    )  # fmt: skip


_INFORMANTS = (
    _STUDY, _PARTICIPANT, _INFORMANT, _ROLE, _SITE,
    Heading("informant_service", "string", "Informant's registered service", "Tjeneste"),
    Heading("active", "boolean", "Offered when an interview starts", "Tilbys når et intervju begynner"),
    Heading("informant_withdrawn", "string", "keep: no longer asked, answers kept; empty: takes part",
            "keep: spørres ikke mer, svarene beholdes; tom: deltar"),
    Heading("since", "date", "First day of the relation", "Relasjonens første dag"),
    Heading("until", "date", "Last day of the relation; empty while it lasts", "Siste dag; tom mens den varer"),
    Heading("months_known", "Int64", "Months known when it was recorded", "Måneder kjent da det ble registrert"),
)  # fmt: skip


def consent_headings(study: Study) -> tuple[Heading, ...]:
    """The columns of consents.csv."""
    return (
        _STUDY, _PARTICIPANT, _ARM, _SITE,
        Heading("kind", "string", "consent: of the participant; information: given to the informant",
                "consent: deltakerens; information: gitt til samarbeidspartneren"),
        Heading("visit", "string", "Planned occasion, of an information", "Planlagt besøk, for informasjon"),
        _INFORMANT, _ROLE,
        Heading("interview_id", "string", "Interview, of an information", "Intervju, for informasjon"),
        Heading("version", "string", "Version of the consent, or instrument and its version",
                "Samtykkets versjon, eller instrument og versjon"),
        Heading("given", "boolean", "1: consented, or was informed and agreed to start",
                "1: samtykket, eller ble informert og sa ja til å begynne"),
        Heading("since", "date", "First day, or day of the information", "Første dag, eller dagen for informasjonen"),
        Heading("until", "date", "Last day; empty without end", "Siste dag; tom uten slutt"),
        Heading("withdrawn_on", "date", "Day from which it no longer holds", "Dagen det ikke lenger gjelder fra"),
        *(Heading(scope_column(scope), "boolean", text["en"], text.get("nb", ""))
          for scope, text in study.consent.scopes.items()),
        Heading("without_roles", "string", "Informants' roles taken out", "Unntatte roller"),
        Heading("taken_by", "string", "Account code of who recorded or told it", "Kontokoden til den som registrerte"),
    )  # fmt: skip
