"""What people type into a search box, as a condition in which it stands for itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func


def containing(column: ColumnElement[Any], words: str) -> ColumnElement[bool]:
    """True where the column holds the words, whatever their case; % and _ mean themselves."""
    return func.lower(column).contains(words.strip().lower(), autoescape=True)
