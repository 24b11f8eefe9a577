"""Fields for what people type: trimmed, composed the same way whatever keyboard it came from, and bounded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
import unicodedata

from wtforms import Field, Form, PasswordField, StringField
from wtforms.validators import StopValidation

from interview_app.forms.marking import marked

Check = Callable[[Form, Field], None]


def tidy(text: str | None) -> str | None:
    """The text composed (NFC), without space at its ends."""
    return unicodedata.normalize("NFC", text).strip() if text else text


def required(message: str) -> Check:
    """Refuse an empty field in these words."""

    def check(form: Form, field: Field) -> None:
        if not field.data:
            raise StopValidation(message)

    return check


def at_most(length: int, message: str) -> Check:
    """Refuse a longer text in these words."""

    def check(form: Form, field: Field) -> None:
        if len(field.data or "") > length:
            raise StopValidation(message)

    return check


def printable(form: Form, field: Field) -> None:
    """Refuse control characters, lone surrogates and marks that turn the reading direction."""
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co"} for letter in field.data or ""):
        raise StopValidation(marked("Use only letters, digits, signs and spaces."))


class LineField(StringField):
    """One line of text."""

    def __init__(self, label: str, checks: Sequence[Check] = (), **rest: Any) -> None:
        too_long = at_most(100, marked("That is too long: at most 100 characters."))
        super().__init__(label, [*checks, too_long, printable], filters=[tidy], **rest)


class SecretField(PasswordField):
    """A password, taken as typed: not trimmed, never sent back."""

    def __init__(self, label: str, checks: Sequence[Check] = (), **rest: Any) -> None:
        super().__init__(label, [*checks, at_most(1_000, marked("That is too long."))], **rest)
