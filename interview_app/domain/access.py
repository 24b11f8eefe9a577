"""Who may do what: roles, actions, and the one table that joins them. What is not in the table is refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """A person's part in the study; one account has one role."""

    INTERVIEWER = "interviewer"
    SUPERVISOR = "supervisor"
    RESEARCHER = "researcher"
    MANAGER = "manager"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Action(StrEnum):
    """Something that a view or a command lets a person do."""

    CONDUCT = "conduct"
    READ_INTERVIEWS = "read_interviews"
    AMEND = "amend"
    PRINT = "print"
    REASSIGN = "reassign"
    EXPORT = "export"
    MANAGE_PARTICIPANTS = "manage_participants"
    MANAGE_ACCOUNTS = "manage_accounts"
    AUDIT = "audit"
    OWN_ACCOUNT = "own_account"


_ALLOWED: dict[Role, frozenset[Action]] = {
    Role.INTERVIEWER: frozenset({Action.CONDUCT, Action.READ_INTERVIEWS, Action.AMEND, Action.PRINT}),
    Role.SUPERVISOR: frozenset({Action.READ_INTERVIEWS, Action.AMEND, Action.PRINT, Action.REASSIGN}),
    Role.RESEARCHER: frozenset({Action.EXPORT}),
    Role.MANAGER: frozenset({Action.MANAGE_PARTICIPANTS}),
    Role.ADMIN: frozenset({Action.MANAGE_ACCOUNTS}),
    Role.AUDITOR: frozenset({Action.AUDIT}),
}


def may(role: Role, action: Action) -> bool:
    """True when that role has that action; everyone has OWN_ACCOUNT."""
    return action is Action.OWN_ACCOUNT or action in _ALLOWED[role]


def sees_whole_site(role: Role) -> bool:
    """True when the role reads every interview of its sites, False when only its own."""
    return role is not Role.INTERVIEWER


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: an account, or a command line as `cli:<operating-system user>`."""

    id: str
    code: str
    """What ledgers, exports and PDFs show, such as int-04."""
    role: Role
    sites: frozenset[str]
    name: str = ""
    reads_text: bool = False

    def may(self, action: Action) -> bool:
        """True when the actor's role has that action."""
        return may(self.role, action)
