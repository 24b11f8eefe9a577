"""An interview on paper: when it was held and by whom. Whoever types it in says so, and it is kept with the start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, Row

from interview_app.domain.access import Action, may_at
from interview_app.domain.interview import Entry
from interview_app.domain.study import Study
from interview_app.services.errors import Unsuitable
from interview_app.services.informants import roles
from interview_app.storage import accounts, interviews
from interview_app.storage.accounts import Account
from interview_app.storage.engine import Store
from interview_app.storage.keys import Sealer

ROLE = "role:"
"""What stands before the name of a role, where somebody without an account held the interview."""


@dataclass(frozen=True, slots=True)
class Held:
    """The day, what the clock said there if it was noted, and who held it: an account's code, or ROLE and a role."""

    on: date | None = None
    at: time | None = None
    by: str = ""

    def columns(self) -> dict[str, str | None]:
        """The columns of the interview's row: YYYY-MM-DD and HH:MM."""
        return {
            "held_on": self.on.isoformat() if self.on else None,
            "held_time": f"{self.at:%H:%M}" if self.at is not None else None,
        }

    def told(self) -> dict[str, str]:
        """What the start of the interview tells of who held it; nothing of one that is typed while asking."""
        if not self.by:
            return {}
        return {"held_by_role": self.by.removeprefix(ROLE)} if self.by.startswith(ROLE) else {"held_by": self.by}


UNTOLD = Held()


def held(entry: Entry, told: Held, *, enrolled_at: datetime, now: datetime) -> Held:
    """What is kept of what was told; nothing for an interview that is typed while asking. Raises Unsuitable.

    Paper knows no time zone: a day counts as over where it is so on the server's clock or in UTC.
    """
    if entry is not Entry.PAPER:
        return UNTOLD
    if told.on is None:
        raise Unsuitable("held_on", "Say on which day the interview on paper was held.")
    if (told.on, told.at or time.min) > max((clock.date(), clock.time()) for clock in _clocks(now)):
        raise Unsuitable("held_on", "This lies in the future: say when the interview on paper was held.")
    if told.on < min(clock.date() for clock in _clocks(enrolled_at)):
        raise Unsuitable("held_on", "On this day the participant was not enrolled yet.")
    return told


def must_be_held_by_somebody(connection: Connection, study: Study, site: str, by: str) -> None:
    """Refuse paper of which nobody known is said to have held it; raises Unsuitable."""
    if by.startswith(ROLE):
        known = by.removeprefix(ROLE) in {role.name for role in roles(study)}
    else:
        known = by in {account.code for account in _interviewers(connection, study, site)}
    if not known:
        raise Unsuitable("held_by", "Choose who held the interview on paper.")


def must_be_held_by_another(
    connection: Connection, sealer: Sealer, first: Row[Any] | None, *, by: str, field: str
) -> None:
    """Refuse a second opinion by whoever held the first or typed it in; raises Unsuitable for that field."""
    if first is None:
        return
    kept = interviews.document(connection, sealer, first.id).get("paper", {})
    if by in {first.interviewer, kept.get("held_by")}:
        raise Unsuitable(field, "The first interview of this visit was held by the same person. Ask another.")


def holders(store: Store, study: Study, site: str) -> list[str]:
    """The codes of those who can have held an interview at a site, whoever has left since included."""
    with store.reading() as connection:
        return [account.code for account in _interviewers(connection, study, site)]


def _interviewers(connection: Connection, study: Study, site: str) -> list[Account]:
    return [each for each in accounts.every(connection) if may_at(each.grants, Action.CONDUCT, study.id, site)]


def _clocks(moment: datetime) -> tuple[datetime, datetime]:
    return moment, moment.astimezone()
