"""What one report may use up, at most."""

from __future__ import annotations

from typing import NamedTuple

OUT_OF_MEMORY = 77
"""How a process ends that was refused more memory."""
PATIENCE = 5
"""Seconds after which a process that should have ended by itself is ended."""


class Limits(NamedTuple):
    """Of the process that draws it."""

    memory: int = 1 << 30
    """Bytes of address space; the page of an interview takes about a third."""
    cpu: int = 20
    """Seconds of processor time for one report."""
    wall: int = 25
    """Seconds for one report."""
