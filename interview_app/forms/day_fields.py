"""Fields for a day and for a time of day, as browsers send them."""

from __future__ import annotations

from datetime import date, time
import re

from wtforms import StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from interview_app.forms.marking import marked

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class DayField(StringField):
    """A day as browsers send it, YYYY-MM-DD; empty for any."""

    @property
    def day(self) -> date | None:
        """The day, None when the field is empty."""
        return date.fromisoformat(self.data) if self.data else None

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse what is no day."""
        try:
            valid = not self.data or date.fromisoformat(self.data).isoformat() == self.data
        except ValueError:
            valid = False
        if not valid:
            raise StopValidation(marked("Enter a day as year-month-day, such as 2026-03-13."))


class ClockField(StringField):
    """A time of day, HH:MM; empty where it is not known."""

    @property
    def clock(self) -> time | None:
        """The time, None when the field is empty."""
        return time.fromisoformat(self.data) if self.data else None

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse what is no time."""
        if self.data and not _CLOCK.fullmatch(self.data):
            raise StopValidation(marked("Enter a time as hours and minutes, such as 14:30."))
