"""Conversions between the three kinds of value, and the functions that only look at their arguments' values.

A blank is the empty text; as a number it is NaN, and a result that is no finite number is blank again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
import math
import re

from interview_app.domain.expression_dates import date_text, day_number
from interview_app.domain.expression_terms import Scope, Value
from interview_app.domain.lookalikes import plain

NAN = math.nan
_NUMBER = re.compile(r"[ \t\r\n]*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*")
_WORD = re.compile(r"[^ \t\r\n]+")
_EXACT = 2**53


def number(value: Value, scope: Scope) -> float:
    """XPath's number(), with ODK's addition that a date counts as its day number; NaN for anything else."""
    if type(value) is float:
        return value
    if isinstance(value, str):
        return text_number(value, scope.offset) if value else NAN
    return _double(value)


def _double(value: float) -> float:
    try:
        return float(value)
    except OverflowError:  # an int beyond the largest double
        return math.inf if value > 0 else -math.inf


def text_number(text: str, offset: timedelta) -> float:
    """The number or day number a text reads as on the clock that is `offset` ahead of UTC, NaN if it is neither."""
    if _NUMBER.fullmatch(text):
        return float(text)
    days = day_number(text, offset)
    return NAN if days is None else days


def boolean(value: Value) -> bool:
    """XPath's boolean() of a value: a text that is not empty, a number that is neither zero nor NaN."""
    return value == value and bool(value)  # noqa: PLR0124 - only NaN differs from itself


def text(value: Value) -> str:
    """The value as text: a number without exponent or needless zeros, blank when it is not finite."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    seen = settled(_double(value))
    return format(Decimal(repr(seen)).normalize(), "f") if isinstance(seen, float) else str(seen)


def settled(value: Value) -> Value:
    """The value as others see it: a whole number is an int, NaN and the infinities are blank."""
    if type(value) is not float:
        return value
    if not math.isfinite(value):
        return ""
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


def answered(value: Value) -> Value:
    """The value as a reference reads it: a truth is 1 or 0, as ODK stores it."""
    return int(value) if isinstance(value, bool) else value


def equal(left: Value, right: Value, scope: Scope) -> bool:
    """XPath's equality: by truth if a side is boolean, else by number if a side is a number, else by text."""
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return boolean(left) == boolean(right)
    return number(left, scope) == number(right, scope)


def divided(left: float, right: float) -> float:
    """IEEE division: a zero divisor gives an infinity, or NaN for 0 div 0."""
    if right:
        return left / right
    return NAN if left == 0 or math.isnan(left) else math.copysign(math.inf, left) * math.copysign(1, right)


def remainder(left: float, right: float) -> float:
    """What truncating division leaves, with the sign of `left`; NaN where there is none."""
    return NAN if right == 0 or math.isinf(left) else math.fmod(left, right)


def _half_away(value: float) -> float:
    """The nearest whole number, the one further from zero when both are as near."""
    if not math.isfinite(value):
        return value
    below = math.floor(abs(value))
    rounded = float(below + (abs(value) - below >= 0.5))
    return -rounded if value < 0 else rounded


def _round(arguments: Sequence[Value], scope: Scope) -> Value:
    value, places = (number(argument, scope) for argument in (*arguments, 0)[:2])
    if not math.isfinite(places):
        return NAN
    # A power of ten read from its digits is exact to the last bit in both interpreters; a computed one is not.
    scale = float(f"1e{min(abs(math.trunc(places)), 400)}")
    if places < 0:
        return _half_away(value / scale) * scale
    return _half_away(value * scale) / scale


def _whole(arguments: Sequence[Value], scope: Scope) -> Value:
    value = number(arguments[0], scope)
    return float(math.trunc(value)) if math.isfinite(value) else value


def _numbers(arguments: Sequence[Value], scope: Scope) -> list[float]:
    return [number(argument, scope) for argument in arguments]


def _extreme(choose: Callable[[list[float]], float]) -> Callable[[Sequence[Value], Scope], Value]:
    def extreme(arguments: Sequence[Value], scope: Scope) -> Value:
        numbers = _numbers(arguments, scope)
        return NAN if any(map(math.isnan, numbers)) else choose(numbers)

    return extreme


def _sum(arguments: Sequence[Value], scope: Scope) -> Value:
    total = 0.0
    for term in _numbers(arguments, scope):  # not sum(): newer Pythons compensate rounding, JavaScript does not
        total += term
    return total


def _selected(arguments: Sequence[Value], _: Scope) -> Value:
    return text(arguments[1]).strip(" \t\r\n") in _WORD.findall(text(arguments[0]))


def _once(arguments: Sequence[Value], scope: Scope) -> Value:
    return arguments[0] if scope.previous == "" else answered(scope.previous)


def _coalesce(arguments: Sequence[Value], _: Scope) -> Value:
    return arguments[1] if text(arguments[0]) == "" else arguments[0]


def _date(arguments: Sequence[Value], scope: Scope) -> Value:
    return date_text(_decimal_date_time(arguments, scope))


def _decimal_date_time(arguments: Sequence[Value], scope: Scope) -> float:
    value = arguments[0]
    if isinstance(value, bool):
        return NAN
    days = day_number(value, scope.offset) if isinstance(value, str) else number(value, scope)
    return NAN if days is None else days


FUNCTIONS: Mapping[str, Callable[[Sequence[Value], Scope], Value]] = {
    "coalesce": _coalesce,
    "concat": lambda arguments, _: "".join(map(text, arguments)),
    "count-selected": lambda arguments, _: len(_WORD.findall(text(arguments[0]))),
    "date": _date,
    "decimal-date-time": _decimal_date_time,
    "false": lambda _, __: False,
    "int": _whole,
    "max": _extreme(max),
    "min": _extreme(min),
    "now": lambda _, scope: scope.now.isoformat(timespec="milliseconds"),
    "number": lambda arguments, scope: number(arguments[0], scope),
    "once": _once,
    "plain": lambda arguments, _: plain(text(arguments[0])),
    "regex": lambda arguments, scope: scope.matches(text(arguments[1]), text(arguments[0])),
    "round": _round,
    "selected": _selected,
    "string-length": lambda arguments, _: len(text(arguments[0])),
    "sum": _sum,
    "today": lambda _, scope: scope.now.date().isoformat(),
    "true": lambda _, __: True,
}
