"""The forms of enrolling from a file: choosing it, and confirming what was shown of it."""

from __future__ import annotations

from wtforms import FileField, HiddenField
from wtforms.validators import StopValidation

from interview_app.forms.marking import marked
from interview_app.forms.whole import WholeForm


class FileForm(WholeForm):
    """The file, as it lies on the manager's computer."""

    may_lack = frozenset({"file"})

    file = FileField(marked("CSV file"))

    def validate_file(self, field: FileField) -> None:
        """Ask for it where none was chosen."""
        if not getattr(field.data, "filename", ""):
            raise StopValidation(marked("Choose a file."))


class ConfirmForm(WholeForm):
    """What was shown, and the hash by which it is known again."""

    content = HiddenField(marked("CSV file"))
    digest = HiddenField(marked("CSV file"))
