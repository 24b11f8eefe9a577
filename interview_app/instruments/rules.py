"""What a file must keep to beyond its shape: texts in every language, unique ids, references that lead somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
import re

from interview_app.domain.missing import SPOKEN, Missing
from interview_app.instruments.admission import Placed
from interview_app.instruments.draft import Draft
from interview_app.instruments.errors import InstrumentError
from interview_app.instruments.item_shapes import IntegerEntry, ItemEntry, ListEntry
from interview_app.instruments.shapes import CheckEntry, Entry, Words

MAX_ITEMS = 500
MAX_CHOICES = 200
LOWEST_CODE = min(reason.code for reason in Missing)
HIGHEST_MISSING_CODE = max(reason.code for reason in Missing)

_FILL = re.compile(r"\{([a-z_]+)\}")
_COLUMN = re.compile(r"[A-Za-z0-9_]+", re.ASCII)

Findings = Iterator[InstrumentError]
Rule = Callable[[Draft], Findings]


def texts_of(place: str, entry: Entry) -> Iterator[tuple[str, Words, bool]]:
    """Every text of an entry with its place, and whether it must be there."""
    for key in entry.texts:
        yield f"{place} · {key}", getattr(entry, key), key in entry.must_say()
    for name in type(entry).model_fields:
        if isinstance(inner := getattr(entry, name), Entry):
            yield from texts_of(f"{place} · {name}", inner)


def all_texts(draft: Draft) -> Iterator[tuple[str, Words, bool]]:
    """Every text of the file."""
    for placed in draft.entries():
        yield from texts_of(placed.place, placed.entry)
    for name, words in draft.probes.items():
        yield f"probe {name}", words, True


def texts_stand_in_every_language(draft: Draft) -> Findings:
    """E12: no text is missing in a language, none is in a language that the file does not have."""
    return lacking_texts(all_texts(draft), draft.head.entry.languages)


def lacking_texts(texts: Iterable[tuple[str, Words, bool]], languages: Sequence[str]) -> Findings:
    """E12 for texts, each with its place and whether it must be there."""
    for place, words, needed in texts:
        if needed and not words:
            key = place.rsplit(" ", 1)[-1]
            yield InstrumentError(
                "E12", place, "the text is missing", f"add {key} = {{ {' = …, '.join(languages)} = … }}"
            )
        for language in languages if words else ():
            if not words.get(language, "").strip():
                yield InstrumentError("E12", f"{place} · {language}", "the translation is missing", "add it")
        for language in words.keys() - languages if languages else ():
            remedy = f"add {language!r} to languages, or remove the text"
            yield InstrumentError("E12", f"{place} · {language}", "the file does not have this language", remedy)


def fills_are_declared(draft: Draft) -> Findings:
    """E22: a text asks only for fills that the instrument declares."""
    known = set(draft.head.entry.fills)
    for place, words, _ in all_texts(draft):
        for fill in sorted({fill for text in words.values() for fill in _FILL.findall(text)} - known):
            yield InstrumentError(
                "E22", place, f"{{{fill}}} is not declared", "add it to fills, or write it without braces"
            )


def nothing_stands_twice(draft: Draft) -> Findings:
    """E10: ids, names, codes and keys are unique where they must be."""
    yield from twice((p.place, p.name) for p in draft.sections)
    yield from twice((p.place, p.name) for p in draft.items)
    yield from twice((p.place, p.name) for p in draft.scales)
    yield from twice((p.place, p.name) for p in draft.missing)
    yield from twice((f"{p.place} · key", p.entry.key) for p in draft.missing)
    yield from twice(("instrument · languages", language) for language in draft.head.entry.languages)
    for choices in draft.lists.values():
        yield from twice((p.place, p.name) for p in choices)
        yield from twice((f"{p.place} · code", str(p.entry.code)) for p in choices)


def twice(named: Iterable[tuple[str, str]]) -> Findings:
    """E10 for each name, with its place, that stood at an earlier place."""
    seen: dict[str, str] = {}
    for place, name in named:
        if name in seen:
            yield InstrumentError("E10", place, f"{name!r} is there already", "give each its own")
        seen.setdefault(name, place)


def codes_leave_room_for_missing_reasons(draft: Draft) -> Findings:
    """E11: no choice has a code that an export could take for a missing reason, or a lower one."""
    for placed in (choice for choices in draft.lists.values() for choice in choices):
        if placed.entry.code <= HIGHEST_MISSING_CODE:
            what = f"the code {placed.entry.code} is reserved"
            remedy = f"choose one above {HIGHEST_MISSING_CODE}; those below stand for missing reasons"
            yield InstrumentError("E11", f"{placed.place} · code", what, remedy)


def references_lead_somewhere(draft: Draft) -> Findings:
    """E13: sections, lists, probes, messages, scripts and items that are named are in the file."""
    items = {p.name for p in draft.items}
    scripts = {p.name for p in draft.scripts}
    for placed in draft.items:
        yield from _item_references(draft, placed)
    for section in draft.sections:
        yield from _unknown(f"{section.place} · lead_in", section.entry.lead_in, scripts, "script")
    for script in draft.scripts:
        yield from _unknown(f"{script.place} · records", [script.entry.records], items, "item")
    for name, probes in draft.probe_sets.items():
        yield from _unknown(f"probe set {name}", probes, draft.probes, "probe")
    head = draft.head.entry
    yield from _unknown("instrument · break_off", [head.break_off], draft.lists, "choice list")
    for name, item in head.binds:
        yield from _unknown(f"instrument · binds · {name}", [item], items, "item")


def _item_references(draft: Draft, placed: Placed[ItemEntry]) -> Findings:
    place, item = placed.place, placed.entry
    yield from _unknown(f"{place} · section", [item.section], {p.name for p in draft.sections}, "section")
    if isinstance(item, ListEntry):
        yield from _unknown(f"{place} · list", [item.list_name], draft.lists, "choice list")
    yield from _unknown(f"{place} · probes", item.probes, draft.probes.keys() | draft.probe_sets.keys(), "probe")
    if isinstance(item, IntegerEntry):
        yield from _unknown(f"{place} · range_message", [item.range_message], draft.messages, "message")
    for where, check in checks_of(item):
        yield from _unknown(
            f"{place} · {where}constraint_message", [check.constraint_message], draft.messages, "message"
        )


def checks_of(item: ItemEntry) -> Iterator[tuple[str, CheckEntry]]:
    """Each check of an item with the part of its place that stands between the item and its keys."""
    if item.constraint or item.constraint_message:
        yield "", CheckEntry(constraint=item.constraint, constraint_message=item.constraint_message)
    for kind, checks in (("hard", item.hard), ("soft", item.soft)):
        for at, check in enumerate(checks, 1):
            yield f"{kind} {at} · ", check


def _unknown(place: str, names: Iterable[str], known: Iterable[str], noun: str) -> Findings:
    for name in names:
        if name and name not in set(known):
            yield InstrumentError(
                "E13", place, f"there is no {noun} {name!r}", "correct the name, or add what it names"
            )


def checks_have_their_messages(draft: Draft) -> Findings:
    """E06, E08: a check has both its expression and its message, and the message is of the check's kind."""
    for placed in draft.items:
        for where, check in checks_of(placed.entry):
            for key in ("constraint", "constraint_message"):
                if not getattr(check, key).strip():
                    yield InstrumentError(
                        "E06", f"{placed.place} · {where}{key}", f"{key} is missing", f"add {key} = …"
                    )
            message = draft.messages.get(check.constraint_message)
            kind = "soft" if where.startswith("soft") else "hard"
            if message is not None and message.entry.kind != kind:
                place = f"{placed.place} · {where}constraint_message"
                what = f"{message.name} is a {message.entry.kind} message on a {kind} check"
                yield InstrumentError("E08", place, what, "use a message of the same kind")


def ranges_are_not_empty(draft: Draft) -> Findings:
    """E17: no smallest value above the largest."""
    ranges: list[tuple[str, float | None, float | None]] = [
        (f"{p.place} · min", p.entry.low, p.entry.high) for p in draft.items if isinstance(p.entry, IntegerEntry)
    ]
    ranges += [(f"{p.place} · range", p.entry.range[0], p.entry.range[1]) for p in draft.scales]
    for place, low, high in ranges:
        if low is not None and high is not None and low > high:
            what = f"the smallest value {low} is above the largest, {high}"
            yield InstrumentError("E17", place, what, "swap or correct them")


def missing_reasons_can_be_offered(draft: Draft) -> Findings:
    """E20: the instrument offers reasons that informants give, with their codes; its items offer only those."""
    spoken = {str(reason): reason.code for reason in Missing if reason in SPOKEN}
    for placed in draft.missing:
        entry = placed.entry
        if entry.reason and entry.reason not in spoken:
            what = f"{entry.reason!r} is no reason that an informant gives"
            yield InstrumentError("E20", f"{placed.place} · reason", what, f"write one of {', '.join(spoken)}")
        elif entry.code != spoken.get(entry.reason, entry.code):
            what = f"the code {entry.code} is not that of {entry.reason}"
            yield InstrumentError("E20", f"{placed.place} · code", what, f"write {spoken[entry.reason]}")
    offered = {p.name for p in draft.missing}
    for item in draft.items:
        for reason in item.entry.missing:
            if reason not in offered:
                remedy = "add it under [[missing]], or correct it"
                yield InstrumentError("E20", f"{item.place} · missing", f"{reason!r} is not offered here", remedy)


def the_instrument_is_brief(draft: Draft) -> Findings:
    """E21: no more items or choices than a tablet and an export can carry."""
    if len(draft.items) > MAX_ITEMS:
        yield InstrumentError(
            "E21", "items", f"{len(draft.items)} items", f"split the instrument; {MAX_ITEMS} is the most"
        )
    for name, choices in draft.lists.items():
        if len(choices) > MAX_CHOICES:
            what = f"{len(choices)} choices"
            yield InstrumentError("E21", f"list {name}", what, f"shorten the list; {MAX_CHOICES} is the most")
        if not choices:
            yield InstrumentError("E07", f"list {name}", "the list is empty", "add its choices, or remove it")


def choice_names_fit_their_columns(draft: Draft) -> Findings:
    """E09: a name in a list of a multiple choice becomes part of a column's name."""
    multiple = {
        p.entry.list_name for p in draft.items if isinstance(p.entry, ListEntry) and p.entry.type == "select_multiple"
    }
    for placed in (choice for name in sorted(multiple) for choice in draft.lists.get(name, ())):
        if not _COLUMN.fullmatch(placed.name):
            what = f"{placed.name!r} cannot be part of a column's name"
            yield InstrumentError(
                "E09", placed.place, what, "a multiple choice needs names of letters, digits and _ only"
            )


def binds_can_be_answered(draft: Draft) -> Findings:
    """E13: an item that the application answers has a choice for each answer it may give."""
    head = draft.head.entry
    wanted: dict[str, list[str]] = {"prior": ["no", "yes"], "mode": [*head.modes], "language": head.languages}
    for bind, name in head.binds:
        item = draft.item(name) if name else None
        names = {choice.name for choice in draft.choices_of(item)} if item else set(wanted[bind])
        if lacking := [answer for answer in wanted[bind] if answer not in names]:
            what = f"{name} has no choice {', '.join(lacking)}"
            yield InstrumentError("E13", f"instrument · binds · {bind}", what, "add it to the item's list")


RULES: tuple[Rule, ...] = (
    texts_stand_in_every_language,
    fills_are_declared,
    nothing_stands_twice,
    codes_leave_room_for_missing_reasons,
    references_lead_somewhere,
    checks_have_their_messages,
    ranges_are_not_empty,
    missing_reasons_can_be_offered,
    the_instrument_is_brief,
    choice_names_fit_their_columns,
    binds_can_be_answered,
)
