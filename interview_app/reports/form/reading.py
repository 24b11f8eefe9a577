"""How the texts of an instrument read on paper: in one language, with a blank named where a screen fills it in."""

from __future__ import annotations

from dataclasses import dataclass

from interview_app.domain.instrument import Instrument
from interview_app.domain.items import Text, say
from interview_app.domain.passages import name_of, readable, without_ids
from interview_app.reports.form.wording import FORM_TEXTS
from interview_app.reports.texts import clean
from interview_app.reports.words import Words


@dataclass(frozen=True, slots=True)
class Reading:
    """The texts of one instrument in one language."""

    instrument: Instrument
    words: Words

    @property
    def language(self) -> str:
        """The language of the sheet."""
        return self.words.language

    def text(self, text: Text) -> str:
        """A text with its blanks named: the visit and the role stand at the head of the sheet."""
        return clean(readable(self.instrument, say(text, self.language), self._fills(), self.language))

    def instruction(self, text: Text) -> str:
        """An instruction to the interviewer, without ids."""
        return self.text(without_ids(text))

    def named(self, key: str) -> str:
        """How people call a passage."""
        return clean(name_of(self.instrument, key, self.language))

    def _fills(self) -> dict[str, str]:
        known = [name for name in self.instrument.meta.get("fills", ()) if f"fill_{name}" in FORM_TEXTS]
        return {name: self.words.say("fill", name=self.words.say(f"fill_{name}")) for name in known}
