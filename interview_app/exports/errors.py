"""What can go wrong with an export, each with what happened and what to do about it."""

from __future__ import annotations


class ExportError(Exception):
    """An export that cannot be made or read; `what` happened and the `remedy` make the message."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")
        self.what = what
        self.remedy = remedy


class TargetTaken(ExportError):
    """The folder or file to write to is there already and is not an empty folder."""


class InstrumentUnknown(ExportError):
    """An interview was held with an instrument version that is not at hand, or whose content has changed since."""


class CountsDiffer(ExportError):
    """What went into the files is not what came out of the store; nothing is published."""


class Damaged(ExportError):
    """A file of an export is not, byte for byte, what its manifest says."""


class NotAnExport(ExportError):
    """A folder or a zip without a manifest, or without the file asked for."""
