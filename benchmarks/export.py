"""Wide exports as whole processes, with seconds and memory, beside a plain SQL-to-csv loop over the same documents.

`python -m benchmarks.export --rows 10000 100000`; each size is an installation of its own, thrown away at the end.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
import csv
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
import os
from pathlib import Path
import random
import subprocess
import sys
import tempfile
import time
from typing import Any
from uuid import UUID

from benchmarks.figure import Figure, at_most
from interview_app import instruments
from interview_app.domain.access import Actor, Role, Sites
from interview_app.domain.closing import close
from interview_app.domain.document import Document, empty, fold
from interview_app.domain.events import Event
from interview_app.domain.instrument import Instrument
from interview_app.domain.routing import Surroundings
from interview_app.domain.study import Study
from interview_app.instruments.regex import matches
from interview_app.instruments.studies import load_study
from interview_app.storage import canonical, models
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing

SITE = "OSL"
A_PERSON = 5
"""Interviews about each participant, one a visit."""
KINDS = 250
"""Documents that differ in their answers; each interview seals one of them anew."""
BEGAN = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
LIMITS = {10_000: (3, 700), 100_000: (15, 700)}
"""Seconds and megabytes."""


def forty() -> str:
    """An instrument of forty items: twenty-four ratings, twelve counts, four multiple choices."""
    steps = ",".join(f'{{name="{n}",code={n},label={{en="Step {n}"}}}}' for n in range(5))
    some = ",".join(
        f'{{name="{name}",code={n},label={{en="{name}"}}}}' for n, name in enumerate(("own", "told", "read"), 1)
    )
    types = ['type = "rating"\nlist = "steps"'] * 24 + ['type = "integer"\nmin = 0\nmax = 28'] * 12
    types += ['type = "select_multiple"\nlist = "some"'] * 4
    items = "".join(
        f'[[items]]\nid = "q{n:02}"\nsection = "s"\n{kind}\nmissing = ["dont_know"]\nlabel.en = "Item {n}"\n'
        + (f'relevant = "${{q{n - 1:02}}} != 0"\n' if 25 <= n < 36 else "")
        for n, kind in enumerate(types)
    )
    rated = ", ".join(f'"q{n:02}"' for n in range(24))
    return (
        '[instrument]\nid = "forty"\nversion = 1\nlanguages = ["en"]\ntitle.en = "Forty items"\n'
        f'[[missing]]\nreason = "dont_know"\ncode = -97\nkey = "D"\nlabel.en = "Do not know"\n'
        f"[choices]\nsteps = [{steps}]\nsome = [{some}]\n"
        f'[[sections]]\nid = "s"\nletter = "S"\ntitle.en = "All"\n{items}'
        f'[[scales]]\nid = "forty_total"\nkind = "total"\nlabel.en = "Total"\nitems = [{rated}]\nmin_valid = 12\n'
        'formula = "25 * ${sum} div ${n}"\nrange = [0, 100]\n'
    )


def instrument(folder: Path) -> Instrument:
    """The instrument, from its file in the folder."""
    path = folder / "forty_v1.toml"
    if not path.exists():
        path.write_text(forty())
    instruments.add_folder(folder)
    return instruments.load("forty", 1)


def study() -> Study:
    """The demo study, held with the forty items."""
    return replace(load_study("demo-naltrec-like"), instrument="forty", instrument_version=1)


def documents(held: Instrument) -> list[Document]:
    """Completed interviews: most items answered, some not known, some behind a count of zero."""
    chance = random.Random(4711)
    made = []
    for _ in range(KINDS):
        document = empty()
        for item in held.items:
            given = _given(item.kind, chance)
            op_id = str(UUID(int=chance.getrandbits(128)))
            fold(
                document,
                Event.INTERVIEW_ANSWER,
                item.id,
                given | {"revision": 1},
                op_id=op_id,
                at="2026-01-05T08:00:00Z",
            )
        document["closing"] = close(held, "full", document, Surroundings(BEGAN, matches), ended=None)
        made.append(document)
    return made


def _given(kind: str, chance: random.Random) -> dict[str, Any]:
    if chance.random() < 0.06:
        return {"missing": "dont_know"}
    if kind == "select_multiple":
        return {"value": chance.sample(["own", "told", "read"], 2)}
    return {"value": str(chance.randrange(5)) if kind == "rating" else chance.choice([0, *range(29)])}


def opened(folder: Path) -> Store:
    """The store of a folder."""
    return Store.open(f"sqlite:///{folder / 'bench.db'}", KeyRing.load_or_create(folder / "keys"))


def fill(folder: Path, rows: int) -> None:
    """An installation with that many completed interviews."""
    held, store = instrument(folder), opened(folder)
    store.upgrade()
    kinds = [canonical.encode(document) for document in documents(held)]
    account = {
        "id": "a" * 32, "code": "int-01", "user_name": "bench", "display_name": "", "role": "interviewer",
        "password_hash": "-", "reads_text": False, "language": "en", "active": True, "created_at": BEGAN,
        "password_at": BEGAN,
    }  # fmt: skip
    informant = {
        "id": "b" * 32, "study_id": study().id, "code": "OSL-W01", "site": SITE, "role": "nurse", "service": "other",
        "active": True,
    }  # fmt: skip
    with store.writing() as connection:
        connection.execute(models.accounts.insert(), account)
        connection.execute(models.informants.insert(), informant)
        for begin in range(0, rows, 1000):
            persons, held_rows = _thousand(store, held, kinds, begin, min(begin + 1000, rows))
            connection.execute(models.participants.insert(), persons)
            connection.execute(models.interviews.insert(), held_rows)
    store.close()


def _thousand(
    store: Store, held: Instrument, kinds: list[bytes], begin: int, end: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    persons, rows = [], []
    for number in range(begin, end):
        owner = f"{number // A_PERSON:032x}"
        if number % A_PERSON == 0:
            persons.append(_person(store, owner, number // A_PERSON))
            sealer = store.keys.participant_key(persons[-1]["wrapped_key"], owner)
        key = f"{number:032x}"
        document = sealer.seal(kinds[number % KINDS], key.encode())
        rows.append(_interview(held, number) | {"id": key, "participant_id": owner, "document": document})
    return persons, rows


def _person(store: Store, key: str, number: int) -> dict[str, Any]:
    return {
        "id": key, "study_id": study().id, "code": f"{SITE}-{number:06}", "site": SITE, "arm": "xr", "status": "active",
        "wrapped_key": store.keys.new_wrapped_key(key), "created_at": BEGAN,
    }  # fmt: skip


def _interview(held: Instrument, number: int) -> dict[str, Any]:
    started = BEGAN + timedelta(minutes=number)
    return {
        "study_id": study().id, "informant_id": "b" * 32, "informant_role": "nurse",
        "informant_service": "municipal_health", "visit": f"W{4 * (number % A_PERSON):02}", "instance": 1,
        "form": "full", "instrument_id": held.id, "instrument_version": held.version, "instrument_hash": held.hash,
        "site": SITE, "interviewer_id": "a" * 32, "mode_first": "telephone", "mode_last": "telephone", "entry": "live",
        "language": "en", "status": "complete", "disposition": "COMPLETE", "started_at": started,
        "completed_at": started + timedelta(minutes=12), "changed_at": started + timedelta(minutes=12), "seconds": 720,
        "session_started_at": None,
    }  # fmt: skip


def export(folder: Path) -> None:
    """The wide export, through the service that the command line and the page use."""
    from interview_app.services import exports

    instrument(folder)
    store = opened(folder)
    actor = Actor(id="", code="cli:bench", role=Role.RESEARCHER, sites=Sites.of(study().id, [SITE]))
    wish = exports.Wish(layouts=frozenset({"wide"}))
    exports.write(store, actor, study(), folder / "export", wish, now=datetime.now(UTC))


def floor(folder: Path) -> None:
    """The least that any way must do: read the rows, open and parse each document, write values and reasons."""
    keys, held = KeyRing.load(folder / "keys"), [f"q{number:02}" for number in range(40)]
    sealer = lru_cache(maxsize=64)(keys.participant_key)
    query = "SELECT i.*, p.wrapped_key FROM interviews i JOIN participants p ON p.id = i.participant_id ORDER BY p.code"
    with opened(folder).reading() as connection, (folder / "floor.csv").open("w", newline="") as file:
        rows = connection.connection.cursor().execute(query)
        names = [column[0] for column in rows.description]
        document_at, key_at, id_at, owner_at = (
            names.index(n) for n in ("document", "wrapped_key", "id", "participant_id")
        )
        writer = csv.writer(file, lineterminator="\n")
        for row in rows:
            plain = sealer(row[key_at], row[owner_at]).open(row[document_at], row[id_at].encode())
            writer.writerow((*row[:document_at], *_cells(canonical.decode(plain), held)))


def _cells(document: Document, held: list[str]) -> Iterator[Any]:
    answers, missing = document["answers"], document["closing"]["missing"]
    for item in held:
        slot = answers.get(item, {})
        yield None if item in missing else slot.get("v")
        yield missing.get(item) or slot.get("m")


@dataclass(frozen=True, slots=True)
class Run:
    """What a whole process took; on a busy machine `processor` says more than `seconds`."""

    seconds: float
    processor: float
    megabytes: float


def run(what: str, folder: Path) -> Run:
    """Run one of the two as a process of its own."""
    began = time.perf_counter()
    child = subprocess.Popen([sys.executable, "-m", "benchmarks.export", "--only", what, str(folder)])
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{what} ended with {child.returncode}")
    return Run(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def figures(sizes: list[int]) -> Iterator[Figure]:
    """The figures of each size."""
    for rows in sizes:
        with tempfile.TemporaryDirectory(prefix="export-bench-") as name:
            fill(Path(name), rows)
            plain, wide = run("floor", Path(name)), run("export", Path(name))
        seconds, megabytes = LIMITS.get(rows, (float("inf"), float("inf")))
        beside = f"{plain.seconds:.1f} s, {plain.megabytes:.0f} MB"
        yield at_most(f"wide export, {rows:,} interviews × 40 items", wide.seconds, seconds, "s", beside)
        yield at_most("  memory", wide.megabytes, megabytes, "MB")
        yield Figure("  processor time", f"{wide.processor:.1f} s", "", f"{plain.processor:.1f} s")
        yield Figure("  beside the plain loop", f"{wide.seconds / plain.seconds:.2f} ×", "")


def main() -> None:
    """Print the figures, or be one of the processes that are measured."""
    from benchmarks.figure import show

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000])
    parser.add_argument("--only", nargs=2, metavar=("export|floor", "FOLDER"))
    asked = parser.parse_args()
    if asked.only:
        {"export": export, "floor": floor}[asked.only[0]](Path(asked.only[1]))
        return
    show("Exporting", figures(asked.rows))


if __name__ == "__main__":
    main()
