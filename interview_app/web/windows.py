"""The window of a visit as a small bar with words beside it; templates/components/window.html draws it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Flask

from interview_app.domain.schedule import Slot, days_outside
from interview_app.domain.window import Window, window_of
from interview_app.web.language import gettext as _
from interview_app.web.language import ngettext
from interview_app.web.times import short

LEFT, RIGHT, EDGE = 14, 122, 8
"""Where the first and the last day lie in the drawing, and how far beyond them a day outside may."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A window on a day, or with the day on which the visit was held."""

    window: Window
    day: date
    held: bool
    words: str

    @property
    def at(self) -> float:
        """Where the day is drawn: outside, it stands at the edge."""
        return self._x(self.day)

    @property
    def target(self) -> float:
        """Where the target day is drawn."""
        return self._x(self.window.target)

    @property
    def span(self) -> str:
        """The three days of the window."""
        return " – ".join(short(day) for day in (self.window.opens, self.window.target, self.window.closes))

    @property
    def title(self) -> str:
        """All of it in words."""
        days = {name: short(getattr(self.window, name)) for name in ("opens", "target", "closes")}
        told = _("Opens %(opens)s, target %(target)s, closes %(closes)s.", **days)
        return f"{told} {self.words}"

    def _x(self, day: date) -> float:
        x = LEFT + (RIGHT - LEFT) * self.window.place(day)
        return round(min(max(x, LEFT - EDGE), RIGHT + EDGE), 1)


def bar(slot: Slot | None, today: date, held_on: date | None = None) -> Bar | None:
    """The bar of a visit; None where its window is not known."""
    window = None if slot is None else window_of(slot)
    if slot is None or window is None:
        return None
    words = _open(window, today) if held_on is None else held_words(slot, held_on)
    return Bar(window, held_on or today, held_on is not None, words)


def _open(window: Window, today: date) -> str:
    """How long it is open, or since when it is not."""
    ahead, left = window.ahead(today), window.left(today)
    if ahead > 0:
        return ngettext("opens tomorrow", "opens in %(num)s days", ahead)
    if left == 0:
        return _("closes today")
    if left > 0:
        return ngettext("1 day left", "%(num)s days left", left)
    return ngettext("closed yesterday", "closed %(num)s days ago", -left)


def held_words(slot: Slot, held_on: date) -> str:
    """When it was held, and how far outside the window."""
    days = days_outside(slot, held_on)
    held = _("held %(day)s", day=short(held_on))
    if not days:
        return held
    early = ngettext("1 day early", "%(num)s days early", -days)
    return f"{held}, {early if days < 0 else ngettext('1 day late', '%(num)s days late', days)}"


def register(app: Flask) -> None:
    """Let templates say `bar(slot, today)`."""
    app.jinja_env.globals.update(bar=bar)
