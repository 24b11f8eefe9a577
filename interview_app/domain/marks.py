"""How each item of an ended interview stands, one letter an item: enough to count what is missing, and no answer."""

from __future__ import annotations

from collections.abc import Collection

from interview_app.domain.closing import Closing, state
from interview_app.domain.document import Document
from interview_app.domain.instrument import Instrument
from interview_app.domain.item import Item
from interview_app.domain.missing import Missing
from interview_app.domain.rates import Share

VALUE, EMPTY = ".", "-"
"""A value; an optional item left empty. A missing one has the letter of its reason in Stata."""
_LETTERS = {why: why.stata[-1] for why in Missing}
_NOT_ASKED = "".join(_LETTERS[why] for why in (Missing.NOT_ASKED, Missing.NOT_IN_VERSION, Missing.NOT_DONE)) + EMPTY
"""An interview that never came about asked nothing."""


def marked(instrument: Instrument) -> list[str]:
    """The items that have a letter, in the instrument's order."""
    return [item.id for item in instrument.items if item.stores]


def marks(instrument: Instrument, document: Document, closing: Closing) -> str:
    """The letters of an interview that ended."""
    letters = []
    for item in (item for item in instrument.items if item.stores):
        value, why = state(item, document, closing)
        letters.append(_LETTERS[why] if why is not None else EMPTY if value is None else VALUE)
    return "".join(letters)


def _unasked(item: Item) -> str:
    """The letters of an item that was not to be asked. Whether one that follows from other answers would have been is
    not known where nobody came to it."""
    return _NOT_ASKED if item.relevant is None else _NOT_ASKED + _LETTERS[Missing.NOT_REACHED]


def lacks(instrument: Instrument, interview: str, item: str) -> bool:
    """True where the item was asked, or was to be asked, in the interview of these marks, and has no value."""
    letter = dict(zip(marked(instrument), interview, strict=False)).get(item, VALUE)
    return letter != VALUE and letter not in _unasked(instrument.by_id[item])


def lacking(instrument: Instrument, interviews: Collection[str]) -> dict[str, Share]:
    """For each item that was asked in any of the interviews, in how many of those it has no value.

    Raises ValueError where the marks are not all of one length.
    """
    found: dict[str, Share] = {}
    lengths = {len(each) for each in interviews}
    if len(lengths) > 1:
        raise ValueError("marks of several lengths belong to several instruments")
    together, step = "".join(interviews), max(lengths, default=0)
    for place, item in enumerate([item for item in instrument.items if item.stores][:step]):
        letters = together[place::step]
        asked = len(letters) - sum(map(letters.count, _unasked(item)))
        if asked:
            found[item.id] = Share(asked - letters.count(VALUE), asked)
    return found
