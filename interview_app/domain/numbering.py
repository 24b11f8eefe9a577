"""The number of each question of a form, so that a sheet of paper, a page and a telephone call mean the same one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
import re
from string import ascii_lowercase

from interview_app.domain.instrument import Instrument
from interview_app.domain.items import Item

_NUMBERED = re.compile(r"([a-z])0*([0-9]{1,3})(_\w+)?")


def is_printed(item: Item) -> bool:
    """True for what a sheet of paper asks or reads out: not what the application sets or computes by itself."""
    return item.kind not in {"hidden", "calculate"} and bool(item.label)


def numbers(instrument: Instrument, form: str) -> Mapping[str, str]:
    """A number for each question of the form by its id, unique, in reading order: `E2`, then `E2a`, `E2b` for what
    hangs on it.

    An id that reads as a number of its section's letter keeps it, because instructions name it. A question without
    one follows the question before it; in a section whose ids have no numbers at all they are counted.
    """
    asked = [item for item in instrument.items_of(form) if item.stores and is_printed(item)]
    letters = {item.id: instrument.sections_by_id[item.section].letter.upper() for item in asked}
    known = {item.id: _own(item, letters[item.id]) for item in asked}
    return _spread(asked, letters, known)


def _spread(asked: Iterable[Item], letters: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    numbered = {letters[key] for key, number in known.items() if number}
    exact = {number for key, number in known.items() if number and "_" not in key}
    used: Counter[str] = Counter()
    given: dict[str, str] = {}
    last: dict[str, str] = {}
    for item in asked:
        letter, number = letters[item.id], known[item.id]
        if letter not in numbered:
            used[letter] += 1
            given[item.id] = f"{letter}{used[letter]}"
            continue
        base = last[letter] = number or last.get(letter, f"{letter}0")
        given[item.id] = base if number in exact and "_" not in item.id else f"{base}{_suffix(used[base])}"
        used[base] += given[item.id] != base
    return given


def _own(item: Item, letter: str) -> str:
    match = _NUMBERED.fullmatch(item.id)
    return f"{letter}{match[2]}" if match and match[1].upper() == letter else ""


def _suffix(place: int) -> str:
    """a … z, then aa, ab …"""
    more, last = divmod(place, len(ascii_lowercase))
    return (_suffix(more - 1) if more else "") + ascii_lowercase[last]
