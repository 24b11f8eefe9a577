"""The current state of one interview's answers, and how an operation folds into it.

A document is JSON: `answers`, `notes` and `confirms` map an item's id to a slot, `closing` holds what was settled when
the interview ended, and `handovers` who passed it on to whom, oldest first. A slot is
`{"r": revision, "op": op_id, "t": server time, "v": value}`, with `"m": reason` in place of `"v"` for a missing answer,
neither for a cleared one, and `"same": interview` where the value was taken over unchanged from an earlier interview.
Where several operations of one revision said different things, the slot of the newest stands and `"c"` holds the slots
of the others, newest first: nothing is decided for the people who gave them. Folding the same operations in any order,
and any of them twice, gives the same document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
import json
from typing import Any

from interview_app.domain.events import Event
from interview_app.domain.items import Stored
from interview_app.domain.missing import Missing

Document = dict[str, Any]
Slot = dict[str, Any]

BEGUN = {"begun": ("outside", "outside_reason"), "paper": ("held_by", "held_by_role")}
"""What the start of an interview tells that its document keeps, by where it is kept."""
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
    same: str = ""
    """The earlier interview from which the value was taken over unchanged, "" for an answer of its own."""
    rivals: tuple[Answer, ...] = ()
    """What else was answered on the same ground, newest first; somebody has to choose."""

    @property
    def conflict(self) -> bool:
        """True when several answers stand beside each other until somebody chooses one."""
        return bool(self.rivals)

    @property
    def ops(self) -> tuple[str, ...]:
        """The operations that stand, the one that is shown first; () where nothing was ever answered."""
        return (self.op_id, *(rival.op_id for rival in self.rivals)) if self.op_id else ()

    @property
    def is_given(self) -> bool:
        """True when the item holds a value or a reason."""
        return self.value is not None or self.missing is not None


def empty() -> Document:
    """A document in which nothing has been answered."""
    return {"answers": {}, "notes": {}, "confirms": {}}


def opened(begun: Mapping[str, Any]) -> Document:
    """The document of an interview that begins; it keeps why the interview is held outside its visit's window, and of
    one on paper who held it."""
    kept = {shelf: {name: begun[name] for name in names if name in begun} for shelf, names in BEGUN.items()}
    return empty() | {shelf: told for shelf, told in kept.items() if told}


def fold(document: Document, event: Event, item: str, payload: Mapping[str, Any], *, op_id: str, at: str) -> bool:
    """Lay one operation into the document; False when an equal or newer one already stands there.

    The newer of two operations is the one of higher revision, ties by op_id; where those of one revision differ, the
    others stay beside it as its rivals until an operation of a higher revision ends the conflict.
    """
    shelf = document[SHELF[event]]
    old = shelf.get(item)
    slot: Slot = {"r": payload["revision"], "op": op_id, "t": at}
    slot |= {short: payload[name] for name, short in _FIELDS if name in payload}
    if old is not None and old["r"] > slot["r"]:
        return False
    if old is not None and old["r"] == slot["r"]:
        if op_id in {version["op"] for version in _side_by_side(old)}:
            return False
        slot = _joined([*_side_by_side(old), slot])
    shelf[item] = slot
    return bool(slot["op"] == op_id)


def _side_by_side(slot: Slot) -> list[Slot]:
    """The slot and its rivals, each by itself."""
    return [{name: held for name, held in slot.items() if name != "c"}, *slot.get("c", ())]


def _joined(slots: list[Slot]) -> Slot:
    """Slots of one revision as one: of those that say the same only the newest counts, and the newest of all stands."""
    latest = {_said(slot): slot for slot in sorted(slots, key=_op)}
    newest, *rivals = sorted(latest.values(), key=_op, reverse=True)
    return newest | ({"c": rivals} if rivals else {})


def _op(slot: Slot) -> str:
    return str(slot["op"])


def _said(slot: Slot) -> str:
    """What a slot holds, without who said it, when, and whether it was taken over: equal answers are no conflict."""
    return json.dumps({name: held for name, held in slot.items() if name not in ("op", "t", "same")}, sort_keys=True)


_FIELDS = (("value", "v"), ("missing", "m"), ("confirms", "of"), ("reason", "why"), ("same", "same"))


def answer_of(document: Document, item: str) -> Answer:
    """The current answer to an item; an empty Answer when there is none."""
    slot = document["answers"].get(item)
    if slot is None:
        return Answer()
    shown, *rivals = map(_answer, _side_by_side(slot))
    return replace(shown, rivals=tuple(rivals))


def _answer(slot: Slot) -> Answer:
    reason = slot.get("m")
    given = (slot.get("v"), Missing(reason) if reason else None)
    return Answer(*given, slot["r"], slot["op"], slot.get("t", ""), slot.get("same", ""))


def amended(document: Document) -> int:
    """How many answers stand as they were amended after completion."""
    return sum("why" in slot for slot in document["answers"].values())


def pass_on(document: Document, payload: Mapping[str, Any]) -> None:
    """Keep that the interview has another interviewer from now on."""
    document.setdefault("handovers", []).append({name: payload[name] for name in ("from", "to", "account")})


def passed_on_by(document: Document) -> str:
    """The account code of the interviewer who was first to pass the interview on, "" while nobody did."""
    return str(document["handovers"][0]["from"]) if "handovers" in document else ""


def passed_on_to(document: Document) -> str:
    """The id of the account that took the interview over last, "" while nobody did."""
    return str(document["handovers"][-1]["account"]) if "handovers" in document else ""


def note_of(document: Document, item: str) -> str:
    """The side note on an item, "" when there is none; notes written at once on two tablets follow each other."""
    written = sorted(_on(document, "notes", item), key=_op)
    return "\n".join(str(slot["v"]) for slot in written if slot.get("v"))


def confirmation_of(document: Document, item: str) -> str:
    """The reason with which the item's present answer was confirmed, "" when it was not."""
    standing = document["answers"].get(item, {}).get("op")
    reasons = (slot["why"] for slot in _on(document, "confirms", item) if slot.get("of") == standing and "why" in slot)
    return str(next(reasons, "")) if standing else ""


def _on(document: Document, shelf: str, item: str) -> list[Slot]:
    slot = document[shelf].get(item)
    return [] if slot is None else _side_by_side(slot)
