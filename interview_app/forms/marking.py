"""Marks the texts of forms for translation; the page that shows them translates them and then fills in the blanks."""

from __future__ import annotations

from collections.abc import Mapping


def marked(text: str) -> str:
    """The same text, found by whoever collects what is to be translated."""
    return text


class Told(str):
    """A marked text with what fills its `%(name)s`."""

    __slots__ = ("fills",)

    fills: Mapping[str, str]

    def __new__(cls, text: str, **fills: str) -> Told:
        told = super().__new__(cls, text)
        told.fills = fills
        return told


OF_WTFORMS = (
    marked("Not a valid choice."),
    marked("'%(value)s' is not a valid choice for this field."),
    marked("'%(value)s' are not valid choices for this field."),
    marked("Invalid Choice: could not coerce."),
)
"""What WTForms itself says, so that it is translated too."""
