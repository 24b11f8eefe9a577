"""How each item of an ended interview stands, one letter an item: enough to count what is missing, and no answer."""

from __future__ import annotations

from collections.abc import Collection

from interview_app.domain.closing import Closing, state
from interview_app.domain.document import Document
from interview_app.domain.instrument import Instrument
from interview_app.domain.missing import Missing
from interview_app.domain.rates import Share

VALUE, EMPTY = ".", "-"
"""A value; an optional item left empty. A missing one has the letter of its reason in Stata."""
_LETTERS = {why: why.stata[-1] for why in Missing}
_NOT_ASKED = "".join(_LETTERS[why] for why in (Missing.NOT_ASKED, Missing.NOT_IN_VERSION, Missing.NOT_DONE)) + EMPTY
LACKING = frozenset(_LETTERS.values()) - set(_NOT_ASKED)
"""The letters of items that were asked, or were to be asked, and have no value; an interview that never came about
asked nothing."""


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


def lacking(instrument: Instrument, interviews: Collection[str]) -> dict[str, Share]:
    """For each item that was asked in any of the interviews, in how many of those it has no value.

    Raises ValueError where the marks are not all of one length.
    """
    found: dict[str, Share] = {}
    lengths = {len(each) for each in interviews}
    if len(lengths) > 1:
        raise ValueError("marks of several lengths belong to several instruments")
    together, step = "".join(interviews), max(lengths, default=0)
    for place, item in enumerate(marked(instrument)[:step]):
        letters = together[place::step]
        asked = len(letters) - sum(map(letters.count, _NOT_ASKED))
        if asked:
            found[item] = Share(asked - letters.count(VALUE), asked)
    return found
