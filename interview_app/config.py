"""Settings: from INTERVIEW_* variables and the instance folder; a missing or weak secret stops the start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
import os
from pathlib import Path
import secrets

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
MIN_SECRET = 32
STEP_ASIDE = "interview_app.step_aside"
"""What server and pages agree on: in a request's environment, called by a page that will wait or work for long, so that
another thread takes the place of its own."""


class Unconfigured(Exception):
    """A setting that keeps the server from starting; the message says which one and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the server needs to know about its surroundings."""

    instance: Path
    database_url: str
    secret_key: bytes
    instruments: tuple[Path, ...] = ()
    hosts: tuple[str, ...] = LOOPBACK
    """Host names that requests may ask for; everything else is refused."""
    proxies: int = 0
    """How many proxies stand in front and set X-Forwarded-For, -Proto and -Host."""
    https: bool = False
    """True when people reach the server by https only, whatever the last hop speaks."""

    @property
    def keys(self) -> Path:
        """The folder of the key files."""
        return keys_folder(self.instance)


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this environment; raises Unconfigured."""
    instance = instance_folder(environ)
    return Settings(
        instance=instance,
        database_url=database_url(environ),
        secret_key=read_secret(secret_path(instance)),
        instruments=instrument_folders(environ),
        hosts=_words(environ.get("INTERVIEW_HOSTS", "")) or LOOPBACK,
        proxies=_count(environ, "INTERVIEW_PROXIES"),
        https=_flag(environ, "INTERVIEW_HTTPS"),
    )


def instrument_folders(environ: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """The folders of instruments beside the built-in ones."""
    return _paths(environ.get("INTERVIEW_INSTRUMENTS", ""))


def instance_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder that holds database and keys, absolute."""
    return Path(environ.get("INTERVIEW_INSTANCE") or "instance").absolute()


def database_url(environ: Mapping[str, str] = os.environ) -> str:
    """The database's address; SQLite in the instance folder unless another is named."""
    return environ.get("INTERVIEW_DATABASE_URL") or f"sqlite:///{instance_folder(environ) / 'interviews.sqlite'}"


def keys_folder(instance: Path) -> Path:
    """Where the key files lie: outside the database, and in no backup of it."""
    return instance / "keys"


def secret_path(instance: Path) -> Path:
    """Where the key that signs form tokens lies."""
    return keys_folder(instance) / "secret.key"


def create_secret(instance: Path) -> None:
    """Write a fresh secret, readable by its owner alone; an existing one stays."""
    path = secret_path(instance)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(MIN_SECRET))


def read_secret(path: Path) -> bytes:
    """The secret in that file; raises Unconfigured when it is absent, short, repetitive or readable by others."""
    try:
        mode, secret = path.stat().st_mode, path.read_bytes().strip()
    except FileNotFoundError:
        raise Unconfigured(f"{path} is missing: run `interview-app init` first.") from None
    if mode & 0o077:
        raise Unconfigured(f"{path} can be read by others: run `chmod 600 {path}`.")
    if len(secret) < MIN_SECRET or len(set(secret)) < 8:
        raise Unconfigured(f"{path} is too weak: remove it and run `interview-app init`, which makes a new one.")
    return secret


def _paths(value: str) -> tuple[Path, ...]:
    return tuple(Path(part).absolute() for part in value.split(os.pathsep) if part)


def _words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _count(environ: Mapping[str, str], name: str) -> int:
    value = environ.get(name) or "0"
    if not value.isdecimal():
        raise Unconfigured(f"{name} is {value!r}: it takes a whole number, such as 1.")
    return int(value)


def _flag(environ: Mapping[str, str], name: str) -> bool:
    value = (environ.get(name) or "no").lower()
    if value not in _FLAGS:
        raise Unconfigured(f"{name} is {value!r}: it takes yes or no.")
    return _FLAGS[value]


_FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
