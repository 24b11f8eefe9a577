"""Puts an export together beside its destination and moves it there whole: a folder, or one zip of the same files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
import csv
from dataclasses import dataclass
import os
from pathlib import Path
import shutil
import tempfile
from types import TracebackType
from typing import Self
import zipfile

from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Interview, Unread
from interview_app.domain.review import Oversight
from interview_app.domain.routing import Surroundings
from interview_app.exports import codebook, companions, manifest
from interview_app.exports.cases import Cases
from interview_app.exports.census import Census
from interview_app.exports.editions import Edition
from interview_app.exports.errors import TargetTaken
from interview_app.exports.long import Long
from interview_app.exports.orders import LAYOUTS, Order
from interview_app.exports.queries import Queries
from interview_app.exports.registers import Rows, registers
from interview_app.exports.rows import Layer
from interview_app.exports.scores import Scores
from interview_app.exports.tables import Listed, Table
from interview_app.exports.texts import Texts
from interview_app.exports.wide import Wide

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every entry in a zip, so that the same export gives the same bytes."""


@dataclass(frozen=True)
class Prepared:
    """A finished export that nobody sees yet; leaving the `with` block without publish() removes it."""

    folder: Path
    target: Path
    manifest: manifest.Manifest
    manifest_sha256: str

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def publish(self) -> Path:
        """Move the export to its target, all of it or nothing."""
        _check(self.target)
        if self.target.suffix == ".zip":
            packed = self.folder.with_suffix(".zip")
            try:
                _zip(self.folder, packed)
                packed.replace(self.target)
            finally:
                packed.unlink(missing_ok=True)
        else:
            self.folder.replace(self.target)
        return self.target


def prepare(
    interviews: Iterable[Interview | Unread],
    instruments: Mapping[tuple[str, int], Instrument],
    order: Order,
    target: Path,
    surroundings: Surroundings,
    rows: Mapping[str, Rows] | None = None,
) -> Prepared:
    """Write every file of the export into a hidden folder beside the target; raises ExportError.

    `instruments` are those the interviews were held with, by id and version: their union makes the columns. The
    interviews come in the order of their keys; those that could not be opened are named in the manifest. `surroundings`
    serve those still open, whose scores are worked out now. `rows` are those of the registers, by layout, which are
    read after the last interview.
    """
    _check(target)
    editions = {key: Edition(instrument) for key, instrument in sorted(instruments.items())}
    tables = tables_of(list(editions.values()), order.layouts, order.language, order.oversight, order.pairs)
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=_home(target)))
    try:
        layer = Layer(editions, tables, surroundings)
        layer.write(interviews, folder)
        listed: list[Listed] = [*tables]
        for register in registers(order.study, rows or {}):
            if register.layout in order.layouts:
                register.write(folder, layer.census)
                listed.append(register)
        _accompany(order, list(editions.values()), listed, layer.census, folder)
        content = manifest.manifest(order, list(editions.values()), listed, layer.census, folder)
        return Prepared(folder, target, content, manifest.write(content, folder))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def write(
    interviews: Iterable[Interview | Unread],
    instruments: Mapping[tuple[str, int], Instrument],
    order: Order,
    target: Path,
    surroundings: Surroundings,
) -> manifest.Manifest:
    """Prepare and publish in one go; gives the manifest."""
    with prepare(interviews, instruments, order, target, surroundings) as prepared:
        prepared.publish()
        return prepared.manifest


def _check(target: Path) -> None:
    taken = target.exists() and not (target.is_dir() and target.suffix != ".zip" and not any(target.iterdir()))
    if taken:
        raise TargetTaken(f"{target} is there already.", "Choose another name, or move it away first.")


def _home(target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.parent


def tables_of(
    editions: Sequence[Edition],
    layouts: frozenset[str],
    language: str,
    oversight: Mapping[str, Oversight],
    pairs: Mapping[str, str] | None = None,
) -> list[Table]:
    """The files of rows about interviews; `pairs` tells which pair an interview is of, None where no rows are meant."""
    every: dict[str, Table] = {
        "wide": Wide(editions),
        "long": Long(language),
        "scores": Scores(),
        "interviews": Cases(oversight, pairs or {}),
        "queries": Queries(oversight),
        "texts": Texts(),
    }
    return [every[layout] for layout in LAYOUTS if layout in layouts & every.keys()]


def _accompany(
    order: Order, editions: Sequence[Edition], tables: Sequence[Listed], census: Census, folder: Path
) -> None:
    languages = list(dict.fromkeys(language for edition in editions for language in edition.instrument.languages))
    with (folder / "codebook.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, codebook.names(languages), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(codebook.rows(tables, editions, languages, order.study))
    (folder / "README.txt").write_text(
        companions.readme(order, editions, tables, len(census.skipped)), encoding="utf-8"
    )
    (folder / "read_export.py").write_text(companions.reader(order, tables), encoding="utf-8")


def _zip(folder: Path, packed: Path) -> None:
    with zipfile.ZipFile(packed, "x", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(path.name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            with path.open("rb") as source, archive.open(entry, "w", force_zip64=path.stat().st_size > 1 << 31) as into:
                shutil.copyfileobj(source, into, 1 << 20)
    os.chmod(packed, 0o600)
