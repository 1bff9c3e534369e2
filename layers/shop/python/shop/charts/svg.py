"""An SVG document: panels below each other, with a title and a description for who does not see it."""

from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from shop.languages import Language

WIDTH = 720
_MARGIN, _TITLE, _BETWEEN = 16, 40, 20
# Browsers find glyphs of every script by themselves.
_FONT = "system-ui, sans-serif"
INK, FAINT = "#1f2328", "#d0d7de"


class Panel(NamedTuple):
    """A part of a drawing, drawn from its own upper left corner; it is as wide as all of them."""

    height: int
    parts: list[str]


def document(panels: Iterable[Panel], *, title: str, description: str, language: Language) -> str:
    """The panels below each other, as one document without a script or anything from elsewhere."""
    drawn: list[str] = []
    top = _TITLE
    for panel in panels:
        drawn.append(f'<g transform="translate({_MARGIN} {top})">{"".join(panel.parts)}</g>')
        top += panel.height + _BETWEEN
    width, height = WIDTH + 2 * _MARGIN, top
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="title desc" lang="{language}" font-family="{_FONT}" font-size="12" fill="{INK}">'
        f'<title id="title">{escape(title)}</title><desc id="desc">{escape(description)}</desc>'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
        f"{text(_MARGIN, 26, title, size=16, bold=True)}{''.join(drawn)}</svg>"
    )


def text(x: float, y: float, words: str, *, anchor: str = "start", size: int = 12, bold: bool = False) -> str:
    """Words that begin at a place; or end there, or have it as their middle."""
    said = f'x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size}"' + (' font-weight="600"' if bold else "")
    return f"<text {said}>{escape(words)}</text>"


def rule(x1: float, y1: float, x2: float, y2: float, colour: str = FAINT) -> str:
    """A thin straight line."""
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{colour}"/>'
