"""Signing in as the database sees it: rows, hashes and counters."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from argon2 import PasswordHasher
import pytest
from sqlalchemy import func, select

from interview_app.domain.access import Role
from interview_app.services import sessions, signing
from interview_app.services.errors import Unsuitable
from interview_app.services.signing import Attempt, SignInRefused, Throttled
from interview_app.storage import accounts
from interview_app.storage.models import sessions as session_rows
from interview_app.storage.models import throttles
from tests.services.conftest import NOW, PASSWORD, World

ATTEMPT = Attempt("supervisor", PASSWORD, "192.0.2.1")


def rows(world: World) -> int:
    with world.store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(session_rows)).scalar_one())


def test_the_database_holds_no_token_that_a_thief_could_use(world: World) -> None:
    token = signing.sign_in(world.store, ATTEMPT, now=NOW)
    with world.store.reading() as connection:
        stored = connection.execute(select(session_rows)).mappings().one()
    assert token not in str(dict(stored))
    assert sessions.find(world.store, stored["id_hash"], NOW) is None
    assert sessions.find(world.store, token, NOW) is not None


def test_signing_in_again_ends_the_session_it_replaces(world: World) -> None:
    first = signing.sign_in(world.store, ATTEMPT, now=NOW)
    second = signing.sign_in(world.store, ATTEMPT, replaces=first, now=NOW)
    assert sessions.find(world.store, first, NOW) is None
    assert sessions.find(world.store, second, NOW) is not None


def test_rows_do_not_pile_up(world: World) -> None:
    for day in range(5):
        signing.sign_in(world.store, ATTEMPT, now=NOW + timedelta(days=day))
    assert rows(world) == 1


def test_a_refused_try_leaves_no_row(world: World) -> None:
    with pytest.raises(SignInRefused):
        signing.sign_in(world.store, replace(ATTEMPT, password="wrong-password-here"), now=NOW)
    assert rows(world) == 0


def test_a_sign_of_life_is_written_at_most_once_a_minute(world: World) -> None:
    token = signing.sign_in(world.store, ATTEMPT, now=NOW)
    for seconds, written in [
        (10, NOW),
        (59, NOW),
        (60, NOW + timedelta(seconds=60)),
        (100, NOW + timedelta(seconds=60)),
    ]:
        held = sessions.find(world.store, token, NOW + timedelta(seconds=seconds))
        assert held is not None
        sessions.touch(world.store, held, NOW + timedelta(seconds=seconds))
        again = sessions.find(world.store, token, NOW + timedelta(seconds=seconds))
        assert again is not None
        assert again.stored.seen_at == written


def test_a_hash_of_yesterdays_settings_is_renewed_when_its_password_is_given(world: World) -> None:
    weaker = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    account = world.people[Role.SUPERVISOR].id
    with world.store.writing() as connection:
        accounts.change(connection, account, password_hash=weaker)
    signing.sign_in(world.store, ATTEMPT, now=NOW)
    with world.store.reading() as connection:
        renewed = accounts.get(connection, account)
    assert renewed is not None
    assert renewed.password_hash != weaker
    assert signing.sign_in(world.store, ATTEMPT, now=NOW)


def test_tries_at_the_same_moment_do_not_pass_together(world: World) -> None:
    wrong = replace(ATTEMPT, password="wrong-password-here")
    for _ in range(signing.TRIES):
        with pytest.raises(SignInRefused):
            signing.sign_in(world.store, wrong, now=NOW)
    with pytest.raises(Throttled) as throttled:
        signing.sign_in(world.store, ATTEMPT, now=NOW)
    assert throttled.value.seconds == signing.WINDOW


def test_the_own_password_is_not_guessed_from_an_open_session_either(world: World) -> None:
    actor = world.people[Role.SUPERVISOR]
    for _ in range(signing.TRIES):
        with pytest.raises(Unsuitable):
            signing.change_password(world.store, actor, "wrong-password-here", "seven green umbrellas", now=NOW)
    with pytest.raises(Throttled):
        signing.change_password(world.store, actor, PASSWORD, "seven green umbrellas", now=NOW)


def test_an_origin_that_tries_many_names_does_not_fill_the_counters(world: World) -> None:
    for number in range(50):
        with pytest.raises((SignInRefused, Throttled)):
            signing.sign_in(world.store, Attempt(f"name-{number}", "x" * 12, "192.0.2.7"), now=NOW)
    with world.store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(throttles)).scalar_one() == 1 + signing.TRIES
    signing.sign_in(world.store, ATTEMPT, now=NOW + timedelta(minutes=2))
    with world.store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(throttles)).scalar_one() == 0


def test_what_was_tried_is_counted_without_being_kept(world: World) -> None:
    with pytest.raises(SignInRefused):
        signing.sign_in(world.store, Attempt("my-real-password", "x" * 12, "192.0.2.7"), now=NOW)
    with world.store.reading() as connection:
        keys = connection.execute(select(throttles.c.key)).scalars().all()
    assert len(keys) == 2
    assert not any("my-real-password" in key or "192.0.2.7" in key for key in keys)
