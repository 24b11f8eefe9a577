"""The forms of consents: recording one, and the day from which one no longer holds."""

from __future__ import annotations

from typing import Any

from interview_app.forms.choosing import OneField, Pairs, SeveralField
from interview_app.forms.day_fields import DayField
from interview_app.forms.marking import marked
from interview_app.forms.text_fields import LineField, required, tidy
from interview_app.forms.whole import WholeForm


class PlaceField(LineField):
    """Where a paper lies."""

    most = 200


class ConsentForm(WholeForm):
    """A consent as the participant gave it; the signed form itself stays outside."""

    version = OneField(marked("Version of the consent"))
    since = DayField(marked("Given on"), [required(marked("Enter the day."))], filters=[tidy])
    until = DayField(marked("Last day, if it ends"), filters=[tidy])
    scopes = SeveralField(marked("What the participant consented to"))
    without_roles = SeveralField(marked("Informants’ roles that the participant took out"))
    evidence = PlaceField(marked("Where the signed form lies"))


class ConsentWithdrawalForm(WholeForm):
    """The day from which a consent no longer holds."""

    withdrawn_on = DayField(
        marked("From which day it no longer holds"), [required(marked("Enter the day."))], filters=[tidy]
    )


def consent_form(posted: Any, versions: Pairs, scopes: Pairs, roles: Pairs) -> ConsentForm:
    """The form with the study's versions and scopes, and the roles of its instrument."""
    form = ConsentForm(posted)
    form.version.offer(versions)
    form.scopes.offer(scopes)
    form.without_roles.offer(roles)
    return form
