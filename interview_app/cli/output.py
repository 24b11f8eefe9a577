"""A file that a command makes: begun before anything is told to the ledger, there whole or not at all, its owner's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
import os
from pathlib import Path
import tempfile

import click


@contextmanager
def whole(target: Path) -> Iterator[Callable[[bytes], object]]:
    """What takes the content of the file; a file that is there is replaced at the end. Raises OSError."""
    if target.exists() and not target.is_file():  # a device or a pipe
        yield target.write_bytes
        return
    place = target.resolve()
    if not place.parent.is_dir():
        raise click.BadParameter(f"There is no folder {target.parent}.", param_hint="--output")
    handle, draft = tempfile.mkstemp(prefix=".interview-report-", dir=place.parent)  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            yield file.write
        Path(draft).replace(place)
    finally:
        Path(draft).unlink(missing_ok=True)
