"""Builders for the export tests: a small instrument, interviews from plain answers, and exports of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from interview_app import exports
from interview_app.domain.instrument import Instrument, Scale, Section
from interview_app.domain.interview import Interview, Status
from interview_app.domain.items import (
    Calculated,
    Choice,
    Date,
    DecimalNumber,
    FreeText,
    Integer,
    Item,
    Note,
    PartialDate,
    Rating,
    SelectMultiple,
    SelectOne,
    Slider,
    Time,
)
from interview_app.domain.missing import Missing
from interview_app.domain.routing import Surroundings
from tests import worked

NOW = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)
ANSWERS: Mapping[str, Any] = {
    "sleep": "2",
    "mood": "4",
    "hope": "3",
    "help": ["family", "peers"],
    "known": "yes",
    "days": 12,
    "dose": "3.50",
    "since": "2026-02-28",
    "started": {"date": "2019-07", "about": True},
    "woke": "07:05",
    "share": 64,
    "words": "Bread, and a walk by the sea.",
}


def choices(*named: tuple[str, int]) -> tuple[Choice, ...]:
    """Options with English and Norwegian labels made from their names."""
    return tuple(Choice(name, code, {"en": name.capitalize(), "nb": f"{name} (nb)"}) for name, code in named)


STEPS = choices(("0", 0), ("1", 1), ("2", 2), ("3", 3), ("4", 4))
YES_NO = choices(("no", 0), ("yes", 1))


def items() -> tuple[Item, ...]:
    """One item of each type; `days` is asked when `known` is yes, and `echo` repeats words."""
    every: dict[str, Any] = {"section": "s", "missing": (Missing.DONT_KNOW, Missing.DECLINED)}
    slept = {"en": "How was sleep?", "nb": "Hvordan var søvnen?"}
    return (
        Rating(id="sleep", label=slept, choices=STEPS, core=True, **every),
        Rating(id="mood", label={"en": "How was the mood?"}, choices=STEPS, core=True, **every),
        Rating(id="hope", label={"en": "How was hope?"}, choices=STEPS, forms=frozenset({"full"}), **every),
        Note(id="pause", section="s", label={"en": "Take your time."}),
        SelectMultiple(id="help", choices=choices(("family", 1), ("peers", 2), ("nobody", 9)), **every),
        SelectOne(id="known", choices=YES_NO, gate=True, **every),
        Integer(
            id="days", low=0, high=28, relevant=["=", ["ref", "known"], ["string", "yes"]],
            relevant_source="${known} = 'yes'", **every,
        ),
        DecimalNumber(id="dose", low=Decimal(0), unit={"en": "mg"}, **every),
        Date(id="since", **every),
        PartialDate(id="started", **every),
        Time(id="woke", **every),
        Slider(id="share", **every),
        FreeText(id="words", sensitive=True, **every),
        Calculated(id="double", section="s", calculation=["*", ["ref", "share"], ["number", 2]]),
        Calculated(id="echo", section="s", calculation=["call", "concat", ["ref", "words"]], result="text"),
        Calculated(id="sort", section="s", calculation=["call", "concat", ["ref", "known"]], result="text"),
    )  # fmt: skip


def instrument(version: int = 1, content: tuple[Item, ...] | None = None, **changes: Any) -> Instrument:
    """A version of the instrument `tiny`, with a score over two or three ratings."""
    content = items() if content is None else content
    rated = tuple(item.id for item in content if item.kind == "rating")
    formula = ["div", ["*", ["number", 25], ["ref", "sum"]], ["ref", "n"]]
    scale = Scale("tiny_total", "total", {"en": "Total"}, formula, "25 * ${sum} div ${n}", rated, min_valid=2)
    made = Instrument(
        id="tiny",
        version=version,
        hash=f"{version:064x}",
        languages=("en", "nb"),
        title={"en": "Tiny"},
        sections=(Section("s", "S", {"en": "All"}, frozenset({"full", "short"})),),
        items=content,
        scales=(scale,) if rated else (),
        order=tuple(item.id for item in content),
        attribution={"en": f"Tiny, version {version}. CC BY 4.0."},
    )
    return replace(made, **changes)


TINY = instrument()


def second_version() -> Instrument:
    """Version 2: `sleep` is gone, `help` lost `nobody` and gained `worker`, `rest` is new, `dose` became whole."""
    kept = {item.id: item for item in items()}
    helped = SelectMultiple(id="help", section="s", choices=choices(("family", 1), ("worker", 4), ("peers", 2)))
    rest = Rating(id="rest", section="s", choices=choices(("low", 1), ("high", 2)))
    return instrument(2, (kept["mood"], rest, kept["hope"], helped, Integer(id="dose", section="s"), kept["words"]))


def interview(number: int = 1, answers: Mapping[str, Any] = ANSWERS, of: Instrument = TINY, **facts: Any) -> Interview:
    """A completed interview, the nth of its study; `facts` replace what it would otherwise be."""
    form = facts.pop("form", "full")
    made = worked.completed(of, worked.folded(answers), form)
    return replace(made, id=f"{number:032x}", participant_id=f"OSL-{number:04d}-0", **facts)


def draft(number: int, answers: Mapping[str, Any], of: Instrument = TINY) -> Interview:
    """An interview that is still open."""
    opened = worked.opened(of, worked.folded(answers))
    return replace(opened, id=f"{number:032x}", participant_id=f"OSL-{number:04d}-0", status=Status.PAUSED)


def order(*layouts: str, **facts: Any) -> exports.Order:
    """An order of everything, words included, or of the layouts named."""
    standard: dict[str, Any] = {
        "study": worked.study(),
        "made_by": "res-01",
        "made_at": NOW,
        "as_of": NOW,
        "app_version": "0.1.0",
        "seal": "5e41",
        "purpose": "Test of the exports",
        "filters": {"visits": ["W12"]},
        "layouts": frozenset(layouts or exports.LAYOUTS),
    }
    return exports.Order(**standard | facts)


def surroundings() -> Surroundings:
    """What rules need to know of the world; no expression here uses a pattern."""
    return Surroundings(NOW, lambda text, pattern: False)


def written(
    target: Path, held: Iterable[Interview], *versions: Instrument, of: exports.Order | None = None
) -> dict[str, Any]:
    """An export of the interviews at the target; gives its manifest."""
    known = {(each.id, each.version): each for each in versions or (TINY,)}
    return exports.write(held, known, of or order(), target, surroundings())
