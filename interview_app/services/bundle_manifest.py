"""What a bundle says about itself: its manifest, its cover, and the form that holds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Literal

from interview_app import __version__
from interview_app.domain.access import Actor
from interview_app.domain.item import say
from interview_app.domain.study import Study
from interview_app.reports.bundle.containers import Container, OnePdf, Zip
from interview_app.reports.bundle.cover import Cover, title
from interview_app.services.bundle_kinds import KINDS, Choice, Kind, Sheet, Wish
from interview_app.services.errors import Unsuitable
from interview_app.storage.engine import Store

Form = Literal["pdf", "zip"]
FORMS: tuple[Form, ...] = ("pdf", "zip")
KEPT = ("language", "chosen", "purpose", "seal", "content", "left_out", "unreadable", "count")
"""What the ledger keeps of a manifest."""


@dataclass(slots=True)
class Under:
    """A bundle under way."""

    store: Store
    actor: Actor
    study: Study
    wish: Wish
    now: datetime
    kind: Kind
    choice: Choice
    seal: str
    files: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    unreadable: list[dict[str, str]] = field(default_factory=list)
    left_out: int = 0


def container_of(form: Form, write: Callable[[bytes], object], study: Study, wish: Wish) -> Container:
    """What holds a bundle of that form, written to that sink. Raises Unsuitable."""
    if form == "zip":
        return Zip(write)
    if wish.copy.archive:
        raise Unsuitable("form", "Copies with their data attached go into a zip or a folder, not into one PDF.")
    return OnePdf(write, title(_cover_of(study, wish)), wish.language)


def _cover_of(study: Study, wish: Wish, **found: Any) -> Cover:
    by_days = KINDS[wish.kind].by_days
    return Cover(
        kind=wish.kind,
        study_id=study.id,
        study=say(study.title, wish.language),
        notices=say(study.notices, wish.language),
        synthetic=study.synthetic,
        language=wish.language,
        sites=wish.sites,
        paper=wish.copy.paper,
        reader=wish.copy.reader,
        days=(wish.since, wish.until) if by_days else (),
        purpose=wish.purpose,
        **found,
    )


def cover_of(under: Under, manifest: Mapping[str, Any]) -> Cover:
    """What the first page of a PDF says of it."""
    named = [(" · ".join(lost[name] for name in lost if name != "what"), lost["what"]) for lost in under.unreadable]
    found = {name: manifest[name] for name in ("left_out", "made_by", "seal", "content")}
    found |= {"reports": manifest["count"], "by_site": _by_site(under)}
    return _cover_of(under.study, under.wish, unreadable=named, **found)


def _by_site(under: Under) -> list[tuple[str, int, int]]:
    people: dict[str, list[str]] = {}
    for each in under.files:
        people.setdefault(each["site"], []).append(each["participant"])
    named = {code: under.study.site(code).name for code in people}
    return [(f"{code} · {named[code]}", len(set(codes)), len(codes)) for code, codes in people.items()]


def _content(files: Sequence[Mapping[str, Any]]) -> str:
    """One hash of all the files, in order."""
    return sha256("\n".join(each["sha256"] for each in files).encode()).hexdigest()


def entry(sheet: Sheet) -> dict[str, Any]:
    """What the manifest says of one file."""
    told = {"name": f"{sheet.item.name}.pdf", "sha256": sha256(sheet.content).hexdigest(), "bytes": len(sheet.content)}
    return {**told, **sheet.item.about}


def manifest_of(under: Under) -> dict[str, Any]:
    """Who made what when and what for, each file with its hash, and what is not there."""
    wish = under.wish
    return {
        "kind": wish.kind,
        "study": under.study.id,
        "chosen": chosen(wish),
        "language": wish.language,
        "purpose": wish.purpose,
        "made_by": under.actor.code,
        "made_at": under.now.isoformat(timespec="seconds"),
        "version": __version__,
        "seal": under.seal,
        "content": _content(under.files),
        "count": len(under.files),
        "left_out": under.left_out,
        "unreadable": under.unreadable,
        "files": under.files,
    }


def chosen(wish: Wish) -> dict[str, Any]:
    """What was asked for, as manifest and ledger say it."""
    days = {"since": wish.since, "until": wish.until} if KINDS[wish.kind].by_days else {}
    named = {name: day.isoformat() for name, day in days.items() if day not in {date.min, date.max}}
    return named | ({"sites": list(wish.sites)} if wish.sites else {})
