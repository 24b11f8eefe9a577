"""The inks of every chart, and the one way in which a drawing begins."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from interview_app.reports.texts import width

INK = "#16232b"
"""Text and what matters most."""
ACCENT = "#0b5d6b"
"""The one colour; what it marks also has a shape or a place of its own."""
BAR = "#c3d3d8"
GREY = "#52646e"
"""Text of less weight: 4.5 times as dark as the paper at least."""
LINE = "#d3dce0"
RULE = "#9aabb3"
PAPER = "#ffffff"
"""What stands inside a hollow mark."""
FONT = 'font-family="Inter, DejaVu Sans, sans-serif"'


def drawing(name: str, width: float, height: float, title: str, parts: Iterable[str]) -> Markup:
    """A drawing of that many millimetres, which are its units; `title` says it in words, `parts` are SVG."""
    return Markup(  # noqa: S704 - numbers and what escapes its own texts, but for the title, which is escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{name}" width="{width:g}mm" height="{height:g}mm"'
        f' viewBox="0 0 {width:g} {height:g}" role="img"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )


def text(x: float, y: float, said: str, *, size: float = 2.3, anchor: str = "start", ink: str = INK) -> str:
    """A text whose baseline is at y, in millimetres; anchor is start, middle or end."""
    place = f'x="{x:g}" y="{y:g}" font-size="{size:g}" text-anchor="{anchor}" fill="{ink}" {FONT}'
    return f"<text {place}>{escape(said)}</text>"


def brief(x: float, y: float, said: str, *, size: float, share: float = 0.5, ink: str = GREY) -> str:
    """A few letters or digits of which that share lies left of x: 0.5 for those in the middle, 1 for those that end
    there. The place is reckoned from about how wide they are: an anchor costs a group of its own in print."""
    return text(round(x - share * width(said) * size, 2), y, said, size=size, ink=ink)
