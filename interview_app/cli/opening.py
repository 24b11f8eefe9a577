"""Opening what a command works on: the settings, the store, and the person at the keyboard as an actor."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
import getpass
import os
from pathlib import Path
import pwd
from typing import TYPE_CHECKING

import click

from interview_app.cli.failures import Failure

if TYPE_CHECKING:
    from interview_app.config import Settings
    from interview_app.domain.access import Actor, Role
    from interview_app.domain.instrument import Instrument
    from interview_app.domain.study import Study
    from interview_app.storage.engine import Store


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


def settings() -> Settings:
    """The settings of this environment; raises Unconfigured."""
    from interview_app import config

    return config.load()


def open_store(*, current: bool = True) -> Store:
    """The installation's store, closed when the command ends; raises Failure unless its tables are of this version."""
    from interview_app import instruments
    from interview_app.storage.engine import Store
    from interview_app.storage.keys import KeyRing

    found = settings()
    for folder in found.instruments:
        instruments.add_folder(folder)
    store = _closing(Store.open(found.database_url, KeyRing.load(found.instance / "keys")))
    if current and not store.is_current():
        raise Failure("The database is not of this version: run `interview-app migrate`, after a backup.")
    return store


def create_store() -> Store:
    """The installation's store, closed when the command ends; folder, keys and tables are made where missing."""
    from interview_app import config
    from interview_app.storage.engine import Store
    from interview_app.storage.keys import KeyRing

    folder = config.instance_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    config.create_secret(folder)
    store = _closing(Store.open(config.database_url(), KeyRing.load_or_create(folder / "keys")))
    if not store.is_current():
        store.upgrade()
    return store


def _closing(store: Store) -> Store:
    click.get_current_context().call_on_close(store.close)
    return store


def operator() -> str:
    """How the ledger names whoever types the command: `cli:<operating-system user>`."""
    try:
        name = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        name = getpass.getuser()
    return f"cli:{name}"


def acting_as(role: Role, study: Study | None = None, *, reads_text: bool = False) -> Actor:
    """The operator with a role's rights at every site of a study: whoever can read the key file can read everything."""
    from interview_app.domain.access import NOWHERE, Actor, Sites

    sites = NOWHERE if study is None else Sites.of(study.id, (site.code for site in study.sites))
    return Actor(id="", code=operator(), role=role, sites=sites, reads_text=reads_text)


study_option = click.option(
    "--study", "study_id", default="", metavar="ID", help="The study; needed where there are several."
)


def chosen_study(store: Store, study_id: str) -> Study:
    """The study of that id, or without one the only study there is; raises Failure."""
    from interview_app.services import studies

    there = {study.id: study for study in studies.all_studies(store)}
    if not there:
        raise Failure("There is no study here: `interview-app study load FILE` loads one.")
    if study_id not in there and (study_id or len(there) > 1):
        said = f"There is no study {study_id}" if study_id else "There are several studies"
        raise Failure(f"{said}: name one with --study, of {', '.join(there)}.")
    return there[study_id] if study_id else next(iter(there.values()))


def chosen_instrument(name: str) -> Instrument:
    """The instrument in that file, or the one of that id, `wrri@1`, the newest where no version is named.

    An installation is not needed; where there is one, its own instruments are known too. Raises Failure.
    """
    from interview_app import instruments
    from interview_app.config import Unconfigured

    if name.endswith(".toml"):
        return instruments.read(Path(name))
    with suppress(Unconfigured):
        for folder in settings().instruments:
            instruments.add_folder(folder)
    known, _, version = name.partition("@")
    there = [number for each, number in instruments.available() if each == known]
    wanted = int(version) if version.isdecimal() else None if version else max(there, default=None)
    if wanted not in there:
        here = ", ".join(f"{each}@{number}" for each, number in instruments.available())
        raise Failure(f"There is no instrument {name}: name one of {here}, or a file that ends in .toml.")
    return instruments.load(known, wanted)
