"""Answers as files for researchers, and those files as pandas frames.

Takes plain interviews and instruments, and knows neither storage nor Flask. How an item becomes cells is the item's
own business (`Item.columns`, `Item.cells`). pandas is imported by the functions that use it, never on import.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from interview_app.exports.described import described
from interview_app.exports.errors import (
    CountsDiffer,
    Damaged,
    ExportError,
    InstrumentUnknown,
    NotAnExport,
    TargetTaken,
)
from interview_app.exports.fieldwork import MEASURED
from interview_app.exports.loading import Layout, MissingAs, Values
from interview_app.exports.loading import load as _load
from interview_app.exports.orders import LAYOUTS, RESTRICTED, Order
from interview_app.exports.packages import Prepared, prepare, write
from interview_app.exports.registers import Rows

if TYPE_CHECKING:
    import pandas as pd


def load(
    source: str | Path,
    layout: Layout = "wide",
    values: Values = "codes",
    missing: MissingAs = "na",
    language: str | None = None,
) -> pd.DataFrame:
    """A table of an export, given as its folder or its zip, with the types that docs/data.md lists.

    `values="labels"` turns single choices of the wide table into ordered categoricals with all options, in `language`
    or that of the export; `missing="codes"` puts the reason's number (-99 to -91) where a number or an option is
    missing. `frame.attrs` says where the data come from. Raises Damaged when a file is not what its manifest says, and
    NotAnExport when there is no such export or table.
    """
    return _load(source, layout, values, missing, language)


__all__ = [
    "LAYOUTS",
    "MEASURED",
    "RESTRICTED",
    "CountsDiffer",
    "Damaged",
    "ExportError",
    "InstrumentUnknown",
    "NotAnExport",
    "Order",
    "Prepared",
    "Rows",
    "TargetTaken",
    "described",
    "load",
    "prepare",
    "write",
]
