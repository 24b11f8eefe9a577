"""How each item stands in interviews that ended before the application kept it: worked out once, from their answers."""

from __future__ import annotations

from sqlalchemy import Connection

from interview_app import instruments
from interview_app.domain.access import Sites
from interview_app.domain.interview import Interview, Status
from interview_app.domain.marks import marks
from interview_app.domain.study import Study
from interview_app.storage import interviews
from interview_app.storage.keys import KeyRing

_ENDED = (Status.COMPLETE.value, Status.BROKEN_OFF.value)


def complete(connection: Connection, keys: KeyRing, study: Study) -> None:
    """Mark the ended interviews of a study that have no marks; one that cannot be opened stays without."""
    ids = interviews.unmarked(connection, study.id, _ENDED)
    if not ids:
        return
    sites = Sites.of(study.id, (site.code for site in study.sites))
    filters = {"study_id": study.id, "statuses": _ENDED}
    for each in interviews.records(connection, keys, sites=sites, filters=filters):
        if isinstance(each, Interview) and each.id in ids and "closing" in each.document:
            instrument = instruments.load(each.instrument, each.instrument_version)
            interviews.mark(connection, each.id, marks(instrument, each.document, each.document["closing"]))
