"""codebook.csv: one row for each column of each file, in words; more than one where instrument versions differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from interview_app.domain.conditions import Teller
from interview_app.domain.instrument import Instrument, Scale
from interview_app.domain.items import Calculated, ChoiceItem, Column, Item, Text, say
from interview_app.domain.missing import LABELS, Missing
from interview_app.domain.study import Study
from interview_app.exports.editions import Edition
from interview_app.exports.headings import Heading
from interview_app.exports.tables import Listed
from interview_app.exports.wide import miss, score_headings

Row = dict[str, str]

REASON: Text = {"en": "why there is no value", "nb": "hvorfor verdien mangler"}
ABOUT: Text = {"en": "the date is approximate", "nb": "datoen er omtrentlig"}
COUNTED: Text = {"en": "items that count", "nb": "spørsmål som teller med"}
PRORATED: Text = {"en": "formed of fewer than all items", "nb": "dannet av færre enn alle spørsmål"}

_UNBOUNDED = {"minimum": "", "maximum": ""}
_FIXED = ("item", "option", "type", "section", "forms")
_AFTER = (
    "minimum", "maximum", "required", "asked_when", "missing_reasons", "formula", "sensitive",
    "licence", "first_visit", "last_visit", "versions",
)  # fmt: skip


Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Described:
    """What one column means in one edition, as the codebook's own columns."""

    column: str
    facts: Facts


def names(languages: Sequence[str]) -> tuple[str, ...]:
    """The codebook's own columns."""
    spoken = [f"{what}_{language}" for what in ("label", "choices", "unit", "asked_if") for language in languages]
    return ("file", "position", "column", "dtype", *_FIXED, *spoken, *_AFTER)


def rows(
    tables: Iterable[Listed], editions: Sequence[Edition], languages: Sequence[str], study: Study
) -> Iterator[Row]:
    """The rows in the order of files and columns."""
    meanings = _meanings(editions, languages, study)
    for table in tables:
        for position, heading in enumerate(table.headings, 1):
            head = {"file": f"{table.layout}.csv", "position": str(position)}
            head |= {"column": heading.name, "dtype": heading.dtype}
            known = meanings.get(heading.name, {}) if table.layout == "wide" else {}
            for facts, versions in (known or {_plain(heading, languages): []}).items():
                yield head | dict(facts) | {"versions": "; ".join(versions)}


def _plain(heading: Heading, languages: Sequence[str]) -> Facts:
    return tuple(_spoken("label", {"en": heading.en, "nb": heading.nb or heading.en}, languages).items())


def _meanings(editions: Sequence[Edition], languages: Sequence[str], study: Study) -> dict[str, dict[Facts, list[str]]]:
    found: dict[str, dict[Facts, list[str]]] = {}
    for edition in editions:
        for described in (*_of_items(edition, languages, study), *_of_scales(edition, languages)):
            found.setdefault(described.column, {}).setdefault(described.facts, []).append(edition.name)
    return found


def _of_items(edition: Edition, languages: Sequence[str], study: Study) -> Iterator[Described]:
    for columns in edition.items:
        item, instrument = columns.item, edition.instrument
        facts = _item_facts(item, instrument, languages) | _visits(item, study)
        for column in columns.columns:
            yield Described(column.name, tuple((facts | _column_facts(item, column, languages)).items()))
        why = {f"label_{name}": f"{facts[f'label_{name}']} – {say(REASON, name)}" for name in languages}
        yield Described(miss(item.id), tuple((facts | why | _UNBOUNDED).items()))


def _item_facts(item: Item, instrument: Instrument, languages: Sequence[str]) -> Row:
    section = instrument.sections_by_id[item.section]
    conditions = [source for source in (section.relevant_source, item.relevant_source) if source]
    conditions = [f"({source})" for source in conditions] if len(conditions) > 1 else conditions
    return {
        "item": item.id,
        "type": item.kind,
        "section": item.section,
        "forms": " ".join(sorted(item.forms)),
        "minimum": _limit(item, "low"),
        "maximum": _limit(item, "high"),
        "required": "1" if item.required else "0",
        "asked_when": " and ".join(conditions),
        "missing_reasons": " | ".join(
            f"{reason.code} = {_reason(reason, instrument, languages[0])}" for reason in item.missing
        ),
        "formula": item.calculation_source if isinstance(item, Calculated) else "",
        "sensitive": "1" if item.sensitive else "0",
        "licence": str(instrument.meta.get("licence", {}).get("id", "")),
        **{f"asked_if_{language}": _asked_if(item, instrument, language) for language in languages},
        **_spoken("label", item.label or item.short or item.instruction, languages),
        **_spoken("unit", getattr(item, "unit", {}), languages),
    }


def _asked_if(item: Item, instrument: Instrument, language: str) -> str:
    """The condition of its section and its own in words, other items called by their columns."""
    section = instrument.sections_by_id[item.section]
    teller = Teller(instrument, {other.id: other.id for other in instrument.items}, language)
    held = ((section.relevant, section.relevant_source), (item.relevant, item.relevant_source))
    return "; ".join(teller.told(tree, source) for tree, source in held if tree is not None)


def _visits(item: Item, study: Study) -> Row:
    """The first and the last visit of the plan whose form has the item."""
    held = [visit.id for visit in study.visits if item.forms & visit.held_forms]
    return {"first_visit": held[0], "last_visit": held[-1]} if held else {}


def _reason(reason: Missing, instrument: Instrument, language: str) -> str:
    option = instrument.missing_option(reason)
    return say(option.label if option else LABELS[reason], language)


def _column_facts(item: Item, column: Column, languages: Sequence[str]) -> Row:
    if column.choice is not None:
        both = {
            language: f"{say(item.label, language)} – {say(column.choice.label, language)}" for language in languages
        }
        return {"option": column.choice.name} | _spoken("label", both, languages)
    if isinstance(item, ChoiceItem):
        return _spoken("choices", {language: _choices(item, language) for language in languages}, languages)
    about = {language: f"{say(item.label, language)} – {say(ABOUT, language)}" for language in languages}
    return {} if column.name == item.id else _spoken("label", about, languages)


def _choices(item: ChoiceItem, language: str) -> str:
    return " | ".join(f"{choice.code} = {say(choice.label, language)}" for choice in item.choices)


def _of_scales(edition: Edition, languages: Sequence[str]) -> Iterator[Described]:
    for scale in edition.instrument.scales:
        facts = _scale_facts(scale)
        for heading in score_headings(scale):
            label = _spoken("label", _scale_label(scale, heading), languages)
            bounds = {} if heading.name == scale.id else _UNBOUNDED
            yield Described(heading.name, tuple((facts | label | bounds).items()))


def _scale_facts(scale: Scale) -> Row:
    needs = f" over {' '.join(scale.items)}, at least {scale.min_valid} valid" if scale.items else ""
    return {
        "type": scale.kind,
        "minimum": f"{scale.low:g}",
        "maximum": f"{scale.high:g}",
        "formula": f"{scale.formula_source}{needs}",
    }


def _scale_label(scale: Scale, heading: Heading) -> Text:
    endings: Mapping[str, Text] = {"__miss": REASON, "_n": COUNTED, "_prorated": PRORATED}
    about = endings.get(heading.name.removeprefix(scale.id), {})
    return {name: f"{label} – {say(about, name)}" if about else label for name, label in scale.label.items()}


def _spoken(what: str, text: Text, languages: Sequence[str]) -> Row:
    return {f"{what}_{language}": say(text, language) for language in languages}


def _limit(item: Item, name: str) -> str:
    limit = getattr(item, name, None)
    return "" if limit is None else str(limit)
