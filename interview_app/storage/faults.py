"""A fault: where the ledger, or what is kept beside it, is not as it was written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one event of a stream; `seq` is 0 where it is the stream as a whole."""

    stream: str
    seq: int
    what: str

    def __str__(self) -> str:
        place = f"{self.stream}, event {self.seq}" if self.seq else self.stream
        return f"{place}: {self.what}"
