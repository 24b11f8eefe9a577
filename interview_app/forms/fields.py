"""One WTForms field for each item type: it collects what was posted for the item and lets the item itself judge it.

The controls of an item `x` are named `x`, `x__miss` (a missing reason), `x__about`, `x__year`, `x__month`, `x__day` (a
partial date), `x__note`, `x__why` (the reason with which a soft check is confirmed), `x__rev` (the revision shown) and
`x__was` (all that was shown, see grounds.py); ids hold no `__`, so none of these can be another item's name. In a group
of radio buttons a reason is `__reason`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

from wtforms import Field
from wtforms.fields.core import UnboundField
from wtforms.utils import unset_value

from interview_app.domain.items import (
    Calculated,
    ChoiceItem,
    Date,
    DecimalNumber,
    FreeText,
    Hidden,
    Integer,
    Invalid,
    Item,
    Note,
    PartialDate,
    Rating,
    SelectMultiple,
    SelectOne,
    Slider,
    Time,
)  # fmt: skip
from interview_app.forms import answers
from interview_app.forms.grounds import Ground

Posted = Any
"""A multi-dict of a form post, as Werkzeug gives it: `getlist(name)` and `name in posted`."""


class ItemField(Field):
    """What all items share: `data` is what the controls say, `raw` what stands in them, valid or not, as answers.Given.

    `kept` is what is stored. Posted are `note`, the side note (None without a box for it), `why`, the reason that
    confirms an answer against a soft check, `same`, the earlier interview whose answer is taken over, `revision` and
    `shown`, what stood on the page (None where the page did not say), and `keep`, the operation whose answer was chosen
    among several. Stored are `remark`, the side note, `confirmation`, that reason, and `same_as`, the interview that
    the answer was taken over from. `ground` is what the answer is based on; `is_stale` says that by now something else
    stands. `refusals` holds what was said where the answer should have been kept.
    """

    endings: tuple[str, ...] = ("miss",)
    """What the names of its controls end with, beside the one that has no ending."""

    def __init__(self, item: Item, **bound: Any) -> None:
        super().__init__(**bound)
        self.item = item
        self.process_errors: list[Any] = []
        self.refusals: list[Any] = []
        self.raw: answers.Given = {}
        self.kept: answers.Given = {}
        self.note: str | None = None
        self.why = ""
        self.revision = 0
        self.is_posted = False
        self.shown: Ground | None = None
        self.ground = Ground()
        self.is_stale = False
        self.keep = ""
        self.same = ""
        self.same_as = ""
        self.remark = ""
        self.confirmation = ""

    def process(self, formdata: Posted, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Lay the stored answer into the field, then what was posted for it, if it was on the posted page."""
        self.process_errors = []
        self.data = self.raw = self.kept = {} if data is unset_value else data
        if formdata is not None and f"{self.name}__rev" in formdata and self.is_sent(formdata):
            self._take(formdata)

    def is_sent(self, posted: Posted) -> bool:
        """True when the controls were on the page that was sent: an item whose box is not among the post stays."""
        names = {self.name, *(f"{self.name}__{part}" for part in self.endings)}
        return not names.isdisjoint(posted) or isinstance(self.item, answers.UNASKED)

    def _take(self, posted: Posted) -> None:
        self.is_posted = True
        self.revision = int("0" + "".join(filter(str.isdecimal, one(posted, f"{self.name}__rev")[:9])))
        self.note = lines(posted, f"{self.name}__note") if f"{self.name}__note" in posted else None
        self.why = lines(posted, f"{self.name}__why").strip()
        self.shown = Ground.read(one(posted, f"{self.name}__was"))
        self.keep = one(posted, "keep")
        if isinstance(self.item, answers.UNASKED):
            return
        self.raw = {} if one(posted, "clear") == self.name else self.gather(posted)
        try:
            self.data = answers.read(self.item, self.raw)
        except Invalid as fault:
            self.process_errors.append(fault)

    def gather(self, posted: Posted) -> answers.Given:
        """What was posted, as an operation would say it: `value`, `missing`, or neither."""
        value, reasons = self.value(posted), posted.getlist(f"{self.name}__miss")
        given = {} if value is None else {"value": value}
        return given | ({"missing": reasons[0] if len(reasons) == 1 else reasons} if reasons else {})

    def value(self, posted: Posted) -> Any:
        """The posted value as an operation would carry it, None when the controls are empty."""
        return lines(posted, self.name) if lines(posted, self.name).strip() else None

    def stand_on(self, stands: Ground, revision: int) -> None:
        """Compare what was posted with what stands now; without a post, show what stands."""
        if self.is_posted and self.shown is None:
            self.is_stale = self.revision != revision
        elif self.is_posted and self.shown is not None:
            self.is_stale = self.shown.ops != stands.ops
        else:
            self.revision = revision
        self.ground = self.shown or stands

    def choose(self, given: answers.Given) -> None:
        """Take one of several answers that stand beside each other, whatever is in the controls."""
        self.data = self.raw = given
        self.process_errors = []

    def take_over(self, value: Any, source: str) -> None:
        """Answer what was said in that earlier interview, whatever is in the controls."""
        self.choose({"value": value})
        self.same = "" if self.same_as == source else source

    @property
    def is_changed(self) -> bool:
        """True when somebody changed what the page showed and something else is stored, or chose among answers."""
        return bool(self.keep or self.same) or self.data not in (self.ground.given, self.kept)

    @property
    def entered(self) -> Any:
        """The value that stands in the controls, valid or not; None when there is none."""
        return self.raw.get("value")

    @property
    def reason(self) -> Any:
        """The missing reason that is chosen; None when there is none."""
        return self.raw.get("missing")


def one(posted: Posted, name: str) -> str:
    """The one text posted under that name, "" when there is none."""
    return str(next(iter(posted.getlist(name)), ""))


def lines(posted: Posted, name: str) -> str:
    """The posted text with the line ends that everything else here uses; browsers post CR LF."""
    return one(posted, name).replace("\r\n", "\n")


class ChoiceField(ItemField):
    """Radio buttons; missing reasons stand in the same group, so that a browser keeps them apart without scripts."""

    def is_sent(self, posted: Posted) -> bool:
        """Browsers send nothing for buttons of which none is pressed."""
        return True

    def gather(self, posted: Posted) -> answers.Given:
        chosen = one(posted, self.name)
        if chosen.startswith("__"):
            return {"missing": chosen[2:]}
        return {"value": chosen} if chosen else dict(self.kept)  # nobody can release a pressed button


class RatingField(ChoiceField):
    """Radio buttons on numbered steps."""


class ChoicesField(ItemField):
    """Check boxes."""

    def is_sent(self, posted: Posted) -> bool:
        """Browsers send nothing for boxes that nobody ticked."""
        return True

    def value(self, posted: Posted) -> Any:
        return posted.getlist(self.name) or None


class WholeNumberField(ItemField):
    """A text box for a whole number."""


class SliderField(WholeNumberField):
    """A number box; the slider beside it appears only where scripts run."""


class DecimalNumberField(ItemField):
    """A text box for a decimal number, with a point or a comma."""


class DateField(ItemField):
    """The browser's own date control."""


class TimeField(ItemField):
    """The browser's own time control."""


class PartialDateField(ItemField):
    """Year, month and day in three boxes, of which the later may stay empty, and a box for "about"."""

    endings = ("miss", "year", "month", "day")

    def value(self, posted: Posted) -> Any:
        year, month, day = (one(posted, f"{self.name}__{part}").strip() for part in ("year", "month", "day"))
        about = f"{self.name}__about" in posted
        return {"date": joined(year, month, day), "about": about} if year or month or day else None

    @property
    def parts(self) -> tuple[str, str, str]:
        """Year, month and day as they stand in the boxes."""
        year, month, day = [*(str(self.entered["date"]).split("-") if self.entered else []), "", "", ""][:3]
        return year, month, day

    @property
    def about(self) -> bool:
        """Whether "about" is ticked."""
        return bool(self.entered and self.entered["about"])


def joined(year: str, month: str, day: str) -> str:
    """YYYY[-MM[-DD]]; a gap between two filled boxes stays visible as an empty part, which no item accepts."""
    parts = [year, month and month.zfill(2), day and day.zfill(2)]
    while parts and not parts[-1]:
        parts.pop()
    return "-".join(parts)


class TextField(ItemField):
    """A box for words, one line or several."""


class NoteField(ItemField):
    """Nothing to fill in."""


class CalculatedField(ItemField):
    """Nothing to fill in; shows what an expression gives."""


class HiddenField(ItemField):
    """Nothing to fill in and nothing to see."""


FIELDS: Mapping[type[Item], type[ItemField]] = {
    SelectOne: ChoiceField,
    SelectMultiple: ChoicesField,
    Rating: RatingField,
    Slider: SliderField,
    Integer: WholeNumberField,
    DecimalNumber: DecimalNumberField,
    Date: DateField,
    PartialDate: PartialDateField,
    Time: TimeField,
    FreeText: TextField,
    Note: NoteField,
    Calculated: CalculatedField,
    Hidden: HiddenField,
}


@singledispatch
def field_for(item: Item) -> UnboundField[ItemField]:
    """The field of an item, to be bound to a form; raises TypeError for a type that has none."""
    raise TypeError(f"no form field for {type(item).__name__}")


for _type, _field in FIELDS.items():
    field_for.register(_type, lambda item, field=_field: UnboundField(field, item))


def keycaps(item: ChoiceItem) -> tuple[str, ...]:
    """What is typed to choose each option: its code where all codes are one digit, else its place in the list."""
    codes = [choice.code for choice in item.choices]
    by_code = all(0 <= code <= 9 for code in codes)
    return tuple(str(code) for code in codes) if by_code else tuple(str(place + 1) for place in range(len(codes)))
