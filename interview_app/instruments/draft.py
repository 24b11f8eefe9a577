"""An instrument file table by table, as far as it is sound: what rules look at and instruments are built of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from interview_app.instruments.admission import Admission
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

_Entry = TypeVar("_Entry", bound=Entry)
_Some_co = TypeVar("_Some_co", bound=Entry, covariant=True)


@dataclass(frozen=True, slots=True)
class Placed(Generic[_Some_co]):
    """An entry, the place that findings name, and the id it was given, even where that id cannot be used."""

    place: str
    name: str
    entry: _Some_co


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
    return _Reader(content).read()


class _Reader:
    """One walk through the tables of a file."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.draft = Draft()
        self.admission = self.draft.admission

    def read(self) -> Draft:
        """The draft."""
        self._head()
        self.draft.missing = self._rows("missing", MissingEntry, "missing reason", "reason")
        self._lists()
        self.draft.probes = {name: words for name, words in self._table("probes").items() if self._words(name, words)}
        self.draft.probe_sets = {name: ids for name, ids in self._table("probe_sets").items() if self._ids(name, ids)}
        self._messages()
        self.draft.scripts = self._rows("scripts", ScriptEntry, "script", "key")
        self.draft.sections = self._rows("sections", SectionEntry, "section", "id")
        self.draft.items = self._in_reading_order(
            [self._typed(raw, at) for at, raw in self._array("items") if isinstance(raw, Mapping)]
        )
        self.draft.scales = [self._scaled(raw, at) for at, raw in self._array("scales") if isinstance(raw, Mapping)]
        for key in self.content.keys() - _TABLES:
            self.admission.fault("E05", key, "this table is not known", f"known are {', '.join(sorted(_TABLES))}")
        return self.draft

    def _head(self) -> None:
        if "instrument" not in self.content:
            self.admission.fault("E06", "instrument", "the table [instrument] is missing", "add it with id and version")
        elif entry := self.admission.admit(Head, self.content["instrument"], "instrument"):
            self.draft.head = Placed("instrument", entry.id, entry)

    def _table(self, key: str) -> dict[str, Any]:
        table = self.content.get(key, {})
        if isinstance(table, dict):
            return table
        self.admission.fault("E07", key, "this is not a table", f"write it as [{key}]")
        return {}

    def _array(self, key: str) -> Iterator[tuple[int, object]]:
        rows = self.content.get(key, [])
        if not isinstance(rows, list):
            self.admission.fault("E07", key, "this is not a list of tables", f"write each entry under [[{key}]]")
            return
        for at, row in enumerate(rows, 1):
            if not isinstance(row, Mapping):
                self.admission.fault("E07", f"{key} {at}", "this is not a table", f"write each entry under [[{key}]]")
            yield at, row

    def _rows(self, key: str, model: type[_Entry], noun: str, id_key: str) -> list[Placed[_Entry]]:
        rows = ((at, raw) for at, raw in self._array(key) if isinstance(raw, Mapping))
        return [self._placed(model, raw, noun, raw.get(id_key), at) for at, raw in rows]

    def _placed(
        self, model: type[_Entry], raw: Mapping[str, Any], noun: str, name: object, at: int | str
    ) -> Placed[_Entry]:
        known = name if isinstance(name, str) else ""
        place = f"{noun} {known or at}"
        entry = self.admission.admit(model, raw, place)
        assert entry is not None  # noqa: S101 - only what is no table at all gives None
        return Placed(place, known, entry)

    def _lists(self) -> None:
        for name, rows in self._table("choices").items():
            if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
                self.admission.fault("E07", f"list {name}", "this is not a list of tables", "write [ { name = … }, … ]")
                continue
            self.draft.lists[name] = [
                self._placed(ChoiceEntry, row, f"list {name} ·", row.get("name"), at) for at, row in enumerate(rows, 1)
            ]

    def _messages(self) -> None:
        for name, raw in self._table("messages").items():
            if entry := self.admission.admit(MessageEntry, raw, f"message {name}"):
                self.draft.messages[name] = Placed(f"message {name}", name, entry)

    def _words(self, name: str, words: object) -> bool:
        sound = isinstance(words, dict) and all(isinstance(text, str) for text in words.values())
        if not sound:
            self.admission.fault("E07", f"probe {name}", "this is no text", 'write { en = "…" }')
        return sound

    def _ids(self, name: str, ids: object) -> bool:
        sound = isinstance(ids, list) and all(isinstance(probe, str) for probe in ids)
        if not sound:
            self.admission.fault("E07", f"probe set {name}", "this is no list of probes", 'write ["…", "…"]')
        return sound

    def _in_reading_order(self, items: list[Placed[ItemEntry]]) -> list[Placed[ItemEntry]]:
        """Section by section; those without one last."""
        order = {placed.name: at for at, placed in enumerate(self.draft.sections)}
        return sorted(items, key=lambda placed: order.get(placed.entry.section, len(order)))

    def _typed(self, raw: Mapping[str, Any], at: int) -> Placed[ItemEntry]:
        return self._by(ITEM_ENTRIES, ItemEntry, raw, "item", at)

    def _scaled(self, raw: Mapping[str, Any], at: int) -> Placed[ScaleEntry]:
        return self._by(SCALE_ENTRIES, ScaleEntry, raw, "scale", at)

    def _by(
        self, models: Mapping[str, type[_Entry]], general: type[_Entry], raw: Mapping[str, Any], noun: str, at: int
    ) -> Placed[_Entry]:
        """The entry of the type it names; where it names none, its general keys only."""
        key = {"item": "type", "scale": "kind"}[noun]
        kind = raw.get(key)
        if isinstance(kind, str) and kind in models:
            return self._placed(models[kind], raw, noun, raw.get("id"), at)
        shared = {name: value for name, value in raw.items() if name in general.model_fields}
        if key in raw:
            name = raw["id"] if isinstance(raw.get("id"), str) else at
            place = f"{noun} {name} · {key}"
            self.admission.fault("E08", place, f"{kind!r} is not a {key}", f"write one of {', '.join(models)}")
            shared[key] = ""
        return self._placed(general, shared, noun, raw.get("id"), at)


_TABLES = {
    "instrument", "missing", "choices", "probes", "probe_sets", "messages", "scripts", "sections", "items", "scales",
}  # fmt: skip
