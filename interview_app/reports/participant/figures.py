"""The numbers of the report as a CSV, which an archived copy carries."""

from __future__ import annotations

import csv
from io import StringIO

from interview_app.reports.participant.record import Record
from interview_app.reports.participant.telling import Telling
from interview_app.reports.participant.wording import words_of
from interview_app.reports.pdf import Attachment

COLUMNS = ("participant_id", "visit", "held_on", "informant_id", "mode_last", "interview_id", "score", "value",
           "n_valid", "n_items", "prorated", "missing", "change_from_baseline", "change_from_previous")  # fmt: skip


def data(record: Record) -> Attachment:
    """One row for each score of each interview that took place, in full precision."""
    telling, file = Telling(record, words_of("en"), with_text=False), StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(COLUMNS)
    for held in telling.held:
        interview = held.interview
        key = (record.code, interview.visit, held.day.isoformat(), interview.informant_id, interview.mode_last.value)
        for series in telling.series:
            point, changes = series.by_interview[interview.id], (series.baselines, series.previous)
            value = "" if point.value is None else repr(point.value.amount)
            since = [repr(each[interview.id].amount) if interview.id in each else "" for each in changes]
            valid = (series.valid[interview.id], len(series.scale.items), int(interview.id in series.prorated))
            why = series.why[interview.id] or ""
            rows.writerow([*key, interview.id, series.scale.id, value, *valid, why, *since])
    name = f"{record.code}-scores.csv"
    return Attachment(name, file.getvalue().encode(), "Scores of each interview, with changes")
