"""What pages show of an instrument: its texts in one language, filled in, and what is read aloud where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
import json
import re

from interview_app.domain.expression import truth
from interview_app.domain.instrument import Script, Section
from interview_app.domain.interview import Entry, Status
from interview_app.domain.items import ChoiceItem, Invalid, Item, Text, say
from interview_app.domain.messages import refusal
from interview_app.domain.missing import LABELS, Missing
from interview_app.domain.numbering import numbers
from interview_app.domain.passages import Placed, named_in, place, readable, without_ids
from interview_app.domain.routing import Route, Surroundings, route
from interview_app.domain.validity import Gap
from interview_app.forms.fields import ItemField, keycaps
from interview_app.forms.sections import ItemsForm
from interview_app.instruments.regex import matches
from interview_app.services.interviews import Opened
from interview_app.web.context import now
from interview_app.web.times import MONTHS

_NUMBERED = re.compile(r"([a-z])0*([0-9]+)(?:_\w+)?")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to read aloud; `fits` says whether mode and answers call for it now."""

    key: str
    read: str
    instruction: str
    modes: str
    when: str
    fits: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """A missing reason as an item offers it."""

    name: str
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Step:
    """A section in the bar of sections; `first` is its first question."""

    id: str
    letter: str
    title: str
    first: str


@dataclass(frozen=True)
class Questions:
    """An opened interview's instrument as its pages show it."""

    opened: Opened
    surroundings: Surroundings
    language: str
    """The language of what is read: the interview\'s while it is conducted, the reader\'s afterwards."""

    @property
    def mode(self) -> str:
        """The mode of the session."""
        return str(self.opened.interview.mode_last)

    @cached_property
    def way(self) -> Route:
        """The route of the answers as they stand."""
        interview = self.opened.interview
        return route(self.opened.instrument, interview.form, interview.document, self.surroundings)

    def text(self, text: Text) -> str:
        """A text of the instrument in the interview's language, its blanks filled in and passages called by name."""
        return readable(self.opened.instrument, say(text, self.language), self._fills, self.language)

    def instruction(self, text: Text) -> str:
        """An instruction without the ids of items and passages, which only an instrument's author needs."""
        return self.text(without_ids(text))

    def ends(self, item: Item) -> bool:
        """True for a note that tells to end the interview early."""
        return not item.stores and "breakoff" in named_in(say(item.label, self.language))

    @cached_property
    def _fills(self) -> Mapping[str, str]:
        opened = self.opened
        weeks = opened.weeks_since_prior
        return {
            "visit_label": say(opened.study.visit(opened.interview.visit).label, self.language),
            "role": self._role(),
            "weeks": "" if weeks is None else str(weeks),
        }

    def _role(self) -> str:
        role = self.opened.interview.informant_role
        other: Text = self.opened.instrument.meta.get("role_for_other", {})
        if role == "other" and other:
            return say(other, self.language)
        label = self.of_list("role", role)
        return label if label[1:2].isupper() else label[:1].lower() + label[1:]

    def of_list(self, list_name: str, name: str) -> str:
        """The label of a choice of one of the instrument's lists; the name itself where there is no such choice."""
        for item in self.opened.instrument.items:
            if isinstance(item, ChoiceItem) and item.list_name == list_name:
                return next((say(c.label, self.language) for c in item.choices if c.name == name), name)
        return name

    def sections(self) -> list[Section]:
        """The sections of the form that have something to show."""
        form = self.opened.interview.form
        return [
            section
            for section in self.opened.instrument.sections
            if not section.hidden and self.shown(self.opened.instrument.items_of(form, section.id))
        ]

    def shown(self, items: Iterable[Item]) -> list[Item]:
        """Those of the items that have a place on the page: not those that the application answers by itself."""
        return [item for item in items if item.kind != "hidden" and item.label]

    def steps(self) -> list[Step]:
        """The bar of sections; sections that share a letter are numbered."""
        sections = self.sections()
        letters = [section.letter for section in sections]
        return [
            Step(
                section.id,
                section.letter
                + (str(letters[: at + 1].count(section.letter)) if letters.count(section.letter) > 1 else ""),
                say(section.title, self.language),
                self.shown(self.opened.instrument.items_of(self.opened.interview.form, section.id))[0].id,
            )
            for at, section in enumerate(sections)
        ]

    def called(self, item: Item) -> str:
        """How people call the item: `C3 · Substance use`, without the number where its id has none; as on the sheet
        where it is entered from paper."""
        numbered = _NUMBERED.fullmatch(item.id)
        short = say(item.short, self.language) or self.text(item.label)
        number = self._on_paper.get(item.id, "") or (f"{numbered[1].upper()}{numbered[2]}" if numbered else "")
        return f"{number} · {short}" if number else short

    @cached_property
    def _on_paper(self) -> Mapping[str, str]:
        """The numbers of the sheet that an interview is entered from."""
        interview = self.opened.interview
        return numbers(self.opened.instrument, interview.form) if interview.entry is Entry.PAPER else {}

    @property
    def months(self) -> tuple[str, ...]:
        """The months in the interview's language."""
        return MONTHS.get(self.language, MONTHS["en"])

    def calculated(self, item: Item) -> str:
        """What the item's expression gives now, "" when it gives nothing."""
        value = self.way.calculated.get(item.id)
        return "" if value is None else item.display(value, self.language)

    def checks(self, kind: str) -> dict[str, str]:
        """What the checks of a kind, `hard` or `soft`, say of the answers as they stand, by item."""
        instrument, told = self.opened.instrument, dict[str, list[str]]()
        for gap in self.opened.gaps:
            if gap.kind == kind:
                told.setdefault(gap.item, []).append(say(instrument.messages[gap.message].text, self.language))
        return {item: " ".join(texts) for item, texts in told.items()}

    @property
    def still_open(self) -> tuple[Gap, ...]:
        """What can still be settled; nothing in an interview that has ended."""
        is_going_on = self.opened.interview.status in {Status.DRAFT, Status.PAUSED}
        return self.opened.gaps if is_going_on else ()

    @property
    def is_barred(self) -> bool:
        """True when the answers lead past a question without which no interview is completed."""
        gaps, known = self.opened.gaps, self.opened.instrument.by_id
        is_over = any(self.ends(known[item]) for item in self.way.on)
        is_undecided = any(gap.kind == "required" and known[gap.item].gate for gap in gaps)
        return any(gap.kind == "critical" for gap in gaps) and (is_over or not is_undecided)

    def refusal(self, item: Item, fault: Invalid | str) -> str:
        """Why the item does not take what was entered."""
        if isinstance(fault, Invalid):
            return refusal(self.opened.instrument, item, fault, self.language)
        return fault

    def keycaps(self, item: ChoiceItem) -> tuple[str, ...]:
        """What is typed to choose each option."""
        return keycaps(item)

    def reasons(self, item: Item) -> list[Reason]:
        """The missing reasons that the item offers."""
        offered = [self.opened.instrument.missing_option(reason) for reason in item.missing]
        return [Reason(str(o.reason), o.key, say(o.label, self.language)) for o in offered if o is not None]

    def reason(self, missing: Missing) -> str:
        """The label of a missing reason."""
        option = self.opened.instrument.missing_option(missing)
        return say(option.label if option else LABELS[missing], self.language)

    def probes(self, item: Item) -> list[tuple[str, str]]:
        """The item's probes and what they say."""
        return [(probe, self.text(self.opened.instrument.probes[probe])) for probe in item.probes]

    def fields(self, form: ItemsForm, section: str) -> list[ItemField]:
        """The fields of a section that have a place on the page."""
        shown = {item.id for item in self.shown(field.item for field in form.items())}
        return [field for field in form.items() if field.item.section == section and field.item.id in shown]

    def before(self, item: Item) -> list[Passage]:
        """What is read aloud before the item is recorded."""
        return self._passages(self._placed.before.get(item.id, ()))

    def lead(self, section: Section) -> list[Passage]:
        """What is read aloud at the beginning of the section."""
        own = [script for key in section.lead_in for script in self.opened.instrument.scripts if script.key == key]
        closing = self._placed.closing if section.id == self._placed.closes_before else ()
        return self._passages([*closing, *own])

    def drawer(self, prefix: str = "") -> list[Passage]:
        """The passages that have no place of their own, such as those for breaking off."""
        return [p for p in self._passages(self._placed.drawer) if p.key.startswith(prefix)]

    @cached_property
    def _placed(self) -> Placed:
        return place(self.opened.instrument, self.opened.interview.form)

    def _passages(self, scripts: Iterable[Script]) -> list[Passage]:
        """The passages to read aloud; none while a sheet is typed in, when they have been read."""
        if self.opened.interview.entry is Entry.PAPER:
            return []
        return [
            Passage(
                key=script.key,
                read=self.text(script.read),
                instruction=self.instruction(script.instruction),
                modes=" ".join(sorted(script.modes)),
                when=json.dumps(script.when) if script.when else "",
                fits=self.mode in script.modes and self._holds(script),
            )
            for script in scripts
        ]

    def _holds(self, script: Script) -> bool:
        return script.when is None or truth(script.when, self.way.values, self.surroundings.scope())


def questions_of(opened: Opened, reader: str = "") -> Questions:
    """The questions of an opened interview; in the reader's language where one is named and the instrument has it."""
    language = reader if reader in opened.instrument.languages else opened.interview.language
    return Questions(opened, Surroundings(now(), matches), language)
