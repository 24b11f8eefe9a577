"""The forms of participants: enrolling one, and changing arm or status."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import Form, SelectField

from interview_app.domain.participation import Participation
from interview_app.forms.marking import marked

Choices = Iterable[tuple[str, str]]


class EnrolForm(Form):
    """A new participant; the code is made by the application."""

    site = SelectField(marked("Site"))
    arm = SelectField(marked("Arm"))


class ParticipantForm(Form):
    """What may change about a participant."""

    arm = SelectField(marked("Arm"))
    status = SelectField(marked("Status"), choices=[status.value for status in Participation])


def enrol_form(posted: Any, sites: Choices, arms: Choices) -> EnrolForm:
    """The form with the sites of whoever fills it in and the arms of the study."""
    form = EnrolForm(posted)
    form.site.choices, form.arm.choices = list(sites), list(arms)
    return form


def participant_form(posted: Any, arms: Choices, participant: Any) -> ParticipantForm:
    """The form of a participant as stored."""
    form = ParticipantForm(posted, obj=participant)
    form.arm.choices = list(arms)
    return form
