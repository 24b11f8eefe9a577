"""The answers that are not ratings: facts, counts and events by section, and what the informant said in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from interview_app.domain.items import ChoiceItem, Item
from interview_app.reports.interview.arrangement import Arrangement, has_details
from interview_app.reports.interview.options import grouped, with_details
from interview_app.reports.interview.reading import Reading
from interview_app.reports.interview.sheet import BLOCKS, COLUMN_EMS, Block, Line
from interview_app.reports.texts import LETTER_EMS, cut, width

TITLE = 60


def blocks(reading: Reading, arrangement: Arrangement) -> tuple[Block, ...]:
    """The first blocks that have a line to show, in the instrument's order; none where nothing was answered."""
    if not reading.holds_any(arrangement.asked):
        return ()
    made = (
        Block(
            cut(reading.tell(section.title), TITLE, "…"),
            limited(reading, _lines(reading, arrangement, items), reading.quota.lines),
        )
        for section, items in arrangement.blocks
    )
    return tuple(block for block in made if block.lines)[:BLOCKS]


def limited(reading: Reading, lines: Sequence[Line], room: int) -> tuple[Line, ...]:
    """The lines that fit into that height; a long one is cut, and the last tells how many more there are."""
    shown: list[Line] = []
    for place, line in enumerate(lines):
        following = len(lines) - place - 1
        left = room - sum(other.height for other in shown) - bool(following)
        if line.height > left:
            shorter = _shortened(reading, line, left)
            return (*shown, *shorter, *_more(reading, following + 1 - len(shorter)))
        shown.append(line)
    return tuple(shown)


def _shortened(reading: Reading, line: Line, height: int) -> tuple[Line, ...]:
    """The line cut to that height; nothing where not even a piece of its text would be left."""
    ems = (height - ceil(width(line.name) / COLUMN_EMS)) * COLUMN_EMS - width(reading.words.say("pointer"))
    if line.fit != "below" or ems < COLUMN_EMS / 2:
        return ()
    return (line._replace(text=cut(line.text, int(ems / LETTER_EMS), reading.words.say("pointer"))),)


def _more(reading: Reading, n: int) -> tuple[Line, ...]:
    return (Line(reading.words.say("more", n=n), ""),) if n else ()


def _lines(reading: Reading, arrangement: Arrangement, items: Sequence[Item]) -> list[Line]:
    """The lines of a section; a section that was not reached has one line that says so."""
    open_to = [item for item in items if reading.is_asked(item) or reading.gate_of(item)]
    reached = [item for item in open_to if not reading.is_unreached(item)]
    if open_to and not reached:
        return [Line(reading.said(open_to[0]), "")]
    return [line for item in reached for line in _lines_of(reading, arrangement, item)]


def _lines_of(reading: Reading, arrangement: Arrangement, item: Item) -> Iterator[Line]:
    value = reading.value(item)
    if _is_told_in_heading(reading, item):
        return
    if has_details(item, arrangement) and isinstance(value, list):
        yield from grouped(reading, arrangement, item, value)
    else:
        yield with_details(reading, arrangement, item)


def _is_told_in_heading(reading: Reading, item: Item) -> bool:
    """True for the informant's role or service when it is the registered one."""
    registered = {"role": reading.interview.informant_role, "service": reading.interview.informant_service}
    list_name = item.list_name if isinstance(item, ChoiceItem) else ""
    return list_name in registered and reading.value(item) == registered[list_name]


def passages(reading: Reading, arrangement: Arrangement) -> tuple[Line, ...]:
    """The open answers in the informant's words, and the reasons where there are none."""
    asked = [item for item in arrangement.passages if reading.is_asked(item) and not reading.is_unreached(item)]
    return counted(reading, [reading.line(item) for item in asked])


def counted(reading: Reading, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The first of the lines, for a table whose texts are cut already."""
    most = reading.quota.lines
    return tuple(lines) if len(lines) <= most else (*lines[: most - 1], *_more(reading, len(lines) - most + 1))
