"""How pages say what is recorded of people: since when they know each other, how many days are left, lists of names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from flask import Flask

from interview_app.domain.informing import Acquaintance
from interview_app.web.language import gettext as _
from interview_app.web.language import ngettext
from interview_app.web.times import written


def register(app: Flask) -> None:
    """Let templates ask for these."""
    app.jinja_env.globals.update(known_words=known_words, days_left=days_left, names_of=names_of)


def known_words(known: Acquaintance) -> str:
    """Since when, until when and how long somebody has known a participant."""
    said = []
    if known.since:
        said.append(_("since %(day)s", day=written(known.since)))
    if known.until:
        said.append(_("until %(day)s", day=written(known.until)))
    if known.months_known is not None:
        months = known.months_known
        said.append(ngettext("knew each other for %(num)s month", "knew each other for %(num)s months", months))
    return ", ".join(said) or _("since when is not recorded")


def days_left(due: date, today: date) -> str:
    """How many days there are until a day, or by how many it has passed."""
    days = (due - today).days
    if days < 0:
        return ngettext("%(num)s day overdue", "%(num)s days overdue", -days)
    return ngettext("%(num)s day left", "%(num)s days left", days)


def names_of(codes: Iterable[str], names: Mapping[str, str]) -> str:
    """The names of these codes, with commas between them."""
    return ", ".join(names.get(code, code) for code in codes)
