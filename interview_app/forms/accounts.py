"""The forms of accounts: signing in, an account as the administrator fills it in, and what a person changes alone."""

from __future__ import annotations

from collections.abc import Mapping
import re
from typing import Any

from wtforms import BooleanField, Field, Form
from wtforms.validators import StopValidation

from interview_app.domain.access import Role
from interview_app.forms.choosing import OneField, Pairs, SeveralField
from interview_app.forms.marking import marked
from interview_app.forms.text_fields import LineField, SecretField, required
from interview_app.forms.whole import WholeForm

LANGUAGES = (("en", "English"), ("nb", "Norsk bokmål"))
_USER_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{2,63}")


def _is_user_name(form: Form, field: Field) -> None:
    if not _USER_NAME.fullmatch((field.data or "").casefold()):
        raise StopValidation(marked("Use 3 to 64 letters, digits, dots or hyphens, the first a letter or digit."))


class SignInForm(WholeForm):
    """User name and password."""

    user_name = LineField(marked("User name"), [required(marked("Enter your user name."))])
    password = SecretField(marked("Password"), [required(marked("Enter your password."))])


class OwnForm(WholeForm):
    """What a person changes about the own account."""

    display_name = LineField(marked("Name shown to colleagues"))
    language = OneField(marked("Language of the pages"), LANGUAGES)


class PasswordForm(WholeForm):
    """A new password, with the present one as proof."""

    current = SecretField(marked("Present password"), [required(marked("Enter your present password."))])
    new = SecretField(marked("New password"), [required(marked("Enter a new password."))])


class AccountForm(WholeForm):
    """An account as the administrator fills it in; `sites` are the study's, put in by `account_form`."""

    user_name = LineField(marked("User name"), [required(marked("Enter a user name.")), _is_user_name])
    display_name = LineField(marked("Name shown to colleagues"))
    role = OneField(marked("Role"), [(role.value, role.value) for role in Role])
    sites = SeveralField(marked("Sites"))
    language = OneField(marked("Language of the pages"), LANGUAGES)
    reads_text = BooleanField(marked("May export free text"))

    def validate_reads_text(self, field: Field) -> None:
        """Free text is granted to researchers alone: the others read no export."""
        if field.data and self.role.data != Role.RESEARCHER:
            raise StopValidation(marked("Only a researcher can be granted free text."))


def account_form(posted: Any, sites: Pairs, stored: Mapping[str, Any] | None = None) -> AccountForm:
    """The form of a new account, or of one that is changed: its user name then stays as it is."""
    form = AccountForm(posted, data=stored)
    form.sites.offer(sites)
    if stored is not None:
        del form.user_name
    return form
