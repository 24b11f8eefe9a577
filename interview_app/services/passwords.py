"""Passwords: hashed with argon2id, generated so that they can be read aloud, refused when others would guess them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
import re
import secrets
from typing import TYPE_CHECKING
import unicodedata

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 128
OWN_LETTERS = 6
"""How many different signs must be left when known words, rows of keys and repeats are taken away."""

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else
_READ_AS = str.maketrans("013457$@!", "oieastsai")
_ROWS = (
    "abcdefghijklmnopqrstuvwxyzæøå",
    "qwertyuiopå",
    "asdfghjkløæ",
    "zxcvbnm",
    "01234567890",
    "1qaz2wsx3edc4rfv5tgb",
)
_GUESSABLE = Path(__file__).with_name("guessable.txt")


def generate() -> str:
    """A password of four groups of four: 79 bits, easy to read aloud."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def weakness(password: str, context: Iterable[str] = ()) -> str:
    """Why a password must not be chosen, "" when it may; `context` are words that others would try first."""
    if len(password) < SHORTEST:
        return "Choose at least 12 characters: three or four words that do not belong together are good."
    if len(password) > LONGEST:
        return "Choose at most 128 characters."
    if len(_own_part(password, context)) < OWN_LETTERS:
        return "This is among the first that others would guess. Choose words that do not belong together."
    return ""


def hashed(password: str) -> str:
    """What is stored in the password's place."""
    return _hasher().hash(_composed(password))


def fits(stored: str, password: str) -> bool:
    """True when the password is the one that was hashed; for no stored hash, takes as long and is False."""
    from argon2.exceptions import InvalidHashError, VerificationError

    nobody = _nobody()  # made once a process, whichever name is tried first
    try:
        return _hasher().verify(stored or nobody, _composed(password)) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """True when today's settings would hash it otherwise."""
    return _hasher().check_needs_rehash(stored)


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A hash that no password fits in practice, for user names that do not exist."""
    return _hasher().hash(secrets.token_hex(32))


def _composed(password: str) -> bytes:
    """The same bytes whatever keyboard composed the letters; a lone surrogate is hashed as it is."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def _own_part(password: str, context: Iterable[str]) -> str:
    """What the person added: without known words, rows of keys, repeated letters and repeated parts."""
    plain = password.casefold()
    known = re.compile("|".join(sorted(map(re.escape, _words(context) | _guessable()), key=len, reverse=True)))
    readings = (_without_rows(known.sub(" ", form)) for form in (plain, plain.translate(_READ_AS)))
    return min((_signs(re.sub(r"(.+?)\1+", r"\1", rest)) for rest in readings), key=len)


@lru_cache(maxsize=1)
def _guessable() -> frozenset[str]:
    return frozenset(_GUESSABLE.read_text(encoding="utf-8").split())


def _words(context: Iterable[str]) -> set[str]:
    return {word for text in context for word in re.split(r"[\W_]+", text.casefold()) if len(word) > 2}


def _without_rows(text: str) -> str:
    """The text without runs of four or more neighbours of a keyboard row, the alphabet or the digits."""
    for row in (*_ROWS, *(row[::-1] for row in _ROWS)):
        for length in range(len(row), 3, -1):
            for start in range(len(row) - length + 1):
                text = text.replace(row[start : start + length], " ")
    return text


def _signs(text: str) -> str:
    """The different signs in it, years and what only separates left out."""
    return "".join(dict.fromkeys(re.sub(r"(19|20)\d\d|[\s_.,-]", "", text)))
