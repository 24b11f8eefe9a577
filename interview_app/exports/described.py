"""The codebook of a study by itself, as its exports would bring it, for who wants to read it before there are data."""

from __future__ import annotations

from collections.abc import Iterable

from interview_app.domain.instrument import Instrument
from interview_app.domain.study import Study
from interview_app.exports import codebook
from interview_app.exports.editions import Edition
from interview_app.exports.orders import LAYOUTS
from interview_app.exports.packages import tables_of
from interview_app.exports.registers import registers
from interview_app.exports.tables import Listed


def described(study: Study, instruments: Iterable[Instrument], language: str) -> list[codebook.Row]:
    """The rows of codebook.csv for every file that there can be, with the texts of one language."""
    editions = [Edition(instrument) for instrument in sorted(instruments, key=lambda each: (each.id, each.version))]
    tables: list[Listed] = [*tables_of(editions, frozenset(LAYOUTS), language, {}), *registers(study, {})]
    placed = sorted(tables, key=lambda table: LAYOUTS.index(table.layout))
    return list(codebook.rows(placed, editions, [language], study))
