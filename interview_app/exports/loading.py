"""Reads an export, a folder or its zip, into a pandas frame, and refuses one whose bytes have changed."""

from __future__ import annotations

from dataclasses import dataclass
import hashlib
from io import BytesIO
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
import zipfile

from interview_app.domain.items import say
from interview_app.domain.missing import Missing
from interview_app.exports.errors import Damaged, NotAnExport
from interview_app.exports.manifest import FILE, FORMAT, Manifest, canonical

if TYPE_CHECKING:
    import pandas as pd

Layout = Literal[
    "wide", "long", "scores", "interviews", "queries", "texts", "participants", "informants", "consents", "cases",
    "attempts", "paradata", "sittings",
]  # fmt: skip
Values = Literal["codes", "labels"]
MissingAs = Literal["na", "codes"]


@dataclass(frozen=True)
class Source:
    """The files of an export, wherever they lie."""

    path: Path

    def read(self, name: str) -> bytes:
        """The bytes of one file; raises NotAnExport when it is not there."""
        try:
            if self.path.is_dir():
                return (self.path / name).read_bytes()
            with zipfile.ZipFile(self.path) as archive:
                return archive.read(name)
        except (FileNotFoundError, KeyError, zipfile.BadZipFile) as error:
            raise NotAnExport(f"{self.path} holds no {name}.", "Give the folder or the zip of an export.") from error

    def manifest(self) -> Manifest:
        """The manifest; raises Damaged when it was edited."""
        try:
            content: Manifest = json.loads(self.read(FILE))
            told = content.pop("export_id")
        except (ValueError, KeyError, AttributeError) as error:
            raise Damaged(f"{FILE} of {self.path} cannot be read.", "Fetch the export again.") from error
        if told != hashlib.sha256(canonical(content)).hexdigest()[:16]:
            raise Damaged(f"{FILE} of {self.path} was changed after the export.", "Fetch the export again.")
        if content["format"] != FORMAT:
            raise NotAnExport(f"{self.path} has format {content['format']}, not {FORMAT}.", "Update interview-app.")
        return {"export_id": told, **content}

    def checked(self, name: str, sha256: str) -> bytes:
        """The bytes of one file, found to be those the manifest names."""
        content = self.read(name)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Damaged(f"{name} of {self.path} was changed after the export.", "Fetch the export again.")
        return content


def load(
    source: str | Path,
    layout: Layout = "wide",
    values: Values = "codes",
    missing: MissingAs = "na",
    language: str | None = None,
) -> pd.DataFrame:
    """The table as a frame; see interview_app.exports.load."""
    if values == "labels" and missing == "codes":
        raise ValueError("labels and missing codes exclude each other: the reasons stand in the <id>__miss columns")
    files = Source(Path(source))
    manifest = files.manifest()
    entry = manifest["files"].get(f"{layout}.csv")
    if entry is None:
        raise NotAnExport(f"{source} was made without {layout}.csv.", "Ask for an export that has it.")
    frame = _parsed(files.checked(f"{layout}.csv", entry["sha256"]), entry["columns"])
    if missing == "codes":
        _put_codes(frame, layout)
    if values == "labels" and layout == "wide":
        _put_labels(frame, manifest, language)
    frame.attrs.update(_attributes(files, manifest, entry))
    return frame


def _parsed(content: bytes, columns: dict[str, str]) -> pd.DataFrame:
    import pandas as pd

    dates = [name for name, dtype in columns.items() if dtype == "date"]
    times = [name for name, dtype in columns.items() if dtype == "time"]
    frame = pd.read_csv(
        BytesIO(content),
        dtype={name: dtype for name, dtype in columns.items() if dtype not in ("date", "time")},
        parse_dates=dates + times,
        date_format="ISO8601",
        keep_default_na=False,
        na_values=[""],
    )
    for name in dates:  # a column without any date gives pandas nothing to go by
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    for name in times:
        frame[name] = pd.to_datetime(frame[name], utc=True).astype("datetime64[us, UTC]")
    return frame


def _put_codes(frame: pd.DataFrame, layout: Layout) -> None:
    if layout in ("long", "scores"):
        frame["value"] = frame["value"].fillna(frame["missing_code"].astype(frame["value"].dtype))
        return
    codes = {str(why): why.code for why in Missing}
    for reason in [name for name in frame.columns if name.endswith("__miss")]:
        item = reason.removesuffix("__miss")
        reasons = frame[reason].map(codes).astype("Int64")
        options = [name for name in frame.columns if name.startswith(f"{item}__") and frame[name].dtype == "boolean"]
        if item in frame and frame[item].dtype in ("Int64", "Float64"):
            frame[item] = frame[item].fillna(reasons.astype(frame[item].dtype))
        elif item not in frame:
            _put_option_codes(frame, options, reasons)


def _put_option_codes(frame: pd.DataFrame, options: list[str], reasons: pd.Series[Any]) -> None:
    """The item's reason in each option; an option that alone is empty was not in that version."""
    answered = frame[options].notna().any(axis=1)
    reasons = reasons.mask(answered, Missing.NOT_IN_VERSION.code)
    for name in options:
        frame[name] = frame[name].astype("Int64").fillna(reasons)


def _put_labels(frame: pd.DataFrame, manifest: Manifest, language: str | None) -> None:
    import pandas as pd

    spoken = language or manifest["language"]
    version = frame["instrument"] + " " + frame["instrument_version"].astype("string")
    for name, groups in manifest["choices"].items():
        told = _distinct(groups, spoken)
        labels = pd.Series(pd.NA, index=frame.index, dtype="string")
        for group in groups:
            here = version.isin(group["versions"])
            codes = {(o["code"], say(o["label"], spoken)) for o in group["options"]}
            by_code = {code: told[code, label] for code, label in codes}
            labels[here] = frame.loc[here, name].map(by_code).astype("string")
        frame[name] = pd.Categorical(labels, categories=list(told.values()), ordered=True)


def _distinct(groups: list[Manifest], language: str) -> dict[tuple[int, str], str]:
    """Code and label to category, in the order of the lists; a label that two codes share is told apart by its code."""
    pairs = dict.fromkeys((o["code"], say(o["label"], language)) for group in groups for o in group["options"])
    labels = [label for _, label in pairs]
    return {(code, label): f"{label} ({code})" if labels.count(label) > 1 else label for code, label in pairs}


def _attributes(files: Source, manifest: Manifest, entry: Manifest) -> dict[str, Any]:
    instruments = [{name: each[name] for name in ("id", "version", "hash")} for each in manifest["instruments"]]
    return {
        "study": manifest["study"],
        "synthetic": manifest["synthetic"],
        "instruments": instruments,
        "app_version": manifest["app_version"],
        "export_id": manifest["export_id"],
        "as_of": manifest["as_of"],
        "skipped": len(manifest.get("skipped", ())),
        "sha256": entry["sha256"],
        "codebook": str(files.path / "codebook.csv"),
    }
