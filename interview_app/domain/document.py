"""The current state of one interview's answers, and how an operation folds into it.

A document is JSON: `answers`, `notes` and `confirms` map an item's id to a slot, `closing` holds what was settled when
the interview ended. A slot is `{"r": revision, "op": op_id, "t": server time, "v": value}`, with `"m": reason` in place
of `"v"` for a missing answer, neither for a cleared one, and `"c": true` where two operations had the same base.
Folding the same operations in any order, and any of them twice, gives the same document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from interview_app.domain.events import Event
from interview_app.domain.items import Stored
from interview_app.domain.missing import Missing

Document = dict[str, Any]
Slot = dict[str, Any]

SHELF = {
    Event.INTERVIEW_ANSWER: "answers",
    Event.INTERVIEW_AMEND: "answers",
    Event.INTERVIEW_NOTE: "notes",
    Event.INTERVIEW_CONFIRM: "confirms",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One item's current answer: a value, a missing reason, or neither when it was cleared."""

    value: Stored | None = None
    missing: Missing | None = None
    revision: int = 0
    op_id: str = ""
    at: str = ""
    conflict: bool = False

    @property
    def is_given(self) -> bool:
        """True when the item holds a value or a reason."""
        return self.value is not None or self.missing is not None


def empty() -> Document:
    """A document in which nothing has been answered."""
    return {"answers": {}, "notes": {}, "confirms": {}}


def fold(document: Document, event: Event, item: str, payload: Mapping[str, Any], *, op_id: str, at: str) -> bool:
    """Lay one operation into the document; False when an equal or newer one already stands there.

    The newer of two operations is the one of higher revision, ties by op_id; two of the same revision that
    differ mark a conflict.
    """
    shelf = document[SHELF[event]]
    old = shelf.get(item)
    slot: Slot = {"r": payload["revision"], "op": op_id, "t": at}
    slot |= {short: payload[name] for name, short in _FIELDS if name in payload}
    if old is None:
        shelf[item] = slot
        return True
    if old["op"] == op_id:
        return False
    if old["r"] == slot["r"] and (old.get("c") or _said(old) != _said(slot)):
        old["c"] = slot["c"] = True
    newer = (slot["r"], op_id) > (old["r"], old["op"])
    if newer:
        shelf[item] = slot
    return newer


def _said(slot: Slot) -> Slot:
    """What a slot holds, without who said it and when."""
    return {name: held for name, held in slot.items() if name not in ("op", "t", "c")}


_FIELDS = (("value", "v"), ("missing", "m"), ("confirms", "of"), ("reason", "why"))


def answer_of(document: Document, item: str) -> Answer:
    """The current answer to an item; an empty Answer when there is none."""
    slot = document["answers"].get(item)
    if slot is None:
        return Answer()
    reason = slot.get("m")
    return Answer(
        slot.get("v"),
        Missing(reason) if reason else None,
        slot["r"],
        slot["op"],
        slot.get("t", ""),
        slot.get("c", False),
    )


def amended(document: Document) -> int:
    """How many answers stand as they were amended after completion."""
    return sum("why" in slot for slot in document["answers"].values())


def note_of(document: Document, item: str) -> str:
    """The side note on an item, "" when there is none."""
    return str(document["notes"].get(item, {}).get("v", ""))


def confirmation_of(document: Document, item: str) -> str:
    """The reason with which the item's present answer was confirmed, "" when it was not."""
    slot = document["confirms"].get(item, {})
    confirmed = slot.get("of") and slot["of"] == document["answers"].get(item, {}).get("op")
    return str(slot.get("why", "")) if confirmed else ""
