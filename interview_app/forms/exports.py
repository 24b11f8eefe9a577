"""The form of an export: which interviews, which tables, and for words also what for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, Field
from wtforms.validators import StopValidation

from interview_app.forms.choosing import OneField, Pairs, SeveralField
from interview_app.forms.day_fields import DayField
from interview_app.forms.marking import marked
from interview_app.forms.text_fields import ProseField, tidy
from interview_app.forms.whole import WholeForm


class ExportForm(WholeForm):
    """What a researcher asks for; `with_text` is there only for those to whom words are granted."""

    visits = SeveralField(marked("Visits"))
    sites = SeveralField(marked("Sites"))
    statuses = SeveralField(marked("Status"))
    since = DayField(marked("Begun on or after"), filters=[tidy])
    until = DayField(marked("Begun on or before"), filters=[tidy])
    layouts = SeveralField(marked("Tables"))
    language = OneField(marked("Language of the labels"))
    with_text = BooleanField(marked("Also what people said in their own words"))
    with_paradata = BooleanField(marked("Also how the pages were used (paradata)"))
    purpose = ProseField(marked("Purpose"), 500)

    def validate_purpose(self, field: Field) -> None:
        """Words and paradata need a purpose; nobody is asked for one otherwise."""
        if "with_text" in self and self.with_text.data and not field.data:
            raise StopValidation(marked("Say what the words are needed for."))
        if self.with_paradata.data and not field.data:
            raise StopValidation(marked("Say what the paradata are needed for."))


def export_form(posted: Any, offered: Mapping[str, Pairs], usual: Mapping[str, Any], *, words: bool) -> ExportForm:
    """The form with what can be chosen, by field; `words` is true for those to whom people's words are granted."""
    form = ExportForm(posted, data=usual)
    for field in form:
        if isinstance(field, (OneField, SeveralField)):
            field.offer(offered[field.name])
    if not words:
        del form.with_text
    return form
