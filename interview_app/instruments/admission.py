"""Lets a file's tables in: every fault of a table is told, and what is sound of it is kept for further checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
import difflib
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from interview_app.instruments.errors import InstrumentError
from interview_app.instruments.shapes import Entry

_Entry = TypeVar("_Entry", bound=Entry)
_Entry_co = TypeVar("_Entry_co", bound=Entry, covariant=True)
_Path = tuple[str | int, ...]

_WANTED = {
    "string_type": "write a text in quotation marks",
    "int_type": "write a whole number, without quotation marks",
    "float_type": "write a number, without quotation marks",
    "bool_type": "write true or false, without quotation marks",
    "list_type": "write a list in [ ]",
    "dict_type": "write a table in { }",
    "model_type": "write a table in { }",
}


@dataclass(frozen=True, slots=True)
class Placed(Generic[_Entry_co]):
    """An entry, the place that findings name, and the id it was given, even where that id cannot be used."""

    place: str
    name: str
    entry: _Entry_co


class Admission:
    """The findings on one file, as its tables come in."""

    def __init__(self) -> None:
        self.errors: list[InstrumentError] = []

    def fault(self, code: str, place: str, what: str, remedy: str) -> None:
        """Note one finding."""
        self.errors.append(InstrumentError(code, place, what, remedy))

    def admit(self, model: type[_Entry], raw: object, place: str) -> _Entry | None:
        """The table as an entry, without its faulty parts; None when it is no table at all."""
        if not isinstance(raw, Mapping):
            self.fault("E07", place, "this is not a table", "write it as a table")
            return None
        for key in model.needs:
            if key not in raw or str(raw[key]).strip() == "":
                self.fault("E06", place_of(place, [key]), f"{key} is missing", f"add {key} = …")
        try:
            return model.model_validate(raw)
        except ValidationError as failure:
            return self._salvaged(model, raw, place, failure.errors(include_url=False))

    def table(self, content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        """The table of that name, empty where there is none."""
        table = content.get(key, {})
        if isinstance(table, Mapping):
            return table
        self.fault("E07", key, "this is not a table", f"write it as [{key}]")
        return {}

    def tables(self, content: Mapping[str, Any], key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """The tables listed under that name, counted from 1."""
        rows = content.get(key, [])
        if not isinstance(rows, list):
            self.fault("E07", key, "this is not a list of tables", "write each entry as a table of its own")
            return
        for at, row in enumerate(rows, 1):
            if isinstance(row, Mapping):
                yield at, row
            else:
                self.fault("E07", f"{key} {at}", "this is not a table", "write each entry as a table of its own")

    def rows(
        self, model: type[_Entry], content: Mapping[str, Any], key: str, noun: str, id_key: str
    ) -> list[Placed[_Entry]]:
        """The tables listed under that name as entries."""
        return [self.placed(model, row, noun, id_key, at) for at, row in self.tables(content, key)]

    def placed(self, model: type[_Entry], raw: Mapping[str, Any], noun: str, id_key: str, at: int) -> Placed[_Entry]:
        """A table as an entry; its place is the id it has, else its number."""
        name = raw.get(id_key)
        known = name if isinstance(name, str) else ""
        place = f"{noun} {known or at}"
        entry = self.admit(model, raw, place)
        assert entry is not None  # noqa: S101 - only what is no table gives None
        return Placed(place, known, entry)

    def _salvaged(self, model: type[_Entry], raw: Mapping[str, Any], place: str, faults: list[ErrorDetails]) -> _Entry:
        paths = {_reached(raw, fault["loc"]) for fault in faults}
        for path, fault in _lasts(raw, faults):
            self.errors.append(_told(model, place, path, fault))
        try:
            return model.model_validate(_without(raw, paths))
        except ValidationError:
            return model.model_validate(_without(raw, {path[:1] for path in paths}))


def _lasts(raw: Mapping[str, Any], faults: Iterable[ErrorDetails]) -> Iterable[tuple[_Path, ErrorDetails]]:
    """One fault for each place: a value that fits no member of a union is reported for each, the widest last."""
    return {_reached(raw, fault["loc"]): fault for fault in faults}.items()


def _reached(raw: Any, location: _Path) -> _Path:
    """The part of pydantic's location that the file itself has; it may go on with names of its own."""
    path: list[str | int] = []
    for step in location:
        if not (step in raw if isinstance(raw, dict) else isinstance(raw, list) and isinstance(step, int)):
            break
        path.append(step)
        raw = raw[step]
    return tuple(path)


def _without(raw: Mapping[str, Any], paths: Iterable[_Path]) -> dict[str, Any]:
    """A copy without what stands at those paths."""
    copy: dict[str, Any] = deepcopy(dict(raw))
    for path in sorted(paths, key=lambda path: [str(step).zfill(6) for step in path], reverse=True):
        holder: Any = copy
        for step in path[:-1]:
            holder = holder[step]
        del holder[path[-1]]
    return copy


def _told(model: type[Entry], place: str, path: _Path, fault: ErrorDetails) -> InstrumentError:
    there = place_of(place, path)
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "extra_forbidden":
        return InstrumentError("E05", there, "this key is not known here", _instead(model, path))
    if kind == "missing":
        key = fault["loc"][-1]
        return InstrumentError("E06", place_of(there, [key]), f"{key} is missing", f"add {key} = …")
    if kind == "literal_error":
        return InstrumentError(
            "E08", there, f"{fault['input']!r} is not allowed", f"write one of {context['expected']}"
        )
    if kind == "name":
        return InstrumentError("E09", there, f"{fault['input'][:40]!r} cannot be used", fault["msg"])
    return InstrumentError("E07", there, _unsuitable(fault), _WANTED.get(kind, "correct the value"))


def _unsuitable(fault: ErrorDetails) -> str:
    return f"the value does not fit ({fault['msg'][:1].lower()}{fault['msg'][1:]})"


def _instead(model: type[Entry], path: _Path) -> str:
    if len(path) > 1:
        return "remove it, or correct its name"
    known = [field.alias or name for name, field in model.model_fields.items()]
    near = difflib.get_close_matches(str(path[-1]), known, n=1)
    return f"did you mean {near[0]}?" if near else f"remove it; known are {', '.join(known)}"


def place_of(place: str, path: Iterable[str | int]) -> str:
    """The place with a path behind it; the entries of a list are counted from 1."""
    return place + "".join(f" {step + 1}" if isinstance(step, int) else f" · {step}" for step in path)
