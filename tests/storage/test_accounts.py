"""Accounts, and the sessions and throttles that stand at their door."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from interview_app.domain.access import Grant, Role
from interview_app.storage import accounts, sessions, throttles
from interview_app.storage.engine import NotStorable, Store
from interview_app.storage.models import sessions as sessions_table
from interview_app.storage.models import throttles as throttles_table
from tests.storage.ward import NOON, an_account

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
GRANTS = frozenset(
    {
        Grant("demo", "OSL", Role.INTERVIEWER),
        Grant("demo", "OSL", Role.MANAGER),
        Grant("demo", "AHU", Role.INTERVIEWER),
        Grant("other", "OSL", Role.SUPERVISOR),
    }
)


def kept(store: Store, **wanted: object) -> accounts.Account:
    account = an_account(**wanted)
    with store.writing() as connection:
        accounts.insert_one(connection, account)
    return account


@pytest.mark.parametrize("grants", [frozenset(), GRANTS])
def test_an_account_is_found_again_with_its_grants(store: Store, grants: frozenset[Grant]) -> None:
    account = kept(store, grants=grants)
    with store.reading() as connection:
        assert accounts.get(connection, account.id) == account
        assert accounts.by_code(connection, "int-01") == account
        assert accounts.by_user_name(connection, "anna") == account
        assert accounts.every(connection) == [account]
        assert accounts.get(connection, "nobody") is None


@pytest.mark.parametrize("typed", ["anna", "ANNA", " Anna ", "aNNa\t"])
def test_a_user_name_is_the_same_in_whatever_case_it_is_typed(store: Store, typed: str) -> None:
    kept(store, user_name=" AnnA")
    with store.reading() as connection:
        found = accounts.by_user_name(connection, typed)
    assert found is not None
    assert found.user_name == "anna"
    with pytest.raises(NotStorable):
        kept(store, user_name=typed, code="int-02")


def test_a_name_that_no_database_can_hold_is_nobody_s_or_refused_by_name(store: Store) -> None:
    for name in ("a\x00b", "a\ud800b"):
        with suppress(NotStorable), store.reading() as connection:
            assert accounts.by_user_name(connection, name) is None
    kept(store)


def test_a_password_hash_shows_in_no_log() -> None:
    assert "argon2" not in repr(an_account())


def test_an_account_is_changed_and_given_other_grants(store: Store) -> None:
    account = kept(store, grants=GRANTS)
    with store.writing() as connection:
        accounts.change(connection, account.id, role=Role.SUPERVISOR.value, user_name="Berit", active=False)
        accounts.set_grants(connection, account.id, {Grant("demo", "STA", Role.RESEARCHER)})
        found = accounts.by_user_name(connection, "BERIT")
    assert found is not None
    assert (found.role, found.active) == (Role.SUPERVISOR, False)
    assert found.grants == {Grant("demo", "STA", Role.RESEARCHER)}


def test_accounts_are_counted_by_role_and_listed_by_code(store: Store) -> None:
    kept(store, code="sup-01", user_name="b", role=Role.SUPERVISOR)
    kept(store, code="int-02", user_name="c")
    kept(store, code="int-01", user_name="d", active=False)
    with store.reading() as connection:
        assert [account.code for account in accounts.every(connection)] == ["int-01", "int-02", "sup-01"]
        assert accounts.codes(connection) == {"int-01", "int-02", "sup-01"}
        assert (accounts.count(connection), accounts.count(connection, Role.INTERVIEWER)) == (2, 1)
        assert accounts.count(connection, Role.INTERVIEWER, active=False) == 1


def test_a_role_that_does_not_exist_cannot_be_stored(store: Store) -> None:
    account = kept(store)
    with pytest.raises(NotStorable, match="account_has_known_role"), store.writing() as connection:
        accounts.change(connection, account.id, role="owner")


# Sessions


def signed_in(store: Store, account: accounts.Account | None, hours: int = 12) -> str:
    with store.writing() as connection:
        account_id = None if account is None else account.id
        return sessions.create(
            connection,
            store.keys,
            account_id=account_id,
            content={"seen": [1]},
            now=NOON,
            expires_at=NOON + hours * HOUR,
        )


def found(store: Store, token: str, after: timedelta = SECOND) -> sessions.StoredSession | None:
    with store.reading() as connection:
        return sessions.find(connection, store.keys, token, NOON + after)


def test_a_session_brings_its_account_and_content(store: Store) -> None:
    account = kept(store, grants=GRANTS)
    session = found(store, signed_in(store, account))
    assert session is not None
    assert (session.account, session.content, session.seen_at) == (account, {"seen": [1]}, NOON)


def test_before_sign_in_a_session_has_no_account(store: Store) -> None:
    session = found(store, signed_in(store, None))
    assert session is not None
    assert session.account is None


def test_a_token_is_long_random_and_not_in_the_database(store: Store) -> None:
    tokens = {signed_in(store, None) for _ in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {43}
    with store.reading() as connection:
        stored = "".join(str(row) for row in connection.execute(select(sessions_table)))
    assert not [token for token in tokens if token in stored]


def test_a_session_ends_when_its_time_is_over(store: Store) -> None:
    token = signed_in(store, kept(store), hours=12)
    assert found(store, token, 12 * HOUR - SECOND) is not None
    assert found(store, token, 12 * HOUR) is None
    assert found(store, "x" * 43) is None


def test_a_session_is_marked_as_seen_once_a_minute(store: Store) -> None:
    token = signed_in(store, kept(store))
    session = found(store, token)
    assert session is not None
    assert [session.needs_touch(NOON + seconds * SECOND) for seconds in (59, 60)] == [False, True]
    for seconds, seen in ((59, 0), (60, 60), (90, 60), (120, 120)):
        with store.writing() as connection:
            sessions.touch(connection, session.id_hash, NOON + seconds * SECOND)
        again = found(store, token)
        assert again is not None
        assert again.seen_at == NOON + seen * SECOND


def test_a_session_keeps_what_pages_put_into_it(store: Store) -> None:
    token = signed_in(store, kept(store))
    with store.writing() as connection:
        sessions.save_content(connection, store.keys.session_hash(token), {"language": "nb"})
    session = found(store, token)
    assert session is not None
    assert session.content == {"language": "nb"}


def test_signing_out_kills_every_copy_of_the_token(store: Store) -> None:
    account = kept(store)
    token, other = signed_in(store, account), signed_in(store, account)
    with store.writing() as connection:
        sessions.delete_one(connection, store.keys.session_hash(token))
    assert found(store, token) is None
    assert found(store, other) is not None


def test_all_sessions_of_an_account_end_but_the_present_one(store: Store) -> None:
    account, other = kept(store), kept(store, code="int-02", user_name="b")
    tokens = [signed_in(store, account) for _ in range(3)]
    others = signed_in(store, other)
    with store.writing() as connection:
        assert sessions.delete_of_account(connection, account.id, but=store.keys.session_hash(tokens[0])) == 2
    assert [found(store, token) is not None for token in [*tokens, others]] == [True, False, False, True]


def test_expired_sessions_are_removed(store: Store) -> None:
    signed_in(store, None, hours=1)
    token = signed_in(store, None, hours=2)
    with store.writing() as connection:
        assert sessions.prune(connection, NOON + HOUR) == 1
    assert found(store, token) is not None


# Throttles


def tries(store: Store, *seconds: int, key: str = "account:anna") -> list[int]:
    """How long each try, so many seconds after noon, has to wait; five are allowed a minute."""
    with store.writing() as connection:
        return [throttles.hit(connection, key, NOON + at * SECOND, limit=5, seconds=60) for at in seconds]


def test_the_sixth_try_of_a_minute_waits_until_the_minute_is_over(store: Store) -> None:
    assert tries(store, 0, 1, 2, 3, 4, 10, 59) == [0, 0, 0, 0, 0, 50, 1]
    assert tries(store, 60) == [0]


def test_a_new_window_starts_with_the_first_try_after_the_old(store: Store) -> None:
    tries(store, 0, 0, 0, 0, 0, 0)
    assert tries(store, 90, 91, 92, 93, 94, 95) == [0, 0, 0, 0, 0, 55]


def test_keys_are_counted_apart_and_not_readable(store: Store) -> None:
    tries(store, 0, 0, 0, 0, 0, 0)
    assert tries(store, 0, key="account:berit") == [0]
    assert tries(store, 0, key="\ud800" + "x" * 100_000) == [0]
    with store.reading() as connection:
        stored = " ".join(connection.execute(select(throttles_table.c.key)).scalars())
    assert "anna" not in stored


def test_a_try_that_was_right_does_not_count(store: Store) -> None:
    for _ in range(20):
        assert tries(store, 0) == [0]
        with store.writing() as connection:
            throttles.forgive(connection, "account:anna")
    assert tries(store, 0, 0, 0, 0, 0, 0)[-1] == 60


def test_old_windows_are_removed(store: Store) -> None:
    tries(store, 0)
    tries(store, 100, key="account:berit")
    with store.writing() as connection:
        assert throttles.prune(connection, NOON + 60 * SECOND) == 1
