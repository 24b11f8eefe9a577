"""How double interviews agree: correlations of the scales, kappa of single questions."""

from __future__ import annotations

from bisect import bisect_right

from interview_app.domain.agreement import Estimate
from interview_app.domain.items import ChoiceItem
from interview_app.domain.results import Agreement, ItemAgreement, ScaleAgreement
from interview_app.reports.charts.ranges import Range, ranges
from interview_app.reports.study.reading import HIDDEN, NONE, Reading
from interview_app.reports.study.sheet import Drawing, Section, Table

TICKS = ((-0.25, ""), (0.0, "0"), (0.25, ".25"), (0.5, ".5"), (0.75, ".75"), (1.0, "1"))
BOUNDS = (0.5, 0.75, 0.9)
"""Koo and Li's: below poor, moderate, good, and excellent above."""


def agreement(reading: Reading) -> Section:
    """The kinds of pairs apart."""
    parts: list[Table | Drawing] = []
    for found in reading.findings.results.agreements:
        parts += [_drawn(reading, found), _scales(reading, found), _items(reading, found)]
        parts += [] if reading.hides else [_crossed(reading, found)]
    notes = () if parts else (reading.words.say("agreement_none"),)
    return Section("agreement", reading.words.say("agreement"), tuple(parts), notes)


def _scales(reading: Reading, found: Agreement) -> Table:
    say_ = reading.words.say
    rows = [row for scale, each in found.scales.items() for row in _of_scale(reading, reading.scales[scale], each)]
    heads = ("scale", "model", "pairs", "ratings_each", "icc", "interval", "label", "difference", "limits")
    title = say_(f"agreement_scales:{found.kind}")
    return Table(f"agreement_{found.kind}", title, tuple(map(say_, heads)), tuple(rows), wordy=frozenset({1, 6}))


def _of_scale(reading: Reading, name: str, found: ScaleAgreement) -> list[tuple[str, ...]]:
    if reading.is_hidden(found.n):
        return [(name, *(HIDDEN,) * 8)]
    beside = (reading.number(found.difference), reading.span(found.limits))
    if not found.estimates:
        return [(name, NONE, str(found.n), *(NONE,) * 4, *beside)]
    return [
        (
            name,
            each.model,
            str(each.n),
            reading.number(each.k, 0 if each.k == round(each.k) else 2),
            reading.number(each.value, 3),
            reading.span(each.interval, 3),
            _label(reading, each),
            *beside,
        )
        for each in found.estimates
    ]


def _label(reading: Reading, found: Estimate) -> str:
    """Koo and Li's words for the ends of the interval."""
    if found.interval is None:
        return NONE
    low, high = (reading.words.say(f"koo:{bisect_right(BOUNDS, end)}") for end in found.interval)
    return low if low == high else reading.words.say("koo_span", low=low, high=high)


def _items(reading: Reading, found: Agreement) -> Table:
    say_ = reading.words.say
    heads = ("question", "pairs", "exact", "within_one", "kappa_quadratic", "kappa_linear", "krippendorff")
    rows = tuple((f"{item} {reading.item(item)}", *_of_item(reading, each)) for item, each in found.items.items())
    return Table(f"agreement_items_{found.kind}", say_(f"agreement_items:{found.kind}"), tuple(map(say_, heads)), rows)


def _crossed(reading: Reading, found: Agreement) -> Table:
    """What the two said of each question beside each other: with skewed margins kappa is low though many agree.

    The numbers are small ones, so that it is not handed on.
    """
    steps = max((_steps(reading, item) for item in found.items), key=len, default=[])
    rows = [
        (f"{item} {reading.item(item)} · {step}", *map(str, row), *("" for _ in steps[len(row) :]))
        for item, each in found.items.items()
        for step, row in zip(_steps(reading, item), each.crossed, strict=False)
    ]
    title = reading.words.say(f"agreement_crossed:{found.kind}")
    heads = (reading.words.say("question"), *map(str, steps))
    return Table(f"agreement_crossed_{found.kind}", title, heads, tuple(rows))


def _steps(reading: Reading, item: str) -> list[int]:
    """The codes of an item's options, in their order."""
    known = reading.findings.instrument.by_id[item]
    return sorted(choice.code for choice in known.choices) if isinstance(known, ChoiceItem) else []


def _of_item(reading: Reading, found: ItemAgreement) -> tuple[str, ...]:
    if reading.is_hidden(found.n):
        return (HIDDEN,) * 6
    shares = (reading.percent(found.exact), reading.percent(found.within_one))
    kappas = (_kappa(reading, found.quadratic), _kappa(reading, found.linear))
    return (str(found.n), *shares, *kappas, reading.number(found.alpha, 2))


def _kappa(reading: Reading, found: Estimate | None) -> str:
    if found is None:
        return NONE
    value = reading.number(found.value, 2)
    if found.interval is None:
        return value
    return reading.words.say(
        "share", value=value, low=reading.number(found.interval[0], 2), high=reading.number(found.interval[1], 2)
    )


def _drawn(reading: Reading, found: Agreement) -> Drawing:
    rows = []
    for scale, each in found.scales.items():
        for estimate in each.estimates:
            is_hidden = reading.is_hidden(each.n)
            words = HIDDEN if is_hidden else f"{reading.number(estimate.value, 2)} · n {each.n}"
            value, ends = (None, None) if is_hidden else (estimate.value, estimate.interval)
            rows.append(Range(f"{reading.scales[scale]} {estimate.model}", value, ends, words))
    told = "; ".join(f"{row.name} {row.words}" for row in rows)
    return Drawing(ranges(rows, TICKS, reading.words.say("agreement_chart", rows=told), reading.width))
