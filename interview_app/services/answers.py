"""Keeping what was answered: operations from a tablet or a posted form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from interview_app.domain.access import Action, Actor
from interview_app.domain.document import SHELF
from interview_app.domain.interview import Act, Status, after
from interview_app.domain.interview import Refused as StatusRefused
from interview_app.domain.items import Invalid
from interview_app.domain.operations import Operation
from interview_app.services import payloads
from interview_app.services.asking import must_be_resumable
from interview_app.services.cases import Case, changing, closed_text, must_go_on, stream_of
from interview_app.services.errors import Closed, NotAllowed
from interview_app.storage import canonical, ledger
from interview_app.storage.engine import Store

OP_ID_TAKEN = "op_id_taken"
"""The refusal of an operation under whose op_id the ledger holds something else."""


@dataclass(frozen=True, slots=True)
class Ack:
    """An operation that is kept: its place in the ledger; `shown` is False where a newer answer stands."""

    op_id: str
    seq: int
    chain: str
    shown: bool
    conflict: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """An operation that is not kept, and why; the tablet holds it until the item is answered anew."""

    op_id: str
    item: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of the operations of one request."""

    acks: list[Ack]
    refused: list[Refusal]
    status: str
    saved_at: datetime


def record(
    store: Store, actor: Actor, interview_id: str, operations: Sequence[Operation], *, now: datetime
) -> Recorded:
    """Keep the operations in one transaction; one sent twice is acknowledged again, one that carries the
    op_id of something else is refused.

    Raises NotFound, NotAllowed, Closed.
    """
    if not actor.may(Action.CONDUCT):
        raise NotAllowed("Your role does not conduct interviews.")
    try:
        return _record(store, actor, interview_id, operations, now)
    except (ledger.SentTwice, Closed):
        return _record(store, actor, interview_id, operations, now, some_known=True)


def _record(
    store: Store,
    actor: Actor,
    interview_id: str,
    operations: Sequence[Operation],
    now: datetime,
    *,
    some_known: bool = False,
) -> Recorded:
    """Keep what is new; which operations the ledger has is looked up, where some may be known, under the write lock."""
    refused: list[Refusal] = []
    shown: dict[str, bool] = {}
    known: Mapping[str, ledger.Appended] = {}
    with changing(store, actor, interview_id, now) as case:
        if some_known:
            known = ledger.known(case.connection, [operation.op_id for operation in operations])
        sound, reused = _sorted_out(case, operations, known)
        fresh = list({operation.op_id: operation for operation in sound if operation.op_id not in known}.values())
        if fresh:
            _must_be_open(case)
        for operation in fresh:
            try:
                shown[operation.op_id] = _keep(case, operation)
            except Invalid as why:
                refused.append(_refusal(case, operation, why))
        kept = {**known, **{done.op_id: done for done in case.save(store.keys)}}
        case.entries.clear()
    acks = [_ack(case, operation, kept[operation.op_id], shown) for operation in sound if operation.op_id in kept]
    refused += [_refusal(case, operation, Invalid(OP_ID_TAKEN)) for operation in reused]
    return Recorded(acks, refused, case.standing.status, now)


def _sorted_out(
    case: Case, operations: Iterable[Operation], known: Mapping[str, ledger.Appended]
) -> tuple[list[Operation], list[Operation]]:
    """The operations that are new or truly repeated, and those that carry the op_id of something else."""
    stored = ledger.of_operations(case.connection, case.sealer, stream_of(case.row.id), known) if known else {}
    first: dict[str, Operation] = {}
    sound: list[Operation] = []
    reused: list[Operation] = []
    for operation in operations:
        if operation.op_id in known:
            is_sound = operation.op_id in stored and _is_kept_as(case, operation, stored[operation.op_id])
        else:
            before = first.setdefault(operation.op_id, operation)
            is_sound = before is operation or _content(before) == _content(operation)
        (sound if is_sound else reused).append(operation)
    return sound, reused


def _is_kept_as(case: Case, operation: Operation, event: ledger.EventRecord) -> bool:
    """True when the ledger holds under this op_id what the operation says."""
    try:
        payload = payloads.read(case, operation)
    except Invalid:
        return False
    said = (operation.kind.event, operation.item, canonical.encode(payload))
    return said == (event.action, event.item, canonical.encode(event.payload))


def _content(operation: Operation) -> bytes:
    """What an operation says, without who sent it and when."""
    said = (operation.kind, operation.item, operation.revision, dict(operation.given))
    return canonical.encode([*said, operation.confirms, operation.reason, operation.same])


def _must_be_open(case: Case) -> None:
    must_go_on(case)
    if case.standing.status is Status.PAUSED:  # an answer begins a session as well
        must_be_resumable(case)
    try:
        after(case.standing.status, Act.ANSWER)
    except StatusRefused as refused:
        raise Closed(closed_text(refused)) from refused


def _keep(case: Case, operation: Operation) -> bool:
    payload = payloads.new(case, operation)
    return case.tell(
        operation.kind.event, payload, item=operation.item, op_id=operation.op_id, device=operation.device_time
    )


def _refusal(case: Case, operation: Operation, why: Invalid) -> Refusal:
    return Refusal(operation.op_id, operation.item, why.code, payloads.message(case, operation, why))


def _ack(case: Case, operation: Operation, place: ledger.Appended, shown: Mapping[str, bool]) -> Ack:
    shelf = SHELF.get(operation.kind.event)
    slot = case.standing.document[shelf].get(operation.item, {}) if shelf else {}
    stands = shown.get(operation.op_id, not shelf or slot.get("op") == operation.op_id)
    return Ack(operation.op_id, place.seq, place.mac_hex, stands, bool(slot.get("c")))
