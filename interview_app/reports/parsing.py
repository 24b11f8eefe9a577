"""The objects of a PDF that WeasyPrint wrote, taken apart so that they can be written into another."""

from __future__ import annotations

from dataclasses import dataclass
import re
from typing import NamedTuple
import zlib

_START = re.compile(rb"startxref\n(\d+)\n%%EOF\s*\Z")
_REFERENCE = rb"/%s (\d+) 0 R"


class Unknown(Exception):
    """A PDF that is not made as expected, or with parts that cannot stand beside those of another."""


class Stream(NamedTuple):
    """A stream: its dictionary without brackets and length, and its content as it is packed."""

    said: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class Source:
    """One PDF in pieces; objects are named by their numbers. What the whole has once only is not among the objects."""

    size: int
    objects: dict[int, bytes]
    streams: dict[int, Stream]
    pages: int
    page_numbers: list[int]
    tags: int
    document: int
    parents: int
    keys: int
    """How many entries the tree of parents has, numbered from 0."""
    outlines: int
    outline: bytes
    """The ends of its bookmarks as they stand in what holds them, folded; b"" without any."""


def read(pdf: bytes) -> Source:
    """The PDF in pieces. Raises Unknown."""
    try:
        return _source(*_everything(pdf))
    except (AttributeError, IndexError, KeyError, ValueError, zlib.error) as error:
        raise Unknown("this PDF is not made as WeasyPrint makes them") from error


def _source(size: int, trailer: bytes, objects: dict[int, bytes], streams: dict[int, Stream]) -> Source:
    root = _number(b"Root", trailer)
    catalog = objects[root]
    if b"/Names " in catalog or b"/AcroForm " in catalog:
        raise Unknown("a PDF with places to jump to, attachments or fields cannot be joined with others")
    pages, tags = _number(b"Pages", catalog), _number(b"StructTreeRoot", catalog)
    outlines = _number(b"Outlines", catalog) if b"/Outlines " in catalog else 0
    parents = _number(b"ParentTree", objects[tags])
    source = Source(
        size=size,
        objects=objects,
        streams=streams,
        pages=pages,
        page_numbers=[int(number) for number in re.findall(rb"(\d+) 0 R", _array(b"Kids", objects[pages]))],
        tags=tags,
        document=int(re.findall(rb"(\d+) 0 R", _array(b"K", objects[tags]))[0]),
        parents=parents,
        keys=len(re.findall(rb"\d+ (?:\[[^\]]*\]|\d+ 0 R)", objects[parents])),
        outlines=outlines,
        outline=_outline(objects[outlines]) if outlines else b"",
    )
    for number in (root, pages, tags, outlines, _number(b"Info", trailer)):
        objects.pop(number, None)
    streams.pop(_number(b"Metadata", catalog), None)
    return source


def _outline(said: bytes) -> bytes:
    ends = (_number(b"First", said), _number(b"Last", said))
    count = int(_found(rb"/Count (-?\d+)", said))
    return b"/First %d 0 R/Last %d 0 R/Count %d" % (*ends, -abs(count))


def _everything(pdf: bytes) -> tuple[int, bytes, dict[int, bytes], dict[int, Stream]]:
    """How many numbers there are, the trailer, and every object by its number."""
    trailer, table = _stream(pdf, int(_found(_START.pattern, pdf)))
    widths = [int(width) for width in _array(b"W", trailer).split()]
    objects: dict[int, bytes] = {}
    streams: dict[int, Stream] = {}
    for number, (kind, where, _) in enumerate(_rows(zlib.decompress(table), widths)):
        if kind == 1 and number:
            streams[number] = _stream(pdf, where)
    for number in [number for number, stream in streams.items() if b"/Type /ObjStm" in stream.said]:
        objects |= _unpacked(streams.pop(number))
    streams = {number: stream for number, stream in streams.items() if b"/Type /XRef" not in stream.said}
    return int(_found(rb"/Size (\d+)", trailer)), trailer, objects, streams


def _rows(table: bytes, widths: list[int]) -> list[tuple[int, ...]]:
    first, second, _ = widths
    return [
        (
            int.from_bytes(table[at : at + first]),
            int.from_bytes(table[at + first : at + first + second]),
            int.from_bytes(table[at + first + second : at + sum(widths)]),
        )
        for at in range(0, len(table), sum(widths))
    ]


def _stream(pdf: bytes, at: int) -> Stream:
    begin, end = pdf.index(b"<<", at) + 2, pdf.index(b">>\nstream\n", at)
    said, content = pdf[begin:end], end + len(b">>\nstream\n")
    length = re.compile(rb"/Length (\d+)")
    size = int(_found(length.pattern, said))
    if pdf[content + size : content + size + 11] != b"\nendstream\n":
        raise Unknown("a stream is not as long as it says")
    return Stream(length.sub(b"", said, count=1), pdf[content : content + size])


def _unpacked(stream: Stream) -> dict[int, bytes]:
    content = zlib.decompress(stream.content)
    first = int(_found(rb"/First (\d+)", stream.said))
    told = [int(number) for number in content[:first].split()]
    numbers, places = told[::2], [first + place for place in told[1::2]]
    ends = [*places[1:], len(content)]
    return {number: content[place:end].strip() for number, place, end in zip(numbers, places, ends, strict=True)}


def _found(pattern: bytes, said: bytes) -> bytes:
    match = re.search(pattern, said)
    if match is None:
        raise Unknown("something is missing that every PDF of ours has")
    return match[1]


def _number(name: bytes, said: bytes) -> int:
    return int(_found(_REFERENCE % name, said))


def _array(name: bytes, said: bytes) -> bytes:
    return _found(rb"/%s \[([^\]]*)\]" % name, said)
