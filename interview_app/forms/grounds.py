"""What a page showed of an item when somebody began to answer: what is posted later is judged against it."""

from __future__ import annotations

from dataclasses import dataclass, field
import json

from interview_app.domain.document import Answer, Document, answer_of, note_of
from interview_app.forms.answers import Given


def given_of(answer: Answer) -> Given:
    """An answer in the shape that a field holds."""
    if answer.missing is not None:
        return {"missing": str(answer.missing)}
    return {} if answer.value is None else {"value": answer.value}


@dataclass(frozen=True, slots=True)
class Ground:
    """The answer, the side note and the operations behind the answer, as they stood on the page."""

    given: Given = field(default_factory=dict)
    note: str = ""
    ops: tuple[str, ...] = ()

    @classmethod
    def of(cls, document: Document, item: str) -> Ground:
        """What stands for the item in a document."""
        answer = answer_of(document, item)
        return cls(given_of(answer), note_of(document, item), answer.ops)

    @classmethod
    def read(cls, posted: str) -> Ground | None:
        """The ground that a page carried along; None where it carried none, or something else."""
        try:
            given, note, ops = json.loads(posted)
        except (ValueError, TypeError, RecursionError):
            return None
        if not isinstance(given, dict) or not isinstance(note, str) or not isinstance(ops, list):
            return None
        return cls(given, note, tuple(map(str, ops)))

    def __str__(self) -> str:
        """The ground as a page carries it along."""
        return json.dumps([self.given, self.note, self.ops], ensure_ascii=False, separators=(",", ":"))
