"""What the server asks of its surroundings before it starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from interview_app import config
from interview_app.config import Unconfigured


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    config.create_secret(tmp_path)
    return {"INTERVIEW_INSTANCE": str(tmp_path)}


def test_a_fresh_instance_needs_nothing_but_its_keys(environ: dict[str, str], tmp_path: Path) -> None:
    settings = config.load(environ)
    assert settings.database_url == f"sqlite:///{tmp_path}/interviews.sqlite"
    assert settings.hosts == config.LOOPBACK
    assert (settings.proxies, settings.https) == (0, False)


def test_settings_come_from_the_environment(environ: dict[str, str]) -> None:
    more = {"INTERVIEW_HOSTS": "a.example, b.example", "INTERVIEW_PROXIES": "2", "INTERVIEW_HTTPS": "yes"}
    more |= {"INTERVIEW_DATABASE_URL": "postgresql://db/x", "INTERVIEW_INSTRUMENTS": "/one:/two"}
    settings = config.load(environ | more)
    assert settings.hosts == ("a.example", "b.example")
    assert (settings.proxies, settings.https, settings.database_url) == (2, True, "postgresql://db/x")
    assert [str(path) for path in settings.instruments] == ["/one", "/two"]


def test_a_secret_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    config.create_secret(tmp_path)
    path = config.secret_path(tmp_path)
    first = path.read_bytes()
    config.create_secret(tmp_path)
    assert path.read_bytes() == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(set(first)) >= 8


@pytest.mark.parametrize(
    ("content", "mode", "told"),
    [
        (None, 0o600, "run `interview-app init` first"),
        (b"", 0o600, "too weak"),
        (b"dev", 0o600, "too weak"),
        (b"a" * 64, 0o600, "too weak"),
        (b"0123456789abcdef" * 4, 0o644, "can be read by others"),
        (b"0123456789abcdef" * 4, 0o640, "can be read by others"),
    ],
)
def test_a_missing_weak_or_open_secret_stops_the_start(
    tmp_path: Path, content: bytes | None, mode: int, told: str
) -> None:
    path = tmp_path / "secret.key"
    if content is not None:
        path.write_bytes(content)
        path.chmod(mode)
    with pytest.raises(Unconfigured, match=told):
        config.read_secret(path)


@pytest.mark.parametrize(
    "wrong", [{"INTERVIEW_PROXIES": "many"}, {"INTERVIEW_PROXIES": "-1"}, {"INTERVIEW_HTTPS": "maybe"}]
)
def test_a_setting_that_makes_no_sense_stops_the_start_by_its_name(
    environ: dict[str, str], wrong: dict[str, str]
) -> None:
    with pytest.raises(Unconfigured, match=next(iter(wrong))):
        config.load(environ | wrong)
