"""Lines over time: one figure for each label, or none, where the line has a gap."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from shop.charts.svg import WIDTH, Panel, rule, text

# At the left there is room for milliards.
_TOP, _PLOT, _FOOT, _LEFT = 44, 150, 20, 96
_STEPS = 4
_MOST_LABELS = 8
# Told apart by whoever confuses colours (Okabe and Ito), and by their dashes without any.
_STYLES = (("#0072b2", ""), ("#d55e00", "6 3"), ("#009e73", "2 3"), ("#cc79a7", "8 3 2 3"))


class Line(NamedTuple):
    """What a line is called, and its figure at each label; None where there is none."""

    name: str
    values: Sequence[int | None]


def panel(title: str, labels: Sequence[str], lines: Sequence[Line]) -> Panel:
    """Lines with their names above, figures at the left from 0 up and labels below. At most four lines."""
    highest = ceiling(max((value for line in lines for value in line.values if value is not None), default=0))
    parts = [text(0, 14, title, size=13, bold=True), *_names(lines), *_grid(highest), *_foot(labels)]
    for line, style in zip(lines, _STYLES, strict=False):
        parts.extend(_drawn(line, style, highest, len(labels)))
    return Panel(_TOP + _PLOT + _FOOT, parts)


def ceiling(highest: int) -> int:
    """The least figure of the form 4, 8, 12, 20 or 40 times a power of ten that is as high: it has four even parts."""
    power = 1
    while True:
        for round_one in (4, 8, 12, 20):
            if highest <= round_one * power:
                return round_one * power
        power *= 10


def _names(lines: Sequence[Line]) -> Iterator[str]:
    left = _LEFT
    for line, (colour, dashes) in zip(lines, _STYLES, strict=False):
        yield f'<path d="M{left} 30h28" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes or "none"}"/>'
        yield text(left + 34, 34, line.name)
        left += 60 + 13 * len(line.name)  # as wide as a Chinese name is; others are narrower


def _grid(highest: int) -> Iterator[str]:
    for step in range(_STEPS + 1):
        y = _TOP + _PLOT - _PLOT * step / _STEPS
        yield rule(_LEFT, y, WIDTH, y)
        yield text(_LEFT - 6, y + 4, f"{highest * step // _STEPS:,}", anchor="end")


def _foot(labels: Sequence[str]) -> Iterator[str]:
    every = -(-len(labels) // _MOST_LABELS) or 1
    for place in range(0, len(labels), every):
        x = _x(place, len(labels))
        yield text(x, _TOP + _PLOT + 16, labels[place], anchor="end" if x > WIDTH - 30 else "middle")


def _drawn(line: Line, style: tuple[str, str], highest: int, places: int) -> Iterator[str]:
    colour, dashes = style
    for points in _without_gaps(line.values, highest, places):
        if len(points) == 1:
            ((x, y),) = points
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
        else:
            way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            yield (
                f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2" '
                f'stroke-dasharray="{dashes or "none"}"/>'
            )


def _without_gaps(values: Iterable[int | None], highest: int, places: int) -> Iterator[list[tuple[float, float]]]:
    for there, run in groupby(enumerate(values), key=lambda each: each[1] is not None):
        if there:
            yield [(_x(place, places), _TOP + _PLOT - _PLOT * (value or 0) / highest) for place, value in run]


def _x(place: int, places: int) -> float:
    """Where a label stands: each in the middle of a part of its own."""
    return _LEFT + (WIDTH - _LEFT) * (place + 0.5) / places
