"""Accounts from the machine itself."""

from __future__ import annotations

import pytest

from interview_app.instruments.studies import built_in
from tests.cli.conftest import Command


@pytest.fixture
def with_study(command: Command, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The command line of an installation that holds a study."""
    command("init")
    file = tmp_path_factory.mktemp("study") / "study.toml"
    file.write_text(built_in("demo-naltrec-like"), encoding="utf-8")
    said = command("study", "load", str(file))
    assert said.code == 0
    assert "5 sites" in said.out
    return command


def test_an_account_is_opened_listed_and_closed(with_study: Command) -> None:
    opened = with_study("account", "create", "Kari", "--role", "interviewer", "--site", "OSL", "--site", "BER")
    assert opened.code == 0
    listed = with_study("account", "list").out
    assert "int-01" in listed
    assert "BER,OSL" in listed
    assert "closed" not in listed
    assert with_study("account", "deactivate", "kari").code == 0
    assert "closed" in with_study("account", "list").out


def test_a_new_password_is_printed_once(with_study: Command) -> None:
    with_study("account", "create", "per", "--role", "auditor")
    first, second = (with_study("account", "password", "per").out.strip() for _ in range(2))
    assert first != second
    assert len(first) >= 12


def test_an_unknown_site_is_refused_and_the_sites_are_named(with_study: Command) -> None:
    said = with_study("account", "create", "per", "--role", "interviewer", "--site", "XYZ")
    assert said.code == 1
    assert "XYZ" in said.err
    assert "AHU, BER, OSL, STA, TON" in said.err


def test_an_unknown_role_is_refused_and_the_roles_are_named(with_study: Command) -> None:
    said = with_study("account", "create", "per", "--role", "boss")
    assert said.code == 2
    assert "supervisor" in said.err


def test_a_user_name_is_taken_once_in_whatever_case(with_study: Command) -> None:
    with_study("account", "create", "per", "--role", "auditor")
    said = with_study("account", "create", "PER", "--role", "auditor")
    assert said.code == 1
    assert "already" in said.err


@pytest.mark.parametrize(
    ("role", "sites", "warned"),
    [
        ("interviewer", (), True),
        ("researcher", (), True),
        ("interviewer", ("--site", "OSL"), False),
        ("admin", (), False),
    ],
)
def test_who_would_find_nothing_without_a_site_is_warned_about(
    with_study: Command, role: str, sites: tuple[str, ...], warned: bool
) -> None:
    said = with_study("account", "create", "per", "--role", role, *sites)
    assert said.code == 0
    assert ("Without a site" in said.err) is warned


def test_the_last_administrator_is_not_closed_and_the_remedy_is_named(with_study: Command) -> None:
    with_study("account", "first-admin", "first")
    refused = with_study("account", "deactivate", "first")
    assert refused.code == 1
    assert "Open another one first" in refused.err
    with_study("account", "create", "second", "--role", "admin")
    assert with_study("account", "deactivate", "first").code == 0
    assert with_study("account", "deactivate", "second").code == 1


@pytest.mark.parametrize("act", ["password", "deactivate"])
def test_an_account_that_is_not_there_is_told_with_a_remedy(with_study: Command, act: str) -> None:
    said = with_study("account", act, "nobody")
    assert said.code == 1
    assert "account list" in said.err


def test_the_ledger_names_the_operator(with_study: Command) -> None:
    from interview_app.cli.opening import operator

    with_study("account", "create", "per", "--role", "auditor")
    assert operator().startswith("cli:")
    assert len(operator()) > len("cli:")
