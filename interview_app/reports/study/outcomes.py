"""What became of visits and cases: outcomes with AAPOR's rates, windows, and answers that are missing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
import re

from interview_app.domain.item import say
from interview_app.domain.progress import KINDS, Counts
from interview_app.domain.rates import RATES, Rate, Share
from interview_app.domain.schedule import REASON_LABELS, Reason
from interview_app.reports.charts.ranges import Range, ranges
from interview_app.reports.study.reading import HIDDEN, NONE, Guarded, Reading
from interview_app.reports.study.recruiting import PERCENTS, kept_back
from interview_app.reports.study.sheet import Drawing, Section, Table

SHOWN_RATES = ("RR1", "RR2", "RR5", "COOP1", "REF1", "CON1")
COUNTED = tuple(kind for kind in KINDS if kind != "NE")
"""The classes that add up to a table's total. Those who are not eligible stand beside it: a total that held them too
would give them away together with a rate."""
SHADES = (0.02, 0.05, 0.1, 0.2, 0.35)
"""From which share on a cell of the missing answers is a shade darker."""


def dispositions(reading: Reading) -> Section:
    """Cases by the class of their outcome, the rates of these, and why visits were not expected."""
    say_, tables = reading.words.say, reading.findings.tables
    rows = [tables.by_visit[visit] for visit in reading.findings.visits]
    names = [*map(reading.visit, reading.findings.visits), say_("all")]
    counts = [[row.cases[kind] for kind in COUNTED] for row in rows]
    out = reading.shown([[row.cases["NE"]] for row in rows])
    totals, kept = [*rows, tables.total], kept_back(reading, COUNTED)
    heads = (say_("visit"), say_("expected"), say_("attempted"), *COUNTED, say_("cases"), "NE")
    of_cases = tuple(
        (name, *_beside(reading, row, cells[-1]), *cells, ineligible[0])
        for name, row, cells, ineligible in zip(names, totals, reading.shown(counts, kept=kept), out, strict=False)
    )
    mask = reading.mask(counts, kept=kept)
    hidden = [frozenset(kind for j, kind in enumerate((*COUNTED, "")) if (i, j) in mask) for i in range(len(totals))]
    parts = [Table("dispositions", say_("disposition_table"), heads, of_cases), _rates(reading, names, totals, hidden)]
    if reasons := _reasons(reading, rows, names):
        parts.append(reasons)
    return Section("dispositions", say_("dispositions"), tuple(parts) if rows else ())


def _beside(reading: Reading, row: Counts, total: str) -> tuple[str, str]:
    """The expected visits and the attempted cases, hidden where the total is or where they would tell small numbers."""
    expected, attempted = row.visits["expected"], row.cases["attempted"]
    untried = sum(row.cases[kind] for kind in KINDS) - attempted
    if total == HIDDEN:
        return HIDDEN, HIDDEN
    return reading.people(expected), HIDDEN if reading.is_hidden(attempted, untried) else str(attempted)


def _rates(reading: Reading, names: Sequence[str], rows: Sequence[Counts], hidden: Sequence[frozenset[str]]) -> Table:
    say_ = reading.words.say
    medians = ("in_window_share", "median_days", "median_attempts", "median_minutes")
    mask = reading.mask([[row.in_window.part, row.in_window.whole - row.in_window.part] for row in rows[:-1]])
    told = [
        (
            name,
            *(_rate(reading, RATES[rate], row, out) for rate in SHOWN_RATES),
            *_medians(reading, row, hides_window=not mask.isdisjoint({(i, 0), (i, 1)})),
        )
        for i, (name, row, out) in enumerate(zip(names, rows, hidden, strict=True))
        if row.visits["expected"]
    ]
    return Table("rates", say_("rate_table"), (say_("visit"), *SHOWN_RATES, *map(say_, medians)), tuple(told))


def _rate(reading: Reading, rate: Rate, row: Counts, hidden: frozenset[str]) -> str:
    """The rate; where classes are hidden, only one that counts either all of them together or none."""
    if not all(tells_nothing(part, hidden) for part in rate.formula.split("/")):
        return HIDDEN
    return reading.number(rate.of(row.tally), 2)


def tells_nothing(part: str, hidden: frozenset[str]) -> bool:
    """True of a sum of classes that gives no hidden one of them away; "" among these stands for the total."""
    within = set(re.findall(r"[A-Z]+", part)) & hidden
    return not within or (within == hidden and "" not in hidden)


def _medians(reading: Reading, row: Counts, *, hides_window: bool) -> tuple[str, ...]:
    """Shown where enough people stand behind them."""
    measured = ((row.days, row.median_days), (row.attempts, row.median_attempts), (row.seconds, row.median_minutes))
    window = HIDDEN if hides_window else reading.percent(row.in_window.value)
    return (window, *(HIDDEN if reading.is_hidden(len(of)) else reading.number(value) for of, value in measured))


def _reasons(reading: Reading, rows: Sequence[Counts], names: Sequence[str]) -> Table | None:
    reasons = [reason for reason in Reason if any(row.reasons.get(reason) for row in rows)]
    if not reasons:
        return None
    kept = kept_back(reading, reasons)
    shown = reading.shown([[row.reasons.get(reason, 0) for reason in reasons] for row in rows], kept=kept)
    labels = [say(REASON_LABELS[reason], reading.words.language) for reason in reasons]
    told = tuple((name, *cells) for name, cells in zip(names, shown, strict=True))
    heads = (reading.words.say("visit"), *labels, reading.words.say("not_expected_n"))
    return Table("reasons", reading.words.say("reason_table"), heads, told)


def windows(reading: Reading) -> Section:
    """Interviews held in, before and after their window at each site."""
    say_, found = reading.words.say, windows_of(reading)
    cells = reading.shown(_by_window(reading))
    rows = tuple(
        (name, row[-1], shown.part, *row[1:-1], shown.words) for (name, shown), row in zip(found, cells, strict=False)
    )
    bars = [Range(name, shown.value, shown.ends, shown.words) for name, shown in found]
    heads = tuple(map(say_, ("site", "held", "in_window_share", "before_window", "after_window", "of_held")))
    told = "; ".join(f"{bar.name} {bar.words}" for bar in bars)
    drawn = Drawing(ranges(bars, PERCENTS, say_("window_chart", rows=told), reading.width))
    table = Table("windows", say_("window_table"), heads, rows)
    return Section("windows", say_("windows"), (drawn, table) if rows else ())


def windows_of(reading: Reading) -> list[tuple[str, Guarded]]:
    """The share held in the window at each site, and last of all together."""
    counts = _by_window(reading)
    mask, last = reading.mask(counts), len(_WINDOWS)
    whole = [*counts, [sum(column) for column in zip(*counts, strict=True)] or [0] * last]
    names = [*_sites(reading), reading.words.say("all")]
    return [
        (name, reading.guarded(Share(row[0], sum(row)), is_hidden=not mask.isdisjoint({(i, 0), (i, last)})))
        for i, (name, row) in enumerate(zip(names, whole, strict=True))
    ]


_WINDOWS = ("in-window", "early", "late")


def _sites(reading: Reading) -> list[str]:
    return [site for site in reading.findings.sites if site in reading.findings.tables.by_site]


def _by_window(reading: Reading) -> list[list[int]]:
    by_site = reading.findings.tables.by_site
    return [[by_site[site].cases[name] for name in _WINDOWS] for site in _sites(reading)]


def answers(reading: Reading) -> Section:
    """The heat map of missing answers."""
    say_, missing = reading.words.say, reading.findings.missing
    visits = [visit for visit in reading.findings.tables.by_visit if any(visit in row for row in missing.values())]
    rows, shades = [], []
    for item, row in missing.items():
        shares = [row.get(visit) for visit in visits]
        rows.append((f"{item} {reading.item(item)}", *(_lacking(reading, share) for share in shares)))
        shades.append(
            tuple(
                0 if share is None or _few(reading, share) else bisect_right(SHADES, share.value or 0.0)
                for share in shares
            )
        )
    table = Table(
        "missing",
        say_("missing_table"),
        (say_("question"), *visits),
        tuple(rows),
        shades=tuple(shades),
        notes=(say_("missing_note"),),
    )
    return Section("missing", say_("answers"), (table,) if rows else ())


def _few(reading: Reading, share: Share) -> bool:
    return reading.is_hidden(share.whole)


def _lacking(reading: Reading, share: Share | None) -> str:
    if share is None:
        return ""
    return (
        HIDDEN if _few(reading, share) else NONE if share.value is None else reading.words.number(100 * share.value, 0)
    )
