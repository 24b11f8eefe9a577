"""The shape of an instrument file: which keys each of its tables has and what kind of value each holds.

Keys are XLSForm's where it has one. What an entry cannot do without stands in `needs` and not in pydantic's own list,
so that a missing key does not hide the entry's other errors. Whether texts, references and expressions are right is for
the rules to say.
"""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError


def spelled(pattern: str, wanted: str) -> AfterValidator:
    """Refuses a word that does not match the whole pattern, saying what is wanted instead."""

    def checked(value: str) -> str:
        if not re.fullmatch(pattern, value, re.ASCII):
            raise PydanticCustomError("name", "{wanted}", {"wanted": wanted})
        return value

    return AfterValidator(checked)


def _unreserved(value: str) -> str:
    if "__" in value or value == "miss":
        wanted = "choose another; '__' and 'miss' are for the columns of missing reasons"
        raise PydanticCustomError("name", "{wanted}", {"wanted": wanted})
    return value


_OWN = AfterValidator(_unreserved)
Id = Annotated[str, spelled("[a-z][a-z0-9_]{0,25}", "start with a–z and use at most 26 of a–z, 0–9 and _"), _OWN]
Name = Annotated[str, spelled("[A-Za-z0-9_.-]{1,32}", "use at most 32 of A–Z, a–z, 0–9, _ . and -"), _OWN]
Language = Annotated[str, spelled("[a-z]{2,3}(-[A-Za-z0-9]{2,8})?", "write a language tag such as nb or en-GB")]
Words = dict[str, str]
Form = Literal["full", "short"]
Mode = Literal["in_person", "telephone", "video"]
Whole = Annotated[int, Field(ge=-(2**53), le=2**53)]
BOTH: list[Form] = ["full", "short"]
ALL_MODES: list[Mode] = ["in_person", "telephone", "video"]


class Entry(BaseModel):
    """One table of the file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)
    needs: ClassVar[tuple[str, ...]] = ()
    texts: ClassVar[tuple[str, ...]] = ()
    """The keys that hold a text in every language."""
    needs_texts: ClassVar[tuple[str, ...]] = ()

    def must_say(self) -> tuple[str, ...]:
        """The texts that this entry cannot do without."""
        return self.needs_texts


class Licence(Entry):
    """Who owns the wording and whether a permission must be shown before it is used."""

    texts: ClassVar[tuple[str, ...]] = ("attribution",)
    id: str = ""
    url: str = ""
    holder: str = ""
    attribution: Words = Field(default_factory=dict)
    text_included: bool = True
    permission_required: bool = False
    permission_contexts: list[str] = Field(default_factory=list)
    permission_evidence: str = ""


class Binds(Entry):
    """The items that the application answers or follows by itself."""

    prior: str = ""
    mode: str = ""
    language: str = ""


class Head(Entry):
    """What the file says of the instrument as a whole."""

    needs: ClassVar[tuple[str, ...]] = ("id", "version", "languages")
    texts: ClassVar[tuple[str, ...]] = ("title", "concern_button", "role_for_other")
    needs_texts: ClassVar[tuple[str, ...]] = ("title",)
    id: Id = ""
    version: Annotated[int, Field(ge=1, le=9999)] = 1
    languages: list[Language] = Field(default_factory=list, min_length=1)
    title: Words = Field(default_factory=dict)
    recall_days: Annotated[int, Field(ge=0)] | None = None
    respondent: str = ""
    perspective: str = ""
    direction: str = ""
    target_minutes: dict[Form, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    modes: list[Mode] = ALL_MODES
    reliability: str = ""
    translation_status: dict[str, str] = Field(default_factory=dict)
    fills: list[str] = Field(default_factory=list)
    binds: Binds = Binds()
    role_for_other: Words = Field(default_factory=dict)
    concern_button: Words = Field(default_factory=dict)
    break_off: str = ""
    licence: Licence = Licence()


class MissingEntry(Entry):
    """A missing reason as it is offered."""

    needs: ClassVar[tuple[str, ...]] = ("reason", "code", "key")
    texts: ClassVar[tuple[str, ...]] = ("label",)
    needs_texts: ClassVar[tuple[str, ...]] = ("label",)
    reason: str = ""
    code: int = 0
    key: Annotated[str, spelled("[A-Z]", "write one letter, A to Z")] = "D"
    label: Words = Field(default_factory=dict)


class ChoiceEntry(Entry):
    """One option of a choice list."""

    needs: ClassVar[tuple[str, ...]] = ("name", "code")
    texts: ClassVar[tuple[str, ...]] = ("label",)
    needs_texts: ClassVar[tuple[str, ...]] = ("label",)
    name: Name = ""
    code: Whole = 0
    label: Words = Field(default_factory=dict)


class MessageEntry(Entry):
    """A message of a check."""

    needs: ClassVar[tuple[str, ...]] = ("kind",)
    texts: ClassVar[tuple[str, ...]] = ("text",)
    needs_texts: ClassVar[tuple[str, ...]] = ("text",)
    kind: Literal["hard", "soft"] = "hard"
    text: Words = Field(default_factory=dict)


class ScriptEntry(Entry):
    """A passage to read aloud."""

    needs: ClassVar[tuple[str, ...]] = ("key",)
    texts: ClassVar[tuple[str, ...]] = ("read", "guidance_hint")
    needs_texts: ClassVar[tuple[str, ...]] = ("read",)
    key: Id = ""
    modes: list[Mode] = ALL_MODES
    form: Form | None = None
    when: str = ""
    records: str = ""
    read: Words = Field(default_factory=dict)
    guidance_hint: Words = Field(default_factory=dict)


class SectionEntry(Entry):
    """A section."""

    needs: ClassVar[tuple[str, ...]] = ("id",)
    texts: ClassVar[tuple[str, ...]] = ("title",)
    id: Id = ""
    letter: str = ""
    forms: list[Form] = BOTH
    title: Words = Field(default_factory=dict)
    relevant: str = ""
    lead_in: list[str] = Field(default_factory=list)
    hidden: bool = False

    def must_say(self) -> tuple[str, ...]:
        return () if self.hidden else ("title",)


class CheckEntry(Entry):
    """A check on an answer."""

    constraint: str
    constraint_message: str
