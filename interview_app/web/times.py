"""Moments as people read them: the server's own zone, today's without the date."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import Flask
from markupsafe import Markup

from interview_app.web.context import now, study
from interview_app.web.language import gettext as _
from interview_app.web.language import language

MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "nb": ("jan.", "feb.", "mars", "apr.", "mai", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "des."),
}


def register(app: Flask) -> None:
    """Let templates say `moment|when`, `moment|when_in(zone)`, `moment|day`, `moment|at_site(code)` and `day|dated`."""
    app.jinja_env.filters.update(when=when, when_in=when_in, day=day, dated=dated, at_site=at_site)


def when(moment: datetime) -> Markup:
    """`Today 14:02` or `3 Nov 2026 14:02`, with the exact time for programs."""
    return _marked_up(moment, in_words(moment))


def in_words(moment: datetime) -> str:
    """`Today 14:02` or `3 Nov 2026 14:02`, as plain text."""
    return f"{_day(moment)} {moment.astimezone():%H:%M}"


def when_in(moment: datetime, zone: str) -> Markup:
    """`Today 14:02` or `3 Nov 2026 14:02` by the clock of a time zone, with the exact time for programs."""
    return _marked_up(moment, in_zone(moment, zone))


def in_zone(moment: datetime, zone: str) -> str:
    """`Today 14:02` or `3 Nov 2026 14:02` by the clock of a time zone, as plain text."""
    local, today = moment.astimezone(ZoneInfo(zone)), now().astimezone(ZoneInfo(zone)).date()
    return f"{_('Today') if local.date() == today else written(local)} {local:%H:%M}"


def day(moment: datetime) -> Markup:
    """`Today` or `3 Nov 2026`."""
    return _marked_up(moment, _day(moment))


def at_site(moment: datetime, site: str) -> Markup:
    """`Today 14:02` or `3 Nov 14:02`, as the clock shows it at a site."""
    zone = ZoneInfo(study().zone(site))
    there = moment.astimezone(zone)
    day = _("Today") if there.date() == now().astimezone(zone).date() else short(there.date())
    return _marked_up(moment, f"{day} {there:%H:%M}")


def short(day: date) -> str:
    """`3 Nov`, of a day near today."""
    dot = "." if language() == "nb" else ""
    return f"{day.day}{dot} {MONTHS[language()][day.month - 1]}"


def clock(moment: datetime) -> Markup:
    """`13:02 UTC`; a page's script may put the tablet's own time in its place."""
    there = moment.astimezone(UTC)
    return _marked_up(there, f"{there:%H:%M} UTC")


def dated(day: date) -> Markup:
    """`3 Nov 2026`, of a day that has no time."""
    return Markup('<time datetime="{}" class="nowrap">{}</time>').format(day.isoformat(), written(day))


def written(day: date) -> str:
    """`3 Nov 2026`, as plain text."""
    return f"{short(day)} {day.year}"


def _day(moment: datetime) -> str:
    local = moment.astimezone()
    if local.date() == now().astimezone().date():
        return _("Today")
    return written(local)


def _marked_up(moment: datetime, shown: str) -> Markup:
    return Markup('<time datetime="{}" class="nowrap">{}</time>').format(moment.isoformat(timespec="seconds"), shown)
