"""The form for a printed file that somebody asks about."""

from __future__ import annotations

from wtforms import FileField
from wtforms.validators import StopValidation

from interview_app.forms.marking import marked
from interview_app.forms.whole import WholeForm


class PrintedFileForm(WholeForm):
    """The file, as it was printed or saved; it is looked at and not kept."""

    may_lack = frozenset({"file"})

    file = FileField(marked("PDF"))

    def validate_file(self, field: FileField) -> None:
        """Ask for it where none was chosen."""
        if not getattr(field.data, "filename", ""):
            raise StopValidation(marked("Choose a file."))
