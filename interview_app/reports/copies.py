"""What whoever prints chooses about their copy of a report, whichever report it is."""

from __future__ import annotations

from typing import Literal, NamedTuple

Paper = Literal["A4", "Letter"]


class Copy(NamedTuple):
    """How one copy is made; the same record in the same copy is the same file, byte for byte."""

    language: str = "en"
    paper: Paper = "A4"
    reader: str = ""
    """The code of whom it is made for, which then stands quietly on every page; "" for nobody's."""
    archive: bool = False
    """A PDF/A-3a with its data attached as CSV, instead of a PDF/UA-1."""


USUAL = Copy()
