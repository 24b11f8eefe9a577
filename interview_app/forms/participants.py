"""The forms of participants: enrolling one, what is recorded of their course, moving to another site, withdrawing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar, cast

from wtforms import BooleanField, Field, HiddenField
from wtforms.validators import StopValidation

from interview_app.domain.participation import Participation, Withdrawal
from interview_app.forms.choosing import OneField, Pairs
from interview_app.forms.day_fields import DayField
from interview_app.forms.marking import marked
from interview_app.forms.text_fields import ProseField, required, tidy
from interview_app.forms.whole import WholeForm

DATE = "date_"
"""What the names of fields of the study's own dates begin with, so that no study's date meets another field."""


class DatedForm(WholeForm):
    """A form with a field for each of the dates that the study records of a participant."""

    def dates(self) -> dict[str, date]:
        """The dates that are filled in, by the study's names."""
        days = {field.name.removeprefix(DATE): field.day for field in self.date_fields()}
        return {name: day for name, day in days.items() if day is not None}

    def date_fields(self) -> list[DayField]:
        """The fields of the study's dates, in its order."""
        return [cast(DayField, field) for field in self if field.name.startswith(DATE)]


class EnrolForm(DatedForm):
    """A new participant; the code is made by the application."""

    site = OneField(marked("Site"))
    arm = OneField(marked("Arm"))


class ParticipantForm(DatedForm):
    """What may change about a participant's course."""

    arm = OneField(marked("Arm"))
    status = OneField(marked("Status"))
    left_on = DayField(marked("Since when, if they no longer take part"), filters=[tidy])
    extension = BooleanField(marked("Treatment goes on after the main phase"))
    reason = ProseField(marked("Why a recorded day is corrected"), 1_000)
    seen = HiddenField(marked("Course"))


class MoveForm(WholeForm):
    """The site that a participant moves to."""

    site = OneField(marked("New site"))


class AssignForm(WholeForm):
    """The interviewer who interviews about a participant."""

    interviewer = OneField(marked("Interviewer"))


class WithdrawalForm(WholeForm):
    """How much a participant withdraws, and since when."""

    may_lack = frozenset({"level"})

    level = OneField(marked("What the participant withdraws from"))
    left_on = DayField(marked("From which day"), [required(marked("Enter the day."))], filters=[tidy])
    confirmed = BooleanField(marked("I have read what this does. It cannot be taken back."))

    def chosen(self) -> Withdrawal:
        """The level that was chosen."""
        return Withdrawal(int(self.level.data))

    def validate_confirmed(self, field: Field) -> None:
        """Ask whoever did not tick it."""
        if not field.data:
            raise StopValidation(marked("Tick this to go on."))


Dated = TypeVar("Dated", bound=DatedForm)


def enrol_form(posted: Any, sites: Pairs, arms: Pairs, dates: Pairs) -> EnrolForm:
    """The form with the sites of whoever fills it in, and the arms and dates of the study."""
    form = _with_dates(EnrolForm, dates)(posted)
    form.site.offer(sites)
    form.arm.offer(arms)
    return form


def participant_form(posted: Any, arms: Pairs, dates: Pairs, participant: Any, seen: str) -> ParticipantForm:
    """The form of a participant as stored; `seen` is the mark of that."""
    stored = {DATE + name: day.isoformat() for name, day in participant.dates.items()}
    left_on = participant.left_on and participant.left_on.isoformat()
    held = {name: getattr(participant, name) for name in ("arm", "status", "extension")}
    form = _with_dates(ParticipantForm, dates)(posted, data={**held, **stored, "left_on": left_on, "seen": seen})
    form.arm.offer(arms)
    form.status.offer(_statuses(participant.status))
    return form


def withdrawal_form(posted: Any, levels: Mapping[int, str], usual: Mapping[str, Any]) -> WithdrawalForm:
    """The form with the levels that are open to this participant."""
    form = WithdrawalForm(posted, data=usual)
    form.level.offer((str(level), label) for level, label in levels.items())
    return form


def _with_dates(kind: type[Dated], dates: Pairs) -> type[Dated]:
    fields = {DATE + name: DayField(label, filters=[tidy]) for name, label in dates}
    made: Any = type(kind)
    return cast("type[Dated]", made(kind.__name__, (kind,), fields))


def _statuses(present: str) -> Pairs:
    """Where a participant can stand: a withdrawal is recorded elsewhere, with its level, and is not taken back."""
    others = [status.value for status in Participation if status is not Participation.WITHDRAWN]
    return [(name, name) for name in ([present] if present == Participation.WITHDRAWN else others)]
