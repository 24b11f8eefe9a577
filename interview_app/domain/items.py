"""The item types: what each accepts, how it looks in a table and how it reads on a page.

A stored value is JSON: a choice's name, a list of names, an int, a decimal as its exact text, an ISO date or time, a
text, or `{"date": "YYYY[-MM[-DD]]", "about": bool}`. A new type is one class, one form field and one macro.
"""

from __future__ import annotations

from collections.abc import Mapping

from interview_app.domain.choice_items import ChoiceItem, Hidden, Rating, SelectMultiple, SelectOne
from interview_app.domain.date_items import Date, PartialDate, Time, iso_date
from interview_app.domain.item import Cell, Check, Choice, Column, Dtype, Invalid, Item, Plain, Stored, Text, Tree, say
from interview_app.domain.number_items import DecimalNumber, Integer, NumberItem, Slider, within
from interview_app.domain.text_items import MAX_TEXT, Calculated, FreeText, Note

TYPES: tuple[type[Item], ...] = (
    SelectOne,
    SelectMultiple,
    Rating,
    Slider,
    Integer,
    DecimalNumber,
    Date,
    PartialDate,
    Time,
    FreeText,
    Note,
    Calculated,
    Hidden,
)
BY_KIND: Mapping[str, type[Item]] = {item_type.kind: item_type for item_type in TYPES}

__all__ = [
    "BY_KIND",
    "MAX_TEXT",
    "TYPES",
    "Calculated",
    "Cell",
    "Check",
    "Choice",
    "ChoiceItem",
    "Column",
    "Date",
    "DecimalNumber",
    "Dtype",
    "FreeText",
    "Hidden",
    "Integer",
    "Invalid",
    "Item",
    "Note",
    "NumberItem",
    "PartialDate",
    "Plain",
    "Rating",
    "SelectMultiple",
    "SelectOne",
    "Slider",
    "Stored",
    "Text",
    "Time",
    "Tree",
    "iso_date",
    "say",
    "within",
]
