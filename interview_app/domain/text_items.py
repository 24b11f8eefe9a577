"""The item types that hold words, show words or compute: text, note and calculated value."""

from __future__ import annotations

from dataclasses import dataclass, field
import re
from typing import ClassVar, Literal
import unicodedata

from interview_app.domain.item import Cell, Column, Invalid, Item, Plain, Stored, Tree
from interview_app.domain.privacy import has_identity_number

MAX_TEXT = 10_000

_LINE_END = re.compile(r"\r\n?|[\x0b\x0c]")
_UNSTORABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, kw_only=True)
class FreeText(Item):
    """Words typed by the interviewer, in composed Unicode with plain line ends; exported only to texts.csv."""

    kind: ClassVar[str] = "text"
    max_length: int = MAX_TEXT

    def parse(self, raw: object) -> Stored:
        if not isinstance(raw, str) or not raw.strip():
            raise Invalid("empty")
        if len(raw) > 2 * self.max_length:  # line ends and accents may take two characters before they are composed
            raise Invalid("too_long", high=self.max_length, has=len(raw))
        text = unicodedata.normalize("NFC", _LINE_END.sub("\n", raw))
        if _UNSTORABLE.search(text):
            raise Invalid("unreadable")
        if len(text) > self.max_length:
            raise Invalid("too_long", high=self.max_length, has=len(text))
        if has_identity_number(text):
            raise Invalid("identity_number")
        return text


@dataclass(frozen=True, kw_only=True)
class Note(Item):
    """A text to read; it holds no answer."""

    kind: ClassVar[str] = "note"
    stores: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class Calculated(Item):
    """A value that an expression gives; `result` says whether it is a number or a text."""

    kind: ClassVar[str] = "calculate"
    calculation: Tree = field(default_factory=list)
    calculation_source: str = ""
    result: Literal["number", "text"] = "number"

    def parse(self, raw: object) -> Stored:
        raise Invalid("calculated")

    def stored(self, result: Plain) -> Stored:
        """The stored form of what the expression gave: an int, a float's exact digits, or a text."""
        if isinstance(result, float):
            return repr(result)
        return int(result) if isinstance(result, bool) else result

    def plain(self, value: Stored) -> Plain:
        return float(value) if self.result == "number" and isinstance(value, str) else super().plain(value)

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.id, "Float64" if self.result == "number" else "string"),)

    def cells(self, value: Stored) -> tuple[Cell, ...]:
        return (str(value),)
