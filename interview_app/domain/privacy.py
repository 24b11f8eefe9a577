"""What must not be typed about a person: an identity number is refused, contact details and dates are asked about."""

from __future__ import annotations

import re

from interview_app.domain.lookalikes import plain

_CANDIDATE = re.compile(r"(?<!\d)(\d{6})[ \-.]?(\d{5})(?!\d)", re.ASCII)
_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)

ANYTHING = r"(.|\n|\r)*"
DOUBTFUL = "|".join(
    (
        r"[\w.+\-]+@[\w\-]+\.\w+",  # an e-mail address
        r"(https?://|www\.)",  # a web address
        r"\d\d[ ]?\d\d[ ]?\d\d[ ]?\d\d",  # a Norwegian telephone number, in pairs
        r"\d\d\d[ ]\d\d[ ]\d\d\d",  # a mobile number, as they are mostly written
        r"\d\d?[./]\d\d?[./]\d\d(\d\d)?",  # a date
        r"\d\d\d\d-\d\d-\d\d",  # a date, year first
    )
)
"""Alternatives of a linear-time pattern for what may identify somebody."""


def has_identity_number(text: str) -> bool:
    """True when the text holds eleven digits that are a Norwegian identity number: both check digits are right.

    D-numbers and numbers of test persons, whose day or month is raised, carry the same check digits. Signs that look
    like digits, spaces and dashes count as such.
    """
    return any(_is_identity_number(first + second) for first, second in _CANDIDATE.findall(plain(text)))


def _is_identity_number(digits: str) -> bool:
    numbers = [int(digit) for digit in digits]
    return all(sum(w * n for w, n in zip(weights, numbers, strict=False)) % 11 == 0 for weights in (_FIRST, _SECOND))


DOUBT = f"{ANYTHING}({DOUBTFUL}){ANYTHING}"
"""A text, in plain signs, that holds something doubtful."""


def doubt_source() -> str:
    """The soft check that every text item carries, as an expression of the instrument files."""
    return f"not(regex(plain(.), '{DOUBT}'))"
