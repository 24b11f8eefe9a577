"""Prints every figure beside its target in one run: `python -m benchmarks`, or only the sections that are named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
import sys

from benchmarks import (
    autosave,
    bundles,
    export,
    over_time,
    page,
    press,
    progress,
    report,
    signing,
    startup,
    study,
    today,
)
from benchmarks.figure import Figure, show

SECTIONS: dict[str, tuple[str, Callable[[], Iterable[Figure]]]] = {
    "startup": ("Start-up", startup.figures),
    "autosave": ("Saving", autosave.figures),
    "export": ("Exporting", lambda: export.figures([10_000, 100_000])),
    "report": ("Printing", report.figures),
    "press": ("Printing many", press.figures),
    "over-time": ("A participant over time", over_time.figures),
    "bundles": ("Printing many at once", bundles.figures),
    "signing": ("Signing in", signing.figures),
    "today": ("What is to be done", today.figures),
    "progress": ("The progress page", progress.figures),
    "study": ("The study report", study.figures),
    "page": ("The interview page", page.figures),
}


def main(wanted: list[str]) -> int:
    """Print the sections; gives 2 for one that does not exist."""
    if unknown := [name for name in wanted if name not in SECTIONS]:
        print(f"There is no section {', '.join(unknown)}; there are: {', '.join(SECTIONS)}.", file=sys.stderr)
        return 2
    for name in wanted or SECTIONS:
        title, figures = SECTIONS[name]
        show(title, figures())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
