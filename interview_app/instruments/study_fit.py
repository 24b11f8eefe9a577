"""Whether a study and its instrument fit: the instrument is there and has the forms, roles and items that are named."""

from __future__ import annotations

from collections.abc import Iterator

from interview_app import instruments
from interview_app.domain.instrument import Instrument
from interview_app.domain.study import NO_FORM
from interview_app.instruments.errors import InstrumentError, InstrumentErrors
from interview_app.instruments.rules import Findings
from interview_app.instruments.study_draft import StudyDraft
from interview_app.instruments.study_rules import known

FORMS = ("full", "short")


def errors(draft: StudyDraft) -> Findings:
    """Everything that the study asks of its instrument in vain."""
    if not draft.head.instrument:
        return
    name = f"{draft.head.instrument} version {draft.head.instrument_version}"
    try:
        instrument = instruments.load(draft.head.instrument, draft.head.instrument_version)
    except instruments.UnknownInstrument:
        there = ", ".join(f"{found} version {version}" for found, version in instruments.available())
        what, remedy = f"there is no instrument {name}", f"name one that is here ({there}), or add its file"
        yield InstrumentError("E25", "study · instrument", what, remedy)
    except InstrumentErrors as broken:
        what = f"the file of {name} has errors, the first: {broken.errors[0]}"
        remedy = "correct the file; `interview-app instrument check` names them all"
        yield InstrumentError("E25", "study · instrument", what, remedy)
    else:
        yield from _named(draft, instrument)


def _named(draft: StudyDraft, instrument: Instrument) -> Iterator[InstrumentError]:
    items = {item.id for item in instrument.items}
    roles = {choice.name for choice in instrument.lists.get("role", ())}
    forms = {form for form in FORMS if instrument.items_of(form)}
    yield from known("study · sampling · verify_items", draft.head.sampling.verify_items, items, "item")
    for visit in draft.visits:
        yield from known(f"{visit.place} · forms", visit.entry.forms, roles, "role")
        for place, form in (("form", visit.entry.form), *((f"forms · {r}", f) for r, f in visit.entry.forms.items())):
            needed = FORMS if form == "either" else () if form == NO_FORM else (form,)
            yield from known(f"{visit.place} · {place}", needed, forms, "form")
