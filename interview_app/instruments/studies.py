"""Reads study files: what a study is, or everything that is wrong with its file."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from interview_app.domain.study import Study
from interview_app.instruments.errors import InstrumentError, InstrumentErrors
from interview_app.instruments.files import Content, content_hash, content_of, parsed

if TYPE_CHECKING:
    from interview_app.instruments.study_draft import StudyDraft


def built_in(name: str) -> str:
    """The definition of a built-in study, as TOML; raises FileNotFoundError."""
    return (files("interview_app.instruments") / f"{name}.toml").read_text("utf-8")


def load_study(path_or_name: Path | str) -> Study:
    """The study in a file, or the built-in one of that name; raises InstrumentErrors with everything that is wrong."""
    if isinstance(path_or_name, Path) or path_or_name.endswith(".toml"):
        return _study_of(content_of(Path(path_or_name)))
    return read_study(built_in(path_or_name))


def read_study(definition: str) -> Study:
    """The study that a TOML text defines; raises InstrumentErrors with everything that is wrong with it."""
    return _study_of(parsed(definition))


def check(
    definition: str, today: date | None = None
) -> tuple[tuple[InstrumentError, ...], tuple[InstrumentError, ...]]:
    """Every error and every warning of a definition, what it asks of its instrument in vain among them.

    Without `today` no day is called past. Never raises for what is wrong with the definition.
    """
    from interview_app.instruments import study_doubts, study_fit

    try:
        draft, errors = _examined(parsed(definition))
    except InstrumentErrors as unreadable:
        return unreadable.errors, ()
    return (*errors, *study_fit.errors(draft)), tuple(study_doubts.doubts(draft, today))


def _study_of(content: Content) -> Study:
    from interview_app.instruments.study_building import built

    draft, errors = _examined(content)
    if errors:
        raise InstrumentErrors(errors)
    return built(draft, content_hash(content))


def _examined(content: Content) -> tuple[StudyDraft, tuple[InstrumentError, ...]]:
    from interview_app.instruments import study_rules
    from interview_app.instruments.admission import Admission
    from interview_app.instruments.study_draft import drafted

    admission = Admission()
    draft = drafted(admission, content)
    told = {error.place for error in admission.errors}
    errors = [*admission.errors, *(found for found in study_rules.errors(draft) if found.place not in told)]
    return draft, tuple(errors)
