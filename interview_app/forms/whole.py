"""Forms that are taken whole or not at all: a field that was not sent is no empty field.

Browsers send nothing for boxes that nobody ticked, so that a page says of each group of boxes that it was there: in a
hidden field `<name>__sent`, which the macros of templates/components/fields.html write.
"""

from __future__ import annotations

from typing import Any, ClassVar

from wtforms import Field, Form

from interview_app.forms.marking import marked

SENT = "__sent"
ABSENT = marked("This was not sent. Reload the page and enter it again; nothing was changed.")


class WholeForm(Form):
    """A form of a page of ours; it is refused when one of its fields was not on the page that sent it."""

    may_lack: ClassVar[frozenset[str]] = frozenset()
    """Fields for which not sending them says what an empty one says, as radio buttons of which none is pressed."""

    def __init__(self, formdata: Any = None, *rest: Any, **stored: Any) -> None:
        super().__init__(formdata, *rest, **stored)
        self.sent = frozenset(formdata or ())

    def validate(self, *rest: Any, **more: Any) -> bool:
        """True when every field was sent and holds what it can hold."""
        sound = super().validate(*rest, **more)
        absent = [field for field in self if not self._has(field)]
        for field in absent:
            field.errors = [ABSENT]
        return sound and not absent

    def _has(self, field: Field) -> bool:
        return field.short_name in self.may_lack or not self.sent.isdisjoint({field.name, f"{field.name}{SENT}"})
