"""An instrument: one version of a questionnaire, whole, as its file was read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from interview_app.domain.items import Choice, Item, Text, Tree
from interview_app.domain.missing import Missing
from interview_app.domain.reliable_change import Reliability


@dataclass(frozen=True, slots=True)
class Section:
    """A block of items under one title; `relevant` holds for all its items."""

    id: str
    letter: str
    title: Text
    forms: frozenset[str]
    relevant: Tree | None = None
    relevant_source: str = ""
    lead_in: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """A passage to read aloud, for some modes; `when` must hold, and `form` must be the interview's where it is set."""

    key: str
    modes: frozenset[str]
    read: Text
    instruction: Text = field(default_factory=dict)
    when: Tree | None = None
    when_source: str = ""
    form: str | None = None
    records: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What is said when a check fails."""

    id: str
    kind: Literal["hard", "soft"]
    text: Text


@dataclass(frozen=True, slots=True)
class MissingOption:
    """How a missing reason is offered: its key on the keyboard and its label."""

    reason: Missing
    key: str
    label: Text


@dataclass(frozen=True, slots=True)
class Block:
    """The items of one scale with the item that says how sure the informant was of them."""

    scale: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A score: `formula` over ${sum} and ${n} of the valid items' codes, or for a flag an expression over the answers.

    `requires` names scales that must be scorable. A sensitivity score counts only the `blocks` whose confidence is at
    least `min_confidence`, needs `min_blocks` of them, and `min_share` of their items, rounded up.
    """

    id: str
    kind: Literal["scale", "total", "sensitivity", "flag"]
    label: Text
    formula: Tree
    formula_source: str
    items: tuple[str, ...] = ()
    min_valid: int = 0
    requires: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    min_confidence: int = 0
    min_blocks: int = 0
    min_share: float = 0.0
    low: float = 0
    high: float = 100
    reliability: Reliability | None = None
    """How reliable it is; None where that was not established."""

    @property
    def rule(self) -> str:
        """By which rule it is computed: versions of an instrument that agree in this can be compared."""
        return repr((self.kind, self.items, self.formula, self.low, self.high))


@dataclass(frozen=True)
class Instrument:
    """A checked instrument version; `hash` is the SHA-256 of its canonical content and never changes once published."""

    id: str
    version: int
    hash: str
    languages: tuple[str, ...]
    title: Text
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    scripts: tuple[Script, ...] = ()
    probes: Mapping[str, Text] = field(default_factory=dict)
    messages: Mapping[str, Message] = field(default_factory=dict)
    missing_options: tuple[MissingOption, ...] = ()
    break_off_reasons: tuple[tuple[str, Text], ...] = ()
    scales: tuple[Scale, ...] = ()
    order: tuple[str, ...] = ()
    """Ids of the items in an order in which every expression reads only what stands before it."""
    meta: Mapping[str, Any] = field(default_factory=dict)
    """Licence, recall, perspective, attribution and the rest of the file's head, as plain JSON."""
    attribution: Text = field(default_factory=dict)
    lists: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    """Every choice list by its name, those that no item is answered from included."""

    @property
    def is_permitted(self) -> bool:
        """True when the wording needs no permission, or evidence of one is on file; else it must not be activated."""
        licence = self.meta.get("licence", {})
        return not licence.get("permission_required", False) or bool(licence.get("permission_evidence"))

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """The items by id."""
        return {item.id: item for item in self.items}

    @cached_property
    def sections_by_id(self) -> Mapping[str, Section]:
        """The sections by id."""
        return {section.id: section for section in self.sections}

    @cached_property
    def calculated(self) -> tuple[Item, ...]:
        """The items whose value an expression gives, in an order that can be computed."""
        return tuple(self.by_id[key] for key in self.order if self.by_id[key].kind == "calculate")

    def items_of(self, form: str, section: str | None = None) -> tuple[Item, ...]:
        """The items of a form in reading order, all or those of one section."""
        return tuple(i for i in self.items if form in i.forms and (section is None or i.section == section))

    def missing_option(self, reason: Missing) -> MissingOption | None:
        """How that reason is offered, or None where the instrument does not offer it."""
        return next((option for option in self.missing_options if option.reason == reason), None)
