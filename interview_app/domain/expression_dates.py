"""Dates as ODK computes with them: days since 1970-01-01 on the local clock, a time of day being the fraction."""

from __future__ import annotations

from datetime import date, timedelta
import math
import re

_STAMP = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?(?:(Z)|([+-])([01]\d|2[0-3]):([0-5]\d))?)?",
    re.ASCII,
)
_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 86_400_000


def day_number(text: str, offset: timedelta) -> float | None:
    """The days of a date or date-time in ISO form, None when it is neither.

    A time that states its own offset from UTC is moved to the clock that is `offset` ahead of UTC.
    """
    stamp = _STAMP.fullmatch(text)
    if stamp is None:
        return None
    year, month, day, hour, minute, second, fraction, zulu, sign, hours, minutes = stamp.groups()
    try:
        days = date(int(year), int(month), int(day)).toordinal() - _EPOCH
    except ValueError:
        return None
    clock = (int(hour or 0) * 60 + int(minute or 0)) * 60 + int(second or 0)
    moment = days * _DAY + clock * 1000 + int((fraction or "").ljust(3, "0")[:3])
    if zulu or sign:
        own = (int(hours or 0) * 60 + int(minutes or 0)) * (-60_000 if sign == "-" else 60_000)
        moment += offset // timedelta(milliseconds=1) - own
    return moment / _DAY


def date_text(days: float) -> str:
    """The date `YYYY-MM-DD` that many days after 1970-01-01, "" outside the years 1 to 9999."""
    if not math.isfinite(days):
        return ""
    ordinal = math.floor(days) + _EPOCH
    return date.fromordinal(ordinal).isoformat() if 1 <= ordinal <= date.max.toordinal() else ""
