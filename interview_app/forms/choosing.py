"""Fields in which one or several options are chosen; options are pairs of value and label."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # its stubs are of an older version
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from interview_app.forms.marking import marked

Pairs = Iterable[tuple[str, str]]


def options(pairs: Pairs) -> list[Any]:
    """The pairs as WTForms wants them."""
    return [SelectChoice(value, label) for value, label in pairs]


class OneField(SelectField):
    """One of several options; those put in later are given with `offer`."""

    def __init__(self, label: str, pairs: Pairs = (), **rest: Any) -> None:
        super().__init__(label, choices=options(pairs), **rest)

    def offer(self, pairs: Pairs) -> None:
        """Offer these options."""
        self.choices = options(pairs)

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse a form that lacks the field: what is stored must not stand in for what was not sent."""
        if not self.raw_data:
            raise StopValidation(marked("Choose one of these."))
        super().pre_validate(form)


class SeveralField(SelectMultipleField):
    """Any number of options; those put in later are given with `offer`."""

    def __init__(self, label: str, pairs: Pairs = (), **rest: Any) -> None:
        super().__init__(label, choices=options(pairs), **rest)

    def offer(self, pairs: Pairs) -> None:
        """Offer these options."""
        self.choices = options(pairs)
