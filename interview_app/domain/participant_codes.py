"""Participants' codes, SITE-NNNN-C: a number that is random and unique within its site, and Damm's check digit.

The check digit finds every single wrong digit and every swap of neighbours, so that a code misread on the telephone is
noticed before the wrong participant's interview is opened.
"""

from __future__ import annotations

import re

_DAMM = ("0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
         "3674209581", "5869720134", "8945362017", "9438617205", "2581436790")  # fmt: skip
_SHAPE = re.compile(r"[A-Z]{2,5}-([0-9]{4})-([0-9])")


def check_digit(digits: str) -> str:
    """Damm's check digit of a number written in decimal digits."""
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)


def participant_code(site: str, number: int) -> str:
    """The code of that number, 0 to 9999, at a site."""
    digits = f"{number:04}"
    return f"{site}-{digits}-{check_digit(digits)}"


def is_participant_code(text: str) -> bool:
    """True when the text has the shape of a code and its check digit is right."""
    shape = _SHAPE.fullmatch(text)
    return shape is not None and check_digit(shape[1]) == shape[2]
