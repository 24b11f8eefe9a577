"""What is said at each moment of a call: the study's own words where it has some, else the instrument's."""

from __future__ import annotations

from dataclasses import dataclass

from interview_app.domain.instrument import Instrument
from interview_app.domain.study import Study
from interview_app.web.language import gettext as _
from interview_app.web.language import marked, said

MOMENTS = {
    "introduction": (marked("Introduction"), "open_hello"),
    "voicemail": (marked("Voicemail"), "voicemail"),
    "callback": (marked("Somebody else answers"), "callback"),
    "break_off": (marked("Breaking off"), "breakoff"),
    "closing": (marked("Closing"), "close"),
}
"""What each moment is called, and the instrument's key of what is said then."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is read aloud at a moment, and what only the caller reads."""

    moment: str
    aloud: str
    aside: str


def scripts(study: Study, instrument: Instrument, mode: str) -> list[Spoken]:
    """What is said in that mode, in the order of a call."""
    found = (_spoken(study, instrument, mode, moment) for moment in MOMENTS)
    return [spoken for spoken in found if spoken.aloud]


def _spoken(study: Study, instrument: Instrument, mode: str, moment: str) -> Spoken:
    name, key = MOMENTS[moment]
    fitting = [script for script in instrument.scripts if script.key == key and mode in script.modes]
    own = study.scripts.get(moment, {})
    aside = said(fitting[0].instruction) if fitting and fitting[0].instruction else ""
    if words := own.get(mode) or own.get("all"):
        return Spoken(_(name), said(words), aside)
    return Spoken(_(name), said(fitting[0].read) if fitting else "", aside)
