"""The form of a bundle: which reports, of which days and sites, and as what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import Field, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from interview_app.domain.weeks import Week
from interview_app.forms.choosing import OneField, Pairs, SeveralField
from interview_app.forms.day_fields import DayField
from interview_app.forms.marking import marked
from interview_app.forms.text_fields import LineField, required, tidy
from interview_app.forms.whole import WholeForm


class WeekField(StringField):
    """A week as browsers send it, YYYY-Www; empty for none."""

    @property
    def week(self) -> Week | None:
        """The week, None when the field is empty."""
        return Week.read(self.data) if self.data else None

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse what is no week."""
        try:
            if self.data:
                Week.read(self.data)
        except ValueError:
            raise StopValidation(marked("Enter a week as year and number, such as 2026-W14.")) from None


class PurposeField(LineField):
    """What something is for, in a few words."""

    most = 200


class BundleForm(WholeForm):
    """What somebody wants to have together."""

    kind = OneField(marked("Reports"))
    week = WeekField(marked("Week"), filters=[tidy])
    since = DayField(marked("Or first day"), filters=[tidy])
    until = DayField(marked("Last day"), filters=[tidy])
    sites = SeveralField(marked("Sites"))
    language = OneField(marked("Language of the pages"))
    form = OneField(marked("As"))
    purpose = PurposeField(marked("What for"), [required(marked("Say what it is for, in a few words."))])

    by_days: frozenset[str] = frozenset()
    """The kinds that are chosen by days."""

    def validate_week(self, field: Field) -> None:
        """One way of saying which days, where days choose."""
        days = (self.since.data, self.until.data)
        if self.kind.data in self.by_days and (bool(field.data) == all(days) or (field.data and any(days))):
            raise StopValidation(marked("Choose a week, or a first and a last day."))

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day, None where days do not choose."""
        if self.kind.data not in self.by_days:
            return None
        if self.week.week:
            return self.week.week.monday, self.week.week.sunday
        return self.since.day or date.min, self.until.day or date.max


def bundle_form(
    posted: Any, offered: Mapping[str, Pairs], usual: Mapping[str, Any], by_days: frozenset[str]
) -> BundleForm:
    """The form with what can be chosen, by field."""
    form = BundleForm(posted, data=usual)
    form.by_days = by_days
    for field in form:
        if isinstance(field, (OneField, SeveralField)):
            field.offer(offered[field.name])
    return form
