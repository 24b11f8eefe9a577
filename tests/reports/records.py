"""Interviews that are hard to print: long, sparse, hostile, unfinished."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from interview_app.domain.document import Document, empty, fold
from interview_app.domain.events import Event
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Entry, Interview, Mode, Status
from interview_app.domain.items import SelectMultiple
from interview_app.domain.missing import Missing
from tests.worked import ANSWERS, completed, folded, opened

WORD = "x" * 10_000
WIDE = "W" * 10_000
PROSE = "The flat helped a lot, and so did the course. " * 220
PICTURES = "\N{GRINNING FACE}\N{ZERO WIDTH JOINER}\N{RAINBOW} " * 3_300
RIGHT_TO_LEFT = "שלום עולם مرحبا بالعالم " * 430
ACCENTS = ("e" + "\u0301" * 19) * 500
LINES = "a\n" * 5_000
BROKEN = "\ud800\x00\x1b[31m\u202e\ufdd0 fine " * 800
MARKUP = (
    "<img src='file:///etc/passwd'><b>bold</b> url(http://127.0.0.1:9/x) {{ 7 * 7 }} </td></table><style>*{color:red} "
) * 90

LONG_TEXTS = {
    "a word without end": WORD,
    "a wide word without end": WIDE,
    "prose": PROSE,
    "pictures": PICTURES,
    "right to left": RIGHT_TO_LEFT,
    "accents": ACCENTS,
    "line breaks": LINES,
    "broken characters": BROKEN,
    "markup": MARKUP,
}
TEXTS = ("f1", "f2", "f3", "g7", "b1_other_text", "e2_other_text")


def with_answers(instrument: Instrument, **changes: Any) -> Interview:
    """The worked interview with other answers."""
    return completed(instrument, folded({**ANSWERS, **changes}))


def of_text(instrument: Instrument, text: str) -> Interview:
    """The worked interview with the text in every place that takes words, confirmed answers included."""
    answers = {**ANSWERS, **all_events(instrument), **dict.fromkeys(TEXTS, text), "b1": "other"}
    document = folded(answers)
    for item in ("a_private", "a_present", "b5"):
        confirm(document, item, text)
    return completed(instrument, document)


def all_events(instrument: Instrument) -> Mapping[str, Any]:
    """Every event of the list, each with its week."""
    item = instrument.by_id["e2"]
    assert isinstance(item, SelectMultiple)
    names = [choice.name for choice in item.choices]
    weeks = {f"e2_week_{name}": str(1 + place % 4) for place, name in enumerate(names)}
    return {"e2": names} | {key: week for key, week in weeks.items() if key in instrument.by_id}


def confirm(document: Document, item: str, why: str) -> None:
    """Keep the present answer against a soft check."""
    payload = {"revision": 1, "confirms": document["answers"][item]["op"], "reason": why}
    fold(document, Event.INTERVIEW_CONFIRM, item, payload, op_id=f"confirm-{item}", at="2026-03-13T09:41:00Z")


def note(document: Document, item: str, text: str) -> None:
    """Write a side note."""
    fold(
        document,
        Event.INTERVIEW_NOTE,
        item,
        {"revision": 1, "value": text},
        op_id=f"note-{item}",
        at="2026-03-13T09:41:00Z",
    )


def contest(document: Document, item: str, value: Any) -> None:
    """Answer something else on the same ground as the answer that stands."""
    payload = {"revision": document["answers"][item]["r"], "value": value}
    fold(document, Event.INTERVIEW_ANSWER, item, payload, op_id=f"a-{item}", at="2026-03-13T09:42:00Z")


def unknown(instrument: Instrument) -> Interview:
    """Don't know wherever it is offered."""
    offers = {item.id for item in instrument.items if Missing.DONT_KNOW in item.missing}
    return with_answers(instrument, **{key: Missing.DONT_KNOW for key in ANSWERS if key in offers})


def short_form(instrument: Instrument) -> Interview:
    answers = {key: value for key, value in ANSWERS.items() if "short" in instrument.by_id[key].forms}
    return completed(instrument, folded(answers), "short")


def begun(instrument: Instrument) -> Interview:
    """An interview that has come as far as the second block of ratings."""
    return opened(instrument, folded(dict(list(ANSWERS.items())[:24])))


def nothing(instrument: Instrument) -> Interview:
    return opened(instrument, empty())


def broken_off(instrument: Instrument) -> Interview:
    return replace(begun(instrument), status=Status.BROKEN_OFF, disposition="BREAKOFF")


def elsewhere(instrument: Instrument) -> Interview:
    """Everything about how it was held is unusual."""
    odd = {
        "mode_last": Mode.VIDEO,
        "entry": Entry.PAPER,
        "instance": 3,
        "seconds": 0,
        "visit": "UNS",
        "disposition": "??",
    }
    return replace(begun(instrument), informant_role="ship_doctor", informant_service="", **odd)  # type: ignore[arg-type]


RECORDS: Mapping[str, Callable[[Instrument], Interview]] = {
    "nothing answered": nothing,
    "begun": begun,
    "broken off": broken_off,
    "held unusually": elsewhere,
    "don't know throughout": unknown,
    "short form": short_form,
    "every event": lambda instrument: with_answers(instrument, **all_events(instrument)),
}
