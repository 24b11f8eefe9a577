"""`report interviews`, `report participants` and `digest` as an operator calls them."""

from __future__ import annotations

import os
from pathlib import Path
import signal
import subprocess
import sys
import time
from zipfile import ZipFile

import pytest

from interview_app import config
from interview_app.domain.weeks import Week
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from tests.cli.conftest import Command
from tests.reports.printed import Printed
from tests.services.conftest import NOW, made
from tests.services.test_bundles import FIRST, completed

WEEK = str(Week.of(NOW.date()))


@pytest.fixture
def held(instance: Path) -> Path:
    """An instance folder with one complete interview."""
    instance.mkdir(mode=0o700)
    config.create_secret(instance)
    store = Store.open(config.database_url(), KeyRing.load_or_create(instance / "keys"))
    store.upgrade()
    completed(made(store), "W12", FIRST)
    store.close()
    return instance


def test_an_operator_prints_a_week_a_site_and_the_digests(held: Path, command: Command, tmp_path: Path) -> None:
    week = ("report", "interviews", "--week", WEEK, "--language", "nb")
    said = command(*week, "-o", str(tmp_path / "w.zip"), "--purpose", "Archive")
    assert (said.code, "1 reports" in said.out) == (0, True)
    with ZipFile(tmp_path / "w.zip") as holds:
        assert len(holds.namelist()) == 2
    assert command(*week, "-o", str(tmp_path / "folder")).code == 0
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "folder").iterdir()} == {0}
    assert command("report", "participants", "--site", "OSL", "-o", str(tmp_path / "p.pdf")).code == 0
    assert Printed((tmp_path / "p.pdf").read_bytes()).pages > 2
    assert (tmp_path / "p.pdf").stat().st_mode & 0o077 == 0

    before = sorted(tmp_path.iterdir())
    for asked in (
        (*week, "-o", str(tmp_path / "w.zip")),
        (*week, "-o", str(tmp_path / "nowhere" / "w.zip")),
        ("report", "interviews", "--week", "2026-W60", "-o", str(tmp_path / "x.pdf")),
        ("report", "interviews", "-o", str(tmp_path / "x.pdf")),
        ("report", "interviews", "--week", WEEK, "--from", "2026-01-01", "-o", str(tmp_path / "x.pdf")),
        ("digest",),
    ):
        assert command(*asked).code == 2, asked
    assert command("report", "interviews", "--week", "2020-W10", "-o", str(tmp_path / "x.pdf")).code == 1
    assert sorted(tmp_path.iterdir()) == before, "no half file"

    assert command("digest", "--week", WEEK, "--to", str(tmp_path / "digests")).code == 0
    assert [path.name for path in (tmp_path / "digests").iterdir()] == [f"demo-naltrec-like-{WEEK}-sup-01.pdf"]
    (held / "mail.toml").touch(mode=0o600)
    (held / "mail.toml").write_text('host = "127.0.0.1"\ntls = "none"\nfrom = "a@b.org"\nsign_in = "https://b.org"\n')
    missed = command("digest", "--week", WEEK, "--mail")
    assert (missed.code, "mail.toml has no address for sup-01" in missed.err) == (1, True)


def test_ctrl_c_leaves_nothing(held: Path, tmp_path: Path) -> None:
    code = "from interview_app.cli import main; main()"
    called = ["report", "interviews", "--week", WEEK, "-o", str(tmp_path / "w.pdf")]
    before = sorted(tmp_path.iterdir())
    with subprocess.Popen([sys.executable, "-c", code, *called], env=os.environ, stderr=subprocess.PIPE) as child:
        while not list(tmp_path.glob(".interview-bundle-*")):
            assert child.poll() is None
            time.sleep(0.002)
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=60)
    assert (child.returncode, b"Stopped." in said) == (130, True)
    assert sorted(tmp_path.iterdir()) == before
