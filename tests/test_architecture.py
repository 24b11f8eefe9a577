"""Guardians of the house: small functions, small files, one floor that commits, addresses that read alike."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
import re
import statistics

import pytest

ROOT = Path(__file__).parent.parent
APP = ROOT / "interview_app"
SOURCES = sorted(path for path in APP.rglob("*.py") if "versions" not in path.parts)

MEDIAN, NINETIETH, LONGEST = 8, 20, 40
FILE_LINES = 300

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a file with the lines it takes."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, Function) and node.end_lineno is not None:
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_functions_are_short() -> None:
    lengths = sorted(lines for path in SOURCES for _, lines in functions(path))
    assert statistics.median(lengths) <= MEDIAN
    assert lengths[int(len(lengths) * 0.9)] <= NINETIETH


def test_no_function_is_longer_than_a_screen() -> None:
    assert [name for path in SOURCES for name, lines in functions(path) if lines > LONGEST] == []


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_file_has_one_reason_to_change(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= FILE_LINES


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_module_opens_by_saying_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text()))


def test_only_services_open_a_writing_transaction() -> None:
    """The engine opens one for itself, to bring the tables to this version."""
    writers = {named(path) for path in SOURCES if ".writing()" in code_of(path)}
    assert {name for name in writers if not name.startswith("interview_app/services/")} == {
        "interview_app/storage/engine.py"
    }


def code_of(path: Path) -> str:
    """The file's code without its comments and docstrings."""
    return ast.unparse(_without_docstrings(ast.parse(path.read_text())))


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        for statement in getattr(node, "body", []) if not isinstance(node, (ast.Lambda, ast.IfExp)) else []:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                statement.value = ast.Constant("")
    return tree


ROUTE = re.compile(r"""\.(?:route|get|post)\(\s*["'](/[^"']*)["']""")


@pytest.mark.parametrize("path", sorted((APP / "web").rglob("*.py")), ids=named)
def test_addresses_are_kebab_case(path: Path) -> None:
    for address in ROUTE.findall(path.read_text()):
        fixed = re.sub(r"<[^>]+>", "", address)
        assert re.fullmatch(r"[a-z0-9/.-]*", fixed), address


UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b|\bfor now\b|\bplaceholder\b(?!=)", re.IGNORECASE)


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_no_file_speaks_of_unfinished_work(path: Path) -> None:
    assert UNFINISHED.search(path.read_text()) is None


def test_the_guardian_of_unfinished_work_would_notice() -> None:
    assert UNFINISHED.search("value = 1  # " + "TO" + "DO later")


BARE_SITES = re.compile(r"\bsite\.in_\(|(?<!for site )\bin actor(\(\))?\.sites\b")


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_no_query_and_no_refusal_takes_a_site_without_its_study(path: Path) -> None:
    assert BARE_SITES.search(path.read_text()) is None or path.name == "sites.py"


def test_the_guardian_of_sites_would_notice() -> None:
    assert BARE_SITES.search("where(cases.c.site.in_(sites))")
    assert BARE_SITES.search("if site not in actor.sites:")
