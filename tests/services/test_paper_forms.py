"""Printing a blank form: who may, what the ledger keeps, and what is refused."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from interview_app import instruments
from interview_app.domain.access import Role
from interview_app.domain.events import Event
from interview_app.reports.copies import Copy
from interview_app.services import paper_forms, studies
from interview_app.services.errors import NotAllowed, Unsuitable
from interview_app.services.printing import NotPrinted
from interview_app.services.verifying import Verdict, check
from interview_app.storage import ledger
from tests.services.conftest import NOW, World

FILES = Path(__file__).parent.parent / "instruments"


def test_whoever_sees_what_is_due_prints_the_form_and_the_ledger_keeps_its_hash(world: World) -> None:
    study = next(iter(studies.all_studies(world.store)))
    printed = paper_forms.form_pdf(world.store, world.interviewer, study, "short", Copy("nb"), now=NOW)
    stream = f"study:{study.id}"
    with world.store.reading() as connection:
        last = ledger.history(connection, world.store.keys.stream_key(stream), stream)[-1]
    assert (last.action, last.actor) == (Event.STUDY_PRINT, world.interviewer.code)
    kept = {name: last.payload[name] for name in ("report", "form", "language", "sha256")}
    assert kept == {
        "report": "form", "form": "short", "language": "nb",
        "sha256": sha256(printed).hexdigest(),
    }  # fmt: skip
    assert check(world.store, world.people[Role.AUDITOR], printed).verdict is Verdict.UNCHANGED
    for role in (Role.RESEARCHER, Role.ADMIN, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            paper_forms.form_pdf(world.store, world.people[role], study, "short", Copy(), now=NOW)


@pytest.mark.parametrize(
    ("file", "form", "language", "field"),
    [("all_types_v1", "medium", "en", "form"),
     ("all_types_v1", "full", "se", "language"), ("guarded_v1", "full", "en", "")],
)  # fmt: skip
def test_what_there_is_not_and_what_is_not_permitted_is_not_printed(
    file: str, form: str, language: str, field: str
) -> None:
    with pytest.raises((Unsuitable, NotPrinted)) as refused:
        paper_forms.blank(instruments.read(FILES / f"{file}.toml"), form, Copy(language))
    assert getattr(refused.value, "field", "") == field
