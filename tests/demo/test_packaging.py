"""The wheel carries everything the application needs, and the application runs from it alone."""

from __future__ import annotations

from configparser import ConfigParser
import os
from pathlib import Path
import subprocess
import sys
import zipfile

import pandas as pd
import pytest

from interview_app import exports

ROOT = Path(__file__).parent.parent.parent
APP = ROOT / "interview_app"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what git would hand out, so that the checkout gains no build folder."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for name in tracked():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        folder,
    ]
    subprocess.run([*map(str, command), str(source)], check=True, timeout=300)
    return next(folder.glob("*.whl"))


def tracked() -> list[str]:
    """The files that belong to the project: committed ones and new ones that are not ignored."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return [name for name in listing.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel was unpacked into, as an installation would."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def expected() -> set[str]:
    """Where each file of the tree must stand in the wheel."""
    own = {name for name in tracked() if name.startswith("interview_app/")}
    return own | {f"interview_app/{name}" for name in tracked() if name.startswith("templates/")}


def test_the_wheel_holds_code_templates_static_files_instruments_migrations_and_translations(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name and not name.endswith("/")}
    assert held == expected()
    for kind in ("templates/", "static/", "instruments/wrri_v1.toml", "storage/migrations/versions/", "translations/"):
        assert any(name.startswith(f"interview_app/{kind}") for name in held), kind


def test_every_package_of_the_tree_is_named_in_setup_cfg() -> None:
    settings = ConfigParser()
    settings.read(ROOT / "setup.cfg")
    listed = set(settings["options"]["packages"].split())
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in APP.rglob("*.py")}
    assert listed == found | {"interview_app.templates"}


def test_an_installation_from_the_wheel_holds_the_same_answers(installed: Path, exported: Path, tmp_path: Path) -> None:
    """The checkout is out of reach: only the wheel's folder and the libraries are on the path."""
    run(installed, tmp_path, "demo", "--no-serve")
    run(installed, tmp_path, "export", "export", "--with-text", "--purpose", "a test")
    for name in ("wide.csv", "long.csv", "scores.csv", "texts.csv", "codebook.csv"):
        assert (exported / name).read_bytes() == (tmp_path / "export" / name).read_bytes(), name
    here, there = (exports.load(of, "interviews") for of in (exported, tmp_path / "export"))
    of_one_installation = ["signed_hash"]  # it covers the operations by their ids, of which no two are alike
    pd.testing.assert_frame_equal(here.drop(columns=of_one_installation), there.drop(columns=of_one_installation))


def run(installed: Path, folder: Path, *arguments: str) -> None:
    """Run a command of the application as it was installed, on an instance in that folder."""
    environment = os.environ | {"PYTHONPATH": str(installed), "INTERVIEW_INSTANCE": str(folder / "instance")}
    script = "import sys, interview_app.cli as cli; assert cli.__file__.startswith(sys.argv.pop(1)); cli.main()"
    ended = subprocess.run(
        [sys.executable, "-c", script, str(installed), *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
