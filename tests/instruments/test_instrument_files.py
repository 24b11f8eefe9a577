"""Every type and rule has a tiny instrument that loads; all errors of a broken file are found, and at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
import re
import tomllib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from interview_app import instruments
from interview_app.domain.items import BY_KIND
from interview_app.exports.headings import KEYS
from interview_app.instruments.building import instrument_of
from interview_app.instruments.checking import ROW_KEYS, check, checked_content
from interview_app.instruments.errors import MEANINGS

HERE = Path(__file__).parent
SOUND = sorted(HERE.glob("*.toml"))
BROKEN = sorted((HERE / "broken").glob("*.toml"))
DOUBTFUL = sorted((HERE / "doubtful").glob("*.toml"))
BUILT_IN = Path(instruments.__file__).parent / "wrri_v1.toml"


def stem(path: Path) -> str:
    return path.stem


def expected(path: Path) -> Counter[str]:
    """The findings that a file says of itself, in the comments at its top."""
    return Counter(re.findall(r"^# ([EW]\d\d .+)$", path.read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", [*SOUND, BUILT_IN], ids=stem)
def test_a_sound_file_loads_without_a_word(path: Path) -> None:
    assert check(path) == ((), ())
    assert instruments.read(path).items


@pytest.mark.parametrize("path", BROKEN, ids=stem)
def test_a_broken_file_is_told_all_its_errors_at_once(path: Path) -> None:
    errors, _ = check(path)
    assert Counter(f"{error.code} {error.place}" for error in errors) == expected(path)
    with pytest.raises(instruments.InstrumentErrors) as raised:
        instruments.read(path)
    assert raised.value.errors == errors


@pytest.mark.parametrize("path", DOUBTFUL, ids=stem)
def test_a_doubtful_file_is_warned_about_and_loads(path: Path) -> None:
    errors, warnings = check(path)
    assert not errors
    assert Counter(f"{warning.code} {warning.place}" for warning in warnings) == expected(path)
    assert instruments.read(path).items


def test_every_finding_says_what_is_wrong_and_what_to_do() -> None:
    findings = [finding for path in (*BROKEN, *DOUBTFUL) for found in check(path) for finding in found]
    assert all(finding.what and finding.remedy and finding.code in MEANINGS for finding in findings)


def test_ten_errors_are_ten_findings_of_ten_kinds() -> None:
    errors, _ = check(HERE / "broken" / "ten_errors.toml")
    assert len(errors) == len({error.code for error in errors}) == 10


def test_one_error_is_one_finding() -> None:
    errors, _ = check(HERE / "broken" / "fills.toml")
    assert [str(error) for error in errors] == [
        "E22  item many · label: {site} is not declared; add it to fills, or write it without braces"
    ]


def test_every_error_of_a_file_s_content_has_its_broken_file() -> None:
    shown = {finding.split()[0] for path in (*BROKEN, *DOUBTFUL) for finding in expected(path)}
    outside = {
        "E01",
        "E02",
        "E03",
        "E21",
        "E24",
        "E25",
        "E26",
        "E27",
        "W08",
        "W09",
    }  # of the file itself, too large to keep, of the installation, or of a study: made where they are tested
    assert set(MEANINGS) - shown == outside


def test_every_type_has_its_tiny_instrument() -> None:
    assert {f"{kind}_v1" for kind in BY_KIND} <= {path.stem for path in SOUND}
    kinds = {item.kind for item in instruments.read(HERE / "all_types_v1.toml").items}
    assert kinds == set(BY_KIND)


def test_items_cannot_take_the_name_of_a_row_s_key() -> None:
    assert set(ROW_KEYS) == {key.name for key in KEYS}


def test_an_instrument_that_no_tablet_could_carry_is_refused() -> None:
    content = tomllib.loads((HERE / "select_one_v1.toml").read_text("utf-8"))
    many = deepcopy(content)
    many["items"] = [{**content["items"][0], "id": f"mood_{at}"} for at in range(501)]
    many["choices"]["mood"] = [{**content["choices"]["mood"][0], "name": f"c{at}", "code": at} for at in range(201)]
    assert [error.code for error in checked_content(many).errors] == ["E21", "E21"]
    many["items"].pop()
    many["choices"]["mood"].pop()
    assert checked_content(many).errors == ()


def places(content: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place of a parsed file."""
    if isinstance(content, Mapping):
        inner = [place for key, value in content.items() for place in places(value, (*path, key))]
    elif isinstance(content, list):
        inner = [place for at, value in enumerate(content) for place in places(value, (*path, at))]
    else:
        inner = []
    return [path, *inner] if path else inner


SOURCES = [tomllib.loads(path.read_text("utf-8")) for path in (*SOUND, BUILT_IN)]
SCALARS = (
    st.text(max_size=8)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.dates()
    | st.sampled_from(["c01", "yes_no", "${c01} = ", "${nobody}", "en", "scale", "rating", "m_range", "__", ""])
)
VALUES = SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(st.text(max_size=4), SCALARS, max_size=2)


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_whatever_stands_in_a_file_it_is_either_told_or_built(data: st.DataObject) -> None:
    content: dict[str, Any] = deepcopy(data.draw(st.sampled_from(SOURCES)))
    for place in data.draw(st.lists(st.sampled_from(places(content)), min_size=1, max_size=3)):
        spoil(content, place, data)
    checked = checked_content(content)
    if not checked.errors:
        assert len(instrument_of(checked.draft, checked.trees, content).hash) == 64


def spoil(content: Any, place: tuple[str | int, ...], data: st.DataObject) -> None:
    """Take out, replace or double what stands at a place, if it still stands there."""
    try:
        for step in place[:-1]:
            content = content[step]
        if data.draw(st.booleans()):
            content[place[-1]] = data.draw(VALUES)
        elif isinstance(content, list):
            content.append(deepcopy(content[place[-1]]))  # type: ignore[index]
        else:
            del content[place[-1]]
    except (KeyError, IndexError, TypeError):
        return
