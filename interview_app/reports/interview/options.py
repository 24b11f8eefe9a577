"""Chosen options together with what was asked about them, such as events with the week in which they happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from interview_app.domain.items import ChoiceItem, FreeText, Item
from interview_app.reports.interview.arrangement import Arrangement
from interview_app.reports.interview.reading import Reading
from interview_app.reports.interview.sheet import Line
from interview_app.reports.texts import cut

_UNPLACED = 999
_REMARK = 60


def grouped(reading: Reading, arrangement: Arrangement, item: Item, names: Sequence[str]) -> Iterator[Line]:
    """One line for each answer about the options, such as each week, with the options it was given for; in the order in
    which those answers are offered."""
    told = sorted((_option(reading, arrangement, item, name) for name in names), key=lambda option: option[:2])
    for (_, about), options in groupby(told, key=lambda option: option[:2]):
        yield Line(about, "; ".join(label for _, _, label in options))


def _option(reading: Reading, arrangement: Arrangement, item: Item, name: str) -> tuple[int, str, str]:
    """Where the option stands among the answers about it, that answer in words, and the option's label."""
    details = [d for d in arrangement.details.get((item.id, name), ()) if reading.is_asked(d)]
    about = [detail for detail in details if not isinstance(detail, FreeText)]
    place = min((_place(reading, detail) for detail in about), default=_UNPLACED)
    answer = ", ".join(reading.said(detail) for detail in about) or reading.name(item)
    return place, answer, _label(reading, item, name, details)


def _place(reading: Reading, detail: Item) -> int:
    value = reading.value(detail)
    names = [choice.name for choice in detail.choices] if isinstance(detail, ChoiceItem) else []
    return names.index(value) if isinstance(value, str) and value in names else _UNPLACED


def _label(reading: Reading, item: Item, name: str, details: Sequence[Item]) -> str:
    label = item.display([name], reading.words.language)
    remarks = [_remark(reading, detail) for detail in details if isinstance(detail, FreeText)]
    return f"{label} ({', '.join(remarks)})" if remarks else label


def _remark(reading: Reading, detail: Item) -> str:
    return cut(reading.said(detail), min(_REMARK, reading.quota.text), "…")


def with_details(reading: Reading, arrangement: Arrangement, item: Item) -> Line:
    """The item's line, with what was asked about the chosen option behind it."""
    line, value = reading.line(item), reading.value(item)
    details = arrangement.details.get((item.id, value), ()) if isinstance(value, str) else ()
    remarks = [_remark(reading, detail) for detail in details if reading.is_asked(detail)]
    return Line(line.name, ": ".join([line.text, *remarks])) if remarks else line
