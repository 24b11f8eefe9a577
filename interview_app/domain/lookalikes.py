"""Signs that look like others, read as those: for checks only, what was typed stays as it is.

`static/js/lookalikes.js` is its twin on the tablet.
"""

from __future__ import annotations

import unicodedata

_ZEROS = "\u0660\u06f0\u0966\u09e6"  # of the Arabic, Persian, Devanagari and Bengali digits
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_SLASHES = "\u2044\u2215"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_PLAIN: dict[int, str] = {
    **{ord(zero) + digit: str(digit) for zero in _ZEROS for digit in range(10)},
    **{ord(dash): "-" for dash in _DASHES},
    **{ord(slash): "/" for slash in _SLASHES},
}
_NOTHING = dict.fromkeys(map(ord, _UNSEEN))


def plain(text: str) -> str:
    """The text with plain digits, letters, spaces, dashes and slashes (NFKC and a little more), and nothing unseen."""
    return unicodedata.normalize("NFKC", text.translate(_NOTHING)).translate(_PLAIN)
