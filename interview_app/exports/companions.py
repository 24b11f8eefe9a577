"""The two files that let an export be read by somebody who has nothing but pandas: README.txt and read_export.py."""

from __future__ import annotations

from collections.abc import Sequence
import json

from interview_app.domain.items import say
from interview_app.domain.missing import LABELS, Missing
from interview_app.exports.editions import Edition
from interview_app.exports.headings import HeadingType, instant
from interview_app.exports.orders import Order
from interview_app.exports.tables import Listed

CONTENTS = {
    "wide": "one row an interview: keys, items each with <id>__miss, scores",
    "long": "one row for each value column of each item of each interview",
    "scores": "one row for each score of each interview, with how it was formed",
    "interviews": "one row an interview: how it was held and how complete it is",
    "queries": "one row for each question that a supervisor asked about an answer, without its words",
    "participants": "one row a participant: arm, site, status and the dates of the course",
    "informants": "one row for each participant whom an informant knows: role, service, since when",
    "consents": "one row a consent of a participant, and one for each time an informant was informed",
    "cases": "one row a participant, visit and informant: window, outcome, attempts",
    "attempts": "one row a call or other attempt, without its note",
    "paradata": "one row a question of an interview: how its page was used",
    "sittings": "one row a sitting of an interview: when, how and on what",
    "texts": "people's words: text answers, side notes, reasons of confirmations",
}

_SKIPPED = "SKIPPED, because they cannot be read: {} of the chosen interviews. MANIFEST.json names them.\n"

_README = """\
{title}
{rule}
{synthetic}Export made {made_at} by {made_by} with interview-app {version}.
Instruments: {instruments}
{seal}{skipped}
Files
-----
{files}
codebook.csv      every column of every file in words
MANIFEST.json     what was asked for, row counts, SHA-256 of each file, instrument hashes, seal
read_export.py    reads the files into pandas exactly; also shows how

How to read them
----------------
    from read_export import read
    wide = read("wide")

UTF-8, comma, quotes as in RFC 4180, decimal point, dates YYYY-MM-DD, times in UTC. Columns have the order of the
questionnaire, rows that of their keys. An empty cell is a missing value; why it is missing stands in <id>__miss:

{reasons}

A multiple choice has one 0/1 column for each option. An option that the version of an interview did not offer is
empty there, while its <id>__miss is empty too. Partial dates are texts (YYYY, YYYY-MM or YYYY-MM-DD) with a 0/1 column
<id>__about. A decimal number stands exactly as it was typed.

The files hold what was recorded, byte for byte. They are for statistics programs: a spreadsheet program that opens
them may take a text that begins with = + - or @ for a formula, and may change numbers and dates. Import the columns
as text there.

{credits}"""

_READER = '''\
"""Reads this export into pandas with the types its codebook names. Made by interview-app {version}; needs pandas 3.1.

    from read_export import read
    wide = read("wide")
"""

from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent

TYPES = {types}

DATES = {dates}

TIMES = {times}


def read(layout):
    """The table of that name: one of {layouts}."""
    frame = pd.read_csv(
        HERE / f"{{layout}}.csv",
        dtype=TYPES[layout],
        parse_dates=DATES[layout] + TIMES[layout],
        date_format="ISO8601",
        keep_default_na=False,
        na_values=[""],
    )
    for name in DATES[layout]:  # a column without any date gives pandas nothing to go by
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    for name in TIMES[layout]:
        frame[name] = pd.to_datetime(frame[name], utc=True).astype("datetime64[us, UTC]")
    return frame


if __name__ == "__main__":
    for layout in TYPES:
        print(layout, *read(layout).shape)
'''


def readme(order: Order, editions: Sequence[Edition], tables: Sequence[Listed], skipped: int) -> str:
    """README.txt in English; `skipped` interviews could not be opened."""
    title = f"{say(order.study.title, 'en')} ({order.study.id})"
    credits_ = [say(edition.instrument.attribution, "en") for edition in editions]
    return _README.format(
        title=title,
        rule="=" * len(title),
        synthetic="SYNTHETIC DATA: invented, about nobody.\n" if order.study.synthetic else "",
        made_at=instant(order.made_at),
        made_by=order.made_by,
        version=order.app_version,
        instruments=", ".join(f"{e.name} ({e.instrument.hash[:12]})" for e in editions) or "none",
        seal=f"Seal: {order.seal}\n" if order.seal else "",
        skipped=_SKIPPED.format(skipped) if skipped else "",
        files="\n".join(f"{f'{table.layout}.csv':<17} {CONTENTS[table.layout]}" for table in tables),
        reasons="\n".join(f"    {why:<15} {why.code}  {why.stata}  {LABELS[why]['en']}" for why in Missing),
        credits="\n".join(dict.fromkeys([say(order.study.notices, "en"), *credits_])).strip() + "\n",
    )


def reader(order: Order, tables: Sequence[Listed]) -> str:
    """read_export.py: one function with the exact call."""
    moments: dict[HeadingType, dict[str, list[str]]] = {
        kind: {table.layout: [h.name for h in table.headings if h.dtype == kind] for table in tables}
        for kind in ("date", "time")
    }
    types = {
        table.layout: {h.name: h.dtype for h in table.headings if h.dtype not in ("date", "time")} for table in tables
    }
    return _READER.format(
        version=order.app_version,
        layouts=", ".join(types) or "none",
        types=_literal(types),
        dates=_literal(moments["date"]),
        times=_literal(moments["time"]),
    )


def _literal(content: object) -> str:
    return json.dumps(content, indent=4)
