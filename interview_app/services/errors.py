"""What can go wrong when somebody acts, by name; the web and the command line say it in their own way."""

from __future__ import annotations

from interview_app.domain.validity import Gap


class ServiceError(Exception):
    """Something that was asked for and is not done; `code` is stable, the text says what happened and what to do."""

    code = "refused"


class NotFound(ServiceError):
    """There is no such thing, or none that this person may know of."""

    code = "not_found"


class NotAllowed(ServiceError):
    """The person's role does not have this action."""

    code = "not_allowed"


class Closed(ServiceError):
    """The interview's status does not allow the act."""

    code = "closed"


class Overtaken(ServiceError):
    """Somebody else changed the same thing after this person had looked at it."""

    code = "overtaken"


class InstrumentChanged(Closed):
    """The instrument's content is not the one that the interview began with."""

    code = "instrument_changed"


class Gone(ServiceError):
    """What was made for somebody and is not kept any more, or never was theirs."""

    code = "gone"


class Withheld(ServiceError):
    """The participant or the informant has withdrawn, and with them what this was about."""

    code = "withheld"


class Blind(ServiceError):
    """One of two interviews that are to come about without knowing of each other."""

    code = "blind"


class AlreadyOpen(ServiceError):
    """This participant, visit and informant have an interview; `interview_id` names it."""

    code = "already_open"

    def __init__(self, message: str, interview_id: str) -> None:
        super().__init__(message)
        self.interview_id = interview_id


class Incomplete(ServiceError):
    """Gaps that must be settled before an interview can be completed."""

    code = "incomplete"

    def __init__(self, gaps: tuple[Gap, ...]) -> None:
        super().__init__(f"{len(gaps)} things are still open; settle them or break the interview off with a reason.")
        self.gaps = gaps


class Unsuitable(ServiceError):
    """A field holds something it cannot hold; `field` names it, and `fills` are what the `%(name)s` of the text are."""

    code = "unsuitable"

    def __init__(self, field: str, message: str, **fills: str) -> None:
        super().__init__(message % fills if fills else message)
        self.field, self.message, self.fills = field, message, fills
