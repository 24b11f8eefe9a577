"""The form of how an informant knows a participant."""

from __future__ import annotations

from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from interview_app.domain.informing import Acquaintance
from interview_app.forms.day_fields import DayField
from interview_app.forms.marking import marked
from interview_app.forms.text_fields import LineField, tidy
from interview_app.forms.whole import WholeForm


class AcquaintanceForm(WholeForm):
    """Since when, until when and how long; each may stay empty."""

    since = DayField(marked("Works with the participant since"), filters=[tidy])
    until = DayField(marked("Last day, when it has ended"), filters=[tidy])
    months_known = LineField(marked("Months that they have known each other"))

    def validate_months_known(self, field: Field) -> None:
        """Whole months."""
        if field.data and not (field.data.isascii() and field.data.isdecimal() and len(field.data) < 5):
            raise StopValidation(marked("Write whole months, from 0 to 600."))

    def known(self) -> Acquaintance:
        """What the form says."""
        months = self.months_known.data
        return Acquaintance(self.since.day, self.until.day, int(months) if months else None)


def acquaintance_form(posted: Any, known: Acquaintance) -> AcquaintanceForm:
    """The form of an acquaintance as stored."""
    days = {name: day.isoformat() for name in ("since", "until") if (day := getattr(known, name)) is not None}
    months = "" if known.months_known is None else str(known.months_known)
    return AcquaintanceForm(posted, data={**days, "months_known": months})
