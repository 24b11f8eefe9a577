"""Two tablets on one interview, whatever people do and when: nothing acknowledged disappears or is overruled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
import copy
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
import shutil
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
import pytest

from interview_app.domain.access import Role
from interview_app.domain.document import Document, answer_of, fold, note_of
from interview_app.domain.interview import Status
from interview_app.domain.operations import Kind, Operation
from interview_app.services import amendments, endings, interviews
from interview_app.services.answers import record
from interview_app.services.cases import opened
from interview_app.services.errors import Closed, Incomplete, Overtaken, Unsuitable
from interview_app.services.verification import verify
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from interview_app.storage.ledger import EventRecord, new_op_id
from tests.services.conftest import NOW, World, said
from tests.services.test_interviews import worked

TABLETS = st.sampled_from([0, 1])
ITEMS = st.sampled_from(["c01", "f1"])
STEPS = st.sampled_from(["0", "1", "2", None])
WORDS = st.sampled_from(["slept well", "asked twice", ""])


@dataclass
class Tablet:
    """What one tablet shows, and what it has not sent yet."""

    document: Document
    unsent: list[Operation] = field(default_factory=list)

    def say(self, kind: Kind, item: str, given: Mapping[str, Any], **more: Any) -> None:
        shelf = {Kind.ANSWER: "answers", Kind.NOTE: "notes", Kind.CONFIRM: "confirms"}[kind]
        revision = self.document[shelf].get(item, {}).get("r", 0) + 1
        operation = Operation(new_op_id(), kind, item=item, revision=revision, given=given, **more)
        fold(self.document, kind.event, item, payload_of(operation), op_id=operation.op_id, at="")
        self.unsent.append(operation)


def payload_of(operation: Operation) -> dict[str, Any]:
    """What the ledger must hold of an operation on these items."""
    confirmed = {"confirms": operation.confirms, "reason": operation.reason} if operation.confirms else {}
    return {**operation.given, **confirmed, "revision": operation.revision}


def gone(acknowledged: Mapping[str, Operation], history: list[EventRecord]) -> list[str]:
    """The acknowledged operations that the history does not tell as they were sent."""
    told = {event.op_id: (event.action, event.item, event.payload) for event in history}
    return [
        op_id
        for op_id, operation in acknowledged.items()
        if told.get(op_id) != (operation.kind.event, operation.item, payload_of(operation))
    ]


def decided_unseen(acknowledged: Mapping[str, Operation], document: Document) -> list[str]:
    """The acknowledged answers and notes of the newest revision that neither stand nor are kept beside what does."""
    newest = [each for each in acknowledged.values() if each.revision == revision_of(document, each)]
    return [each.op_id for each in newest if not stands(document, each)]


def revision_of(document: Document, operation: Operation) -> int:
    shelf = "notes" if operation.kind is Kind.NOTE else "answers"
    return int(document[shelf].get(operation.item, {}).get("r", 0)) if operation.kind is not Kind.CONFIRM else -1


def stands(document: Document, operation: Operation) -> bool:
    if operation.kind is Kind.NOTE:
        return operation.given["value"] in note_of(document, operation.item)
    answer = answer_of(document, operation.item)
    return operation.given.get("value") in [version.value for version in (answer, *answer.rivals)]


class TwoTablets(RuleBasedStateMachine):
    """An interviewer with two tablets, and a supervisor, do what they like."""

    def __init__(self, world: World, interview: str) -> None:
        super().__init__()
        self.world = world
        self.interview = interview
        self.acknowledged: dict[str, Operation] = {}
        self.tablets = [Tablet(copy.deepcopy(self.document())) for _ in range(2)]

    def document(self) -> Document:
        with self.world.store.reading() as connection:
            case = opened(connection, self.world.store, self.world.interviewer, self.interview, NOW)
            return case.standing.document

    def history(self) -> list[EventRecord]:
        return interviews.history(self.world.store, self.world.interviewer, self.interview, now=NOW)

    def send(self, operations: list[Operation]) -> set[str]:
        recorded = record(self.world.store, self.world.interviewer, self.interview, operations, now=NOW)
        acks = {ack.op_id for ack in recorded.acks}
        for operation in operations:
            if operation.op_id in acks:
                self.acknowledged.setdefault(operation.op_id, operation)
        return acks

    @rule(tablet=TABLETS, item=ITEMS, value=STEPS)
    def answer(self, tablet: int, item: str, value: str | None) -> None:
        self.tablets[tablet].say(Kind.ANSWER, item, {} if value is None else {"value": value})

    @rule(item=ITEMS, values=st.tuples(STEPS, STEPS))
    def answer_at_once(self, item: str, values: tuple[str | None, str | None]) -> None:
        for tablet, value in enumerate(values):
            self.answer(tablet, item, value)
        for tablet in (0, 1):
            self.hand_in(tablet)

    @rule(tablet=TABLETS, item=ITEMS, words=WORDS)
    def note(self, tablet: int, item: str, words: str) -> None:
        self.tablets[tablet].say(Kind.NOTE, item, {"value": words})

    @rule(tablet=TABLETS, item=ITEMS)
    def confirm(self, tablet: int, item: str) -> None:
        seen = self.tablets[tablet].document["answers"].get(item, {}).get("op")
        if seen:
            self.tablets[tablet].say(Kind.CONFIRM, item, {}, confirms=seen, reason="asked twice")

    @rule(tablet=TABLETS)
    def hand_in(self, tablet: int) -> None:
        sender = self.tablets[tablet]
        if sender.unsent:
            try:
                kept = self.send(sender.unsent)
            except Closed:
                return  # it stays on the tablet
            assert kept == {operation.op_id for operation in sender.unsent}
            sender.unsent = []

    @rule(tablet=TABLETS)
    def look(self, tablet: int) -> None:
        looker = self.tablets[tablet]
        looker.document = copy.deepcopy(self.document())
        for each in looker.unsent:
            fold(looker.document, each.kind.event, each.item, payload_of(each), op_id=each.op_id, at="")

    @rule(tablet=TABLETS, item=ITEMS, last=st.booleans())
    def choose(self, tablet: int, item: str, last: bool) -> None:
        answer = answer_of(self.tablets[tablet].document, item)
        if answer.conflict:
            chosen = answer.rivals[-1] if last else answer
            given = {} if chosen.value is None else {"value": chosen.value}
            self.tablets[tablet].say(Kind.ANSWER, item, given)

    @precondition(lambda self: self.acknowledged)
    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        operation = self.acknowledged[data.draw(st.sampled_from(sorted(self.acknowledged)))]
        assert self.send([operation]) == {operation.op_id}

    @precondition(lambda self: self.acknowledged)
    @rule(data=st.data())
    def send_something_else_under_the_same_op_id(self, data: st.DataObject) -> None:
        operation = self.acknowledged[data.draw(st.sampled_from(sorted(self.acknowledged)))]
        assert self.send([replace(operation, revision=operation.revision + 1)]) == set()

    @rule(act=st.sampled_from([endings.pause, endings.resume, endings.complete]))
    def turn(self, act: Callable[..., Any]) -> None:
        try:
            act(self.world.store, self.world.interviewer, self.interview, now=NOW)
        except (Closed, Incomplete):
            return
        contested = [item for item in ("c01",) if answer_of(self.document(), item).conflict]
        assert act is not endings.complete or not contested

    @rule()
    def break_off(self) -> None:
        try:
            endings.break_off(self.world.store, self.world.interviewer, self.interview, reason="technical", now=NOW)
        except Closed:
            return

    @rule(tablet=TABLETS, kind=st.sampled_from([Kind.MODE, Kind.LANGUAGE, Kind.CONCERN]))
    def act_beside(self, tablet: int, kind: Kind) -> None:
        given = {Kind.MODE: {"value": "video"}, Kind.LANGUAGE: {"value": "en"}}.get(kind, {})
        try:
            recorded = record(
                self.world.store, self.world.interviewer, self.interview,
                [Operation(new_op_id(), kind, given=given)], now=NOW,
            )  # fmt: skip
        except Closed:
            return
        assert len(recorded.acks) == 1

    @rule(tablet=TABLETS, item=st.sampled_from(["c01"]), value=st.sampled_from("012"))
    def amend(self, tablet: int, item: str, value: str) -> None:
        """The supervisor amends what one of the tablets shows."""
        supervisor, seen = self.world.people[Role.SUPERVISOR], answer_of(self.tablets[tablet].document, item).ops
        before = answer_of(self.document(), item).ops
        try:
            amendments.amend(
                self.world.store, supervisor, self.interview, item, {"value": value}, reason="misheard", now=NOW,
                seen=seen,
            )  # fmt: skip
        except (Closed, Overtaken, Unsuitable):
            return
        assert seen == before

    @invariant()
    def nothing_is_decided_for_people(self) -> None:
        assert decided_unseen(self.acknowledged, self.document()) == []

    def teardown(self) -> None:
        lost, sound = gone(self.acknowledged, self.history()), verify(self.world.store).is_sound
        self.world.store.close()
        assert lost == []
        assert sound


Made = Callable[[type[TwoTablets]], Any]
FREE = settings(max_examples=50, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
SURE = settings(FREE, derandomize=True, phases=[Phase.generate])
"""For the controls: the same stories every time, and none of them made shorter."""


@pytest.fixture
def machine(world: World, tmp_path: Path, keys: KeyRing) -> Made:
    """Makes machines, each with a store of its own in which one interview is answered throughout."""
    interview, numbers = worked(world), count()
    world.store.close()

    def make(kind: type[TwoTablets]) -> Callable[[], TwoTablets]:
        def begin() -> TwoTablets:
            copied = shutil.copy(tmp_path / "interviews.sqlite", tmp_path / f"{next(numbers)}.sqlite")
            return kind(replace(world, store=Store.open(f"sqlite:///{copied}", keys)), interview)

        return begin

    return make


def test_no_answer_that_was_acknowledged_ever_disappears(machine: Made) -> None:
    run_state_machine_as_test(machine(TwoTablets), settings=FREE)


class Forgetful(TwoTablets):
    """The control: a ledger that loses the last thing it was told, once it has been told something by a tablet."""

    def history(self) -> list[EventRecord]:
        return [event for event in super().history() if event.op_id not in list(self.acknowledged)[-1:]]


class Hasty(TwoTablets):
    """The control: a document that keeps of two answers on the same ground only the newer."""

    def document(self) -> Document:
        document = super().document()
        for slot in document["answers"].values():
            slot.pop("c", None)
        return document


@pytest.mark.parametrize("kind", [Forgetful, Hasty])
def test_a_loss_would_be_noticed(machine: Made, kind: type[TwoTablets]) -> None:
    with pytest.raises((AssertionError, ExceptionGroup)):
        run_state_machine_as_test(machine(kind), settings=SURE)


def test_pausing_and_resuming_on_two_tablets_is_no_fault(world: World) -> None:
    interview = world.start()
    for act, status in ((endings.pause, Status.PAUSED), (endings.resume, Status.DRAFT)):
        for _ in range(2):
            act(world.store, world.interviewer, interview, now=NOW)
        opened = interviews.open_interview(world.store, world.interviewer, interview, now=NOW)
        assert opened.interview.status is status


def test_what_is_sent_after_the_other_tablet_has_ended_the_interview_is_refused_and_stays_there(world: World) -> None:
    interview = world.start()
    endings.break_off(world.store, world.interviewer, interview, reason="technical", now=NOW)
    late = said("c01", "3")
    with pytest.raises(Closed):
        record(world.store, world.interviewer, interview, [late], now=NOW)
    endings.resume(world.store, world.interviewer, interview, now=NOW)
    assert record(world.store, world.interviewer, interview, [late], now=NOW).acks
