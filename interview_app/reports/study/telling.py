"""Who told of the participants, and how they were asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from interview_app.reports.study.reading import Reading
from interview_app.reports.study.sheet import Section, Table

MODES = ("telephone", "video", "in_person", "")


def telling(reading: Reading) -> Section:
    """The interviews that count in scores, by the informant's role and by mode."""
    results, words = reading.findings.results, reading.words
    tables = [
        _table(reading, "roles", results.roles, reading.role),
        _table(reading, "modes", results.modes, lambda mode: words.say(mode or "mixed")),
    ]
    return Section("telling", words.say("telling"), tuple(table for table in tables if table.rows))


def _table(reading: Reading, key: str, found: Mapping[tuple[str, str], int], named: Callable[[str], str]) -> Table:
    names = {what: named(what) for what in {what for _, what in found}}
    order = sorted(names, key=lambda what: (MODES.index(what) if what in MODES else 0, names[what]))
    visits = [visit for visit in reading.findings.tables.by_visit if any(visit == at for at, _ in found)]
    shown = reading.shown([[found.get((visit, what), 0) for visit in visits] for what in order])
    heads = (reading.words.say(key), *visits, reading.words.say("all"))
    rows = [(name, *row) for name, row in zip([*(names[what] for what in order), heads[-1]], shown, strict=False)]
    return Table(key, reading.words.say(f"{key}_table"), heads, tuple(rows))
