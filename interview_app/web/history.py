"""What happened to an interview, as its page tells it: how it was held, how it ended and what was changed since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from interview_app.domain.document import SHELF, Answer, Document, answer_of, empty, fold
from interview_app.domain.events import Event
from interview_app.domain.missing import Missing
from interview_app.domain.review import MEANINGS, Meaning
from interview_app.storage.ledger import EventRecord
from interview_app.web.language import gettext as _
from interview_app.web.language import marked, ngettext, said
from interview_app.web.naming import LANGUAGE_NAMES, MODES
from interview_app.web.questions import Questions
from interview_app.web.summaries import answer_words

LONGEST = 240
"""Characters of an answer before and after its amendment; the whole text stands with the answers."""
ACTS = {
    Event.INTERVIEW_START: marked("Begun"),
    Event.INTERVIEW_PAUSE: marked("Paused"),
    Event.INTERVIEW_RESUME: marked("Resumed"),
    Event.INTERVIEW_BREAK_OFF: marked("Broken off"),
    Event.INTERVIEW_COMPLETE: marked("Completed"),
    Event.INTERVIEW_VOID: marked("Set aside"),
    Event.INTERVIEW_REASSIGN: marked("Handed over"),
    Event.INTERVIEW_RETURN: marked("Returned"),
    Event.INTERVIEW_HAND_BACK: marked("Handed back"),
    Event.INTERVIEW_SIGN: marked("Signed"),
    Event.INTERVIEW_RECHECK: marked("Verified by a second conversation"),
    Event.INTERVIEW_DECIDE: marked("Decided after the second conversation"),
}
_WEIGHTY = ACTS.keys() - {Event.INTERVIEW_START, Event.INTERVIEW_PAUSE, Event.INTERVIEW_RESUME}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One thing that happened; `old` and `new` are "" unless something was changed."""

    at: datetime
    who: str
    what: str
    old: str = ""
    new: str = ""
    reason: str = ""
    detail: str = ""
    """What a signature says and covers, or that it counts no more."""
    weighs: bool = False
    """True for what changes how the answers are to be read: whose it was, how it ended, and amendments."""


def traces(questions: Questions, events: Sequence[EventRecord]) -> list[Trace]:
    """What happened, oldest first; answers, notes and readings are left out."""
    removed = {e.item: e.seq for e in events if e.action is Event.INTERVIEW_AMEND and _is_removal(e)}
    teller = _Teller(questions, removed)
    return [trace for event in events for trace in teller.tell(event)]


def _is_removal(event: EventRecord) -> bool:
    return event.payload.get("missing") == Missing.REMOVED


@dataclass(slots=True)
class _Teller:
    """Follows the events with the answers and circumstances as they stood before each."""

    questions: Questions
    removed: dict[str, int]
    """The number of the last event that took an item's answer out: what stood there before is shown no more."""
    document: Document = field(default_factory=empty)
    held: dict[str, str] = field(default_factory=dict)
    signed_by: str = ""
    """Whose signature counts."""

    def tell(self, event: EventRecord) -> Iterator[Trace]:
        trace = Trace(at=event.server_time, who=event.actor, what="", weighs=event.action in _WEIGHTY)
        before = answer_of(self.document, event.item)
        if event.action in SHELF:
            fold(self.document, event.action, event.item, event.payload, op_id=event.op_id, at="")
        if event.action is Event.INTERVIEW_AMEND:
            yield self._amended(trace, event, before)
        elif event.action in ACTS:
            detail = self._signed(event) if event.action is Event.INTERVIEW_SIGN else ""
            yield replace(_passed(trace, event), what=_(ACTS[event.action]), reason=self._reason(event), detail=detail)
            yield from self._taken_over(trace, event)
        yield from self._moved(trace, event)

    def _amended(self, trace: Trace, event: EventRecord, before: Answer) -> Trace:
        item = self.questions.opened.instrument.by_id.get(event.item)
        what = self.questions.called(item) if item else event.item
        taken_out = self.removed.get(event.item, 0)
        texts = []
        for answer, seq in ((before, event.seq - 1), (answer_of(self.document, event.item), event.seq)):
            words = answer_words(self.questions, item, answer) if item else ""
            words = f"{words} ({_('no change')})" if answer.same else words
            texts.append(_("taken out later") if seq < taken_out else _short(words or _("not answered")))
        reason = str(event.payload.get("reason", ""))
        detail = _("The signature of %(code)s counts no more.", code=self.signed_by) if self.signed_by else ""
        self.signed_by = ""
        return replace(trace, what=what, old=texts[0], new=texts[1], reason=reason, detail=detail, weighs=True)

    def _signed(self, event: EventRecord) -> str:
        self.signed_by = event.actor
        meaning, content = said(MEANINGS[Meaning(event.payload["meaning"])]), event.payload["hash"]
        return f"{event.payload['name']}: {meaning}. SHA-256 {content}"

    def _taken_over(self, trace: Trace, event: EventRecord) -> Iterator[Trace]:
        """How many answers a completed interview holds that say what was said last time."""
        taken = sum("same" in slot for slot in self.document["answers"].values())
        if taken and event.action is Event.INTERVIEW_COMPLETE:
            what = ngettext("%(num)s answer taken over unchanged", "%(num)s answers taken over unchanged", taken)
            yield replace(trace, what=what, weighs=False)

    def _reason(self, event: EventRecord) -> str:
        reason = str(event.payload.get("reason", ""))
        if event.action is Event.INTERVIEW_BREAK_OFF:
            label = dict(self.questions.opened.instrument.break_off_reasons).get(reason)
            return self.questions.text(label) if label else reason
        return reason

    def _moved(self, trace: Trace, event: EventRecord) -> Iterator[Trace]:
        """The mode or language, where it is another from here on."""
        for kind, value in self._circumstances(event).items():
            old, self.held[kind] = self.held.get(kind), value
            if old not in {None, value}:
                what = _("Mode") if kind == "mode" else _("Language")
                yield replace(trace, what=what, old=_named(kind, str(old)), new=_named(kind, value))

    def _circumstances(self, event: EventRecord) -> dict[str, str]:
        if event.action is Event.INTERVIEW_START:
            return {kind: event.payload[kind] for kind in ("mode", "language")}
        if event.action is Event.INTERVIEW_MODE:
            return {"mode": event.payload["value"]}
        if event.action is Event.INTERVIEW_LANGUAGE:
            return {"language": event.payload["value"]}
        binds = self.questions.opened.instrument.meta.get("binds", {})
        value = event.payload.get("value") if event.action is Event.INTERVIEW_ANSWER else None
        return {kind: str(value) for kind in ("mode", "language") if value and binds.get(kind) == event.item}


def _passed(trace: Trace, event: EventRecord) -> Trace:
    """A handover says from whom to whom."""
    if event.action is not Event.INTERVIEW_REASSIGN:
        return trace
    return replace(trace, old=str(event.payload["from"]), new=str(event.payload["to"]))


def _named(kind: str, value: str) -> str:
    return _(MODES[value]) if kind == "mode" and value in MODES else LANGUAGE_NAMES.get(value, value)


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()} …"
