"""The one door for JSON: no doubled key comes in, no NaN, no lone surrogate, no control character, no deep nest."""

from __future__ import annotations

import json
import math
import re
from typing import Any

DEEPEST = 16
_ESCAPE = b"\\"
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Unreadable(ValueError):
    """A body that is not let in; `code` names the rule that it breaks."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def decode(body: bytes) -> Any:
    """The JSON value in a request's body; raises Unreadable."""
    try:
        value = json.loads(
            body.decode("utf-8"), object_pairs_hook=_distinct, parse_constant=_finite, parse_float=_finite
        )
    except Unreadable:
        raise
    except UnicodeDecodeError:
        raise Unreadable("not_utf8", "The request is not UTF-8.") from None
    except RecursionError:
        raise Unreadable("too_deep", f"The request is nested more than {DEEPEST} deep.") from None
    except ValueError:
        raise Unreadable("not_json", "The request is not JSON.") from None
    _look_through(value, DEEPEST, has_escapes=_ESCAPE in body)
    return value


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("duplicate_key", "A key stands twice in one object.")
    return found


def _finite(text: str) -> float:
    """A number that is one; also called for NaN and Infinity."""
    number = float(text)
    if not math.isfinite(number):
        raise Unreadable("not_finite", "A number is not finite.")
    return number


def _look_through(value: Any, depth: int, *, has_escapes: bool) -> None:
    """Refuse deep nests and unreadable texts; control characters and surrogates can only come in as escapes."""
    if isinstance(value, str):
        if has_escapes and _UNREADABLE.search(value):
            raise Unreadable("unreadable_text", "A text holds control characters or half a character.")
    elif isinstance(value, (dict, list)):
        if depth == 0:
            raise Unreadable("too_deep", f"The request is nested more than {DEEPEST} deep.")
        for part in (*value, *value.values()) if isinstance(value, dict) else value:
            _look_through(part, depth - 1, has_escapes=has_escapes)
