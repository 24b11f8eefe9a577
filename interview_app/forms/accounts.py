"""The forms of accounts: signing in, an account as the administrator fills it in, and what a person changes alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
import re
from typing import Any

from wtforms import BooleanField, Field, Form
from wtforms.validators import StopValidation

from interview_app.domain.access import AT_SITES, INSTALLATION_WIDE, Grant, Role
from interview_app.forms.choosing import OneField, SeveralField
from interview_app.forms.marking import marked
from interview_app.forms.text_fields import LineField, SecretField, required
from interview_app.forms.whole import WholeForm

OFFICES = ("none", *(role.value for role in Role if role in INSTALLATION_WIDE))
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


def written(grant: Grant) -> str:
    """A grant as a form sends it."""
    return "/".join(grant)


def granted(values: Iterable[str] | None) -> frozenset[Grant]:
    """The grants that a form sent; what is none is left out, for the field itself refuses it."""
    parts = (value.split("/") for value in values or ())
    return frozenset(Grant(part[0], part[1], Role(part[2])) for part in parts if len(part) == 3 and part[2] in AT_SITES)


class AccountForm(WholeForm):
    """An account as the administrator fills it in; `grants` are those that can be given, put in by `account_form`."""

    user_name = LineField(marked("User name"), [required(marked("Enter a user name.")), _is_user_name])
    display_name = LineField(marked("Name shown to colleagues"))
    office = OneField(marked("Role in the whole installation"), [(name, name) for name in OFFICES])
    grants = SeveralField(marked("Roles at sites"))
    language = OneField(marked("Language of the pages"), LANGUAGES)
    reads_text = BooleanField(marked("May export free text"))

    def validate_reads_text(self, field: Field) -> None:
        """Free text is granted to researchers alone: the others read no export."""
        if field.data and Role.RESEARCHER not in {grant.role for grant in granted(self.grants.data)}:
            raise StopValidation(marked("Only a researcher can be granted free text."))


def account_form(posted: Any, offered: Iterable[Grant], stored: Mapping[str, Any] | None = None) -> AccountForm:
    """The form of a new account, or of one that is changed: its user name then stays as it is."""
    form = AccountForm(posted, data=stored)
    form.grants.offer((written(grant), written(grant)) for grant in offered)
    if stored is not None:
        del form.user_name
    return form
