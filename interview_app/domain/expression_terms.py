"""The terms all parts of the expression engine share: value, syntax tree, scope and error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Value = str | int | float | bool
Tree = list[Any]
Matches = Callable[[str, str], bool]


class ExpressionError(ValueError):
    """An expression or pattern that cannot be used: where (characters before the fault), what is wrong, what to do."""

    def __init__(self, position: int, problem: str, remedy: str) -> None:
        super().__init__(f"at character {position + 1}: {problem}; {remedy}")
        self.position = position
        self.problem = problem
        self.remedy = remedy

    def shifted(self, by: int) -> ExpressionError:
        """The same error, told from the start of the text in which this one stands `by` characters in."""
        return ExpressionError(self.position + by, self.problem, self.remedy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What an expression can read apart from the answers.

    `this` is the value of `.`, `previous` what the item holds already (for `once()`), `now` an aware time whose own
    offset decides which day it is, and `matches(pattern, text)` a linear-time match of the whole text.
    """

    now: datetime
    matches: Matches
    this: Value = ""
    previous: Value = ""

    @property
    def offset(self) -> timedelta:
        """How far the local clock is ahead of UTC."""
        offset = self.now.utcoffset()
        if offset is None:
            raise ValueError("Scope.now must carry its offset from UTC")
        return offset
