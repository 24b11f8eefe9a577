"""An instrument file table by table, as far as it is sound: what rules look at and instruments are built of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from interview_app.instruments.admission import Admission, Placed
from interview_app.instruments.files import Content
from interview_app.instruments.item_shapes import ITEM_ENTRIES, ItemEntry, ListEntry
from interview_app.instruments.scale_shapes import SCALE_ENTRIES, ScaleEntry
from interview_app.instruments.shapes import (
    ChoiceEntry,
    Entry,
    Head,
    MessageEntry,
    MissingEntry,
    ScriptEntry,
    SectionEntry,
    Words,
)


@dataclass(slots=True)
class Draft:
    """The sound parts of a file, with the findings so far."""

    admission: Admission = field(default_factory=Admission)
    head: Placed[Head] = field(default_factory=lambda: Placed("instrument", "", Head()))
    missing: list[Placed[MissingEntry]] = field(default_factory=list)
    lists: dict[str, list[Placed[ChoiceEntry]]] = field(default_factory=dict)
    probes: dict[str, Words] = field(default_factory=dict)
    probe_sets: dict[str, list[str]] = field(default_factory=dict)
    messages: dict[str, Placed[MessageEntry]] = field(default_factory=dict)
    scripts: list[Placed[ScriptEntry]] = field(default_factory=list)
    sections: list[Placed[SectionEntry]] = field(default_factory=list)
    items: list[Placed[ItemEntry]] = field(default_factory=list)
    scales: list[Placed[ScaleEntry]] = field(default_factory=list)

    def entries(self) -> Iterator[Placed[Entry]]:
        """Every entry of the file but the probes, which are bare texts."""
        yield self.head
        yield from self.missing
        for choices in self.lists.values():
            yield from choices
        yield from self.messages.values()
        yield from self.scripts
        yield from self.sections
        yield from self.items
        yield from self.scales

    def choices_of(self, item: ItemEntry) -> list[Placed[ChoiceEntry]]:
        """The options of the item's list; none for an item without a list or with an unknown one."""
        return self.lists.get(item.list_name, []) if isinstance(item, ListEntry) else []

    def forms_of(self, item: ItemEntry) -> frozenset[str]:
        """The forms that ask the item: its own, as far as its section has them."""
        section = next((p.entry for p in self.sections if p.name == item.section), None)
        return frozenset(item.forms) & frozenset(section.forms if section else item.forms)

    def item(self, name: str) -> ItemEntry | None:
        """The first item of that id."""
        return next((placed.entry for placed in self.items if placed.name == name), None)


def draft_of(content: Content) -> Draft:
    """The draft that a parsed file gives, its findings on shape included."""
    draft = Draft()
    admission = draft.admission
    draft.head = _head(content, admission) or draft.head
    draft.missing = admission.rows(MissingEntry, content, "missing", "missing reason", "reason")
    draft.lists = dict(_lists(content, admission))
    draft.probes = _bare(content, admission, "probes", _is_words, 'write { en = "…" }')
    draft.probe_sets = _bare(content, admission, "probe_sets", _is_ids, 'write ["…", "…"]')
    draft.messages = dict(_messages(content, admission))
    draft.scripts = _apart(admission.rows(ScriptEntry, content, "scripts", "script", "key"))
    draft.sections = admission.rows(SectionEntry, content, "sections", "section", "id")
    draft.items = _in_reading_order(draft, _by_type(ITEM_ENTRIES, ItemEntry, content, admission, "item"))
    draft.scales = list(_by_type(SCALE_ENTRIES, ScaleEntry, content, admission, "scale"))
    for key in content.keys() - _TABLES:
        admission.fault("E05", key, "this table is not known", f"known are {', '.join(sorted(_TABLES))}")
    return draft


def _apart(scripts: Iterable[Placed[ScriptEntry]]) -> list[Placed[ScriptEntry]]:
    """The passages, each with a place of its own: wordings share a key, and a condition is found by its place."""
    seen: Counter[str] = Counter()
    found = []
    for each in scripts:
        seen[each.place] += 1
        again = f" {seen[each.place]}" if seen[each.place] > 1 else ""
        found.append(replace(each, place=f"{each.place}{again}"))
    return found


_TABLES = frozenset(
    ("instrument", "missing", "choices", "probes", "probe_sets", "messages", "scripts", "sections", "items", "scales")
)
_DISTINCTION = {"item": "type", "scale": "kind"}
"""The key that tells which further keys an entry has."""
_Typed = TypeVar("_Typed", ItemEntry, ScaleEntry)


def _head(content: Content, admission: Admission) -> Placed[Head] | None:
    if "instrument" not in content:
        admission.fault(
            "E06", "instrument", "the table [instrument] is missing", "add it with id, version and languages"
        )
        return None
    entry = admission.admit(Head, content["instrument"], "instrument")
    return None if entry is None else Placed("instrument", entry.id, entry)


def _lists(content: Content, admission: Admission) -> Iterator[tuple[str, list[Placed[ChoiceEntry]]]]:
    for name, rows in admission.table(content, "choices").items():
        yield name, admission.rows(ChoiceEntry, {f"list {name}": rows}, f"list {name}", f"list {name} ·", "name")


def _messages(content: Content, admission: Admission) -> Iterator[tuple[str, Placed[MessageEntry]]]:
    for name, raw in admission.table(content, "messages").items():
        if entry := admission.admit(MessageEntry, raw, f"message {name}"):
            yield name, Placed(f"message {name}", name, entry)


def _bare(
    content: Content, admission: Admission, key: str, is_sound: Callable[[object], bool], remedy: str
) -> dict[str, Any]:
    """A table whose values are no tables with keys of their own."""
    sound = {}
    for name, value in admission.table(content, key).items():
        if is_sound(value):
            sound[name] = value
        else:
            admission.fault("E07", f"{key[:-1].replace('_', ' ')} {name}", "the value does not fit", remedy)
    return sound


def _is_words(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _is_ids(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _in_reading_order(draft: Draft, items: Iterable[Placed[ItemEntry]]) -> list[Placed[ItemEntry]]:
    """Section by section; those without one last."""
    order = {placed.name: at for at, placed in enumerate(draft.sections)}
    return sorted(items, key=lambda placed: order.get(placed.entry.section, len(order)))


def _by_type(
    models: Mapping[str, type[_Typed]], general: type[_Typed], content: Content, admission: Admission, noun: str
) -> Iterator[Placed[_Typed]]:
    """Each row as an entry of the type it names; where it names none, with its general keys only."""
    key = _DISTINCTION[noun]
    for at, raw in admission.tables(content, f"{noun}s"):
        kind = raw.get(key)
        if isinstance(kind, str) and kind in models:
            yield admission.placed(models[kind], raw, noun, "id", at)
            continue
        shared = {name: value for name, value in raw.items() if name in general.model_fields and name != key}
        placed = admission.placed(general, shared, noun, "id", at)
        code, what = ("E08", f"{kind!r} is not a {key}") if key in raw else ("E06", f"{key} is missing")
        admission.fault(code, f"{placed.place} · {key}", what, f"write one of {', '.join(models)}")
        yield placed
