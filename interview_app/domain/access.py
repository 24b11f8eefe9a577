"""Who may do what: roles, actions, and the one table that joins them. What is not in the table is refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Role(StrEnum):
    """A person's part in a study at a site, or for administrators and auditors in the installation."""

    INTERVIEWER = "interviewer"
    SUPERVISOR = "supervisor"
    RESEARCHER = "researcher"
    MANAGER = "manager"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Action(StrEnum):
    """Something that a view or a command lets a person do."""

    CONDUCT = "conduct"
    CALL = "call"
    READ_CONTACTS = "read_contacts"
    READ_INTERVIEWS = "read_interviews"
    AMEND = "amend"
    PRINT = "print"
    REASSIGN = "reassign"
    COMPARE = "compare"
    REVIEW = "review"
    SIGN = "sign"
    EXPORT = "export"
    SEE_SCHEDULE = "see_schedule"
    READ_PROGRESS = "read_progress"
    READ_RESULTS = "read_results"
    MANAGE_PARTICIPANTS = "manage_participants"
    MANAGE_ACCOUNTS = "manage_accounts"
    VERIFY_PRINTS = "verify_prints"
    AUDIT = "audit"
    OWN_ACCOUNT = "own_account"


_ALLOWED: dict[Role, frozenset[Action]] = {
    Role.INTERVIEWER: frozenset(
        {
            Action.CONDUCT,
            Action.CALL,
            Action.READ_CONTACTS,
            Action.READ_INTERVIEWS,
            Action.AMEND,
            Action.PRINT,
            Action.SEE_SCHEDULE,
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            Action.CALL,
            Action.READ_CONTACTS,
            Action.READ_INTERVIEWS,
            Action.AMEND,
            Action.PRINT,
            Action.REASSIGN,
            Action.COMPARE,
            Action.REVIEW,
            Action.SIGN,
            Action.SEE_SCHEDULE,
            Action.READ_PROGRESS,
            Action.READ_RESULTS,
            Action.VERIFY_PRINTS,
        }
    ),
    Role.RESEARCHER: frozenset({Action.EXPORT, Action.READ_PROGRESS, Action.READ_RESULTS, Action.VERIFY_PRINTS}),
    Role.MANAGER: frozenset(
        {Action.MANAGE_PARTICIPANTS, Action.READ_CONTACTS, Action.SEE_SCHEDULE, Action.READ_PROGRESS}
    ),
    Role.ADMIN: frozenset({Action.MANAGE_ACCOUNTS}),
    Role.AUDITOR: frozenset({Action.AUDIT, Action.VERIFY_PRINTS}),
}


def may(role: Role, action: Action) -> bool:
    """True when that role has that action; everyone has OWN_ACCOUNT."""
    return action is Action.OWN_ACCOUNT or action in _ALLOWED[role]


def may_at(grants: Iterable[Grant], action: Action, study: str, site: str) -> bool:
    """True when one of the grants gives that action at that site of that study."""
    return any((study, site) == (grant.study, grant.site) and may(grant.role, action) for grant in grants)


def sees_whole_site(role: Role) -> bool:
    """True when the role reads every interview of its sites, False when only its own."""
    return role is not Role.INTERVIEWER


INSTALLATION_WIDE = frozenset({Role.ADMIN, Role.AUDITOR})
"""The roles that an account has as a whole. All others are granted for one site of one study at a time."""
AT_SITES = tuple(role for role in Role if role not in INSTALLATION_WIDE)


class Grant(NamedTuple):
    """One role at one site of one study."""

    study: str
    site: str
    role: Role


class Hat(NamedTuple):
    """What a person works as at a time: one role in one study; `study` is "" for a role of the whole installation."""

    study: str
    role: Role


@dataclass(frozen=True, slots=True)
class Sites(Set[str]):
    """The codes of some sites of one study. A code alone says nothing: two studies may both have it."""

    study: str = ""
    codes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, study: str, codes: Iterable[str]) -> Sites:
        """These sites of that study."""
        return cls(study, frozenset(codes))

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self.codes))

    def __len__(self) -> int:
        return len(self.codes)

    @classmethod
    def _from_iterable(cls, it: Iterable[str]) -> frozenset[str]:  # type: ignore[override] # codes, of no study
        return frozenset(it)

    def hold(self, study: str, code: str) -> bool:
        """True when that site of that study is among them."""
        return study == self.study and code in self.codes

    def only(self, *codes: str) -> Sites:
        """Those of these codes that are among them; all where none is named."""
        named = frozenset(codes) - {""}
        return Sites(self.study, self.codes & named) if named else self


NOWHERE = Sites()
"""No site of any study."""


def hats(role: Role, grants: Collection[Grant]) -> tuple[Hat, ...]:
    """What somebody with that account's role and these grants can work as; the account's own role stands first."""
    granted = sorted({Hat(grant.study, grant.role) for grant in grants}, key=lambda hat: (hat.role is not role, hat))
    return (Hat("", role), *granted) if role in INSTALLATION_WIDE else tuple(granted)


def sites_of(hat: Hat, grants: Iterable[Grant]) -> Sites:
    """The sites at which somebody has the hat's role in its study."""
    return Sites.of(hat.study, (grant.site for grant in grants if Hat(grant.study, grant.role) == hat))


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts, in one role in one study: an account, or a command line as `cli:<operating-system user>`."""

    id: str
    code: str
    """What ledgers, exports and PDFs show, such as int-04."""
    role: Role
    sites: Sites
    name: str = ""
    reads_text: bool = False

    def may(self, action: Action) -> bool:
        """True when the actor's role has that action."""
        return may(self.role, action)
