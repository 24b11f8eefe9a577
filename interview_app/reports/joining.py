"""Several PDFs as one, written from front to back while they come, with a bookmark for each and every tag kept.

It reads what WeasyPrint writes, and nothing else: each object is given another number, each report's tree of tags
becomes a part of one document, and only a few numbers of each report stay in memory, however many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from html import escape
import re
from typing import NamedTuple
import zlib

from interview_app.reports.parsing import Source, read

CATALOG, PAGES, TAGS, PARENTS, OUTLINES, METADATA, DOCUMENT, INFO, FIRST = range(1, 10)
"""The objects of the whole, by number; FIRST is the first of a report."""
FREE, PLAIN, PACKED = 0, 1, 2
NEVER_AGAIN = 65535
_TOKEN = re.compile(
    rb"\((?:[^\\()]|\\.)*\)|<[0-9A-Fa-f]*>|(?P<ref>\d+) 0 R|/(?P<key>StructParents?) (?P<at>\d+)", re.DOTALL
)
"""Strings, which are left as they are, and what is numbered anew outside of them."""
_PARENT = re.compile(rb"(\d+) (\[[^\]]*\]|\d+ 0 R)")
_METADATA = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


class _Part(NamedTuple):
    """What is kept of a report once it is written."""

    bookmark: int
    title: str
    pages: Sequence[int]
    tags: int
    parents: int
    keys: tuple[int, int]
    outline: bytes
    """The ends of the report's own bookmarks, b"" without any."""


class Joining:
    """One PDF that grows by a report at a time."""

    def __init__(self, write: Callable[[bytes], object], *, title: str, language: str) -> None:
        self._sink, self._title, self._language = write, title, language
        self._parts: list[_Part] = []
        self._at, self._next, self._key = 0, FIRST, 0
        self._places = bytearray(8 * FIRST)
        self._write(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")

    def add(self, pdf: bytes, bookmark: str, *, first: bool = False) -> None:
        """Write a report, to stand after the others or before them all. Raises parsing.Unknown."""
        source = read(pdf)
        base, self._next = self._next, self._next + source.size + 1
        self._places.extend(_place(FREE, 0, NEVER_AGAIN) * (source.size + 1))
        self._carry(source, base)
        part = self._part(source, base, bookmark)
        self._parts.insert(0 if first else len(self._parts), part)

    def finish(self) -> None:
        """Write what holds the reports together; nothing can be added after it."""
        self._objects(self._next, dict(self._whole()))
        stream = zlib.compress(_metadata(self._title))
        self._stream(METADATA, b"/Type /Metadata/Subtype /XML/Filter /FlateDecode", stream)
        self._cross_reference(self._next + 1)

    def _carry(self, source: Source, base: int) -> None:
        """Write the report's objects under numbers of their own."""
        instead = {source.pages: PAGES, source.tags: DOCUMENT, source.outlines: base}
        renumber = partial(_renumbered, base=base, instead=instead, key=self._key)
        for number, (said, content) in source.streams.items():
            self._stream(base + number, renumber(said), content)
        objects = {base + number: renumber(said) for number, said in source.objects.items()}
        document = base + source.document
        objects[document] = objects[document].replace(b"/S /Document", b"/S /Part", 1)
        objects[base + source.parents] = self._leaf(source, objects[base + source.parents])
        self._objects(base + source.size, objects)

    def _leaf(self, source: Source, said: bytes) -> bytes:
        """The report's part of the tree that leads from content to tags, its keys after all that there are."""
        inside = said.partition(b"[")[2].rpartition(b"]")[0]
        entries = [b"%d %s" % (int(key) + self._key, value) for key, value in _PARENT.findall(inside)]
        limits = (self._key, self._key + len(entries) - 1)
        return b"<</Limits [%d %d]/Nums [%s]>>" % (*limits, b" ".join(entries))

    def _part(self, source: Source, base: int, bookmark: str) -> _Part:
        keys = (self._key, self._key + source.keys - 1)
        self._key += source.keys
        renumber = partial(_renumbered, base=base, instead={}, key=0)
        return _Part(
            bookmark=base,
            title=bookmark,
            pages=[base + page for page in source.page_numbers],
            tags=base + source.document,
            parents=base + source.parents,
            keys=keys,
            outline=renumber(source.outline),
        )

    def _whole(self) -> Iterator[tuple[int, bytes]]:
        parts = self._parts
        pages = [number for part in parts for number in part.pages]
        yield PAGES, b"<</Type /Pages/Count %d/Kids [%s]>>" % (len(pages), _references(pages))
        yield (
            DOCUMENT,
            b"<</Type /StructElem/S /Document/P %d 0 R/K [%s]>>" % (TAGS, _references(p.tags for p in parts)),
        )
        yield TAGS, b"<</Type /StructTreeRoot/K [%d 0 R]/ParentTree %d 0 R>>" % (DOCUMENT, PARENTS)
        leaves = sorted(parts, key=lambda part: part.keys)
        yield PARENTS, b"<</Kids [%s]>>" % _references(part.parents for part in leaves)
        yield OUTLINES, _outlines(parts)
        yield from _bookmarks(parts)
        yield INFO, b"<</Title %s>>" % text(self._title)
        yield (
            CATALOG,
            b"<</Type /Catalog/Pages %d 0 R/Lang %s/MarkInfo <</Marked true>>"
            b"/ViewerPreferences <</DisplayDocTitle true>>/StructTreeRoot %d 0 R/Outlines %d 0 R"
            b"/PageMode /UseOutlines/Metadata %d 0 R>>" % (PAGES, text(self._language), TAGS, OUTLINES, METADATA),
        )

    def _objects(self, number: int, objects: Mapping[int, bytes]) -> None:
        """Write objects packed into one stream of that number."""
        at, places = 0, []
        for index, (of, said) in enumerate(objects.items()):
            places.append(b"%d %d" % (of, at))
            at += len(said) + 1
            self._put(of, PACKED, number, index)
        head = b" ".join(places) + b" "
        packed = zlib.compress(head + b" ".join(objects.values()))
        told = b"/Type /ObjStm/N %d/First %d/Filter /FlateDecode" % (len(objects), len(head))
        self._stream(number, told, packed)

    def _stream(self, number: int, said: bytes, content: bytes) -> None:
        self._put(number, PLAIN, self._at, 0)
        self._write(b"%d 0 obj\n<<%s/Length %d>>\nstream\n" % (number, said, len(content)))
        self._write(content)
        self._write(b"\nendstream\nendobj\n")

    def _cross_reference(self, number: int) -> None:
        self._put(number, PLAIN, at := self._at, 0)
        self._places[:8] = _place(FREE, 0, NEVER_AGAIN)
        content = zlib.compress(bytes(self._places))
        told = b"/Type /XRef/Size %d/W [1 5 2]/Root %d 0 R/Info %d 0 R" % (len(self._places) // 8, CATALOG, INFO)
        self._write(b"%d 0 obj\n<<%s/Filter /FlateDecode/Length %d>>\nstream\n" % (number, told, len(content)))
        self._write(content)
        self._write(b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at)

    def _put(self, number: int, kind: int, where: int, index: int) -> None:
        if (short := 8 * (number + 1) - len(self._places)) > 0:
            self._places.extend(bytes(short))
        self._places[8 * number : 8 * number + 8] = _place(kind, where, index)

    def _write(self, content: bytes) -> None:
        self._sink(content)
        self._at += len(content)


def _renumbered(said: bytes, *, base: int, instead: Mapping[int, int], key: int) -> bytes:
    def anew(token: re.Match[bytes]) -> bytes:
        if token["ref"]:
            number = int(token["ref"])
            return b"%d 0 R" % instead.get(number, base + number)
        return b"/%s %d" % (token["key"], int(token["at"]) + key) if token["key"] else token[0]

    return _TOKEN.sub(anew, said)


def _place(kind: int, where: int, index: int) -> bytes:
    return kind.to_bytes(1) + where.to_bytes(5) + index.to_bytes(2)


def _references(numbers: Sequence[int] | Iterator[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _outlines(parts: Sequence[_Part]) -> bytes:
    ends = (parts[0].bookmark, parts[-1].bookmark, len(parts))
    return b"<</Type /Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % ends


def _bookmarks(parts: Sequence[_Part]) -> Iterator[tuple[int, bytes]]:
    """A bookmark for each report, which holds the report's own, folded."""
    for at, part in enumerate(parts):
        before = b"/Prev %d 0 R" % parts[at - 1].bookmark if at else b""
        after = b"/Next %d 0 R" % parts[at + 1].bookmark if at + 1 < len(parts) else b""
        where = b"/Parent %d 0 R/Dest [%d 0 R /Fit]" % (OUTLINES, part.pages[0])
        yield part.bookmark, b"<</Title %s%s%s%s%s>>" % (text(part.title), where, before, after, part.outline)


def text(said: str) -> bytes:
    """A string as PDF writes it."""
    return b"<%s>" % (b"\xfe\xff" + said.encode("utf-16-be", "surrogatepass")).hex().encode()


def _metadata(title: str) -> bytes:
    return _METADATA.format(title=escape(title)).encode()
