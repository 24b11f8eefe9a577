"""Where each passage of an instrument is read, before a question, at the beginning of a section or when needed, and
how its texts read once their blanks are filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import re

from interview_app.domain.instrument import Instrument, Script
from interview_app.domain.items import Text, say

CLOSING = "close"
"""The passage that ends the conversation; it is read before the first section that is the interviewer's own."""


NAMES: Mapping[str, Text] = {
    CLOSING: {"en": "thanks", "nb": "takk"},
    "breakoff": {"en": "breaking off", "nb": "avbrudd"},
    "breakoff_no": {"en": "not going on later", "nb": "ikke fortsette senere"},
    "voicemail": {"en": "voicemail", "nb": "telefonsvarer"},
    "concern_informant": {"en": "when it is hard for the informant", "nb": "når det er tungt for samarbeidspartneren"},
    "concern_other": {"en": "when what is said worries you", "nb": "når det som sies, bekymrer deg"},
    "callback": {"en": "calling back", "nb": "ringe igjen"},
}
"""What to call the usual passages that record nothing."""

_FILL = re.compile(r"\{(\w+)\}")
_POINTER = re.compile(r"\s*(?:→ [a-z]\w*|\([a-z]+ `[a-z]\w*`\))")
_SCRIPT = re.compile(r"\b(?:script|skriptet) `([a-z]\w*)`")
_CODE = re.compile(r"`([^`]*)`")
_PASSAGE: Text = {"en": "the passage “{name}”", "nb": "teksten «{name}»"}
_QUOTED: Text = {"en": "“{name}”", "nb": "«{name}»"}


@dataclass(frozen=True, slots=True)
class Placed:
    """The passages by place: `before` the recording item of that id, `closing` before the section `closes_before`."""

    before: Mapping[str, Sequence[Script]]
    closing: Sequence[Script]
    closes_before: str
    drawer: Sequence[Script]
    """Those without a place: for breaking off, for a concern, for a voicemail."""


def place(instrument: Instrument, form: str) -> Placed:
    """The passages of a form, those that a section names as its lead-in left out."""
    before, rest = _opening(instrument, form)
    after = _first_own_section(instrument, form)
    closing = [script for script in rest if after and script.key == CLOSING]
    return Placed(before, closing, after, [script for script in rest if script not in closing])


def name_of(instrument: Instrument, key: str, language: str) -> str:
    """How people call a passage: by what it asks where it records an answer, else by its usual name."""
    recorded = next((script.records for script in instrument.scripts if script.key == key and script.records), None)
    if recorded is None:
        return say(NAMES.get(key, {"en": key.replace("_", " ")}), language)
    return say(instrument.by_id[recorded].short, language).lower()


def readable(instrument: Instrument, text: str, fills: Mapping[str, str], language: str) -> str:
    """A text of the instrument with its blanks filled in and passages called by name."""
    filled = _FILL.sub(lambda fill: fills.get(fill[1], fill[0]), text)
    if "`" not in filled:
        return filled
    named = _SCRIPT.sub(lambda key: say(_PASSAGE, language).format(name=name_of(instrument, key[1], language)), filled)
    return _CODE.sub(lambda code: say(_QUOTED, language).format(name=code[1]), named)


def without_ids(text: Text) -> Text:
    """An instruction without the ids of items and passages, which only an instrument's author needs."""
    return {language: _POINTER.sub("", told) for language, told in text.items()}


def named_in(text: str) -> list[str]:
    """The keys of the passages that a text names."""
    return _SCRIPT.findall(text)


def _opening(instrument: Instrument, form: str) -> tuple[dict[str, list[Script]], list[Script]]:
    """Each recording item with the passages up to the one that it records, and the passages left over.

    A passage in several wordings stands in the list several times under one key; they stay together.
    """
    leads = {key for section in instrument.sections for key in section.lead_in}
    scripts = [s for s in instrument.scripts if s.key not in leads and s.form in {None, form}]
    before: dict[str, list[Script]] = {}
    waiting: list[Script] = []
    for place, script in enumerate(scripts, start=1):
        waiting.append(script)
        if script.records and script.key not in {following.key for following in scripts[place : place + 1]}:
            before[script.records] = waiting
            waiting = []
    return before, waiting


def _first_own_section(instrument: Instrument, form: str) -> str:
    """The first section after the conversation, from which on nothing is read aloud; "" when there is none."""
    own, talked = "", False
    for section in instrument.sections:
        items = [item for item in instrument.items_of(form, section.id) if item.stores and item.kind != "hidden"]
        if any(item.role == "read" for item in items):
            own, talked = "", True
        elif talked and items:
            own = own or section.id
    return own
