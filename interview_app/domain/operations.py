"""An operation: one act on a tablet, as sent. Its shape is checked here, its meaning where the interview is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
import re
from typing import Any

from interview_app.domain.events import Event
from interview_app.domain.missing import Missing

MAX_REVISION = 2**31
_INTERVIEW = re.compile(r"[0-9a-f]{32}")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_FIELDS = frozenset(
    {"op_id", "kind", "item", "revision", "value", "missing", "confirms", "reason", "same", "device_time", "author"}
)


class Malformed(ValueError):
    """An operation that is not of the agreed shape; `place` names the field."""

    def __init__(self, place: str, what: str) -> None:
        super().__init__(f"{place}: {what}")
        self.place = place
        self.what = what


class Kind(StrEnum):
    """What an operation does."""

    ANSWER = "answer"
    NOTE = "note"
    CONFIRM = "confirm"
    PROBE = "probe"
    LANGUAGE = "language"
    MODE = "mode"
    CONCERN = "concern"

    @property
    def event(self) -> Event:
        """The ledger event that an operation of this kind becomes."""
        return Event(f"interview:{self.value}")


@dataclass(frozen=True, slots=True)
class Operation:
    """One act on a tablet. `given` is `{"value": raw}`, `{"missing": reason}`, or empty when the answer is cleared.

    `same` is the earlier interview whose answer was taken over unchanged, "" for an answer of its own.
    """

    op_id: str
    kind: Kind
    item: str = ""
    revision: int = 1
    given: Mapping[str, Any] = field(default_factory=dict)
    confirms: str = ""
    reason: str = ""
    same: str = ""
    device_time: str = ""
    author: str = ""


def read(sent: object) -> Operation:
    """The operation that a JSON object describes; raises Malformed."""
    if not isinstance(sent, Mapping):
        raise Malformed("operation", "must be an object")
    if unknown := sorted(set(sent) - _FIELDS):
        raise Malformed(str(unknown[0]), "is not a field of an operation")
    if "value" in sent and "missing" in sent:
        raise Malformed("missing", "cannot stand beside a value")
    return Operation(
        op_id=_matching(sent, "op_id", _UUID),
        kind=_kind(sent),
        item=_text(sent, "item", 26),
        revision=_revision(sent),
        given=_given(sent),
        confirms=_matching(sent, "confirms", _UUID) if "confirms" in sent else "",
        reason=_text(sent, "reason", 1000),
        same=_same(sent),
        device_time=_device_time(sent),
        author=_text(sent, "author", 40),
    )


def _text(sent: Mapping[str, Any], field: str, most: int) -> str:
    value = sent.get(field, "")
    if not isinstance(value, str) or len(value) > most:
        raise Malformed(field, f"must be a text of at most {most} characters")
    return value


def _matching(sent: Mapping[str, Any], field: str, pattern: re.Pattern[str]) -> str:
    value = sent.get(field)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise Malformed(field, "must be a UUID in lower-case letters")
    return value


def _kind(sent: Mapping[str, Any]) -> Kind:
    try:
        return Kind(sent.get("kind", ""))
    except ValueError:
        raise Malformed("kind", f"must be one of {', '.join(Kind)}") from None


def _revision(sent: Mapping[str, Any]) -> int:
    value = sent.get("revision", 1)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_REVISION:
        raise Malformed("revision", "must be a whole number of 1 or more")
    return value


def _given(sent: Mapping[str, Any]) -> dict[str, Any]:
    if "missing" in sent and sent["missing"] not in list(Missing):
        raise Malformed("missing", "is not a missing reason")
    return {name: sent[name] for name in ("value", "missing") if name in sent}


def _same(sent: Mapping[str, Any]) -> str:
    if "same" not in sent:
        return ""
    if sent.get("kind") != Kind.ANSWER or "value" not in sent:
        raise Malformed("same", "belongs to an answer that has a value")
    if not isinstance(sent["same"], str) or not _INTERVIEW.fullmatch(sent["same"]):
        raise Malformed("same", "must be the id of an interview")
    return str(sent["same"])


def _device_time(sent: Mapping[str, Any]) -> str:
    value = _text(sent, "device_time", 40)
    try:
        aware = not value or datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        aware = False
    if not aware:
        raise Malformed("device_time", "must be an ISO 8601 time with its offset")
    return value
