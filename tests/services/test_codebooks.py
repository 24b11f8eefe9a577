"""Printing the codebook: researchers may, and the ledger keeps it."""

from __future__ import annotations

from hashlib import sha256
import io

import pikepdf
import pytest

from interview_app.domain.access import Role
from interview_app.domain.events import Event
from interview_app.reports.copies import Copy
from interview_app.services import studies
from interview_app.services.codebooks import codebook_pdf
from interview_app.services.errors import NotAllowed
from interview_app.services.verifying import Verdict, check
from interview_app.storage import ledger
from tests.services.conftest import NOW, World


def test_the_researcher_prints_it_with_its_rows_attached_and_the_ledger_knows_it(world: World) -> None:
    study = next(iter(studies.all_studies(world.store)))
    researcher = world.people[Role.RESEARCHER]
    printed = codebook_pdf(world.store, researcher, study, Copy("nb", archive=True), now=NOW)
    stream = f"study:{study.id}"
    with world.store.reading() as connection:
        last = ledger.history(connection, world.store.keys.stream_key(stream), stream)[-1]
    assert (last.action, last.actor, last.payload["report"]) == (Event.STUDY_PRINT, researcher.code, "codebook")
    assert last.payload["sha256"] == sha256(printed).hexdigest()
    for role in (Role.INTERVIEWER, Role.SUPERVISOR, Role.MANAGER, Role.ADMIN):
        with pytest.raises(NotAllowed):
            codebook_pdf(world.store, world.people[role], study, Copy(), now=NOW)
    assert check(world.store, world.people[Role.AUDITOR], printed).verdict is Verdict.UNCHANGED
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        attached = pdf.attachments["codebook.csv"].get_file().read_bytes().decode()
    assert attached.startswith("file,position,column")
    assert "asked_if_nb" in attached
