"""What a file's checks say: each finding with its code, its place, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MEANINGS: Mapping[str, str] = {
    "E01": "the file cannot be read",
    "E02": "the file is too large",
    "E03": "the file is not UTF-8",
    "E04": "the file is not valid TOML",
    "E05": "a key that is not known here",
    "E06": "a key that is missing",
    "E07": "a value of the wrong kind or size",
    "E08": "a word that is not one of those allowed",
    "E09": "an id or name that cannot be used",
    "E10": "the same id, name, code or key twice",
    "E11": "a choice code that is reserved for missing reasons",
    "E12": "a text that is missing in a language, or in one that the file does not have",
    "E13": "a reference to something that is not in the file",
    "E14": "an expression that cannot be read",
    "E15": "an expression that reads what it cannot",
    "E16": "expressions that wait for each other",
    "E17": "a smallest value above the largest",
    "E18": "a scale over items without numbers",
    "E19": "a minimum that no interview can reach, or every one",
    "E20": "a missing reason that cannot be offered",
    "E21": "more items or choices than an interview can carry",
    "E22": "a fill that the instrument does not declare",
    "E23": "two columns of the export with one name",
    "E24": "a file name that differs from the content",
    "E25": "something that the installation does not have",
    "E26": "something that the installation still needs",
    "E27": "visits whose windows overlap",
    "W01": "an expression that seldom means what it says",
    "W02": "an item that depends on a later one",
    "W03": "a comparison with a choice that the list does not have",
    "W04": "something that nothing uses",
    "W05": "an item that depends on one its form leaves out",
    "W06": "a setting without effect on this type",
    "W07": "a column name that some statistics programs cut",
    "W08": "a message that may tell a stranger about the study",
    "W09": "a day that has passed",
}


@dataclass(frozen=True, slots=True)
class InstrumentError:
    """One finding: a code of MEANINGS (E stops the loading, W warns), where, what is wrong, and the remedy."""

    code: str
    place: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.code}  {self.place}: {self.what}; {self.remedy}"


class InstrumentErrors(Exception):
    """A file with errors: all that were found, in the file's order."""

    def __init__(self, errors: Iterable[InstrumentError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(map(str, self.errors)))
