"""Reads study files: sites with their concern routines, arms, visits, and the instrument that the study uses."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from interview_app.domain.study import Site, Study, Visit
from interview_app.instruments.errors import InstrumentError, InstrumentErrors
from interview_app.instruments.files import Content, content_of, parsed

if TYPE_CHECKING:
    from interview_app.instruments.admission import Placed
    from interview_app.instruments.study_shapes import SiteEntry, StudyEntry, VisitEntry


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


def _study_of(content: Content) -> Study:
    from interview_app.instruments.admission import Admission
    from interview_app.instruments.study_shapes import SiteEntry, StudyEntry, VisitEntry

    admission = Admission()
    head = admission.admit(StudyEntry, {k: v for k, v in content.items() if k not in ("sites", "visits")}, "study")
    assert head is not None  # noqa: S101 - a parsed file is a table
    sites = admission.rows(SiteEntry, content, "sites", "site", "code")
    visits = admission.rows(VisitEntry, content, "visits", "visit", "id")
    told = {error.place for error in admission.errors}
    found = [finding for finding in _findings(head, sites, visits) if finding.place not in told]
    if errors := [*admission.errors, *found]:
        raise InstrumentErrors(errors)
    return _study(head, [placed.entry for placed in sites], [placed.entry for placed in visits])


def _findings(
    head: StudyEntry, sites: list[Placed[SiteEntry]], visits: list[Placed[VisitEntry]]
) -> Iterator[InstrumentError]:
    from interview_app.instruments.rules import lacking_texts, texts_of, twice

    entries = (("study", head), *((placed.place, placed.entry) for placed in (*sites, *visits)))
    texts = [text for place, entry in entries for text in texts_of(place, entry)]
    texts += [(f"study · arms · {name}", words, True) for name, words in head.arms.items()]
    yield from lacking_texts(texts, head.languages)
    yield from twice((placed.place, placed.name) for placed in sites)
    yield from twice((placed.place, placed.name) for placed in visits)
    for noun, entered in (("sites", sites), ("visits", visits), ("arms", head.arms)):
        if not entered:
            yield InstrumentError("E06", f"study · {noun}", "the study has none", "add at least one")
    if head.partial_share > head.complete_share:
        what = f"an interview would be complete at {head.complete_share} and partial only at {head.partial_share}"
        yield InstrumentError("E17", "study · partial_share", what, "write a share below complete_share")


def _study(head: StudyEntry, sites: list[SiteEntry], visits: list[VisitEntry]) -> Study:
    return Study(
        id=head.id,
        title=head.title,
        synthetic=head.synthetic,
        instrument=head.instrument,
        instrument_version=head.instrument_version,
        sites=tuple(Site(site.code, site.name, site.protocol) for site in sites),
        arms=head.arms,
        visits=tuple(Visit(visit.id, visit.label, visit.form, visit.optional) for visit in visits),
        notices=head.notices,
        complete_share=head.complete_share,
        partial_share=head.partial_share,
    )
