"""A PostgreSQL server of the tests' own: made in a temporary folder, reached by a socket there, gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import os
from pathlib import Path
import pwd
import shutil
import subprocess
import tempfile
from uuid import uuid4

import psycopg


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL, in which tests get databases of their own."""

    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://tests@/{database}?host={self.folder}"

    def create(self, template: str = "template1") -> str:
        """Make a database and give its name."""
        name = f"test_{uuid4().hex}"
        with psycopg.connect(host=str(self.folder), user="tests", dbname="postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return name

    def drop(self, name: str) -> None:
        with psycopg.connect(host=str(self.folder), user="tests", dbname="postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}"')


PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))


def program(name: str) -> Path:
    """The path of a server program; raises LookupError with the name of the package that has it."""
    found = shutil.which(name, path=os.pathsep.join(map(str, reversed(PROGRAMS)))) or shutil.which(name)
    if found is None:
        raise LookupError(f"{name} is missing: install the package postgresql (Debian: apt-get install postgresql)")
    return Path(found)


def unprivileged() -> str | None:
    """The user the server runs as: PostgreSQL refuses to run as root; None means whoever runs the tests."""
    return "postgres" if os.geteuid() == 0 else None


def run(name: str, *arguments: str | Path) -> None:
    command = [str(program(name)), *map(str, arguments)]
    done = subprocess.run(
        command, user=unprivileged(), cwd="/", capture_output=True, text=True, timeout=120, check=False,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stdout}{done.stderr}")


@contextmanager
def running() -> Iterator[Path]:
    """A server whose socket lies in the folder given; texts sort as Norwegians sort, unless a column says otherwise."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    if user := unprivileged():
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    try:
        run(
            "initdb", "--no-sync", "--auth=trust", "--username=tests", "--encoding=UTF8",
            "--locale-provider=icu", "--icu-locale=nb", "--pgdata", folder / "cluster",
        )  # fmt: skip
        settings = f"-k {folder} -c listen_addresses='' -c fsync=off -c shared_buffers=32MB -c max_connections=200"
        run("pg_ctl", "-D", folder / "cluster", "-l", folder / "log", "-w", "-o", settings, "start")
        try:
            yield folder
        finally:
            run("pg_ctl", "-D", folder / "cluster", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)
