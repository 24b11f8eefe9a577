"""Skip instructions in words: when a question is asked at all, and where a sheet of paper goes on when it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from interview_app.domain.condition_words import said
from interview_app.domain.conditions import Teller, parts_of
from interview_app.domain.instrument import Instrument, Section
from interview_app.domain.items import Item, Tree
from interview_app.domain.numbering import is_printed, numbers


@dataclass(frozen=True)
class Skips:
    """The skip instructions of one form of an instrument in one language."""

    instrument: Instrument
    form: str
    language: str

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """What each question of the form is called."""
        return numbers(self.instrument, self.form)

    @cached_property
    def teller(self) -> Teller:
        """Tells conditions by those numbers."""
        return Teller(self.instrument, self.numbers, self.language)

    @cached_property
    def _order(self) -> list[Item]:
        """The questions and notes in the order in which they stand on paper."""
        items = self.instrument.items_of(self.form)
        return [i for section in self.instrument.sections for i in items if i.section == section.id and is_printed(i)]

    def of_item(self, item: Item) -> str:
        """`Ask only if A4 is “Yes”; otherwise go to A7.`; "" for what is always asked."""
        if item.relevant is None:
            return ""
        way = "read" if not item.stores else "ask" if item.role == "read" else "fill"
        told = self.teller.told(item.relevant, item.relevant_source)
        return self._sentence(f"only {way}", told, self._after(self._order.index(item), item.relevant))

    def of_section(self, section: Section) -> str:
        """The same for all of a section; "" where it is always asked, and where it begins under the same condition as
        the section before it, to which nobody comes who was told to skip that one."""
        first = next((at for at, item in enumerate(self._order) if item.section == section.id), None)
        if section.relevant is None or first is None:
            return ""
        if first and self._conditions(self._order[first - 1])[0] == section.relevant:
            return ""
        told = self.teller.told(section.relevant, section.relevant_source)
        return self._sentence("only section", told, self._after(first, section.relevant))

    def _sentence(self, key: str, condition: str, onward: Item | None) -> str:
        told = said(key, self.language, a=condition)
        if onward is None:
            return f"{told}; {said('to end', self.language)}."
        if number := self.numbers.get(onward.id):
            return f"{told}; {said('to', self.language, b=number)}."
        at = self._order.index(onward)
        number = next((self.numbers[item.id] for item in self._order[at:] if item.id in self.numbers), "")
        return f"{told}; {said('to note' if number else 'to last note', self.language, b=number)}."

    def _after(self, at: int, condition: Tree) -> Item | None:
        """What comes next that is not sure to be skipped as well when the condition does not hold."""
        return next((item for item in self._order[at + 1 :] if not self._is_skipped(item, condition)), None)

    def _is_skipped(self, item: Item, condition: Tree) -> bool:
        asked_for = [part for tree in self._conditions(item) for part in parts_of(tree)]
        return all(part in asked_for for part in parts_of(condition))

    def _conditions(self, item: Item) -> tuple[Tree | None, Tree | None]:
        return self.instrument.sections_by_id[item.section].relevant, item.relevant
