"""Whatever is changed behind the application's back is found, whichever table it stands in; untouched, nothing is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
import shutil
from typing import Any

import pytest
from sqlalchemy import make_url, select

from interview_app.domain.access import Role
from interview_app.domain.disposition import Disposition
from interview_app.domain.fieldwork import Channel
from interview_app.domain.informing import Acquaintance
from interview_app.domain.interview import Mode
from interview_app.domain.participation import InformantWithdrawal, Participation
from interview_app.services import (
    accounts,
    consents,
    contacting,
    contacts,
    courses,
    endings,
    exports,
    feeds,
    informants,
    interviews,
    participants,
    passwords,
    queries,
    rechecks,
    reports,
    signatures,
    signing,
)
from interview_app.services.casework import Key
from interview_app.services.tries import Attempt
from interview_app.services.verification import rebuilt, verify
from interview_app.storage import ledger
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from interview_app.storage.models import metadata, streams
from interview_app.storage.participants import by_code as people_of
from interview_app.storage.projections import PROJECTED
from interview_app.storage.verification import UNVERIFIED
from tests import worked
from tests.services.conftest import CONSENT, NOW, PASSWORD, STUDY, World, draw_all, made
from tests.storage.attack import attack
from tests.storage.cluster import Server
from tests.storage.conftest import MASTER

LATER = NOW + timedelta(hours=1)
NOBODY = "e" * 32
AT_START = {"prior_wrri", "a_mode", "a_lang"}
AGAIN: dict[str, dict[str, Any]] = {
    "b4": {"value": 1},
    "c03": {"value": "3"},
    "c09": {"value": "3"},
    "e3": {"value": "yes"},
}


def lived_in(url: str, folder: Path) -> World:
    """A study in which everything has happened that leaves a trace outside its own table."""
    store = Store.open(url, KeyRing(MASTER))
    store.upgrade()
    world = made(store)
    admin, manager = world.people[Role.ADMIN], world.people[Role.MANAGER]
    terms = accounts.Terms.at(Role.MANAGER, STUDY, "BER", display_name="Kim")
    terms = replace(terms, role=Role.AUDITOR)
    accounts.change(store, admin, world.people[Role.AUDITOR].id, terms, now=LATER)
    accounts.set_password(store, admin, world.people[Role.AUDITOR].id, now=LATER)
    signing.change_password(store, manager, PASSWORD, "meadow-copper-eleven-kite", now=LATER)
    other = participants.enrol(store, manager, world.study, site="OSL", arm="xr", now=NOW)
    changed = courses.Terms(arm="oat", extension=True, dates={"baseline": NOW.date()})
    courses.change(store, manager, world.study, other.id, changed, now=LATER)
    ended = replace(changed, status=Participation.ENDED)
    courses.change(store, manager, world.study, other.id, ended, now=LATER)
    consent = consents.record(store, manager, world.study, other.id, CONSENT, now=LATER)
    consents.withdraw(store, manager, world.study, other.id, consent, NOW.date(), now=LATER)
    informants.acquaint(store, manager, world.study, world.wish.informant, other.code, now=LATER)
    courses.move(store, manager, world.study, other.id, "BER", now=LATER)
    away = informants.Terms(role="nurse", service="municipal_health")
    informants.add(store, manager, world.study, "BER", away, now=LATER)
    terms_of_one = informants.Terms(role="nurse", service="housing", participants=(world.wish.participant,))
    gone = informants.add(store, manager, world.study, "OSL", terms_of_one, now=NOW)
    months = Acquaintance(months_known=14)
    informants.describe(store, manager, gone.id, world.wish.participant, months, now=LATER)
    informants.withdraw(store, manager, gone.id, InformantWithdrawal.REMOVE, now=LATER)
    interview = world.start()
    world.answer(interview, {"a_code_ok": "yes"})
    supervisor, researcher = world.people[Role.SUPERVISOR], world.people[Role.RESEARCHER]
    reviewed(world)
    reports.interview_pdf(store, supervisor, interview, now=LATER)
    exports.write(store, researcher, world.study, folder / "export", exports.Wish(), now=LATER)
    call(world)
    store.close()
    return world


def call(world: World) -> None:
    """Two calls about the case, the second with an appointment; the informant's number; a calendar feed."""
    with world.store.reading() as connection:
        participant = people_of(connection, world.study.id, world.wish.participant, world.people[Role.MANAGER].sites)
        assert participant is not None
    manager = world.people[Role.MANAGER]
    (informant,), _ = informants.search(world.store, manager, world.study, text=world.wish.informant)
    key = Key(participant.id, "W16", informant.id)
    agreed = contacting.Appointment(at=NOW + timedelta(days=3), mode=Mode.VIDEO, link="https://meet.example/x")
    for outcome in (Disposition.NOANS, Disposition.APPT):
        tried = contacting.Attempt(channel=Channel.TELEPHONE, outcome=outcome, note="is at lunch", appointment=agreed)
        contacting.record_attempt(world.store, world.interviewer, world.study, key, tried, now=LATER)
    contacts.change(
        world.store, manager, world.study, informant.id, contacts.Contact(phones=("22 00 00 00",)), now=LATER
    )
    assert contacts.view(world.store, world.interviewer, world.study, informant.id, now=LATER)
    feeds.make(world.store, world.interviewer, now=LATER)


def reviewed(world: World) -> None:
    """An interview that was drawn to be asked about once more, asked about, and signed."""
    draw_all(world)
    supervisor, interview = world.people[Role.SUPERVISOR], world.start(visit="BL")
    told = [{i: a for i, a in part.items() if i not in AT_START} for part in (worked.ANSWERS, worked.CORRECTED)]
    for revision, answers in enumerate(told, start=1):
        world.answer(interview, answers, revision=revision)
    endings.complete(world.store, world.interviewer, interview, now=LATER)
    queries.ask(world.store, supervisor, interview, "c09", "Is this right?", now=LATER)
    rechecks.enter(world.store, supervisor, interview, AGAIN, now=LATER)
    opened = interviews.open_interview(world.store, supervisor, interview, now=LATER)
    wish = signatures.Wish(meaning="in_order", password=PASSWORD, seen=signatures.covered(opened.interview))
    signatures.sign(world.store, supervisor, interview, wish, now=LATER)


@pytest.fixture(scope="module")
def past_sqlite(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, World]:
    folder = tmp_path_factory.mktemp("past")
    return str(folder / "interviews.sqlite"), lived_in(f"sqlite:///{folder}/interviews.sqlite", folder)


@pytest.fixture(scope="module")
def past_postgresql(postgresql: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, World]:
    name = postgresql.create()
    return name, lived_in(postgresql.url(name), tmp_path_factory.mktemp("past"))


@dataclass(frozen=True)
class Watched:
    """The study in a database of its own, which may be attacked."""

    world: World
    url: str

    def attack(self, *statements: str) -> None:
        attack(self.url, statements)

    def kinds(self) -> set[str]:
        """The kinds of the streams that `verify` finds a fault in."""
        return {ledger.kind_of(fault.stream) for fault in verify(self.world.store).faults}


@pytest.fixture(params=["sqlite", "postgresql"])
def watched(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Watched]:
    source, world = request.getfixturevalue(f"past_{request.param}")
    server: Server | None = None
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(source, tmp_path)}"
    else:
        server = request.getfixturevalue("postgresql")
        url = server.url(server.create(source))
    store = Store.open(url, KeyRing(MASTER))
    yield Watched(replace(world, store=store), url)
    store.close()
    if server is not None:
        server.drop(make_url(url).database or "")


def test_an_untouched_study_passes(watched: Watched) -> None:
    assert verify(watched.world.store).faults == []


def test_forgetting_how_an_informant_who_withdrew_is_reached_passes(watched: Watched) -> None:
    world = watched.world
    (informant,), _ = informants.search(world.store, world.people[Role.MANAGER], world.study, text=world.wish.informant)
    how = InformantWithdrawal.REMOVE
    informants.withdraw(world.store, world.people[Role.MANAGER], informant.id, how, now=LATER)
    assert verify(world.store).faults == []


def test_an_attack_that_changes_nothing_passes(watched: Watched) -> None:
    watched.attack(
        "UPDATE accounts SET password_hash = password_hash", "UPDATE relations SET informant_id = informant_id"
    )
    assert verify(watched.world.store).faults == []


def altered(table: str, where: str, **values: str) -> dict[tuple[str, str], str]:
    """By table and column, the statement that alters it."""
    return {(table, name): f"UPDATE {table} SET {name} = {value} WHERE {where}" for name, value in values.items()}


EARLIER = "'2026-03-13T08:00:00.000000Z'"
ALTERED = {
    **altered(
        "accounts",
        "code = 'int-01'",
        code="'int-99'",
        user_name="'eve'",
        display_name="'Eve'",
        role="'admin'",
        password_hash="(SELECT a.password_hash FROM accounts AS a WHERE a.code = 'aud-01')",
        reads_text="1",
        language="'nb'",
        active="0",
        created_at=EARLIER,
        password_at=EARLIER,
    ),
    **altered(
        "grants",
        "site = 'OSL' AND account_id = (SELECT id FROM accounts WHERE code = 'int-01')",
        account_id="(SELECT id FROM accounts WHERE code = 'aud-01')",
        study_id="'other'",
        site="'TON'",
        role="'manager'",
    ),
    **altered(
        "participants",
        "site = 'BER'",
        study_id="'other'",
        code="'BER-0000-0'",
        site="'TON'",
        arm="'xr'",
        status="'died'",
        wrapped_key="(SELECT p.wrapped_key FROM participants AS p WHERE p.site = 'OSL')",
        created_at=EARLIER,
        extension="0",
        dates="'{}'",
        left_on="'2026-03-01'",
        withdrawal="0, status = 'withdrawn'",
        interviewer_id=f"'{NOBODY}'",
    ),
    **altered(
        "consents",
        "withdrawn_on IS NOT NULL",
        participant_id="(SELECT id FROM participants WHERE site = 'OSL')",
        version="'1.1'",
        since="'2025-11-01'",
        until="'2027-01-01'",
        scopes="'[]'",
        without_roles="""'["nurse"]'""",
        withdrawn_on="NULL",
        taken_by="'eve'",
        recorded_at=EARLIER,
        document="(SELECT wrapped_key FROM participants LIMIT 1)",
    ),
    **altered(
        "slots",
        "visit = 'W12' AND participant_id = (SELECT id FROM participants WHERE site = 'BER')",
        participant_id=f"'{NOBODY}'",
        visit="'W99'",
        study_id="'other'",
        site="'TON'",
        opens="'2020-01-01'",
        target="closes",
        closes="'2030-01-01'",
        expectation="'optional', reason = ''",
        reason="'died'",
        held_on="'2026-03-01'",
        design="'drawn'",
    ),
    **altered(
        "informants",
        "code = 'OSL-I01'",
        study_id="'other'",
        code="'OSL-I99'",
        site="'BER'",
        role="'physician'",
        service="'elsewhere'",
        active="0",
        withdrawn="'keep'",
        uncapped_until="'2030-01-01'",
    ),
    **altered(
        "relations",
        "participant_id = (SELECT id FROM participants WHERE site = 'BER')",
        informant_id=f"'{NOBODY}'",
        participant_id=f"'{NOBODY}'",
        since="'2020-01-01'",
        until="'2020-01-01'",
        months_known="7",
    ),
    **altered(
        "cases",
        "visit = 'W16'",
        study_id="'other'",
        participant_id="(SELECT id FROM participants WHERE site = 'BER')",
        visit="'W20'",
        informant_id="(SELECT id FROM informants WHERE code = 'BER-I01')",
        site="'BER'",
        interviewer_id="(SELECT id FROM accounts WHERE code = 'int-01')",
        disposition="'COMPLETE'",
        attempts="1",
        last_at=EARLIER,
        next_at=EARLIER,
        next_kind="'callback'",
        document="(SELECT document FROM attempts WHERE n = 1)",
    ),
    **altered(
        "attempts",
        "n = 2",
        case_id=f"'{NOBODY}'",
        n="3",
        at=EARLIER,
        channel="'video'",
        outcome="'REF_HARD'",
        interviewer="'int-99'",
        seconds="600",
        next_at="NULL",
        document="(SELECT a.document FROM attempts AS a WHERE a.n = 1)",
    ),
    **altered(
        "contacts",
        "informant_id <> ''",
        informant_id="(SELECT id FROM informants WHERE code = 'BER-I01')",
        changed_at=EARLIER,
        document="(SELECT document FROM attempts WHERE n = 1)",
    ),
    **altered(
        "feeds",
        "account_id <> ''",
        account_id="(SELECT id FROM accounts WHERE code = 'sup-01')",
        token_hash="'known'",
        made_at=EARLIER,
    ),
    **altered(
        "reviews",
        "state = 'signed'",
        interview_id="(SELECT id FROM interviews WHERE status <> 'complete')",
        study_id="'other'",
        site="'TON'",
        state="'waiting'",
        flags="'[]'",
        changed_at=EARLIER,
        signed_by="'eve'",
        signed_at=EARLIER,
        signed_hash="'0'",
    ),
    **altered(
        "queries",
        "item = 'c09'",
        interview_id="(SELECT id FROM interviews WHERE status <> 'complete')",
        item="'c10'",
        state="'closed'",
        opened_by="'eve'",
        opened_at=EARLIER,
        changed_at=EARLIER,
    ),
    **altered(
        "rechecks",
        "state = 'entered'",
        interview_id="(SELECT id FROM interviews WHERE status <> 'complete')",
        state="'accepted'",
        items="items + 1",
        differing="0",
        changed_at=EARLIER,
    ),
    **altered("studies", "id <> ''", definition="'other'", loaded_at=EARLIER),
    **altered("deployment", "id = 1", key_check="(SELECT wrapped_key FROM participants LIMIT 1)"),
}
"""Rows of every table but the interviews' and the ledger's own, which tests/storage/test_tampering.py alters."""


BELONGS = {
    "grants": "accounts",
    "relations": "informants",
    "consents": "participants",
    "slots": "participants",
    "attempts": "cases",
    "contacts": "informants",
    "feeds": "accounts",
    "reviews": "interviews",
    "queries": "interviews",
    "rechecks": "interviews",
}


@pytest.mark.parametrize(("place", "statement"), ALTERED.items(), ids=map(" ".join, ALTERED))
def test_an_altered_row_is_found_in_what_it_belongs_to(
    watched: Watched, place: tuple[str, str], statement: str
) -> None:
    watched.attack(statement)
    belongs = BELONGS.get(place[0], place[0])
    kind = {"studies": "study", "deployment": "deployment"}.get(belongs, belongs.removesuffix("s"))
    assert kind in watched.kinds()


ROWS = {
    "an account given one more site": (
        "INSERT INTO grants SELECT id, 'naltrec', 'TON', 'interviewer' FROM accounts WHERE code = 'int-01'",
        "account",
    ),
    "an account's site taken": (
        "DELETE FROM grants WHERE account_id = (SELECT id FROM accounts WHERE code = 'sup-01') AND site = 'OSL'",
        "account",
    ),
    "a site of nobody": (f"INSERT INTO grants VALUES ('{NOBODY}', 'naltrec', 'OSL', 'manager')", "account"),
    "a new account": (
        f"INSERT INTO accounts SELECT '{NOBODY}', 'adm-99', 'eve', 'Eve', 'admin', password_hash, 0, 'en', 1, "
        "created_at, password_at FROM accounts WHERE code = 'int-01'",
        "account",
    ),
    "a relation made up": (
        f"INSERT INTO relations (informant_id, participant_id) SELECT id, '{NOBODY}' FROM informants",
        "informant",
    ),
    "a relation taken": ("DELETE FROM relations", "informant"),
    "a relation of nobody": (
        f"INSERT INTO relations (informant_id, participant_id) SELECT '{NOBODY}', id FROM participants",
        "informant",
    ),
    "a call taken": ("DELETE FROM attempts WHERE n = 2", "case"),
    "a case taken": ("DELETE FROM cases", "case"),
    "a number taken": ("DELETE FROM contacts", "informant"),
    "a feed taken": ("DELETE FROM feeds", "account"),
    "a review of nothing": (
        f"INSERT INTO reviews SELECT '{NOBODY}', study_id, site, state, flags, changed_at, signed_by, signed_at, "
        "signed_hash FROM reviews",
        "interview",
    ),
    "a review made up": (
        "INSERT INTO reviews SELECT id, study_id, site, 'waiting', '[]', changed_at, '', NULL, '' FROM interviews "
        "WHERE status <> 'complete'",
        "interview",
    ),
    "a review taken": ("DELETE FROM reviews", "interview"),
    "a question taken": ("DELETE FROM queries", "interview"),
    "a question of nothing": (
        f"INSERT INTO queries SELECT '{NOBODY}', '{NOBODY}', item, state, opened_by, opened_at, changed_at "
        "FROM queries",
        "interview",
    ),
    "a recheck taken": ("DELETE FROM rechecks", "interview"),
    "the database bound to no key": ("DELETE FROM deployment", "deployment"),
    "the study gone": ("DELETE FROM studies", "study"),
}


@pytest.mark.parametrize(("statement", "kind"), ROWS.values(), ids=ROWS)
def test_a_row_put_in_or_taken_out_is_found(watched: Watched, statement: str, kind: str) -> None:
    watched.attack(statement)
    assert kind in watched.kinds()


def test_somebody_who_puts_a_password_hash_of_their_own_gets_in_and_is_found(watched: Watched) -> None:
    store, known = watched.world.store, passwords.hashed("of-somebody-elses-making")
    watched.attack(f"UPDATE accounts SET password_hash = '{known}' WHERE code = 'adm-01'".replace("%", "%%"))
    attempt = Attempt(Role.ADMIN.value, "of-somebody-elses-making", "10.0.0.9")
    assert signing.sign_in(store, attempt, now=LATER)
    (fault,) = verify(store).faults
    assert fault.what == "password_digest: not what the events add up to"


def test_a_hash_that_signing_in_renewed_passes(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    store = watched.world.store
    monkeypatch.setattr(passwords, "is_outdated", lambda stored: True)
    assert signing.sign_in(store, Attempt(Role.ADMIN.value, PASSWORD, "10.0.0.9"), now=LATER)
    assert verify(store).faults == []


ALL_SEALS = ("DELETE FROM seal_heads", "DELETE FROM seals", "UPDATE streams SET sealed_seq = 0")


def test_when_every_seal_is_removed_what_was_printed_under_one_tells(watched: Watched) -> None:
    watched.attack(*ALL_SEALS)
    faults = verify(watched.world.store).faults
    assert {ledger.kind_of(fault.stream) for fault in faults} == {"interview", "study"}
    assert all("the seal that was printed then is gone" in fault.what for fault in faults)


def test_seals_made_anew_do_not_stand_in_for_those_that_were_printed(watched: Watched) -> None:
    from interview_app.services import seals

    watched.attack(*ALL_SEALS)
    seals.make(watched.world.store, by="cli:eve", now=LATER)
    assert watched.kinds() == {"interview", "study"}


def test_every_table_is_verified_or_named_with_a_reason() -> None:
    altered_here = {table for table, _ in ALTERED}
    altered_there = {"interviews", "streams", "events", "seals", "seal_heads"}
    assert altered_here | altered_there | UNVERIFIED.keys() == metadata.tables.keys()
    assert not UNVERIFIED.keys() & (altered_here | altered_there)
    assert min(map(len, UNVERIFIED.values())) > 20


@pytest.mark.parametrize("table", sorted({table for table, _ in ALTERED}))
def test_every_column_is_altered_by_one_of_these_attacks(table: str) -> None:
    ids = {"id"}  # an id that is altered is a row gone and another put in
    assert {column for of, column in ALTERED if of == table} == set(metadata.tables[table].c.keys()) - ids


HELD_ELSEWHERE = {
    "account": {"password_hash"},  # as the digest that the events tell
    "interview": {"withheld"},  # it follows from what the participant or the informant withdrew
    "participant": {"wrapped_key"},  # it opens the participant's events, or does not
}


@pytest.mark.parametrize("kind", PROJECTED)
def test_the_events_of_a_row_tell_each_of_its_columns(watched: Watched, kind: str) -> None:
    store = watched.world.store
    with store.reading() as connection:
        query = select(streams.c.stream).where(streams.c.stream.startswith(f"{kind}:"))
        stream = connection.execute(query.order_by(streams.c.stream)).scalars().first() or ""
        table = PROJECTED[kind]
        row = connection.execute(select(table).where(table.c.id == stream.partition(":")[2])).one()
        sealer = store.keys.stream_key(stream)
        if kind in {"participant", "interview", "case"}:
            owner = row.id if kind == "participant" else row.participant_id
            people = PROJECTED["participant"]
            wrapped = connection.execute(select(people.c.wrapped_key).where(people.c.id == owner)).scalar_one()
            sealer = store.keys.participant_key(wrapped, owner)
        told = rebuilt(stream, ledger.history(connection, sealer, stream))
    assert set(table.c.keys()) - {"id"} - HELD_ELSEWHERE.get(kind, set()) <= told.keys()


DROPPED = [
    (database, f"{table}_refuse_{act}", f"DROP TRIGGER {table}_refuse_{act}{of.format(table)}")
    for database, acts, of in (
        ("sqlite", ("update", "delete"), ""),
        ("postgresql", ("update", "delete", "truncate"), " ON {}"),
    )
    for table in ("events", "seals", "seal_heads")
    for act in acts
]


def meddle(watched: Watched, statement: str) -> None:
    """Alter the schema, leaving no trace but the alteration."""
    with watched.world.store.writing() as connection:
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize(("watched", "name", "statement"), DROPPED, indirect=["watched"])
def test_a_dropped_trigger_is_found(watched: Watched, name: str, statement: str) -> None:
    meddle(watched, statement)
    (fault,) = verify(watched.world.store).faults
    assert (fault.stream, fault.what.partition(":")[0]) == ("triggers", name)


IDLE = {
    "made anew, idle": (
        "sqlite",
        "DROP TRIGGER events_refuse_update",
        "CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events BEGIN SELECT 1; END",
    ),
    "disabled": ("postgresql", "ALTER TABLE events DISABLE TRIGGER events_refuse_update"),
    "only for replicas": ("postgresql", "ALTER TABLE events ENABLE REPLICA TRIGGER events_refuse_update"),
    "another function": (
        "postgresql",
        "CREATE OR REPLACE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    ),
    "under a condition": (
        "postgresql",
        "DROP TRIGGER events_refuse_update ON events",
        "CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events FOR EACH ROW WHEN (OLD.seq > 99) "
        "EXECUTE FUNCTION refuse_rewriting()",
    ),
}


@pytest.mark.parametrize(
    ("watched", "statements"),
    [(database, statements) for database, *statements in IDLE.values()],
    ids=IDLE,
    indirect=["watched"],
)
def test_a_trigger_that_does_nothing_any_more_is_found(watched: Watched, statements: list[str]) -> None:
    for statement in statements:
        meddle(watched, statement)
    (fault,) = verify(watched.world.store).faults
    assert fault.stream == "triggers"
    assert "events_refuse_update" in fault.what
