"""Failures in one line each: what went wrong, where, and what to do; never a traceback."""

from __future__ import annotations

import os

NOT_DONE, NOT_POSSIBLE = 1, 2

_CODES = {"Unconfigured": NOT_POSSIBLE, "KeyFault": NOT_POSSIBLE, "StorageUnavailable": NOT_POSSIBLE}
_REMEDIES = {
    "Unreadable": "This cannot be read: the participant's key was destroyed, or what is stored was altered. "
    "`interview-app verify` names it; a backup may still have it.",
    "StorageFull": "The disk is full: free some space and try again; nothing was half done.",
    "StorageBusy": "The database is busy: try again in a moment; nothing was half done.",
}


class Failure(Exception):
    """A command that cannot be carried out; the message says why and what to do."""


def told(error: Exception) -> tuple[str, int]:
    """The line to print for an error, and the exit code. With INTERVIEW_DEBUG set, the error itself is raised."""
    if os.environ.get("INTERVIEW_DEBUG"):
        raise error
    name = type(error).__name__
    if type(error).__module__.startswith("interview_app."):
        return _REMEDIES.get(name) or str(error) or name, _CODES.get(name, NOT_DONE)
    if isinstance(error, OSError) and error.strerror:
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror}. Check the path and who may write there.", NOT_DONE
    return f"unexpected: {name}: {_first_line(error)} (INTERVIEW_DEBUG=1 shows where)", NOT_DONE


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0]
