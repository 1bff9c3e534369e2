"""A range as a drawing: lines by day, shares of the visits, and in words what it shows (R2.1.6, R2.2.3)."""

import re
from xml.etree import ElementTree

import pytest

from tests.traffic.days import YESTERDAY, Traffic, row

SVG = "{http://www.w3.org/2000/svg}"
WEEK = {"from": "2026-11-16", "to": "2026-11-22"}


def drawn(traffic: Traffic, **query: str) -> ElementTree.Element:
    answer = traffic.read("/traffic/chart", query=WEEK | query)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")
    return ElementTree.fromstring(answer.body)


def words(drawing: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in drawing.iter(f"{SVG}text")]


def lines(drawing: ElementTree.Element) -> list[int]:
    """Of each line that is drawn, its points."""
    return [len(line.attrib["points"].split()) for line in drawing.iter(f"{SVG}polyline")]


def test_a_gap_in_the_days_is_a_gap_in_each_line_and_a_day_alone_is_a_point(traffic: Traffic) -> None:
    for day in ("2026-11-16", "2026-11-17", "2026-11-18", "2026-11-20"):
        traffic.told(day)
    drawing = drawn(traffic)
    assert lines(drawing) == [3, 3, 3]
    assert len(list(drawing.iter(f"{SVG}circle"))) == 3


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh-CN", ["每日访问与访客", "搜索", "14 (63.6 %)", "商品详情页"]),
        ("en", ["Visits by source", "social media", "8 (36.4 %)"]),
    ],
)
def test_shares_are_told_in_the_language_that_is_asked_for(traffic: Traffic, language: str, told: list[str]) -> None:
    traffic.told("2026-11-18")
    drawing = drawn(traffic, language=language)
    assert [word for word in told if word not in words(drawing)] == []
    assert drawing.attrib["lang"] == language


@pytest.mark.parametrize(
    ("language", "title", "described"),
    [
        (
            "zh-CN",
            "流量 2026-11-16 至 2026-11-22",
            "1 天的数据：访问 22 次，访客 15 人，付款访客 4 人。访问最多的来源是搜索（63.6 %）。",
        ),
        (
            "en",
            "Traffic from 2026-11-16 to 2026-11-22",
            "Figures of 1 days: 22 visits, 15 visitors, 4 paying visitors. Most visits came by search (63.6 %).",
        ),
    ],
)
def test_who_does_not_see_the_drawing_is_told_what_it_shows(
    traffic: Traffic, language: str, title: str, described: str
) -> None:
    traffic.told("2026-11-18")
    drawing = drawn(traffic, language=language)
    assert drawing.attrib["role"] == "img"
    named = {part.attrib["id"]: part.text for part in drawing if "id" in part.attrib}
    assert [named[name] for name in drawing.attrib["aria-labelledby"].split()] == [title, described]


def test_without_a_language_the_drawing_speaks_chinese(traffic: Traffic) -> None:
    assert drawn(traffic).attrib["lang"] == "zh-CN"


def test_another_language_is_refused_by_name(traffic: Traffic) -> None:
    assert traffic.read("/traffic/chart", query={"language": "fr"}).fields == ["language"]


def test_a_range_of_which_nothing_was_told_is_drawn_and_says_so(traffic: Traffic) -> None:
    drawing = drawn(traffic, language="en")
    assert lines(drawing) == []
    assert [part.text for part in drawing.iter(f"{SVG}desc")] == ["Nothing was told of these days."]


def test_a_day_on_which_nobody_came_is_drawn(traffic: Traffic) -> None:
    traffic.told("2026-11-18", visits=0, visitors=0, paying_visitors=0, rows=[])
    drawing = drawn(traffic, language="en")
    assert len(list(drawing.iter(f"{SVG}circle"))) == 3


def test_a_drawing_runs_nothing_and_fetches_nothing(traffic: Traffic) -> None:
    traffic.told()
    text = traffic.read("/traffic/chart", query={"to": YESTERDAY}).body
    assert {part.tag.removeprefix(SVG) for part in ElementTree.fromstring(text).iter()} <= {
        "svg", "title", "desc", "rect", "g", "text", "path", "line", "polyline", "circle",
    }  # fmt: skip
    assert re.findall(r"\bon\w+=|href|url\(|@import|style=", text) == []


def test_a_code_that_is_another_ones_word_loses_no_visits(traffic: Traffic) -> None:
    traffic.told("2026-11-18", rows=[row("search", "detail", 14, 10, 3), row("search", "product", 8, 8, 2)])
    assert words(drawn(traffic, language="en"))[-2:] == ["product", "22 (100.0 %)"]


def test_a_source_without_a_word_of_its_own_is_shown_by_its_code(traffic: Traffic) -> None:
    traffic.told("2026-11-18", rows=[row("weibo", "live", 22, 15, 4)])
    assert {"weibo", "live"} <= set(words(drawn(traffic)))
