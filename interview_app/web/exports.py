"""The researcher's page: what there is, an export of it, and what was exported before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.domain.interview import LOST, Status
from interview_app.exports import MEASURED
from interview_app.forms.choosing import Pairs
from interview_app.forms.exports import ExportForm, export_form
from interview_app.services import codebooks, exports
from interview_app.services.errors import Unsuitable
from interview_app.services.tries import Throttled
from interview_app.web import copies, page
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.forms import blame
from interview_app.web.heavy import heavy
from interview_app.web.language import gettext as _
from interview_app.web.language import language, marked
from interview_app.web.listing import PAGE, asked_page, part
from interview_app.web.naming import LANGUAGE_NAMES, visit_choices

pages = Blueprint("exports", __name__, url_prefix="/exports")

TABLES = {
    "wide": marked("One row an interview: every answer with its missing reason, then the scores."),
    "long": marked("One row an answer, with its label and when it was given."),
    "scores": marked("One row a score, with how many items it counts."),
    "interviews": marked("One row an interview: how it was held and how complete it is."),
    "queries": marked("One row for each question that a supervisor asked about an answer, without its words."),
    "participants": marked("One row a participant: arm, site, status and the dates of the course."),
    "informants": marked("One row for each participant whom an informant knows: role, service, since when."),
    "consents": marked("One row a consent, and one for each time an informant was informed."),
    "cases": marked("One row a participant, visit and informant: window, outcome, attempts."),
    "attempts": marked("One row a call or other attempt, without its note."),
}


@pages.get("")
@allows(Action.EXPORT)
def index() -> ResponseReturnValue:
    """What the data cover, the form of an export, and earlier exports."""
    return _page(_form(None))


@pages.post("")
@allows(Action.EXPORT)
@heavy
def download() -> ResponseReturnValue:
    """The export as one zip."""
    form = _form(request.form)
    if not form.validate():
        return _page(form), 422
    try:
        return _download(_wish(form))
    except Unsuitable as unsuitable:
        blame(form, unsuitable)
    except exports.NotExported as failed:
        return _page(form, fault=_(str(failed))), 422
    except Throttled as throttled:
        told = _("That was the last of %(number)s exports within an hour.", number=exports.PER_HOUR)
        return _page(form, fault=told), 429, {"Retry-After": str(throttled.seconds)}
    return _page(form), 422


@pages.get("/codebook.pdf")
@allows(Action.EXPORT)
@heavy
def codebook() -> ResponseReturnValue:
    """What every column means, as PDF in the language of the person."""
    printed = codebooks.codebook_pdf(store(), actor(), study(), copies.asked(), now=now())
    shown = {"Content-Disposition": f'inline; filename="codebook-{study().id}.pdf"'}
    return Response(printed, mimetype="application/pdf", headers=shown)


def _download(wish: exports.Wish) -> Response:
    """The zip, which is gone from the disk as soon as it is open."""
    with TemporaryDirectory(prefix="interview-export-") as folder:
        target = Path(folder) / "export.zip"
        manifest = exports.write(store(), actor(), study(), target, wish, now=now())
        size, file = target.stat().st_size, target.open("rb")
    without = len(manifest["skipped"]) + manifest["withheld"]["blind"]
    skipped = f"-without-{without}" if without else ""  # all that a download can say
    name = f"{study().id}-{now():%Y-%m-%d}-{manifest['export_id'][:8]}{skipped}.zip"
    response = Response(_parts(file), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.content_length = size
    response.call_on_close(file.close)
    return response


def _parts(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(1 << 16):
            yield piece


def _form(posted: object) -> ExportForm:
    offered: dict[str, Pairs] = {
        "visits": visit_choices(study()),
        "sites": page.sites(study(), actor().sites),
        "statuses": [(status.value, page.interview_status_names()[status.value]) for status in Status],
        "layouts": [(layout, f"{layout}.csv") for layout in TABLES],
        "language": LANGUAGE_NAMES.items(),
    }
    usual = {"statuses": list(exports.STATUSES), "layouts": list(TABLES), "language": language()}
    return export_form(posted, offered, usual, words=actor().reads_text)


def _wish(form: ExportForm) -> exports.Wish:
    with_text = "with_text" in form and form.with_text.data
    measured = MEASURED if form.with_paradata.data else frozenset()
    return exports.Wish(
        visits=tuple(form.visits.data or ()),
        sites=tuple(form.sites.data or ()),
        statuses=tuple(Status(status) for status in form.statuses.data or ()),
        since=form.since.day,
        until=form.until.day,
        layouts=frozenset(form.layouts.data or ()) | ({"texts"} if with_text else set()) | measured,
        language=form.language.data,
        purpose=(form.purpose.data or "") if with_text or measured else "",
    )


def _page(form: ExportForm, *, fault: str = "") -> str:
    earlier = exports.earlier(store(), actor(), study())
    begin = (asked_page() - 1) * PAGE
    return render_template(
        "exports/index.html",
        coverage=exports.coverage(store(), actor(), study()),
        form=form,
        fault=fault,
        tables={layout: _(text) for layout, text in TABLES.items()},
        narrowed=any(form[name].data or form[name].errors for name in ("visits", "sites", "since", "until"))
        or set(form.statuses.data or ()) != set(exports.STATUSES),
        lost=LOST,
        earlier=earlier[begin : begin + PAGE],
        part=part(len(earlier)),
    )
