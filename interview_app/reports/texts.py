"""Makes any text fit to print: harmless characters, a limited length, and places to break in long words."""

from __future__ import annotations

from functools import lru_cache
import re
import unicodedata

from markupsafe import Markup, escape

_SPACES = re.compile(" {2,}")
_LONG_WORD = re.compile(r"\S{25,}")
_STEP = 10
LETTER_EMS = 0.55
"""The width of an average letter."""
_MARKS_KEPT = 3
_JOINERS = frozenset("\u200c\u200d")
_VARIANTS = frozenset(map(chr, range(0xFE00, 0xFE10)))
_PICTURES = 0x1F000
_LATIN = "\u0300"
"""Below it there are neither accents on their own nor pictures."""


def clean(text: str) -> str:
    """The text on one line, without what cannot be printed: control and direction characters, lone surrogates, and
    piles of accents that would run over the neighbouring lines. A picture is printed as its name, because few printers'
    fonts have it and a screen reader says it so."""
    if not (text.isprintable() and max(text, default="") < _LATIN):
        text = _thinned("".join(map(_printable, text)))
    return _SPACES.sub(" ", text).strip()


def _printable(character: str) -> str:
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category in ("Cs", "Co", "Cn"):
        return "\ufffd"
    if (category in ("Cc", "Cf") and character not in _JOINERS) or character in _VARIANTS:
        return ""
    if ord(character) >= _PICTURES and category in ("So", "Sk"):
        return f"[{unicodedata.name(character, 'picture').lower()}]" if category == "So" else ""
    return character


def _thinned(text: str) -> str:
    """The text with at most a few accents on each letter."""
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= _MARKS_KEPT:
            kept.append(character)
    return "".join(kept)


def cut(text: str, limit: int, pointer: str) -> str:
    """The text, or its beginning and the pointer to where the rest is; `limit` counts characters of the text."""
    text = _beginning(text, limit)
    if len(text) <= limit:
        return text
    head = text[:limit]
    space = head.rfind(" ")
    head = head[:space] if space > 0.7 * limit else _whole(text, limit)
    return f"{head.rstrip()} {pointer}".strip()


def _beginning(text: str, limit: int) -> str:
    """The clean text, or of a long one no less than a character more than the limit."""
    taken = 2 * limit + 100
    while len(cleaned := clean(text[:taken])) <= limit and taken < len(text):
        taken *= 4
    return cleaned


def _whole(text: str, limit: int) -> str:
    """The first characters, without a part of an accented letter at the end."""
    while limit > 0 and unicodedata.combining(text[limit]):
        limit -= 1
    return text[:limit]


def soft(text: str) -> Markup:
    """The text, escaped, with a place to break every twenty characters in words that no line could hold."""
    parts, start = [], 0
    for match in _LONG_WORD.finditer(text):
        word = match.group()
        parts.append(escape(text[start : match.start()]))
        parts.append(Markup("<wbr>").join(word[at : at + _STEP] for at in range(0, len(word), _STEP)))
        start = match.end()
    return Markup("").join([*parts, escape(text[start:])])


def direction(text: str) -> str:
    """`rtl` when the first letter belongs to a script written from right to left, else `ltr`."""
    kinds = map(unicodedata.bidirectional, text)
    return "rtl" if next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") in ("R", "AL") else "ltr"


def width(text: str) -> float:
    """About how wide the text prints, in ems of the page's type; wide scripts count double."""
    return sum(map(_ems, text))


@lru_cache(maxsize=2048)
def _ems(character: str) -> float:
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 1.05
    return _WIDTHS.get(character, 0.69 if character.isupper() else 0.59)


_WIDTHS = {
    character: ems
    for characters, ems in (("ijlI.,:;'’|! ·", 0.27), ("rtf()[]/-", 0.36), ("mwMWæÆ…—%@", 0.88))
    for character in characters
}


def fit(text: str, ems: float) -> str:
    """The text cut with an ellipsis to about that width, for cells that must stay on one line."""
    text = _beginning(text, int(4 * ems) + 1)
    if width(text) <= ems:
        return text
    while text and width(text) > ems - 1:
        text = text[:-1]
    return f"{_whole(text + ' ', len(text)).rstrip()}…"
