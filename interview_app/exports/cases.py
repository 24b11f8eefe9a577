"""interviews.csv: one row an interview, with how it was held and how complete it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from interview_app.domain.document import amended
from interview_app.domain.fieldwork import QueryState, ReviewState
from interview_app.domain.interview import Interview
from interview_app.domain.items import Cell
from interview_app.domain.missing import LABELS, Missing
from interview_app.domain.review import Oversight
from interview_app.exports.editions import Batch, Edition, states
from interview_app.exports.headings import KEYS, PAIR, Heading, Key, instant
from interview_app.exports.tables import Block, by_column

if TYPE_CHECKING:
    import pandas as pd

_HELD = (
    Key("informant_service", "string", "Informant's registered service", "Tjeneste", attrgetter("informant_service")),
    Key("instrument_hash", "string", "SHA-256 of the instrument version", "SHA-256 av instrumentversjonen",
        attrgetter("instrument_hash")),
    Key("break_off_reason", "string", "Why it ended early, of the instrument's list", "Hvorfor det endte tidlig",
        lambda interview: interview.document.get("closing", {}).get("reason")),
    Key("held_on", "date", "Day on which an interview on paper was held", "Dagen et intervju på papir ble holdt",
        lambda interview: interview.held_on and interview.held_on.isoformat()),
    Key("held_time", "string", "Time of day of an interview on paper, if noted", "Klokkeslett, om det ble notert",
        lambda interview: None if interview.held_time is None else f"{interview.held_time:%H:%M}"),
    Key("held_by", "string", "Account code of who held an interview on paper",
        "Kontokoden til den som holdt intervjuet på papir", attrgetter("held_by")),
    Key("held_by_role", "string", "Role of who held it on paper without an account", "Rollen til den uten konto",
        attrgetter("held_by_role")),
    Key("begun_by", "string", "Account code of who began it", "Kontokoden til den som begynte",
        attrgetter("begun_by")),
    Key("design", "string", "Visit with a second opinion: plain, drawn or marked", "Besøk med ny vurdering",
        lambda interview: interview.design or "plain"),
    Key("changed_at", "time", "Last change, UTC", "Siste endring, UTC", attrgetter("changed_at")),
    Key("seconds", "Int64", "Length of the sessions together", "Øktenes samlede lengde", attrgetter("seconds")),
    Key("amendments", "Int64", "Answers that were amended after completion", "Svar endret etter fullføring",
        lambda interview: amended(interview.document)),
)  # fmt: skip
_COUNTED = (
    Heading("core_routed", "Int64", "Core items that were asked", "Kjernespørsmål som ble stilt"),
    Heading("core_answered", "Int64", "Core items with a value or a spoken reason", "Kjernespørsmål med svar"),
    Heading("n_values", "Int64", "Items with a value", "Spørsmål med verdi"),
    *(Heading(f"n_{why}", "Int64", f"Items with: {LABELS[why]['en']}", f"Spørsmål med: {LABELS[why]['nb']}")
      for why in Missing),
    Heading("n_notes", "Int64", "Side notes", "Sidenotater"),
    Heading("n_confirmed", "Int64", "Checks confirmed with a reason", "Kontroller bekreftet med begrunnelse"),
)  # fmt: skip
_REVIEWED = (
    Heading("review_state", "string", "waiting, returned, signed or voided; empty for what is not reviewed",
            "waiting, returned, signed eller voided; tom for det som ikke gjennomgås"),
    Heading("signed_by", "string", "Account code of the supervisor who signed; empty where no signature counts",
            "Kontokoden til veilederen som signerte; tom når ingen signatur gjelder"),
    Heading("signed_at", "time", "Signature, UTC", "Signatur, UTC"),
    Heading("signed_hash", "string", "SHA-256 of the content that was signed", "SHA-256 av innholdet som ble signert"),
    Heading("n_queries", "Int64", "Questions of a supervisor about its answers", "Spørsmål fra veileder om svarene"),
    Heading("n_queries_open", "Int64", "Those that are not closed", "De som ikke er lukket"),
    Heading("verification", "string", "drawn, entered, accepted, returned or voided; empty where it was not drawn",
            "drawn, entered, accepted, returned eller voided; tom når det ikke er trukket ut"),
    Heading("n_verified", "Int64", "Answers that were asked for once more", "Svar som ble spurt om på nytt"),
    Heading("n_differing", "Int64", "Those that were other then", "De som da var annerledes"),
)  # fmt: skip


@dataclass(frozen=True)
class Cases:
    """The keys again, what does not fit into them, counts, how each stands with its supervisor, and its pair."""

    oversight: Mapping[str, Oversight] = field(default_factory=dict)
    pairs: Mapping[str, str] = field(default_factory=dict)
    layout: str = "interviews"
    headings: tuple[Heading, ...] = (*KEYS, *_HELD, *_COUNTED, *_REVIEWED, PAIR)

    def block(self, batch: Batch) -> Block:
        """One row an interview."""
        keys = [key.column(batch.interviews) for key in (*KEYS, *_HELD)]
        core = [[closing[name] for closing in batch.closings] for name in ("routed", "answered")]
        shelves = [[_held(interview, shelf) for interview in batch.interviews] for shelf in ("notes", "confirms")]
        overseen = [_reviewed(self.oversight.get(interview.id, Oversight())) for interview in batch.interviews]
        reviewed = by_column(overseen, len(_REVIEWED))
        pairs: list[Cell] = [self.pairs.get(interview.id) for interview in batch.interviews]
        return Block(batch.positions, [*keys, *core, *_census(batch), *shelves, *reviewed, pairs])

    def tally(self, edition: Edition, frame: pd.DataFrame) -> Counter[str]:
        """Interviews."""
        return Counter(interviews=len(frame))


def _reviewed(oversight: Oversight) -> tuple[Cell, ...]:
    review, recheck = oversight.review, oversight.recheck
    signed: tuple[Cell, ...] = (None, None, None)
    if review and review.signed_at and review.state is ReviewState.SIGNED:
        signed = (review.signed_by, instant(review.signed_at), review.signed_hash)
    asked = oversight.queries.values()
    to_close = sum(query.state is not QueryState.CLOSED for query in asked)
    again: tuple[Cell, ...] = (str(recheck.state), recheck.items, recheck.differing) if recheck else (None, None, None)
    return (str(review.state) if review else None, *signed, len(asked), to_close, *again)


def _held(interview: Interview, shelf: str) -> int:
    beside = ((slot, *slot.get("c", ())) for slot in interview.document[shelf].values())
    return sum(any(each.get("v") or each.get("why") for each in slots) for slots in beside)


def _census(batch: Batch) -> list[list[Cell]]:
    values = [0] * len(batch.interviews)
    reasons: list[Counter[str | None]] = [Counter() for _ in batch.interviews]
    for columns in batch.edition.items:
        for place, (value, why) in enumerate(zip(*states(columns.item, batch), strict=True)):
            values[place] += value is not None
            reasons[place][why] += 1
    by_reason: list[list[Cell]] = [[counts[str(why)] for counts in reasons] for why in Missing]
    return [list(values), *by_reason]
