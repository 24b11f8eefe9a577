"""The rows of a codebook grouped as people read them: an item with all its columns is one entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from interview_app.domain.instrument import Instrument
from interview_app.domain.items import say
from interview_app.reports.texts import clean
from interview_app.reports.words import Words

Row = Mapping[str, str]
"""A row of codebook.csv, whose label, choices, unit and asked_if are in the language of the words."""
WIDE = "wide.csv"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a table: the variables that belong together, what they are, their values, and the rest in grey."""

    variables: tuple[str, ...]
    dtype: str
    label: str
    condition: str
    values: tuple[str, ...]
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A table of entries under a heading, which is a bookmark; `note` says what a row of the file is."""

    title: str
    note: str
    entries: tuple[Entry, ...]
    last: str = ""
    """What the last column is about; "" where columns have a name, a type and a label only."""


def chapters(rows: Sequence[Row], instruments: Sequence[Instrument], words: Words) -> list[Chapter]:
    """All that the codebook has, in the order of files and columns."""
    found = []
    for file, group in groupby(rows, key=lambda row: row["file"]):
        each = list(group)
        found += list(_of_wide(each, instruments, words)) if file == WIDE else [_plain(file, file, each, words)]
    return found


def _plain(file: str, title: str, rows: Iterable[Row], words: Words) -> Chapter:
    entries = tuple(
        Entry((row["column"],), row["dtype"], clean(row[f"label_{words.language}"]), "", (), ()) for row in rows
    )
    return Chapter(title, words.say(f"file_{file.removesuffix('.csv')}"), entries)


def _of_wide(rows: Sequence[Row], instruments: Sequence[Instrument], words: Words) -> Iterator[Chapter]:
    yield _plain(WIDE, words.say("keys"), [row for row in rows if not row.get("versions")], words)
    items = [row for row in rows if row.get("item")]
    for section, group in groupby(items, key=lambda row: row["section"]):
        title = _title(section, instruments, words)
        yield Chapter(title, "", tuple(_items(list(group), words)), last=words.say("missing"))
    scores = [row for row in rows if row.get("versions") and not row.get("item")]
    if scores:
        yield Chapter(words.say("scores"), "", tuple(_scores(scores, words)), last=words.say("formula"))


def _title(section: str, instruments: Sequence[Instrument], words: Words) -> str:
    known = next(each.sections_by_id[section] for each in reversed(instruments) if section in each.sections_by_id)
    if known.hidden:
        return words.say("section_hidden")
    return words.say("section", letter=known.letter, title=clean(say(known.title, words.language)))


def _items(rows: Sequence[Row], words: Words) -> Iterator[Entry]:
    """An entry for each item and each meaning that it has in some versions."""
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        grouped.setdefault((row["item"], row["versions"]), []).append(row)
    for each in grouped.values():
        yield _item(each, words)


def _item(rows: Sequence[Row], words: Words) -> Entry:
    values = [row for row in rows if not row["column"].endswith("__miss")] or list(rows)
    first, reason = values[0], rows[-1]
    label = first[f"label_{words.language}"] if not first.get("option") else _stem(reason, words)
    wordy = [words.say("only_words")] if first is reason else []
    condition = first[f"asked_if_{words.language}"]
    return Entry(
        variables=tuple(row["column"] for row in values),
        dtype=f"{_kind(first, words)} · {first['dtype']}",
        label=clean(label),
        condition=words.say("asked_if", condition=clean(condition)) if condition else "",
        values=(*_values(values, words), *wordy),
        about=_about(first, words),
    )


def _stem(row: Row, words: Words) -> str:
    """The question itself, without what its column for the reason adds."""
    return row[f"label_{words.language}"].rpartition(" – ")[0]


def _kind(row: Row, words: Words) -> str:
    key = f"type_{row['type']}"
    return words.say(key) if key in words.texts else row["type"]


def _values(rows: Sequence[Row], words: Words) -> tuple[str, ...]:
    first, language = rows[0], words.language
    if first.get("option"):
        chosen = [f"{row['column']}: {row[f'label_{language}'].rpartition(' – ')[2]}" for row in rows]
        return (words.say("yes_no"), *map(clean, chosen))
    choices = first.get(f"choices_{language}", "")
    ranged = " ".join(part for part in (_range(first, words), first.get(f"unit_{language}", "")) if part)
    told = choices.split(" | ") if choices else [ranged]
    formula = [first["formula"]] if first.get("formula") else []
    return tuple(clean(each) for each in (*told, *formula) if each)


def _range(row: Row, words: Words) -> str:
    low, high = row.get("minimum", ""), row.get("maximum", "")
    if not low and not high:
        return ""
    return words.say("at_most" if not low else "at_least" if not high else "from_to", low=low, high=high)


def _about(row: Row, words: Words) -> tuple[str, ...]:
    """Missing codes; then form, visits and versions on a line of their own."""
    first, last = row.get("first_visit", ""), row.get("last_visit", "")
    use = [
        words.say("required") if row["required"] == "1" else "",
        words.say("forms", forms=row["forms"].replace(" ", ", ")),
        words.say("visit" if first == last else "visits", first=first, last=last) if first else "",
        row["versions"],
    ]
    told = [*row["missing_reasons"].split(" | "), " · ".join(each for each in use if each)]
    return tuple(clean(each) for each in told if each)


def _scores(rows: Iterable[Row], words: Words) -> Iterator[Entry]:
    """An entry for each score with what is told beside it; only the score itself has bounds."""
    group: list[Row] = []
    for row in rows:
        if row["minimum"] and group:
            yield _score(group, words)
            group = []
        group.append(row)
    if group:
        yield _score(group, words)


def _score(rows: Sequence[Row], words: Words) -> Entry:
    first, key = rows[0], f"label_{words.language}"
    beside = [f"{row['column']}: {row[key].rpartition(' – ')[2]}" for row in rows[1:]]
    return Entry(
        variables=(first["column"],),
        dtype=f"{_kind(first, words)} · {first['dtype']}",
        label=clean(first[key]),
        condition="",
        values=tuple(clean(each) for each in (_range(first, words), *beside) if each),
        about=tuple(each for each in (clean(first["formula"]), first["versions"]) if each),
    )
