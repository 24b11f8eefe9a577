"""What a synthetic informant answers: values on a latent course, spoken reasons, second thoughts and side notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from random import Random
import tomllib
from typing import Any
from uuid import UUID

from interview_app.domain.expression import truth
from interview_app.domain.instrument import Instrument
from interview_app.domain.items import Item, Plain, Rating, SelectOne, Stored, Tree
from interview_app.domain.missing import Missing
from interview_app.domain.operations import Kind, Operation
from interview_app.domain.routing import Surroundings
from interview_app.domain.validity import failing

Raw = Any
"""An answer as a tablet sends it."""


@cache
def texts() -> Mapping[str, Mapping[str, list[str]]]:
    """The sentences that synthetic people say, by occasion and language."""
    return tomllib.loads((files("interview_app.services") / "synthetic_texts.toml").read_text("utf-8"))


def op_id(random: Random, at: datetime) -> str:
    """A UUIDv7 for that moment whose random part comes from the given generator."""
    stamp = int(at.timestamp() * 1000) << 80 | 0x7 << 76 | random.getrandbits(12) << 64
    return str(UUID(int=stamp | 0b10 << 62 | random.getrandbits(62)))


@dataclass(frozen=True, slots=True)
class Speaker:
    """An informant in one interview: what they know, how they see it, and how things stand with the participant.

    `levels` is the participant's latent standing on each rating, 0 to 4, as this informant sees it; `knows` runs from 0
    (hardly anything) to 4; `change` is the difference from the last interview in steps.
    """

    random: Random
    role: str
    service: str
    language: str
    months: int
    knows: int
    levels: Mapping[str, float]
    change: float = 0.0

    def one_of(self, weights: Mapping[str, float]) -> str:
        """One of the names, by weight."""
        return self.random.choices(list(weights), list(weights.values()))[0]

    def says(self, occasion: str) -> str:
        """A sentence for that occasion, in the speaker's language."""
        return self.random.choice(texts()[occasion][self.language])

    def level(self, item: str) -> float:
        """The latent standing on a rating; 2 where there is none."""
        return self.levels.get(item, 2.0)

    def days(self, expected: float, spread: float = 3.0) -> int:
        """A count of days or nights, 0 to 28."""
        return _between(round(self.random.gauss(expected, spread)), 0, 28)


def _between(number: int, low: int, high: int) -> int:
    return max(low, min(high, number))


def _rating(speaker: Speaker, item: Item) -> Raw:
    return str(_between(round(speaker.random.gauss(speaker.level(item.id), 0.45)), 0, 4))


def _any_choice(speaker: Speaker, item: Item) -> Raw:
    return speaker.random.choice(item.choices).name  # type: ignore[attr-defined]


def _events(speaker: Speaker, _: Item) -> Raw:
    strain = 4 - speaker.level("c03")
    chances = {"overdose": 0.006 * strain, "relapse": 0.05 * strain} | _EVENT_CHANCES
    return [name for name, chance in chances.items() if speaker.random.random() < chance] or ["none"]


def _sources(speaker: Speaker, _: Item) -> Raw:
    chances = {"observation": 0.8, "participant_said": 0.85, "records": 0.35, "colleagues": 0.3, "relatives": 0.1}
    return [name for name, chance in chances.items() if speaker.random.random() < chance] or ["participant_said"]


def _contacts(speaker: Speaker, _: Item) -> Raw:
    return 0 if speaker.knows == 0 else _between(1 + round(speaker.random.expovariate(0.4 / speaker.knows)), 1, 60)


def _last_contact(speaker: Speaker, _: Item) -> Raw:
    far = speaker.knows == 0
    return speaker.random.randint(29, 60) if far else _between(round(speaker.random.expovariate(0.25)), 0, 28)


def _change(speaker: Speaker, _: Item) -> Raw:
    return str(_between(round(speaker.random.gauss(1.6 * speaker.change + 0.3, 0.7)), -3, 3))


_EVENT_CHANCES = {
    "admission": 0.05, "treatment_change": 0.07, "move": 0.06, "job_course": 0.08, "relationship": 0.05,
    "custody": 0.03, "bereavement": 0.03, "other": 0.03,
}  # fmt: skip
_CHANNELS = {"face_to_face": 6, "telephone": 3, "video": 1, "message": 2, "via_others": 0.4}

_BY_ID: dict[str, Callable[[Speaker, Item], Raw]] = {
    "a_private": lambda s, _: s.one_of({"yes": 97, "no": 3}),
    "a_present": lambda s, _: [s.one_of({"nobody": 90, "colleague": 6, "participant": 2, "interpreter": 2})],
    "a_code_ok": lambda *_: "yes",
    "a_script": lambda *_: "yes",
    "b1": lambda s, _: s.role,
    "b2": lambda s, _: s.service,
    "b3": lambda s, _: s.months,
    "b4": _contacts,
    "b5": _last_contact,
    "b6": lambda s, _: s.one_of(_CHANNELS),
    "b7": _sources,
    "b8": lambda s, _: str(s.knows),
    "d1": lambda s, _: s.days(5 * s.level("c11")),
    "d2": lambda s, _: s.days(5 * (4 - s.level("c03")) - 2),
    "d3": lambda s, _: s.days(2 * (4 - s.level("c03")) - 3, 2),
    "d4": lambda s, _: s.days(4 * (4 - s.level("c09")) - 5),
    "d5": lambda s, _: s.random.randint(0, 8),
    "e1": _change,
    "e2": _events,
    "e3": lambda s, _: s.one_of({"yes": 3, "no": 1}),
    "g1": lambda s, _: s.one_of({"4": 6, "3": 3, "2": 1}),
    "g2": lambda s, _: s.one_of({"4": 5, "3": 4, "2": 1}),
    "g3": lambda s, _: [s.one_of({"none": 7, "noise": 1, "people": 1, "time_pressure": 1, "connection": 0.5})],
    "g4": lambda s, _: s.one_of({"4": 5, "3": 4, "2": 1, "1": 0.3}),
    "g5": lambda s, _: s.one_of({"no": 96, "yes": 4}),
    "g6": lambda s, _: s.one_of({"3": 6, "2": 3, "1": 0.6}),
}
_BY_TYPE: dict[type[Item], Callable[[Speaker, Item], Raw]] = {Rating: _rating, SelectOne: _any_choice}


def _value(speaker: Speaker, item: Item, given: Mapping[str, Raw]) -> Raw:
    if item.id == "d6":
        return sum(speaker.random.random() < 0.5 + 0.11 * speaker.level("c08") for _ in range(given["d5"]))
    if item.id.startswith("conf_"):
        return str(_between(round(speaker.random.gauss(0.6 + 0.6 * speaker.knows, 0.6)), 0, 3))
    if item.id.endswith("_known"):
        return speaker.one_of({"yes": 85 + 3 * speaker.knows, "no": 12 - 3 * speaker.knows})
    if item.id in texts():
        return speaker.says(item.id)
    return (_BY_ID.get(item.id) or _BY_TYPE[type(item)])(speaker, item)


def _reason(speaker: Speaker, item: Item) -> Missing | None:
    """A spoken reason, more often the less the informant knows."""
    roll = speaker.random.random()
    for reason, chance in ((Missing.DONT_KNOW, 0.08 - 0.017 * speaker.knows), (Missing.DECLINED, 0.008)):
        if roll < chance and reason in item.missing:
            return reason
        roll -= chance
    return Missing.NOT_APPLICABLE if roll < 0.02 and Missing.NOT_APPLICABLE in item.missing else None


@dataclass(slots=True)
class Conversation:
    """One interview as it is held: the items are asked in reading order, each answered when its turn comes."""

    instrument: Instrument
    form: str
    speaker: Speaker
    surroundings: Surroundings
    clock: datetime
    author: str
    values: dict[str, Plain] = field(default_factory=dict)
    given: dict[str, Raw] = field(default_factory=dict)

    def operations(self) -> Iterator[Operation]:
        """Everything that the tablet sends, in order."""
        self.values = {**dict.fromkeys(self.instrument.by_id, ""), **self.values}
        for item in self.instrument.items_of(self.form):
            section = self.instrument.sections_by_id[item.section]
            if (
                _is_asked(item)
                and not self.values[item.id]
                and self._holds(section.relevant)
                and self._holds(item.relevant)
            ):
                yield from self._ask(item)

    def _holds(self, tree: Tree | None) -> bool:
        return tree is None or truth(tree, self.values, self.surroundings.scope())

    def _ask(self, item: Item) -> Iterator[Operation]:
        random = self.speaker.random
        if not item.required and random.random() < 0.6:
            return
        if item.probes and random.random() < 0.05:
            yield self._operation(Kind.PROBE, item, random.choice(item.probes))
        yield from self._answer(item)
        if isinstance(item, Rating) and random.random() < 0.02:
            yield self._operation(Kind.NOTE, item, self.speaker.says("side_note"))
        if item.id == "d3" and random.random() < 0.1:
            yield self._parks(self.instrument.by_id["d3_known"])

    def _answer(self, item: Item) -> Iterator[Operation]:
        if reason := _reason(self.speaker, item):
            yield self._operation(Kind.ANSWER, item, missing=reason)
            return
        raw = _value(self.speaker, item, self.given)
        corrected = isinstance(item, Rating) and self.speaker.random.random() < 0.03
        if corrected:
            yield self._operation(Kind.ANSWER, item, "2" if raw != "2" else "3")
        answer = self._operation(Kind.ANSWER, item, raw, revision=1 + corrected)
        yield answer
        stored = self._keep(item, raw)
        if failing(item.soft, item, stored, self.values, self.surroundings):
            yield self._operation(Kind.CONFIRM, item, confirms=answer.op_id, reason=self.speaker.says("confirm"))

    def _keep(self, item: Item, raw: Raw) -> Stored:
        stored = item.parse(raw)
        self.given[item.id] = raw
        self.values[item.id] = item.plain(stored)
        return stored

    def _parks(self, gate: Item) -> Operation:
        """The informant takes back that the number is known: what was answered behind the gate is parked."""
        self._keep(gate, "no")
        return self._operation(Kind.ANSWER, gate, "no", revision=2)

    def _operation(
        self, kind: Kind, item: Item, raw: Raw = None, *, missing: Missing | None = None, **fields: Any
    ) -> Operation:
        self.clock += timedelta(seconds=self.speaker.random.randint(4, 16))
        given = {"missing": str(missing)} if missing else {} if raw is None else {"value": raw}
        return Operation(
            op_id=op_id(self.speaker.random, self.clock),
            kind=kind,
            item=item.id,
            given=given,
            device_time=self.clock.isoformat(),
            author=self.author,
            **fields,
        )


def _is_asked(item: Item) -> bool:
    return item.stores and item.kind not in ("calculate", "hidden")
