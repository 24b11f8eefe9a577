"""The linear-time matcher for regex(), backed by RE2: whole text, no backtracking whatever the pattern."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Callable[[str], object]:
    import re2  # type: ignore[import-untyped]  # google-re2 ships no types

    options = re2.Options()
    options.log_errors = False
    match: Callable[[str], object] = re2.compile(pattern, options).fullmatch
    return match


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern, one that domain.pattern.check_pattern accepts, matches the whole text.

    A text that is not valid Unicode (a lone surrogate) matches nothing.
    """
    try:
        return _compiled(pattern)(text) is not None
    except UnicodeEncodeError:
        return False
