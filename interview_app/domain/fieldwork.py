"""The closed lists of fieldwork: channels, what comes next in a case, where reviews, queries and rechecks stand."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """How an informant was tried."""

    TELEPHONE = "telephone"
    VIDEO = "video"
    IN_PERSON = "in_person"
    TEXT = "text"
    EMAIL = "email"


class Next(StrEnum):
    """What is to happen in a case at its next time."""

    NOTHING = ""
    CALLBACK = "callback"
    APPOINTMENT = "appointment"


class Design(StrEnum):
    """Why an interview is held beside the plain one."""

    PLAIN = ""
    DRAWN = "drawn"
    """A second opinion that the study's random share asks for."""
    MARKED = "marked"
    """A second opinion that somebody asked for."""
    VERIFICATION = "verification"


class ReviewState(StrEnum):
    """Where a completed interview stands with its supervisor."""

    WAITING = "waiting"
    RETURNED = "returned"
    SIGNED = "signed"
    VOIDED = "voided"
    """Amended after it was signed: the signature no longer counts."""


class QueryState(StrEnum):
    """Where a question about one answer stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class RecheckState(StrEnum):
    """Where it stands to ask some questions of an interview once more."""

    DRAWN = "drawn"
    ENTERED = "entered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    VOIDED = "voided"


class Decision(StrEnum):
    """What a supervisor makes of an interview that was rechecked."""

    ACCEPT = "accept"
    RETURN = "return"
    VOID = "void"
