"""What stands on a blank paper form, in order and in words, before it is laid out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from markupsafe import Markup

from interview_app.domain.instrument import Instrument, Script, Section
from interview_app.domain.items import Check, Item, Slider, say
from interview_app.domain.messages import DOUBTS
from interview_app.domain.numbering import is_printed
from interview_app.domain.passages import Placed, place
from interview_app.domain.skips import Skips
from interview_app.reports.charts.ruler import ruler
from interview_app.reports.form.reading import Reading
from interview_app.reports.form.spaces import Option, Space, is_told, space
from interview_app.reports.texts import clean

MODES = ("in_person", "telephone", "video")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A wording of a passage: when it is the one to read, the words, and what only the interviewer reads."""

    when: str
    read: str
    aside: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage to read aloud, in each of its wordings."""

    name: str
    wordings: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question or, without a number and a space, a note; `skip` says when it is asked and where to go otherwise."""

    number: str
    label: str
    hint: str
    aside: str
    skip: str
    aloud: bool
    about: str
    before: tuple[Passage, ...] = ()
    space: Space = field(default_factory=Space)
    line: Markup | None = None
    """The line of a slider."""
    reasons: tuple[Option, ...] = ()
    limits: tuple[str, ...] = ()
    probes: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A section: what is read first, then its questions."""

    letter: str
    title: str
    skip: str
    lead: tuple[Passage, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that the application sets by itself, to be known beforehand because questions hang on it."""

    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Sheet:
    """A form of an instrument in one language."""

    instrument: Instrument
    form: str
    reading: Reading

    @cached_property
    def skips(self) -> Skips:
        """Its skip instructions and the numbers of its questions."""
        return Skips(self.instrument, self.form, self.reading.language)

    @cached_property
    def placed(self) -> Placed:
        """Its passages by their place."""
        return place(self.instrument, self.form)

    @property
    def parts(self) -> list[Part]:
        """The sections that have something on paper."""
        parts = [self._part(section) for section in self.instrument.sections if not section.hidden]
        return [part for part in parts if part.questions]

    @property
    def known(self) -> list[Known]:
        """What the application knows and a person with a sheet must find out."""
        hidden = [item for item in self.instrument.items_of(self.form) if item.kind == "hidden"]
        return [
            Known(clean(say(item.short, self.reading.language) or item.id), space(item, self.reading.words).options)
            for item in hidden
        ]

    @property
    def has_words(self) -> bool:
        """True where somebody's own words are written down."""
        return any(item.kind == "text" for item in self.instrument.items_of(self.form))

    @property
    def probes(self) -> list[tuple[str, str]]:
        """The probes of the form, each with the name by which questions call it."""
        return [(name, self.reading.text(self.instrument.probes[key])) for key, name in self._probes.items()]

    @property
    def drawer(self) -> tuple[Passage, ...]:
        """The passages without a place, such as those for breaking off."""
        return self._passages(self.placed.drawer, named=True)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why an interview may end early."""
        return tuple(clean(say(label, self.reading.language)) for _, label in self.instrument.break_off_reasons)

    @cached_property
    def _probes(self) -> dict[str, str]:
        used = {probe: None for item in self.instrument.items_of(self.form) for probe in item.probes}
        return {probe: f"P{at}" for at, probe in enumerate(used, 1)}

    def _part(self, section: Section) -> Part:
        items = [item for item in self.instrument.items_of(self.form, section.id) if is_printed(item)]
        own = [script for key in section.lead_in for script in self.instrument.scripts if script.key == key]
        closing = self.placed.closing if section.id == self.placed.closes_before else ()
        is_aloud = any(item.role == "read" for item in items)
        led = self._passages(script for script in own if script.form in (None, self.form))
        return Part(
            letter=section.letter,
            title=self.reading.text(section.title),
            skip=self.skips.of_section(section),
            lead=(*self._passages(closing), *(led if is_aloud else map(_unspoken, led))),
            questions=tuple(self._question(item) for item in items),
        )

    def _question(self, item: Item) -> Question:
        reading = self.reading
        asked = space(item, reading.words)
        return Question(
            number=self.skips.numbers.get(item.id, ""),
            label=reading.text(item.label),
            hint=reading.text(item.hint),
            aside=reading.instruction(item.instruction),
            skip=self.skips.of_item(item),
            aloud=item.role == "read",
            about=self._about(item),
            before=self._passages(self.placed.before.get(item.id, ())),
            space=asked,
            line=ruler(item.low or 0, item.high or 0, " – ".join(asked.ends or ()))
            if isinstance(item, Slider)
            else None,
            reasons=self._reasons(item),
            limits=self._limits(item),
            probes=", ".join(self._probes[probe] for probe in item.probes),
        )

    def _about(self, item: Item) -> str:
        """Whether it is the interviewer's own question, and whether it may stay open."""
        own = [] if item.role == "read" else ["for_you"]
        optional = ["optional"] if item.stores and not item.required else []
        return ", ".join(map(self.reading.words.say, [*own, *optional]))

    def _reasons(self, item: Item) -> tuple[Option, ...]:
        offered = [option for reason in item.missing if (option := self.instrument.missing_option(reason))]
        return tuple(
            Option(f"{option.reason.code}".replace("-", "−"), clean(say(option.label, self.reading.language)))
            for option in offered
        )

    def _limits(self, item: Item) -> tuple[str, ...]:
        """What its checks ask, in words; of what its space tells and of what is asked of every text, nothing."""
        hard = [self._limit("valid", item, check) for check in item.hard if not is_told(check.tree)]
        soft = [self._limit("doubt", item, check) for check in item.soft if check.message not in DOUBTS]
        return tuple(map(clean, [*hard, *soft]))

    def _limit(self, key: str, item: Item, check: Check) -> str:
        """One check; what must not be is told as such, because two negations read badly. Without words for the
        condition its message must do."""
        teller, words, message = self.skips.teller.of(item), self.reading.words, self._message(check.message)
        negated = check.tree[0] == "not"
        condition = teller.words(check.tree[1] if negated else check.tree)
        if not condition:
            return words.say(f"{key} else", message=message)
        return words.say(f"{key} not" if negated else key, condition=condition, message=message)

    def _message(self, key: str) -> str:
        return self.reading.text(self.instrument.messages[key].text)

    def _passages(self, scripts: Iterable[Script], *, named: bool = False) -> tuple[Passage, ...]:
        by_key: dict[str, list[Script]] = {}
        for script in scripts:
            by_key.setdefault(script.key, []).append(script)
        return tuple(
            Passage(self.reading.named(key) if named else "", tuple(map(self._spoken, wordings)))
            for key, wordings in by_key.items()
        )

    def _spoken(self, script: Script) -> Spoken:
        words, teller = self.reading.words, self.skips.teller
        modes = [mode for mode in MODES if mode in script.modes]
        limited = len(modes) < len(MODES)
        told = [", ".join(words.say(mode) for mode in modes).capitalize()] if limited else []
        if script.when is not None:
            told.append(words.say("if", condition=teller.told(script.when, script.when_source)))
        return Spoken(" · ".join(told), self.reading.text(script.read), self.reading.instruction(script.instruction))


def _unspoken(passage: Passage) -> Passage:
    """A passage before questions that are the interviewer's own, which is no more read aloud than they are."""
    told = [replace(each, read="", aside=" ".join([each.read, each.aside]).strip()) for each in passage.wordings]
    return replace(passage, wordings=tuple(told))
