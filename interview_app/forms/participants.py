"""The forms of participants: enrolling one, and changing arm or status."""

from __future__ import annotations

from typing import Any

from interview_app.domain.participation import Participation
from interview_app.forms.choosing import OneField, Pairs
from interview_app.forms.marking import marked
from interview_app.forms.whole import WholeForm


class EnrolForm(WholeForm):
    """A new participant; the code is made by the application."""

    site = OneField(marked("Site"))
    arm = OneField(marked("Arm"))


class ParticipantForm(WholeForm):
    """What may change about a participant."""

    arm = OneField(marked("Arm"))
    status = OneField(marked("Status"))


def enrol_form(posted: Any, sites: Pairs, arms: Pairs) -> EnrolForm:
    """The form with the sites of whoever fills it in and the arms of the study."""
    form = EnrolForm(posted)
    form.site.offer(sites)
    form.arm.offer(arms)
    return form


def participant_form(posted: Any, arms: Pairs, participant: Any) -> ParticipantForm:
    """The form of a participant as stored."""
    form = ParticipantForm(posted, obj=participant)
    form.arm.offer(arms)
    form.status.offer(_statuses(participant.status))
    return form


def _statuses(present: str) -> Pairs:
    """Where a participant can stand: a withdrawal is recorded elsewhere, with its level, and is not taken back."""
    others = [status.value for status in Participation if status is not Participation.WITHDRAWN]
    return [(name, name) for name in ([present] if present == Participation.WITHDRAWN else others)]
