"""MANIFEST.json: what an export holds, from which data, for whom, and by which bytes it is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
import hashlib
import json
from pathlib import Path
from typing import Any

from interview_app.domain.interview import LOST
from interview_app.domain.items import ChoiceItem
from interview_app.domain.missing import LABELS, Missing
from interview_app.exports.census import Census
from interview_app.exports.editions import Edition
from interview_app.exports.fieldwork import MEASURED
from interview_app.exports.headings import instant
from interview_app.exports.orders import Order
from interview_app.exports.tables import Listed

FILE = "MANIFEST.json"
FORMAT = 1
Manifest = dict[str, Any]


def manifest(
    order: Order, editions: Sequence[Edition], tables: Sequence[Listed], census: Census, folder: Path
) -> Manifest:
    """The manifest of the files in the folder; its id is the first part of the hash of all the rest."""
    content: Manifest = {
        "format": FORMAT,
        **_asked(order),
        "instruments": [_instrument(edition, census) for edition in editions],
        "files": _files(tables, census, folder),
        "counts": _counts(order, census),
        "withheld": dict(order.withheld),
        "skipped": [{"interview_id": s.id, "reason": s.why, "what": LOST[s.why]["en"]} for s in sorted(census.skipped)],
        "faults": [{"interview_id": f.interview_id, "item": f.item, "what": f.what} for f in sorted(census.faults)],
        "participants": {
            "method": order.hash_method,
            "hashes": sorted(order.hash_code(code) for code in census.participants),
        },
        "missing_codes": {why: {"code": why.code, "stata": why.stata, "label": LABELS[why]} for why in Missing},
        "choices": choices(editions),
    }
    return {"export_id": hashlib.sha256(canonical(content)).hexdigest()[:16], **content}


def canonical(content: Manifest) -> bytes:
    """The bytes that the export's id is taken of."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def write(content: Manifest, folder: Path) -> str:
    """Write the manifest and give the SHA-256 of its file, for the ledger."""
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    (folder / FILE).write_bytes(text.encode())
    return hashlib.sha256(text.encode()).hexdigest()


def _asked(order: Order) -> Manifest:
    return {
        "study": order.study.id,
        "study_version": order.study.version,
        "study_hash": order.study.hash,
        "title": dict(order.study.title),
        "synthetic": order.study.synthetic,
        "made_by": order.made_by,
        "made_at": instant(order.made_at),
        "as_of": instant(order.as_of),
        "purpose": order.purpose,
        "filters": dict(order.filters),
        "with_text": "texts" in order.layouts,
        "with_paradata": bool(MEASURED & order.layouts),
        "language": order.language,
        "app_version": order.app_version,
        "seal": order.seal,
        "notices": dict(order.study.notices),
    }


def _instrument(edition: Edition, census: Census) -> Manifest:
    instrument = edition.instrument
    return {
        "id": instrument.id,
        "version": instrument.version,
        "hash": instrument.hash,
        "title": dict(instrument.title),
        "attribution": dict(instrument.attribution),
        "interviews": census.used[edition.name],
    }


def _files(tables: Sequence[Listed], census: Census, folder: Path) -> Manifest:
    laid = {f"{table.layout}.csv": table for table in tables}
    found: Manifest = {}
    for path in sorted(folder.iterdir()):
        found[path.name] = {"sha256": digest(path), "bytes": path.stat().st_size}
        if table := laid.get(path.name):
            found[path.name]["rows"] = census.rows[table.layout]
            found[path.name]["columns"] = {heading.name: heading.dtype for heading in table.headings}
    return found


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _counts(order: Order, census: Census) -> Manifest:
    census.check(order.expected)
    return {
        "in_store": order.expected,
        "read": dict(census.read),
        "skipped": len(census.skipped),
        "written": {layout: dict(counts) for layout, counts in census.written.items()},
        "unreadable": census.unreadable,
        "agree": True,
    }


def choices(editions: Iterable[Edition]) -> dict[str, list[Manifest]]:
    """For each column of a single choice its options, once for each set of versions that share them."""
    found: dict[str, list[Manifest]] = {}
    for edition in editions:
        for columns in edition.items:
            if isinstance(columns.item, ChoiceItem) and [c.name for c in columns.columns] == [columns.item.id]:
                _add(found.setdefault(columns.item.id, []), columns.item, edition.name)
    return found


def _add(groups: list[Manifest], item: ChoiceItem, version: str) -> None:
    options = [{"code": choice.code, "name": choice.name, "label": dict(choice.label)} for choice in item.choices]
    for group in groups:
        if group["options"] == options:
            group["versions"].append(version)
            return
    groups.append({"versions": [version], "options": options})
