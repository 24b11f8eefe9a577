"""Keeping second opinions blind: who may not read an interview yet, and what is left out of what was said before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row

from interview_app.domain.access import Actor, Role
from interview_app.domain.fieldwork import Design
from interview_app.domain.interview import Status
from interview_app.domain.second_opinions import INTERVIEWER, Half, Pair, PairState, pair
from interview_app.domain.study import Study
from interview_app.services import schedule
from interview_app.services.cases import Case
from interview_app.services.errors import Blind
from interview_app.services.studies import study_of
from interview_app.storage import earlier
from interview_app.storage.participants import Participant

Visit = tuple[str, str]
"""A participant's id and a visit."""


def pairs(
    connection: Connection, study: Study, participant_ids: Collection[str], visits: Collection[str] = ()
) -> dict[Visit, Pair]:
    """The pairs of these participants, at all visits or at some, in two queries."""
    designs = earlier.designed(connection, participant_ids, visits)
    if not designs:
        return {}
    rows = earlier.at_visits(connection, {who for who, _ in designs}, {visit for _, visit in designs})
    halves: dict[Visit, list[Half]] = {}
    for row in rows:
        halves.setdefault((row.participant_id, row.visit), []).append(_half(study, row))
    found = {key: pair(study, design, halves.get(key, ())) for key, design in designs.items()}
    return {key: each for key, each in found.items() if each is not None}


def _half(study: Study, row: Row[Any]) -> Half:
    day = date.fromisoformat(row.held_on) if row.held_on else schedule.day_at(study, row.site, row.started_at)
    return Half(
        id=row.id,
        informant=row.informant,
        interviewer_id=row.interviewer_id,
        interviewer=row.interviewer,
        status=Status(row.status),
        disposition=row.disposition,
        held_on=day,
    )


def is_hidden(case: Case) -> bool:
    """True of an interview of a pair that whoever opens it may not read yet."""
    study = study_of(case.connection, case.row.study_id)
    key = (case.row.participant_id, case.row.visit)
    found = pairs(case.connection, study, [key[0]], [key[1]]).get(key)
    today = schedule.day_at(study, case.row.site, case.now)
    return found is not None and found.hides(case.row.id, today, conducts=_conducts(case.actor))


def must_not_be_blind(case: Case) -> None:
    """Refuse to show an interview of a pair that is not complete; raises Blind."""
    if is_hidden(case):
        raise Blind("A second opinion is wanted here. This interview is shown when both are complete.")


def holds_the_other(case: Case) -> str:
    """The account that holds the other interview of a pair of two interviewers with one informant, "" without one."""
    study = study_of(case.connection, case.row.study_id)
    key = (case.row.participant_id, case.row.visit)
    found = pairs(case.connection, study, [key[0]], [key[1]]).get(key)
    if found is None or found.kind != INTERVIEWER or found.first is None or found.second is None:
        return ""
    others = {found.first.id: found.second, found.second.id: found.first}
    return others[case.row.id].interviewer_id if case.row.id in others else ""


def hidden(
    connection: Connection, study: Study, actor: Actor, cards: Iterable[tuple[str, str, str, str]], now: datetime
) -> set[str]:
    """Those of some interviews (id, participant's id, visit, site) that may not be read yet."""
    listed = list(cards)
    found = pairs(connection, study, {who for _, who, _, _ in listed}, {visit for _, _, visit, _ in listed})
    return {
        interview
        for interview, who, visit, site in listed
        if (who, visit) in found
        and found[who, visit].hides(interview, schedule.day_at(study, site, now), conducts=_conducts(actor))
    }


def of_study(connection: Connection, study: Study) -> dict[Visit, Pair]:
    """Every pair of a study of which an interview has begun, in one query."""
    return _found(study, earlier.of_pairs(connection, study.id))


def begun_since(connection: Connection, study: Study, since: datetime) -> dict[Visit, Pair]:
    """The pairs of which an interview began since then, in one query."""
    return _found(study, earlier.of_pairs(connection, study.id, since))


def _found(study: Study, halves: Iterable[Row[Any]]) -> dict[Visit, Pair]:
    found = {key: _pair_of(study, rows) for key, rows in _by_visit(halves).items()}
    return {key: each for key, each in found.items() if each is not None}


def _by_visit(rows: Iterable[Row[Any]]) -> dict[Visit, list[Row[Any]]]:
    visits: dict[Visit, list[Row[Any]]] = {}
    for row in rows:
        visits.setdefault((row.participant_id, row.visit), []).append(row)
    return visits


def _pair_of(study: Study, rows: Sequence[Row[Any]]) -> Pair | None:
    return pair(study, Design(rows[0].design), [_half(study, row) for row in rows])


def whole(connection: Connection, study: Study) -> dict[Visit, tuple[Half, Half]]:
    """Both interviews of each pair of a study of which both have begun, the first first, in one query."""
    found = ((key, _pair_of(study, rows)) for key, rows in _by_visit(earlier.of_pairs(connection, study.id)).items())
    return {key: (each.first, each.second) for key, each in found if each and each.first and each.second}


def all_hidden(connection: Connection, study: Study, sites: Set[str], now: datetime) -> set[str]:
    """All interviews of pairs that are blind at some sites, in one query however many there are."""
    return {
        interview
        for rows in _by_visit(earlier.of_pairs(connection, study.id)).values()
        if not sites.isdisjoint({rows[0].at, *(row.site for row in rows)})
        for interview in _blind_halves(study, rows, now)
    }


def _blind_halves(study: Study, rows: Sequence[Row[Any]], now: datetime) -> set[str]:
    found = _pair_of(study, rows)
    if found is None or not found.is_blind(schedule.day_at(study, rows[0].at, now)):
        return set()
    return {half.id for half in (found.first, found.second) if half is not None}


def _conducts(actor: Actor) -> str:
    return actor.id if actor.role is Role.INTERVIEWER else ""


def unheard_visits(case: Case) -> set[str]:
    """The visits of which an interview must hear nothing: its own where a second opinion is wanted there, and every
    other whose pair is still blind."""
    study = study_of(case.connection, case.row.study_id)
    found = pairs(case.connection, study, [case.row.participant_id])
    today = schedule.day_at(study, case.row.site, case.now)
    return {visit for (_, visit), each in found.items() if visit == case.row.visit or each.is_blind(today)}


def may_be_second(
    connection: Connection,
    actor: Actor,
    study: Study,
    participant: Participant,
    visit: str,
    informant: str,
    now: datetime,
) -> bool:
    """True when an interviewer may ask the informant of a first interview once more, as the one other who does."""
    return _asked_again(connection, actor, study, participant, visit, informant, now) is PairState.WANTED


def keeps_notes(
    connection: Connection,
    actor: Actor,
    study: Study,
    participant: Participant,
    visit: str,
    informant: str,
    now: datetime,
) -> bool:
    """True while what was noted about a first interview's informant is kept from the interviewers who may be the
    second."""
    state = _asked_again(connection, actor, study, participant, visit, informant, now)
    return bool(_conducts(actor)) and state in {PairState.WANTED, PairState.UNDER_WAY}


def _asked_again(
    connection: Connection,
    actor: Actor,
    study: Study,
    participant: Participant,
    visit: str,
    informant: str,
    now: datetime,
) -> PairState | None:
    """Where a pair stands of which somebody else asked this informant first; None for any other."""
    found = pairs(connection, study, [participant.id], [visit]).get((participant.id, visit))
    if found is None or found.kind != INTERVIEWER or found.first is None:
        return None
    is_anothers = found.first.informant == informant and found.first.interviewer_id != actor.id
    return found.state(schedule.day_at(study, participant.site, now)) if is_anothers else None
