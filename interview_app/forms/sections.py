"""The form of one section, or of a whole interview, and the operations a post of it amounts to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import cast

from wtforms.form import BaseForm

from interview_app.domain.document import Document, answer_of, confirmation_of, note_of
from interview_app.domain.items import Item
from interview_app.domain.operations import Kind, Operation
from interview_app.forms.answers import Given
from interview_app.forms.fields import ItemField, Posted, field_for


class ItemsForm(BaseForm):
    """The fields of some items, each filled from the interview's document and then from a post."""

    def __init__(self, items: Iterable[Item], document: Document, posted: Posted = None) -> None:
        asked = tuple(items)
        super().__init__({item.id: field_for(item) for item in asked})
        self.process(posted, data={item.id: given(document, item) for item in asked})
        self.document = document
        for field in self.items():
            _say_what_stands(field, document)

    def items(self) -> Iterator[ItemField]:
        """The fields, in reading order."""
        return (cast(ItemField, field) for field in self)

    def is_sound(self) -> bool:
        """True when every field takes what was posted for it; else the fields carry their faults."""
        for field in self.items():
            field.errors = [*field.process_errors, *field.refusals]
        return not any(field.errors for field in self.items())

    def blame(self, faults: Mapping[str, str]) -> None:
        """Show what was refused where the answers are kept, by item."""
        for field in self.items():
            field.refusals += [faults[field.item.id]] if field.item.id in faults else []
        self.is_sound()

    def settle(self, refused: Mapping[str, str]) -> None:
        """Take over what became of the operations: what was refused, by item; everything else is stored now."""
        for field in self.items():
            if field.is_changed and not field.process_errors and field.item.id not in refused:
                field.kept = field.data
                field.revision += 1
        self.blame(refused)

    def operations(self, new_op_id: Callable[[], str], author: str) -> list[Operation]:
        """What the post changes, as a tablet would have sent it; faulty fields change nothing."""
        return [
            operation
            for field in self.items()
            if not field.process_errors
            for operation in _operations(field, self.document, new_op_id, author)
        ]


def _say_what_stands(field: ItemField, document: Document) -> None:
    answer = answer_of(document, field.item.id)
    field.revision = field.revision if field.is_posted else answer.revision
    field.is_contested = answer.conflict
    field.remark = field.note if field.note is not None else note_of(document, field.item.id)
    field.confirmation = confirmation_of(document, field.item.id)


def given(document: Document, item: Item) -> Given:
    """The stored answer in the shape that a field holds."""
    answer = answer_of(document, item.id)
    if answer.missing is not None:
        return {"missing": str(answer.missing)}
    return {} if answer.value is None else {"value": answer.value}


def _operations(field: ItemField, document: Document, new_op_id: Callable[[], str], author: str) -> Iterator[Operation]:
    item, standing = field.item.id, answer_of(document, field.item.id).op_id
    if field.is_changed:
        standing = new_op_id()
        revision = field.revision + 1
        yield Operation(standing, Kind.ANSWER, item=item, revision=revision, given=field.data, author=author)
    if field.note is not None and field.note.strip() != note_of(document, item):
        text, revision = {"value": field.note.strip()}, next_revision(document, "notes", item)
        yield Operation(new_op_id(), Kind.NOTE, item=item, revision=revision, given=text, author=author)
    if standing and field.why and field.why != confirmation_of(document, item):
        revision = next_revision(document, "confirms", item)
        yield Operation(
            new_op_id(), Kind.CONFIRM, item=item, revision=revision, confirms=standing, reason=field.why, author=author
        )


def next_revision(document: Document, shelf: str, item: str) -> int:
    """The revision after the one that stands on a shelf of the document, such as `notes`."""
    return int(document[shelf].get(item, {}).get("r", 0)) + 1
