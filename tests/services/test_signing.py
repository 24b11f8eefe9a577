"""Signing in as the database sees it: rows, hashes and counters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from argon2 import PasswordHasher
import pytest
from sqlalchemy import event, func, select

from interview_app.domain.access import NOWHERE, Actor, Role
from interview_app.domain.events import Event
from interview_app.services import accounts as account_services
from interview_app.services import sessions, signing, tries, verification
from interview_app.services.errors import Unsuitable
from interview_app.services.signing import SignInRefused
from interview_app.services.tries import Attempt, Throttled
from interview_app.storage import accounts
from interview_app.storage.models import events as event_rows
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
    for _ in range(tries.TRIES):
        with pytest.raises(SignInRefused):
            signing.sign_in(world.store, wrong, now=NOW)
    with pytest.raises(Throttled) as throttled:
        signing.sign_in(world.store, ATTEMPT, now=NOW)
    assert throttled.value.seconds == tries.WINDOW


def test_the_own_password_is_not_guessed_from_an_open_session_either(world: World) -> None:
    actor = world.people[Role.SUPERVISOR]
    for _ in range(tries.TRIES):
        with pytest.raises(Unsuitable):
            signing.change_password(world.store, actor, "wrong-password-here", "seven green umbrellas", now=NOW)
    with pytest.raises(Throttled):
        signing.change_password(world.store, actor, PASSWORD, "seven green umbrellas", now=NOW)


def test_an_origin_that_tries_many_names_does_not_fill_the_counters(world: World) -> None:
    for number in range(50):
        with pytest.raises((SignInRefused, Throttled)):
            signing.sign_in(world.store, Attempt(f"name-{number}", "x" * 12, "192.0.2.7"), now=NOW)
    with world.store.reading() as connection:
        counters = connection.execute(select(func.count()).select_from(throttles)).scalar_one()
    assert counters == 1 + 2 * tries.TRIES, "one of the address; of each name that was judged, its own and its pair"
    signing.sign_in(world.store, ATTEMPT, now=NOW + timedelta(minutes=2))
    with world.store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(throttles)).scalar_one() == 0


def test_what_was_tried_is_counted_without_being_kept(world: World) -> None:
    with pytest.raises(SignInRefused):
        signing.sign_in(world.store, Attempt("my-real-password", "x" * 12, "192.0.2.7"), now=NOW)
    with world.store.reading() as connection:
        keys = connection.execute(select(throttles.c.key)).scalars().all()
    assert len(keys) == 3
    assert not any("my-real-password" in key or "192.0.2.7" in key for key in keys)


WRONG = "wrong-password-here"


def lay_siege(world: World, places: int = 30) -> None:
    """Somebody tries one person's name from many addresses, as often as each may."""
    for place in range(places):
        for _ in range(tries.TRIES + 1):
            with pytest.raises((SignInRefused, Throttled)):
                signing.sign_in(world.store, Attempt("supervisor", WRONG, f"198.51.100.{place}"), now=NOW)


def test_nobody_can_lock_a_person_out_by_name(world: World) -> None:
    lay_siege(world)
    at_the_attackers = replace(ATTEMPT, origin="198.51.100.1")
    with pytest.raises(Throttled):
        signing.sign_in(world.store, at_the_attackers, now=NOW)
    assert signing.sign_in(world.store, replace(at_the_attackers, device="tablet-7"), now=NOW), "a known browser"
    assert signing.sign_in(world.store, replace(ATTEMPT, origin="203.0.113.5"), now=NOW), "any other address"


def test_an_account_that_is_tried_from_many_places_lets_each_place_try_once(world: World) -> None:
    lay_siege(world)
    fresh = Attempt("supervisor", WRONG, "203.0.113.5")
    with pytest.raises(SignInRefused):
        signing.sign_in(world.store, fresh, now=NOW)
    with pytest.raises(Throttled):
        signing.sign_in(world.store, fresh, now=NOW)
    other = replace(fresh, user_name="manager")
    for _ in range(tries.TRIES - 2):
        with pytest.raises(SignInRefused):
            signing.sign_in(world.store, other, now=NOW)


def test_a_known_browser_has_as_many_tries_as_any(world: World) -> None:
    known = replace(ATTEMPT, password=WRONG, device="tablet-7")
    for _ in range(tries.TRIES):
        with pytest.raises(SignInRefused):
            signing.sign_in(world.store, known, now=NOW)
    with pytest.raises(Throttled):
        signing.sign_in(world.store, replace(known, password=PASSWORD, origin="203.0.113.5"), now=NOW)


@contextmanager
def counted(world: World) -> Iterator[Counter[str]]:
    """What is done meanwhile: statements by their first words, commits, and hashes by their settings."""
    done: Counter[str] = Counter()
    verify = PasswordHasher.verify

    def statement(connection: Any, cursor: Any, told: str, *rest: Any) -> None:
        done[" ".join(told.split()[:3])] += 1

    def hashed(hasher: PasswordHasher, stored: Any, given: Any) -> bool:
        done[str(stored).rpartition("$")[0].rpartition("$")[0]] += 1
        return verify(hasher, stored, given)

    def commit(connection: Any) -> None:
        done["commit"] += 1

    heard = [("before_cursor_execute", statement), ("commit", commit)]
    listeners: list[tuple[Any, str, Any]] = [
        (engine, *each) for engine in (world.store.reader, world.store.writer) for each in heard
    ]
    for listener in listeners:
        event.listen(*listener)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PasswordHasher, "verify", hashed)
        yield done
    for listener in listeners:
        event.remove(*listener)


def work(world: World, user_name: str, password: str = WRONG) -> Counter[str]:
    """What one try makes the server do."""
    with counted(world) as done, suppress(SignInRefused):
        signing.sign_in(world.store, Attempt(user_name, password, "192.0.2.9"), now=NOW)
    return done


def test_every_refusal_is_the_same_work(world: World) -> None:
    operator = Actor("", "cli:test", Role.ADMIN, NOWHERE)
    account_services.set_active(world.store, operator, world.people[Role.AUDITOR].id, False, now=NOW)
    work(world, "nobody-yet")
    wrong, unknown = work(world, "supervisor"), work(world, "nobody")
    closed = work(world, "auditor", PASSWORD)
    assert wrong == unknown == closed
    assert wrong["INSERT INTO events"] == 1
    assert sum(number for what, number in wrong.items() if what.startswith("$argon2id$v=19$m=19456,t=2")) == 1
    assert work(world, "supervisor", PASSWORD) != wrong, "control: the count notices other work"


def test_the_ledger_keeps_no_name_that_nobody_has(world: World) -> None:
    work(world, "my-real-password")
    with world.store.reading() as connection:
        row = connection.execute(select(event_rows).order_by(event_rows.c.server_time.desc()).limit(1)).one()
    assert (row.action, row.stream, row.actor) == (Event.VISITOR_REFUSED, "visitor:unknown", "unknown")
    assert b"my-real-password" not in row.payload
    assert verification.verify(world.store).is_sound
