"""The form of one section, or of a whole interview, and the operations a post of it amounts to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import cast

from wtforms.form import BaseForm

from interview_app.domain.document import Document, answer_of, confirmation_of, note_of
from interview_app.domain.items import Item
from interview_app.domain.operations import Kind, Operation
from interview_app.forms.fields import ItemField, Posted, field_for
from interview_app.forms.grounds import Ground, given_of


class ItemsForm(BaseForm):
    """The fields of some items, each filled from the interview's document and then from a post."""

    def __init__(self, items: Iterable[Item], document: Document, posted: Posted = None) -> None:
        asked = tuple(items)
        super().__init__({item.id: field_for(item) for item in asked})
        self.process(posted, data={item.id: given_of(answer_of(document, item.id)) for item in asked})
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

    def stand_on(self, document: Document) -> None:
        """Go on from what stands now in every field that has no fault; what was typed into the others stays."""
        self.document = document
        for field in self.items():
            if not field.errors:
                field.process(None, given_of(answer_of(document, field.item.id)))
                field.is_posted, field.note, field.shown, field.keep, field.same = False, None, None, "", ""
                _say_what_stands(field, document)

    def operations(self, new_op_id: Callable[[], str], author: str) -> list[Operation]:
        """What the post changes, as a tablet would have sent it; faulty fields change nothing."""
        return [
            operation
            for field in self.items()
            if not field.process_errors
            for operation in _operations(field, self.document, new_op_id, author)
        ]


def _say_what_stands(field: ItemField, document: Document) -> None:
    item = field.item.id
    answer = answer_of(document, item)
    field.stand_on(Ground.of(document, item), answer.revision)
    versions = {version.op_id: version for version in (answer, *answer.rivals) if answer.conflict}
    field.keep = field.keep if field.keep in versions else ""
    if field.keep:
        field.choose(given_of(versions[field.keep]))
    field.remark = field.note if field.note is not None else note_of(document, item)
    field.same_as = answer.same
    field.confirmation = confirmation_of(document, item)


def _operations(field: ItemField, document: Document, new_op_id: Callable[[], str], author: str) -> Iterator[Operation]:
    """What was posted for one item. What is based on something that stands no longer takes the revision of what does:
    so both stand beside each other until somebody chooses, and neither takes the place of the other unseen."""
    item, seen = field.item.id, next(iter(field.ground.ops), "")
    if field.is_changed:
        seen = new_op_id()
        revision = next_revision(document, "answers", item, is_stale=field.is_stale)
        yield Operation(
            seen, Kind.ANSWER, item=item, revision=revision, given=field.data, same=field.same, author=author
        )
    if field.note is not None and field.note.strip() not in {field.ground.note, note_of(document, item)}:
        is_stale = field.ground.note != note_of(document, item)
        text, revision = {"value": field.note.strip()}, next_revision(document, "notes", item, is_stale=is_stale)
        yield Operation(new_op_id(), Kind.NOTE, item=item, revision=revision, given=text, author=author)
    if seen and field.why and field.why != confirmation_of(document, item):
        revision = next_revision(document, "confirms", item, is_stale=field.is_stale)
        yield Operation(
            new_op_id(), Kind.CONFIRM, item=item, revision=revision, confirms=seen, reason=field.why, author=author
        )


def next_revision(document: Document, shelf: str, item: str, *, is_stale: bool = False) -> int:
    """The revision after the one that stands on a shelf of the document, such as `notes`; that same one when stale."""
    stands = int(document[shelf].get(item, {}).get("r", 0))
    return stands if is_stale and stands else stands + 1
