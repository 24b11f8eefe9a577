"""The columns of export files by name and type, and the key columns that every row of an interview begins with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, Literal

from interview_app.domain.interview import Interview
from interview_app.domain.items import Cell, Dtype

HeadingType = Dtype | Literal["time"]


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a file; a `date` is YYYY-MM-DD and a `time` a UTC moment. Labels are for the codebook."""

    name: str
    dtype: HeadingType
    en: str = ""
    nb: str = ""


@dataclass(frozen=True, slots=True)
class Key(Heading):
    """A column that is read from the interview itself."""

    read: Callable[[Interview], Any] = lambda interview: None

    def column(self, interviews: Iterable[Interview]) -> list[Cell]:
        """The cells of some interviews; an empty text is a missing one."""
        values = map(self.read, interviews)
        if self.dtype == "time":
            return [value and instant(value) for value in values]
        return [value or None for value in values] if self.dtype == "string" else list(values)


def instant(moment: datetime) -> str:
    """A moment as every file writes it: ISO 8601 in UTC with microseconds, so that all cells of a column look alike."""
    return f"{moment.astimezone(UTC).isoformat(timespec='microseconds')[:-6]}Z"


def _key(name: str, dtype: HeadingType, en: str, nb: str, attribute: str = "") -> Key:
    return Key(name, dtype, en, nb, attrgetter(attribute or name))


KEYS: tuple[Key, ...] = (
    _key("study_id", "string", "Study", "Studie"),
    _key("participant_id", "string", "Participant's code", "Deltakerens kode"),
    _key("arm", "string", "Study arm", "Behandlingsarm"),
    _key("site", "string", "Site", "Enhet"),
    _key("visit", "string", "Planned occasion", "Planlagt besøk"),
    _key("informant_id", "string", "Informant's code", "Samarbeidspartnerens kode"),
    _key("informant_role", "string", "Informant's registered role", "Samarbeidspartnerens registrerte rolle"),
    _key("instance", "Int64", "1 for the first with this participant, visit and informant", "Nummer i rekken"),
    _key("interview_id", "string", "Interview", "Intervju", "id"),
    _key("form", "string", "Instrument form: full or short", "Skjema: fullt eller kort"),
    _key("mode_first", "string", "Mode of the first session", "Gjennomføring av første økt"),
    _key("mode_last", "string", "Mode of the last session", "Gjennomføring av siste økt"),
    _key("entry", "string", "live: typed while asking; paper: entered later", "live: under intervjuet; paper: etterpå"),
    _key(
        "interviewer_id",
        "string",
        "Account code of the interviewer who has it now",
        "Kontokoden til den som har det nå",
    ),
    _key("started_at", "time", "Start, UTC", "Start, UTC"),
    _key("completed_at", "time", "Completion, UTC; empty while open", "Fullført, UTC; tom mens intervjuet er åpent"),
    _key("status", "string", "Where the interview stands", "Hvor intervjuet står"),
    _key("disposition", "string", "Outcome; empty while open", "Utfall; tomt mens intervjuet er åpent"),
    _key("instrument", "string", "Instrument", "Instrument"),
    _key("instrument_version", "Int64", "Instrument version", "Instrumentversjon"),
    _key("language", "string", "Language of the interview", "Intervjuets språk"),
)

SHORT_KEYS: tuple[Key, ...] = tuple(
    key
    for key in KEYS
    if key.name
    in {"participant_id", "visit", "informant_id", "instance", "interview_id", "instrument", "instrument_version"}
)
"""The keys of the files with many rows an interview; `interview_id` joins them to the others."""


def merged(orders: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """All names once: the first order as it is, and each name that only a later one has behind its neighbour there."""
    names: list[str] = []
    for order in orders:
        place = 0
        for name in order:
            if name in names:
                place = names.index(name) + 1
            else:
                names.insert(place, name)
                place += 1
    return tuple(names)


def widest(dtypes: Iterable[HeadingType]) -> HeadingType:
    """The type that holds all of them: numbers together are numbers, anything else mixed is text."""
    kinds = set(dtypes)
    if len(kinds) == 1:
        return kinds.pop()
    return "Float64" if kinds == {"Int64", "Float64"} else "string"


PAIR = Heading("pair_id", "string", "Pair of second opinions: the interview_id of its first; empty without two",
               "Par av vurderinger: interview_id til det første; tom uten to")  # fmt: skip
