"""Charts are well-formed SVG, readable without colours, and hold whatever figures and words they are given."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.charts import bars, lines, svg
from shop.charts.lines import Line, ceiling
from shop.charts.svg import Panel

SVG = "{http://www.w3.org/2000/svg}"
FIGURES = st.lists(st.none() | st.integers(0, 10**12), max_size=60)
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=20)


def document(*panels: Panel, title: str = "Title") -> ElementTree.Element:
    return ElementTree.fromstring(svg.document(panels, title=title, description="In words", language="en"))


def words(drawing: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in drawing.iter(f"{SVG}text")]


@given(FIGURES, WORDS)
def test_any_figures_and_words_make_a_drawing_inside_of_its_frame(figures: list[int | None], name: str) -> None:
    labels = [str(n) for n in range(len(figures))]
    drawing = document(lines.panel(name, labels, [Line(name, figures)]), title=name)
    _, _, width, height = map(float, drawing.attrib["viewBox"].split())
    for line in drawing.iter(f"{SVG}polyline"):
        for x, y in (map(float, point.split(",")) for point in line.attrib["points"].split()):
            assert 0 <= x <= width
            assert 0 <= y <= height
    drawn = sum(len(line.attrib["points"].split()) for line in drawing.iter(f"{SVG}polyline"))
    assert drawn + len(list(drawing.iter(f"{SVG}circle"))) == sum(figure is not None for figure in figures)


@given(st.integers(0, 10**15))
def test_a_scale_ends_above_all_figures_and_has_four_even_parts(highest: int) -> None:
    top = ceiling(highest)
    assert top >= highest
    assert top % 4 == 0
    assert top <= max(4, 2.5 * highest)


def test_lines_are_told_apart_without_colours() -> None:
    drawing = document(lines.panel("", ["a", "b"], [Line(name, [1, 2]) for name in "wxyz"]))
    dashes = {line.attrib["stroke-dasharray"] for line in drawing.iter(f"{SVG}polyline")}
    assert len(dashes) == 4


@pytest.mark.parametrize(("places", "shown"), [(1, 1), (8, 8), (9, 5), (30, 8), (366, 8)])
def test_no_more_labels_are_written_than_can_be_read(places: int, shown: int) -> None:
    drawing = document(lines.panel("", [f"day {n}" for n in range(places)], [Line("", [1] * places)]))
    assert sum(word.startswith("day") for word in words(drawing)) == shown


def test_bars_name_figure_and_share_the_largest_first_and_the_least_together() -> None:
    drawing = document(bars.panel("Shares", {"a": 1, "b": 5, "c": 2, "d": 2}, rest="others", most=3))
    assert words(drawing)[2:] == ["b", "5 (50.0 %)", "c", "2 (20.0 %)", "others", "3 (30.0 %)"]


def test_shares_of_nothing_are_no_share() -> None:
    assert words(document(bars.panel("Shares", {"a": 0}, rest="others")))[2:] == ["a", "0 (–)"]
