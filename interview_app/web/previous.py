"""What was said last time, as pages show it beside each question, and as the tablet needs it to take it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask

from interview_app.domain.items import Item
from interview_app.forms.sections import ItemsForm
from interview_app.web.questions import Questions

LONGEST = 240
"""Characters of an earlier answer; the whole text stands in its own interview."""


@dataclass(frozen=True, slots=True)
class LastTime:
    """An earlier answer to a question in words; `by` is the informant's code, `is_same` when it is the same person."""

    day: date
    by: str
    is_same: bool
    words: str
    offered: bool


def register(app: Flask) -> None:
    """Let templates ask what was said last time."""
    app.jinja_env.globals.update(last_time=last_time, unchanged_since=unchanged_since)


def last_time(questions: Questions, item: Item) -> LastTime | None:
    """What was said last time, None where nothing was."""
    said = questions.opened.previous.said.get(item.id)
    if said is None:
        return None
    if said.missing is not None:
        words = questions.reason(said.missing)
    else:
        words = "" if said.value is None else said.item.display(said.value, questions.language)
    short = words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()} …"
    return LastTime(said.source.held_on, said.source.informant, said.source.is_same, short, said.offered)


def unchanged_since(questions: Questions, same: str) -> date | None:
    """The day of the interview from which an answer was taken over; None where it is out of use by now."""
    return questions.opened.previous.days.get(same)


def previous_json(questions: Questions) -> dict[str, Any]:
    """What can be taken over: each item's value with the place of its interview in the list of them."""
    offered = {key: said for key, said in questions.opened.previous.said.items() if said.offered}
    ids = sorted({said.source.id for said in offered.values()})
    return {
        "interviews": ids,
        "said": {key: [ids.index(said.source.id), said.value] for key, said in offered.items()},
    }


def take_over(questions: Questions, form: ItemsForm, item: str) -> None:
    """Answer a field with what was said last time, as the button beside it says."""
    said = questions.opened.previous.said.get(item)
    for field in form.items():
        if said is not None and said.offered and field.name == item:
            field.take_over(said.value, said.source.id)
