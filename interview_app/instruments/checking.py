"""Checks a whole instrument file: everything that is wrong with it, and everything that is doubtful, in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from interview_app.instruments.doubts import doubts
from interview_app.instruments.draft import Draft, draft_of
from interview_app.instruments.errors import InstrumentError, InstrumentErrors
from interview_app.instruments.files import Content, content_of
from interview_app.instruments.formulas import Trees, compiled, cycles, waits_for
from interview_app.instruments.rules import RULES
from interview_app.instruments.scale_rules import SCALE_RULES

ROW_KEYS = (
    *("study_id", "participant_id", "arm", "site", "visit", "informant_id", "informant_role", "instance"),
    *("interview_id", "form", "mode_first", "mode_last", "entry", "interviewer_id", "started_at", "completed_at"),
    *("status", "disposition", "instrument", "instrument_version", "language"),
)
"""The columns that every row of an export begins with, and that no item may be called."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was looked at as a whole; only one without errors can be built."""

    content: Content
    draft: Draft
    trees: Trees
    errors: tuple[InstrumentError, ...]
    warnings: tuple[InstrumentError, ...]


def check(path: Path) -> tuple[tuple[InstrumentError, ...], tuple[InstrumentError, ...]]:
    """The errors and the warnings of a file, all of each."""
    try:
        content = content_of(path)
    except InstrumentErrors as unreadable:
        return unreadable.errors, ()
    checked = checked_content(content)
    return checked.errors, checked.warnings


def checked_content(content: Content) -> Checked:
    """A parsed file with all that is to be said about it."""
    draft = draft_of(content)
    formulas = compiled(draft)
    shape = list(draft.admission.errors)
    found = [finding for rule in (*RULES, *SCALE_RULES) for finding in rule(draft)]
    found += [*formulas.errors, *cycles(waits_for(draft, formulas.trees)), *_colliding_columns(draft)]
    told = {error.place for error in shape}
    errors = shape + [finding for finding in found if finding.place not in told]
    warnings = [*formulas.warnings, *doubts(draft, formulas.trees)]
    return Checked(content, draft, formulas.trees, _in_file_order(draft, errors), _in_file_order(draft, warnings))


def _in_file_order(draft: Draft, findings: Iterable[InstrumentError]) -> tuple[InstrumentError, ...]:
    """Entry by entry, so that an author can go through the file once."""
    order = {placed.place: at for at, placed in enumerate(draft.entries())}
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: _rank(order, finding.place)))


def _rank(order: dict[str, int], place: str) -> int:
    """Where the entry stands that a place begins with; places outside all entries come first."""
    while place not in order and " " in place:
        place = place.rsplit(" ", 1)[0]
    return order.get(place, -1)


def _colliding_columns(draft: Draft) -> Iterator[InstrumentError]:
    """E23: every column of the export has a name of its own, whatever the case of its letters."""
    taken = set(ROW_KEYS)
    # Of two entries with one id, which has its own finding, the dictionary keeps one.
    for place, columns in dict((*_item_columns(draft), *_scale_columns(draft))).items():
        own = {column.casefold() for column in columns}
        if shared := sorted(own & taken):
            what = f"the export already has a column {shared[0]}"
            yield InstrumentError("E23", place, what, "choose another id or name")
        taken |= own


def _item_columns(draft: Draft) -> Iterator[tuple[str, list[str]]]:
    for placed in draft.items:
        choices = draft.choices_of(placed.entry) if placed.entry.type == "select_multiple" else []
        about = [f"{placed.name}__about"] if placed.entry.type == "partial_date" else []
        chosen = [f"{placed.name}__{choice.name}" for choice in choices]
        yield placed.place, [placed.name, f"{placed.name}__miss", *about, *chosen]


def _scale_columns(draft: Draft) -> Iterator[tuple[str, list[str]]]:
    for placed in draft.scales:
        counted = [] if placed.entry.kind == "flag" else [f"{placed.name}_n", f"{placed.name}_prorated"]
        yield placed.place, [placed.name, *counted, f"{placed.name}__miss"]
