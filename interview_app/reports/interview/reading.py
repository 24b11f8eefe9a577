"""One interview as a page reads it: what stands for an item, in the language and with the rights of the reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from typing import Any

from interview_app.domain.closing import Closing, state
from interview_app.domain.expression import names
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Interview
from interview_app.domain.items import FreeText, Item, NumberItem, Stored, Text, say
from interview_app.domain.missing import LABELS, Missing
from interview_app.domain.previous import Previous
from interview_app.reports.interview.sheet import Line, Quota
from interview_app.reports.texts import clean, cut
from interview_app.reports.words import Words

UNASKED = frozenset({Missing.NOT_ASKED, Missing.NOT_IN_VERSION})
UNREACHED = frozenset({Missing.NOT_REACHED, Missing.NOT_DONE})
_NAME = 60
_CHOICE = 110


@dataclass(frozen=True, slots=True)
class Reading:
    """An interview, its instrument and its closing, for one reader; `with_text` says whether free text may be shown."""

    interview: Interview
    instrument: Instrument
    closing: Closing
    words: Words
    with_text: bool
    quota: Quota
    previous: Previous = field(default_factory=Previous)
    """What was said in the interviews before."""
    zone: tzinfo = UTC
    """Where the site's days begin and end."""
    flags: Sequence[Mapping[str, Any]] = ()
    """The reasons to look at the interview, as the ledger keeps them (domain.review_flags.Prompt.told)."""

    @property
    def held_day(self) -> date:
        """The day on which the interview was held: of paper the one that was told, else that of its start."""
        return self.interview.held_on or self.interview.started_at.astimezone(self.zone).date()

    def tell(self, text: Text) -> str:
        """A text of the instrument or the study in the language of the page, on one line."""
        return clean(say(text, self.words.language))

    def state(self, item: Item) -> tuple[Stored | None, Missing | None]:
        """The item's value or the reason why there is none."""
        return state(item, self.interview.document, self.closing)

    def value(self, item: Item) -> Stored | None:
        """The item's value, None where there is none."""
        return self.state(item)[0]

    def is_asked(self, item: Item) -> bool:
        """True when the item was on the route of this interview's form."""
        return self.state(item)[1] not in UNASKED

    def is_unreached(self, item: Item) -> bool:
        """True when the interview ended, or still is, before the item or the gate to it."""
        gate = None if self.is_asked(item) else self.gate_of(item)
        return self.state(gate or item)[1] in UNREACHED

    def holds_any(self, items: Iterable[Item]) -> bool:
        """True when one of the items was answered, if only with a reason for giving no answer."""
        states = map(self.state, items)
        return any(value is not None or (why is not None and why.is_spoken) for value, why in states)

    def name(self, item: Item) -> str:
        """The item's short name, else its question."""
        return cut(self.tell(item.short) or self.tell(item.label) or item.id, _NAME, "…")

    def said(self, item: Item) -> str:
        """What stands for the item, in words."""
        value, why = self.state(item)
        if value is not None:
            return self._display(item, value)
        return self.reason(why) if why else self.words.say("not_recorded")

    def _display(self, item: Item, value: Stored) -> str:
        if not isinstance(item, FreeText):
            return cut(item.display(value, self.words.language), _CHOICE, "…")
        if not self.with_text:
            return self.words.say("withheld")
        return cut(str(value), self.quota.text, self.words.say("pointer"))

    def reason(self, why: Missing) -> str:
        """A missing reason in words."""
        return say(LABELS[why], self.words.language)

    def before(self, item: Item) -> Stored | None:
        """The item's value in the interview before, where it can still be set against this one's; None otherwise."""
        said = self.previous.said.get(item.id)
        return said.value if said is not None and type(said.item) is type(item) else None

    def line(self, item: Item) -> Line:
        """The item's name and what stands for it; an item behind a closed gate tells what was said at the gate."""
        text = self.said(item)
        if not self.is_asked(item):
            text = self._at_gate(item) or text
        elif isinstance(item, NumberItem) and (before := self.before(item)) is not None:
            text = self._beside(item, text, cut(item.display(before, self.words.language), 20, "…"))
        return Line(self.name(item), text)

    def _beside(self, item: Item, now: str, then: str) -> str:
        """What is said now beside what was said then; with the day, where it was not the last interview that asked."""
        source = self.previous.said[item.id].source
        if source is self.previous.ranked[0]:
            return self.words.say("before", now=now, then=then)
        return self.words.say("before_on", now=now, then=then, day=self.words.date(source.held_on))

    def gate_of(self, item: Item) -> Item | None:
        """The gate that the item's relevance reads, when it was asked."""
        named = (self.instrument.by_id[key] for key in sorted(names(item.relevant or [""])))
        return next((gate for gate in named if gate.gate and self.is_asked(gate)), None)

    def _at_gate(self, item: Item) -> str:
        gate = self.gate_of(item)
        if gate is None:
            return ""
        value, why = self.state(gate)
        if value is None:
            return self.reason(why) if why else ""
        fills = {"gate": lowered(self.name(gate)), "answer": lowered(self.said(gate))}
        return self.words.say("not_asked_since", why=self.reason(Missing.NOT_ASKED), **fills)


def lowered(text: str) -> str:
    """The text with a small first letter, for use inside a sentence; abbreviations stay."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
