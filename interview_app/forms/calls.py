"""The forms of callers: how a call went and what was agreed, how a case is settled, how an informant is reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
import re
from typing import Any

from wtforms import BooleanField, Field, HiddenField, RadioField, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from interview_app.forms.choosing import OneField, Pairs
from interview_app.forms.day_fields import ClockField, DayField
from interview_app.forms.marking import marked
from interview_app.forms.text_fields import LineField, ProseField, tidy
from interview_app.forms.whole import WholeForm

LONGEST_NOTE = 1_000
SURE = marked("The note tells of nobody: no name, number, address or date of a person")
_LENGTH = re.compile(r"(\d{1,3})(?::([0-5]\d))?")


class LengthField(StringField):
    """How long something took, as minutes or as minutes and seconds; empty for not at all."""

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse what is no length."""
        if self.data and not _LENGTH.fullmatch(self.data):
            raise StopValidation(marked("Write the length as minutes and seconds, such as 4:30; at most four hours."))

    @property
    def seconds(self) -> int:
        """The length; 0 when the field is empty."""
        found = _LENGTH.fullmatch(self.data or "")
        return int(found[1]) * 60 + int(found[2] or 0) if found else 0


class LinkField(LineField):
    """The address of a meeting."""

    most = 500


class ZoneField(LineField):
    """The name of a time zone; empty for the site's."""

    most = 60


class SeenForm(WholeForm):
    """What is done about a case; `seen` is the case's version on the page."""

    may_lack = frozenset({"outcome"})

    seen = HiddenField(marked("Case"))

    @property
    def version(self) -> int | None:
        """The version of the case that the page showed; None where it did not say."""
        told = self.seen.data or ""
        return int(told) if told.isascii() and told.isdecimal() and len(told) < 9 else None


class NotedForm(SeenForm):
    """A note beside what is done, which must name nobody."""

    note = ProseField(marked("Note"), LONGEST_NOTE)
    sure = BooleanField(SURE)


class AttemptForm(NotedForm):
    """How a call went, when to try again, and what was agreed."""

    channel = OneField(marked("Tried by"))
    outcome = RadioField(marked("Outcome"), validate_choice=False)
    length = LengthField(marked("Length, minutes and seconds"), filters=[tidy])
    next_on = DayField(marked("Next time: day"), filters=[tidy])
    next_time = ClockField(marked("Time"), filters=[tidy])
    zone = ZoneField(marked("Time zone"))
    mode = OneField(marked("Held"))
    link = LinkField(marked("Address of the meeting"))

    def validate_next_time(self, field: Field) -> None:
        """A day and a time belong together."""
        if bool(field.data) != bool(self.next_on.data):
            raise StopValidation(marked("Enter both a day and a time, or neither."))

    def offer(self, channels: Pairs, outcomes: Iterable[tuple[str, str]], modes: Pairs) -> None:
        """Put in what there is to choose."""
        self.channel.offer(channels)
        self.outcome.choices = list(outcomes)
        self.mode.offer(modes)


class SettleForm(NotedForm):
    """How a case is settled without a call."""

    outcome = OneField(marked("Settle as"), id="settling-outcome")
    note = ProseField(marked("Note"), LONGEST_NOTE, id="settling-note")
    sure = BooleanField(SURE, id="settling-sure")


class TakeBackForm(NotedForm):
    """Why what settled a case was a mistake."""

    note = ProseField(marked("Why it is taken back"), LONGEST_NOTE, id="back-note")
    sure = BooleanField(SURE, id="back-sure")


class HandOverForm(SeenForm):
    """Who goes on with a case."""

    interviewer = OneField(marked("Interviewer"))


class ContactForm(WholeForm):
    """How an informant is reached at work."""

    name = LineField(marked("Name"))
    phones = ProseField(marked("Telephone numbers at work"), 100)
    email = LineField(marked("E-mail"))
    link = LinkField(marked("Address of the meeting"))
    best_time = LineField(marked("Best time"))
    zone = ZoneField(marked("Time zone"))

    def numbers(self) -> tuple[str, ...]:
        """The telephone numbers, one a line."""
        return tuple(line for line in (self.phones.data or "").splitlines() if line.strip())


def contact_form(posted: Any, stored: Mapping[str, Any] | None = None) -> ContactForm:
    """The form with what is kept."""
    kept = dict(stored or {})
    return ContactForm(posted, data=kept | {"phones": "\n".join(kept.get("phones", ()))})
