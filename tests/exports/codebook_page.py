"""The page docs/codebook.md: the item and score columns of the built-in instrument, from the codebook of an export.

`python -m tests.exports.codebook_page` writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterator
import csv
from pathlib import Path
import tempfile

from interview_app import instruments
from tests.exports.made import order, written

PAGE = Path(__file__).parent.parent.parent / "docs" / "codebook.md"
HEAD = """\
# The columns of the WRRI, version 1, in `wide.csv`

After the keys that [data.md](data.md) lists, in this order. Each item also has `<id>__miss`; a text has nothing else
here. `python -m tests.exports.codebook_page` writes this from an export's own `codebook.csv`, which has Norwegian too.

| column | type | what it is | values | asked when |
|---|---|---|---|---|
"""


def page() -> str:
    """The page as it should stand."""
    wrri = instruments.load("wrri", 1)
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder) / "out", [], wrri, of=order("wide"))
        with (Path(folder) / "out/codebook.csv").open(encoding="utf-8", newline="") as file:
            return HEAD + "".join(_lines(list(csv.DictReader(file))))


def _lines(rows: list[dict[str, str]]) -> Iterator[str]:
    for row in rows:
        if row["versions"] and (row["type"] == "text" or not row["column"].endswith("__miss")):
            values = row["choices_en"] or _range(row) or ("0, 1" if row["dtype"] == "boolean" else "")
            cells = (f"`{row['column']}`", row["dtype"], row["label_en"], values, _code(row["asked_when"]))
            yield f"| {' | '.join(cell.replace('|', '·') for cell in cells)} |\n"


def _range(row: dict[str, str]) -> str:
    return f"{row['minimum']}–{row['maximum']}" if row["minimum"] else ""


def _code(expression: str) -> str:
    return f"`{expression}`" if expression else ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
