"""What was said last time: each item's answer in the latest earlier interview, and whether it can be taken over.

*Earlier* is what it is over time (trajectory.py): held on an earlier day at another visit, whole or in part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from interview_app.domain.closing import state
from interview_app.domain.document import Document
from interview_app.domain.expression import names
from interview_app.domain.instrument import Instrument, Scale
from interview_app.domain.items import Calculated, Hidden, Invalid, Item, SelectMultiple, Stored
from interview_app.domain.missing import Missing


@dataclass(frozen=True, slots=True)
class Earlier:
    """An interview about the same participant, held before; `is_same` when with the same informant."""

    id: str
    informant: str
    held_on: date
    is_same: bool
    instrument: Instrument
    """The version that it was held with."""
    document: Document


@dataclass(frozen=True, slots=True)
class Said:
    """What an earlier interview says of an item, which is `item` as its own instrument version has it."""

    source: Earlier
    item: Item
    value: Stored | None
    missing: Missing | None
    offered: bool
    """True when the answer can be taken over as it is."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What a scale came to in an earlier interview."""

    source: Earlier
    value: float


@dataclass(frozen=True, slots=True)
class Previous:
    """What was said before an interview: by item, and the day of each earlier interview by its id; `ranked` are those
    interviews, the ones to be set against first."""

    said: Mapping[str, Said] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)
    ranked: Sequence[Earlier] = ()

    def score(self, scale: Scale) -> Scored | None:
        """The score that this one's is set against: the first that was computed, and by the same rule."""
        return next((scored for each in self.ranked if (scored := _scored(each, scale)) is not None), None)


def previous(instrument: Instrument, form: str, earlier: Sequence[Earlier]) -> Previous:
    """What was said last; `earlier` are the interviews before, latest first. The same informant's word counts before
    another's, however old it is."""
    ranked = sorted(earlier, key=lambda each: not each.is_same)
    found = {item.id: _last(instrument, item, ranked) for item in instrument.items_of(form) if is_shown(item)}
    said = {key: said for key, said in found.items() if said is not None}
    return Previous(said, {each.id: each.held_on for each in earlier}, ranked)


def is_shown(item: Item) -> bool:
    """True for what an informant is asked: what the interviewer observes or the application knows was never said."""
    return item.stores and item.role == "read" and not isinstance(item, (Calculated, Hidden))


def lasts(instrument: Instrument, item: Item) -> bool:
    """True when "no change" makes sense: not for words, days, or the details of one event among several."""
    details = any(isinstance(instrument.by_id[key], SelectMultiple) for key in names(item.relevant or [""]))
    return is_shown(item) and item.lasts and not details


def answer_in(earlier: Earlier, key: str) -> tuple[Item | None, Stored | None, Missing | None]:
    """What an earlier interview holds for an item: a value, a reason that was spoken, or nothing."""
    item = earlier.instrument.by_id.get(key)
    if item is None or "closing" not in earlier.document:
        return None, None, None
    value, why = state(item, earlier.document, earlier.document["closing"])
    return item, value, why if why is not None and why.is_spoken else None


def _scored(earlier: Earlier, scale: Scale) -> Scored | None:
    then = next((each for each in earlier.instrument.scales if each.id == scale.id), None)
    if then is None or then.rule != scale.rule or "closing" not in earlier.document:
        return None
    value = earlier.document["closing"]["scores"][scale.id]["value"]
    return None if value is None else Scored(earlier, value)


def _last(instrument: Instrument, item: Item, ranked: Sequence[Earlier]) -> Said | None:
    for source in ranked:
        then, value, why = answer_in(source, item.id)
        if then is not None and (value is not None or why is not None):
            return Said(source, then, value, why, lasts(instrument, item) and _can_hold(item, value))
    return None


def _can_hold(item: Item, value: Stored | None) -> bool:
    """True when the item still takes that value: its choices and limits may have changed since."""
    try:
        return value is not None and item.parse(value) == value
    except Invalid:
        return False
