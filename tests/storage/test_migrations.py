"""The migrations make the tables that the models describe, forward and back, with what people put into them."""

from __future__ import annotations

from collections.abc import Iterator
import multiprocessing
import os
from pathlib import Path
import subprocess
import sys
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
import pytest
from sqlalchemy import Column, Connection, Engine, MetaData, NullPool, Text, create_engine, inspect, select, text

from interview_app.domain.access import AT_SITES, Grant, Role
from interview_app.domain.fieldwork import ReviewState
from interview_app.storage import accounts, reviews, sqlite
from interview_app.storage.engine import NotStorable, Store
from interview_app.storage.keys import KeyRing
from interview_app.storage.migrations import HEAD, run
from interview_app.storage.models import interviews, metadata
from interview_app.storage.verification import verify
from tests.storage.cluster import Server
from tests.storage.conftest import MASTER
from tests.storage.ward import Ward, an_account, rebuild


@pytest.fixture
def fresh(empty_url: str, keys: KeyRing) -> Store:
    return Store.open(empty_url, keys)


def test_a_fresh_database_is_not_current_until_it_is_upgraded(fresh: Store) -> None:
    assert not fresh.is_current()
    fresh.upgrade()
    assert fresh.is_current()
    fresh.upgrade()
    assert fresh.is_current()
    fresh.close()


def test_a_database_of_another_version_is_not_current(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not store.is_current()


def test_the_last_step_is_the_one_this_version_works_with() -> None:
    assert ScriptDirectory.from_config(run.config()).get_heads() == [HEAD]


def test_the_migrations_make_what_the_models_say(store: Store) -> None:
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_model_that_has_moved_on_would_be_noticed(store: Store) -> None:
    ahead = MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.tables.values():
        table.to_metadata(ahead)
    ahead.tables["studies"].append_column(Column("title", Text))
    with store.reading() as connection:
        assert len(compare_metadata(MigrationContext.configure(connection), ahead)) == 1


def described(connection: Connection) -> dict[str, Any]:
    """Every table with all that a comparison of models leaves out: checks, keys, collations and strictness."""
    tables = sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})
    return {table: described_table(connection, table) for table in tables}


def described_table(connection: Connection, table: str) -> dict[str, Any]:
    look = inspect(connection)
    return {
        "columns": {each["name"]: (str(each["type"]), each["nullable"]) for each in look.get_columns(table)},
        "primary key": look.get_pk_constraint(table)["constrained_columns"],
        "checks": sorted((each["name"], spaced(each["sqltext"])) for each in look.get_check_constraints(table)),
        "unique": sorted((each["name"], tuple(each["column_names"])) for each in look.get_unique_constraints(table)),
        "foreign": sorted(str(sorted(each.items())) for each in look.get_foreign_keys(table)),
        "indexes": sorted(str((each["name"], each["column_names"])) for each in look.get_indexes(table)),
        "options": look.get_table_options(table),
    }


def spaced(told: str) -> str:
    return " ".join(told.split())


@pytest.fixture
def direct(request: pytest.FixtureRequest, store: Store, tmp_path: Path) -> Iterator[Engine]:
    """A database of the same kind, to be made from the models directly."""
    if store.writer.dialect.name == "sqlite":
        url, options = f"sqlite:///{tmp_path / 'direct.sqlite'}", {"module": sqlite.driver()}
    else:
        server: Server = request.getfixturevalue("postgresql")
        url, options = server.url(server.create()), {}
    engine = create_engine(url, poolclass=NullPool, **options)
    yield engine
    engine.dispose()


def test_checks_keys_and_collations_are_those_of_the_models_too(store: Store, direct: Engine) -> None:
    with direct.begin() as connection:
        metadata.create_all(connection)
        wanted = described(connection)
    with store.reading() as connection:
        assert described(connection) == wanted


def test_going_back_leaves_nothing_and_forward_again_makes_all(ward: Ward) -> None:
    ward.complete(ward.begin())
    ward.seal()
    store = ward.store
    with store.writing() as connection:
        run.downgrade(connection, "base")
        left = inspect(connection).get_table_names()
    assert left == ["alembic_version"]
    assert not store.is_current()
    store.upgrade()
    again = Ward.opened(store)
    again.complete(again.begin())
    again.seal()
    assert verify(store, rebuild=rebuild).is_sound


def test_an_upgrade_leaves_what_people_did_as_it_was(ward: Ward) -> None:
    interview = ward.begin()
    ward.answer(interview, "3", "Blåbær")
    before = ward.history(interview)
    ward.store.upgrade()
    assert ward.history(interview) == before
    assert verify(ward.store, rebuild=rebuild).is_sound


def test_interviews_of_the_step_before_are_taken_along(ward: Ward) -> None:
    interview = ward.begin()
    ward.answer(interview, "3", "Blåbær")
    before = ward.history(interview)
    with ward.store.writing() as connection:
        run.downgrade(connection, "0001")
        columns = {each["name"] for each in inspect(connection).get_columns("interviews")}
        left = connection.execute(text("SELECT count(*) FROM interviews")).scalar_one()
    assert columns.isdisjoint({"held_on", "held_time"})
    assert left == 1
    assert not ward.store.is_current()
    ward.store.upgrade()
    assert ward.history(interview) == before
    assert verify(ward.store, rebuild=rebuild).is_sound


def test_sites_of_the_step_before_keep_the_role_of_their_account(ward: Ward) -> None:
    auditor = an_account(code="aud-01", user_name="aud", role=Role.AUDITOR, grants=frozenset())
    with ward.store.writing() as connection:
        accounts.insert_one(connection, auditor)
        accounts.set_grants(connection, ward.account.id, {Grant("demo", "OSL", role) for role in AT_SITES})
        run.downgrade(connection, "0002")
        rows = connection.execute(text("SELECT account_id, study_id, site FROM account_sites")).all()
        assert [tuple(row) for row in rows] == [(ward.account.id, "demo", "OSL")]
        connection.execute(text("INSERT INTO account_sites VALUES (:id, 'demo', 'BER')"), {"id": auditor.id})
    ward.store.upgrade()
    with ward.store.reading() as connection:
        found = {account.code: account.grants for account in accounts.every(connection)}
    assert found == {ward.account.code: {Grant("demo", "OSL", Role.INTERVIEWER)}, "aud-01": frozenset()}


def test_what_was_completed_before_there_were_reviews_waits_for_one(ward: Ward) -> None:
    open_one, completed = ward.begin(), ward.begin(visit="W04")
    ward.complete(completed)
    with ward.store.writing() as connection:
        run.downgrade(connection, "0002")
    ward.store.upgrade()
    with ward.store.reading() as connection:
        waiting = reviews.of(connection, completed).review
        assert waiting is not None
        assert (waiting.state, waiting.was_signed, waiting.flags) == (ReviewState.WAITING, False, ())
        completed_at = connection.execute(select(interviews.c.completed_at).where(interviews.c.id == completed))
        assert waiting.changed_at == completed_at.scalar_one()
        assert reviews.of(connection, open_one).review is None


@pytest.mark.parametrize(
    "change", ["held_on = '2026-03-01'", "entry = 'paper', held_time = '10:00'"], ids=["no paper", "no day"]
)
def test_only_paper_has_a_day_and_only_a_day_has_a_time(ward: Ward, change: str) -> None:
    interview = ward.begin()
    with pytest.raises(NotStorable), ward.store.writing() as connection:
        connection.execute(text(f"UPDATE interviews SET {change} WHERE id = :id"), {"id": interview})
    fitting = "entry = 'paper', held_on = '2026-03-01', held_time = '10:00'"
    with ward.store.writing() as connection:
        connection.execute(text(f"UPDATE interviews SET {fitting} WHERE id = :id"), {"id": interview})


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(fresh: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh.keys, "check", None)
    with pytest.raises(Exception, match=r"(?i)not.null"):
        fresh.upgrade()
    with fresh.reading() as connection:
        assert inspect(connection).get_table_names() == []
    fresh.close()


def upgraded(url: str) -> None:
    store = Store.open(url, KeyRing(MASTER))
    store.upgrade()
    assert store.is_current()
    store.close()


def test_servers_that_start_at_once_upgrade_once(empty_url: str, keys: KeyRing) -> None:
    fork = multiprocessing.get_context("fork")
    servers = [fork.Process(target=upgraded, args=(empty_url,)) for _ in range(4)]
    for server in servers:
        server.start()
    for server in servers:
        server.join(60)
    assert [server.exitcode for server in servers] == [0, 0, 0, 0]
    store = Store.open(empty_url, keys)
    assert store.is_current()
    store.close()


def test_telling_whether_a_database_is_current_loads_no_migrations(tmp_path: Path, keys: KeyRing) -> None:
    url = f"sqlite:///{tmp_path / 'interviews.sqlite'}"
    store = Store.open(url, keys)
    store.upgrade()
    store.close()
    program = (
        "import sys; from interview_app.storage.engine import Store; from interview_app.storage.keys import KeyRing;"
        f"assert Store.open({url!r}, KeyRing(bytes(range(32)))).is_current();"
        "assert 'alembic' not in sys.modules; assert 'sqlalchemy.orm' not in sys.modules"
    )
    root = str(Path(__file__).parents[2])
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60, env=os.environ | {"PYTHONPATH": root})


SORTED = ["A", "B", "Z", "a", "Å", "å"]


def test_both_databases_sort_alike(ward: Ward) -> None:
    with ward.store.writing() as connection:
        table = metadata.tables["grants"]
        common = {"account_id": ward.account.id, "study_id": "sorted", "role": "manager"}
        rows = [{**common, "site": site} for site in reversed(SORTED)]
        connection.execute(table.insert(), rows)
        query = select(table.c.site).where(table.c.study_id == "sorted").order_by(table.c.site)
        assert list(connection.execute(query).scalars()) == SORTED


def test_left_to_itself_this_postgresql_would_sort_otherwise(postgresql: Server) -> None:
    engine = create_engine(postgresql.url("postgres"), poolclass=NullPool)
    with engine.connect() as connection:
        query = text("SELECT word FROM unnest(CAST(:words AS text[])) AS word ORDER BY word")
        assert list(connection.execute(query, {"words": SORTED}).scalars()) != SORTED
    engine.dispose()
