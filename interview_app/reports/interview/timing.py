"""When an interview was held beside the window of its visit: a bar, and in words how far outside and why."""

from __future__ import annotations

from markupsafe import Markup

from interview_app.domain.schedule import Slot, days_outside
from interview_app.domain.window import Window, window_of
from interview_app.reports.charts.ink import ACCENT, BAR, INK, drawing
from interview_app.reports.interview.reading import Reading
from interview_app.reports.texts import clean, cut

REASON = 60
"""Characters of the reason."""
LEFT, WIDTH, EDGE = 3.0, 26.0, 2.0
"""Millimetres: where the window begins, how wide it is, and how far outside it a day is drawn at most."""


def timing(reading: Reading, slot: Slot | None) -> str:
    """How far outside its window the interview was held; "" where nothing is known of a window."""
    begun = reading.interview.document.get("begun")
    if begun is not None:
        return _days(reading, begun["outside"]) or reading.words.say("not_expected")
    if slot is None or window_of(slot) is None:
        return ""
    return _days(reading, days_outside(slot, reading.held_day)) or reading.words.say("in_window")


def outside(reading: Reading) -> list[str]:
    """How far outside its window it was held and why, as whoever began it was asked; [] where they were not."""
    begun = reading.interview.document.get("begun")
    if begun is None:
        return []
    reason = cut(clean(begun["outside_reason"]), REASON, "…") if reading.with_text else reading.words.say("withheld")
    return [f"{timing(reading, None)}: {reason}"]


def target(reading: Reading, slot: Slot | None) -> str:
    """The day that the visit was meant for; "" where nothing is known of a window."""
    window = None if slot is None else window_of(slot)
    return reading.words.say("target", day=reading.words.date(window.target)) if window else ""


def _days(reading: Reading, days: int) -> str:
    return reading.words.count("early" if days < 0 else "late", abs(days)) if days else ""


def window_bar(reading: Reading, slot: Slot | None) -> Markup:
    """The window from the day it opens to the day it closes, with its target and the day of the interview."""
    window = None if slot is None else window_of(slot)
    if window is None:
        return Markup()
    day, target = (_x(window.place(each)) for each in (reading.held_day, window.target))
    shapes = (
        f'<path fill="{BAR}" d="M{LEFT:g} 1.8h{WIDTH:g}v1H{LEFT:g}z"/>',
        f'<path fill="{INK}" d="M{target - 0.15:g} 1.2h.3v2.2h-.3z"/>',
        f'<path fill="{ACCENT}" d="M{day - 1.1:g} 0h2.2L{day:g} 1.8z"/>',
    )
    return drawing("window", LEFT * 2 + WIDTH, 4, _title(reading, window), shapes)


def _x(place: float) -> float:
    beyond = EDGE / WIDTH
    return round(LEFT + WIDTH * min(max(place, -beyond), 1 + beyond), 2)


def _title(reading: Reading, window: Window) -> str:
    words = reading.words
    days = {name: words.date(getattr(window, name)) for name in ("opens", "target", "closes")}
    return words.say("window", day=words.date(reading.held_day), **days)
