"""The form with which an interview begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from wtforms import HiddenField, RadioField, SelectField, StringField

from interview_app.forms.day_fields import ClockField, DayField
from interview_app.forms.marking import marked
from interview_app.forms.text_fields import required, tidy
from interview_app.forms.whole import WholeForm

Choices = Iterable[tuple[str, str]]


class StartForm(WholeForm):
    """What the interviewer chooses; the participant was chosen on the page before."""

    may_lack = frozenset({"visit", "form", "informant", "mode", "language", "held_on", "held_time", "held_by"})

    participant = HiddenField(marked("Participant"))
    visit = RadioField(marked("Visit"), [required(marked("Choose the visit."))], validate_choice=False)
    form = RadioField(marked("Form"), validate_choice=False)
    informant = RadioField(marked("Informant"), [required(marked("Choose whom you interview."))], validate_choice=False)
    mode = RadioField(
        marked("How the interview is held"), [required(marked("Choose how it is held."))], validate_choice=False
    )
    language = RadioField(
        marked("Language of the interview"), [required(marked("Choose the language."))], validate_choice=False
    )
    outside_reason = StringField(marked("Why it is held outside its window"))
    entry = RadioField(marked("Answers are"), validate_choice=False, default="live")
    held_on = DayField(marked("Day on which it was held"), filters=[tidy])
    held_time = ClockField(marked("Time, if it was noted"), filters=[tidy])
    held_by = SelectField(marked("Who held it"), validate_choice=False)

    def offer(self, choices: Mapping[str, Choices]) -> None:
        """Give the fields what there is to choose; whether a choice fits is for the service to say."""
        for name, offered in choices.items():
            cast(SelectField, self[name]).choices = list(offered)


def start_form(posted: Any, usual: Mapping[str, str]) -> StartForm:
    """The form filled in with what is usual; a post wins over that."""
    return StartForm(posted, data=usual)
