"""Bars of shares: what part of a whole each has, the largest first."""

from collections.abc import Mapping

from shop.charts.svg import WIDTH, Panel, text

_TOP, _ROW = 24, 22
_NAMES, _FIGURES = 150, 190
_COLOUR = "#0072b2"


def panel(title: str, shares: Mapping[str, int], *, rest: str, most: int = 8) -> Panel:
    """A bar for each with its figure and its part of all; what would be more than `most` stands together as `rest`."""
    rows = sorted(shares.items(), key=lambda each: (-each[1], each[0]))
    if len(rows) > most:
        rows = [*rows[: most - 1], (rest, sum(figure for _, figure in rows[most - 1 :]))]
    whole = sum(shares.values())
    longest = max((figure for _, figure in rows), default=0)
    parts = [text(0, 14, title, size=13, bold=True)]
    for place, (name, figure) in enumerate(rows):
        y = _TOP + _ROW * place
        length = (WIDTH - _NAMES - _FIGURES) * figure / longest if longest else 0
        parts.append(text(_NAMES - 8, y + 14, name, anchor="end"))
        parts.append(f'<rect x="{_NAMES}" y="{y + 3}" width="{length:.1f}" height="{_ROW - 8}" fill="{_COLOUR}"/>')
        parts.append(text(_NAMES + length + 8, y + 14, f"{figure:,} ({percent(figure, whole)})"))
    return Panel(_TOP + _ROW * len(rows), parts)


def percent(part: int, whole: int) -> str:
    """A part of a whole in percent with one decimal."""
    return f"{100 * part / whole:.1f} %" if whole else "–"
