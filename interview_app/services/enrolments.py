"""Enrolling many participants from a file: shown with every problem first, then all of them or nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
import hashlib

from sqlalchemy import Connection

from interview_app.domain.access import Action, Actor
from interview_app.domain.study import Study
from interview_app.forms.marking import marked
from interview_app.services import consents, schedule
from interview_app.services.errors import Overtaken, ServiceError, Unsuitable
from interview_app.services.participants import Enrolment, admit, course_objections, free_codes, require
from interview_app.services.rolls import Entry, Problem, Roll, columns, read
from interview_app.storage import participants, studies
from interview_app.storage.engine import Store

FIELD_OF = {"version": "consent_version", "since": "consent_since"}
"""The columns that hold what a consent's fields are called elsewhere."""


class NotEnrolled(ServiceError):
    """A list in which something is wrong; nobody was enrolled."""

    code = "not_enrolled"

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("Something in this list is wrong. Nobody was enrolled.")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would enrol, and every problem of it; `digest` names this content, this study and who is in it."""

    entries: list[Entry]
    problems: list[Problem]
    digest: str

    @property
    def counted(self) -> Mapping[tuple[str, str], int]:
        """How many participants there are of each site and arm."""
        return Counter((entry.site, entry.arm) for entry in self.entries)


def preview(store: Store, actor: Actor, study: Study, content: bytes, *, now: datetime) -> Preview:
    """Look at a file without enrolling anybody. Raises NotAllowed."""
    require(actor, Action.MANAGE_PARTICIPANTS)
    with store.reading() as connection:
        return _preview(connection, actor, study, content, now)


def enrol_all(
    store: Store,
    actor: Actor,
    study: Study,
    content: bytes,
    digest: str,
    *,
    now: datetime,
    done: Callable[[], None] = lambda: None,
) -> list[tuple[Entry, str]]:
    """Enrol everybody in the file in one transaction and say under which codes; `done` is called after each.

    `digest` is that of the preview: raises Overtaken where file, study or those enrolled are others by now, NotEnrolled
    where something is wrong, NotAllowed.
    """
    require(actor, Action.MANAGE_PARTICIPANTS)
    with store.writing() as connection:
        seen = _preview(connection, actor, study, content, now)
        if seen.digest != digest:
            raise Overtaken("The list, the study or who takes part is not what was shown. Look at the list again.")
        if seen.problems:
            raise NotEnrolled(seen.problems)
        coded, enrolled = list(_coded(connection, study, seen.entries)), []
        for entry, code in coded:
            wanted = Enrolment(site=entry.site, arm=entry.arm, dates=entry.dates, code=code)
            enrolled.append(admit(connection, store.keys, actor, study, wanted, now))
            if entry.grant is not None:
                consents.record_one(connection, store.keys, actor, study, enrolled[-1], entry.grant, now)
            done()
        schedule.lay_all(connection, study, enrolled)
    return coded


def _preview(connection: Connection, actor: Actor, study: Study, content: bytes, now: datetime) -> Preview:
    roll = read(content, study)
    problems = [*roll.problems, *_objections(connection, actor, study, roll, now)]
    definition = studies.definition(connection, study.id) or ""
    enrolled = participants.count(connection, study.id)  # whoever sends a list once more enrols nobody twice
    digest = hashlib.sha256(b"\0".join([content, definition.encode(), str(enrolled).encode()])).hexdigest()
    order = {name: place for place, name in enumerate(columns(study))}
    problems.sort(key=lambda problem: (problem.row, order.get(problem.column, -1)))
    return Preview(roll.entries, problems, digest)


def _objections(connection: Connection, actor: Actor, study: Study, roll: Roll, now: datetime) -> Iterator[Problem]:
    """What the study, the actor's sites and those who are enrolled already have against the rows."""
    sites = {entry.site for entry in roll.entries} & actor.sites
    taken = {site: participants.codes(connection, study.id, site) for site in sites}
    for entry in roll.entries:
        if entry.site not in sites:
            what = marked("This is none of your sites. Write one of: %(sites)s.")
            yield Problem(entry.row, "site", what, {"sites": ", ".join(sorted(actor.sites))})
        if entry.code in taken.get(entry.site, ()):
            yield Problem(
                entry.row, "code", marked("A participant of this code is enrolled already. Take the row out.")
            )
        today = schedule.day_at(study, entry.site, now)
        found = list(course_objections(study, entry.arm, entry.dates, today))
        if entry.grant is not None:
            found += consents.objections(study, entry.grant, today)
        yield from (_problem(study, entry, objection) for objection in found)


def _problem(study: Study, entry: Entry, objection: Unsuitable) -> Problem:
    told = {
        "arm": (marked("The study has no such arm. Write one of: %(known)s."), study.arms),
        "version": (marked("The consent has no such version. Write one of: %(known)s."),
                    [version.id for version in study.consent.versions]),
        "scopes": (marked("These are not scopes of the consent. Write some of: %(known)s."), study.consent.scopes),
    }  # fmt: skip
    column = FIELD_OF.get(objection.field, objection.field)
    if objection.field in told:
        what, known = told[objection.field]
        return Problem(entry.row, column, what, {"known": ", ".join(known)})
    return Problem(entry.row, column, objection.message, objection.fills)


def _coded(connection: Connection, study: Study, entries: list[Entry]) -> Iterator[tuple[Entry, str]]:
    """Each entry with its code, or one that nobody at its site has."""
    missing = Counter(entry.site for entry in entries if not entry.code)
    named = {entry.code for entry in entries}
    free = {
        site: free_codes(participants.codes(connection, study.id, site) | named, site, count)
        for site, count in missing.items()
    }
    for entry in entries:
        yield entry, entry.code or free[entry.site].pop()
