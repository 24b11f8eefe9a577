"""Fields for what people type: trimmed, composed the same way whatever keyboard it came from, and bounded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
import unicodedata

from wtforms import Field, Form, PasswordField, StringField, TextAreaField
from wtforms.validators import StopValidation

from interview_app.forms.marking import Told, marked

TOO_LONG = marked("That is too long: it has %(has)s characters, at most %(most)s are possible.")
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


def at_most(length: int) -> Check:
    """Refuse a longer text, saying how long it is; nothing is cut off."""

    def check(form: Form, field: Field) -> None:
        if (has := len(field.data or "")) > length:
            raise StopValidation(Told(TOO_LONG, has=str(has), most=str(length)))

    return check


def printable(form: Form, field: Field) -> None:
    """Refuse control characters, lone surrogates and marks that turn the reading direction."""
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co"} for letter in field.data or ""):
        raise StopValidation(marked("Use only letters, digits, signs and spaces."))


class LineField(StringField):
    """One line of text."""

    most = 100

    def __init__(self, label: str, checks: Sequence[Check] = (), **rest: Any) -> None:
        super().__init__(label, [*checks, at_most(self.most), printable], filters=[tidy], **rest)


class ProseField(TextAreaField):
    """Several lines of text, at most `most` characters."""

    def __init__(self, label: str, most: int, checks: Sequence[Check] = (), **rest: Any) -> None:
        self.most = most
        super().__init__(label, [*checks, at_most(most)], filters=[_plain_ends, tidy], **rest)


def _plain_ends(text: str | None) -> str | None:
    """Browsers send two characters where a line ends."""
    return text.replace("\r\n", "\n") if text else text


class SecretField(PasswordField):
    """A password, taken as typed: not trimmed, never sent back."""

    def __init__(self, label: str, checks: Sequence[Check] = (), **rest: Any) -> None:
        super().__init__(label, [*checks, at_most(1_000)], **rest)
