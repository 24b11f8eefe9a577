"""The scales: described by arm and visit, their change, and how far their items go together."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from interview_app.domain.descriptives import Description
from interview_app.domain.results import Shift
from interview_app.reports.charts.means import Line, Mean, means
from interview_app.reports.study.reading import HIDDEN, NONE, PAPER, Reading
from interview_app.reports.study.sheet import Drawing, Section, Table

TOGETHER = 2
"""How many arms stand beside each other in a table."""
_OF_SCORES = ("n", "mean_sd", "median_iqr", "ends")
_OF_CHANGE = ("n", "mean_sd", "interval", "d", "same")


def scores(reading: Reading) -> Section:
    """Each scale by arm and visit, as a drawing and as a table."""
    found = reading.findings.results.descriptions
    visits = _visits(reading, {visit for _, _, visit in found})
    drawn, tables = [], []
    for scale, name in reading.scales.items():
        for arms in _together(_arms(reading, {arm for of, arm, _ in found if of == scale})):
            drawn.append(_drawn(reading, scale, arms, visits))
            rows = tuple(
                (
                    reading.visit(visit),
                    *(cell for arm in arms for cell in _described(reading, found.get((scale, arm, visit)))),
                )
                for visit in visits
            )
            title = reading.words.say("score_table", scale=name)
            tables.append(_table(reading, f"scores_{scale}", title, _OF_SCORES, arms, rows))
    return Section("scores", reading.words.say("scores"), (*drawn, *tables))


def change(reading: Reading) -> Section:
    """The change of each scale since the first visit."""
    found, say_ = reading.findings.results.shifts, reading.words.say
    visits, baseline = (
        _visits(reading, {visit for _, _, visit in found}),
        reading.visit(reading.findings.results.baseline),
    )
    parts = []
    for scale, name in reading.scales.items():
        for arms in _together(_arms(reading, {arm for of, arm, _ in found if of == scale})):
            rows = tuple(
                (
                    reading.visit(visit),
                    *(cell for arm in arms for cell in _shifted(reading, found.get((scale, arm, visit)))),
                )
                for visit in visits
            )
            title = say_("change_table", scale=name, visit=baseline)
            parts.append(_table(reading, f"change_{scale}", title, _OF_CHANGE, arms, rows))
    return Section("change", say_("change", visit=baseline), tuple(parts))


def _table(
    reading: Reading,
    key: str,
    title: str,
    columns: Sequence[str],
    arms: Sequence[str],
    rows: tuple[tuple[str, ...], ...],
) -> Table:
    groups = (("", 1), *((reading.arm(arm), len(columns)) for arm in arms))
    heads = (reading.words.say("visit"), *(reading.words.say(column) for _ in arms for column in columns))
    return Table(key if arms == _arms(reading, arms)[:TOGETHER] else f"{key}_{arms[0]}", title, heads, rows, groups)


def _visits(reading: Reading, known: set[str]) -> list[str]:
    return [visit.id for visit in reading.findings.study.visits if visit.id in known]


def _arms(reading: Reading, known: set[str] | Sequence[str]) -> list[str]:
    order = list(reading.findings.study.arms)
    return sorted(known, key=lambda arm: (order.index(arm) if arm in order else len(order), arm))


def _together(arms: Sequence[str]) -> list[list[str]]:
    return [list(arms[at : at + TOGETHER]) for at in range(0, len(arms), TOGETHER)]


def _described(reading: Reading, found: Description | None) -> tuple[str, ...]:
    if found is None:
        return (NONE,) * len(_OF_SCORES)
    if reading.is_hidden(found.n):
        return (HIDDEN,) * len(_OF_SCORES)
    mean = _with(reading.number(found.mean), reading.number(found.sd))
    middle = _with(reading.number(found.median), _pair(reading, found.quartiles))
    return (str(found.n), mean, middle, _pair(reading, found.ends))


def _with(value: str, beside: str) -> str:
    return f"{value} ({beside})"


def _pair(reading: Reading, ends: tuple[float, float] | None) -> str:
    return NONE if ends is None else f"{reading.number(ends[0], 0)}–{reading.number(ends[1], 0)}"


def _shifted(reading: Reading, found: Shift | None) -> tuple[str, ...]:
    if found is None:
        return (NONE,) * len(_OF_CHANGE)
    change, same = found.change, found.same_informant
    if reading.is_hidden(change.n):
        return (HIDDEN,) * len(_OF_CHANGE)
    of = HIDDEN if reading.is_hidden(same, change.n - same) else str(same)
    mean = _with(_signed(reading, change.mean), reading.number(change.sd))
    return (str(change.n), mean, reading.span(change.interval), reading.number(change.d, 2), of)


def _signed(reading: Reading, value: float | None) -> str:
    return f"+{reading.number(value)}" if value is not None and value > 0 else reading.number(value)


def _drawn(reading: Reading, scale: str, arms: Sequence[str], visits: Sequence[str]) -> Drawing:
    """The means of the arms with intervals of 1.96 standard errors."""
    known = next(each for each in reading.findings.instrument.scales if each.id == scale)
    lines = [Line(reading.arm(arm), tuple(_means(reading, scale, arm, visits))) for arm in arms]
    told = "; ".join(
        f"{line.name}: "
        + ", ".join(f"{reading.visit(visits[mean.place])} {reading.number(mean.value)}" for mean in line.means)
        for line in lines
    )
    name, low, high = reading.scales[scale], f"{known.low:g}", f"{known.high:g}"
    title = reading.words.say("means_chart", scale=name, rows=told)
    caption = reading.words.say("means_caption", scale=name, low=low, high=high)
    is_half = reading.width == PAPER
    svg = means(lines, visits, (known.low, known.high), title, PAPER / 2 - 2 if is_half else reading.width)
    return Drawing(svg, caption, is_half)


def _means(reading: Reading, scale: str, arm: str, visits: Sequence[str]) -> list[Mean]:
    found = []
    for place, visit in enumerate(visits):
        each = reading.findings.results.descriptions.get((scale, arm, visit))
        if each is None or each.mean is None or reading.is_hidden(each.n):
            continue
        half = None if each.sd is None else 1.96 * each.sd / sqrt(each.n)
        found.append(Mean(place, each.mean, None if half is None else (each.mean - half, each.mean + half)))
    return found


def consistency(reading: Reading) -> Section:
    """Cronbach's alpha of each scale."""
    say_ = reading.words.say
    rows = [
        (
            reading.scales[scale],
            str(found.items),
            _count(reading, found.n),
            _count(reading, found.of),
            _alpha(reading, found.n, found.alpha),
        )
        for scale, found in reading.findings.results.consistency.items()
        if found.of
    ]
    heads = tuple(map(say_, ("scale", "items", "complete_cases", "of_cases", "alpha")))
    table = Table("consistency", say_("consistency_table"), heads, tuple(rows))
    return Section("consistency", say_("consistency"), (table,) if rows else ())


def _count(reading: Reading, number: int) -> str:
    return reading.people(number)


def _alpha(reading: Reading, n: int, alpha: float | None) -> str:
    return HIDDEN if reading.is_hidden(n) else reading.number(alpha, 2)
