"""Staff read a range of days with its sums, and a spreadsheet shows the same rows (R2.1.6, R2.2.3)."""

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

import pytest

from tests.harness import Answer
from tests.people import CUSTOMER_SERVICE, DESIGNER, DIRECTOR, MANAGER, SPECIALIST, Person
from tests.traffic.days import ROWS, YESTERDAY, Traffic, row
from traffic import store, views
from traffic.domain import MOST_PAGE_KINDS, MOST_ROWS, MOST_SOURCES, Counts, Day, Row
from traffic.reading import LONGEST_RANGE

SHEET = {"Accept": "text/csv"}


def rows_of(answer: Answer) -> list[dict[str, str]]:
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.DictReader(io.StringIO(answer.body.removeprefix("\ufeff"), newline="")))


def three_days(traffic: Traffic) -> None:
    """Figures of the 19th, 21st and 22nd; nobody told of the 20th."""
    for day in ("2026-11-19", "2026-11-22", "2026-11-21"):
        traffic.told(day)


def test_a_range_has_its_days_in_order_and_their_sums_by_source_and_kind_of_page(traffic: Traffic) -> None:
    three_days(traffic)
    seen = traffic.over("2026-11-20", "2026-11-22")
    assert [item["day"] for item in seen["items"]] == ["2026-11-21", "2026-11-22"]
    assert (seen["visits"], seen["visitors"], seen["paying_visitors"], seen["conversion"]) == (44, 30, 8, 0.2667)
    assert [(one["source"], one["visits"]) for one in seen["sources"]] == [("search", 28), ("social", 16)]
    assert [(one["page_kind"], one["visitors"]) for one in seen["page_kinds"]] == [("campaign", 16), ("detail", 20)]
    assert seen["items"][0]["sources"][0] == {
        "source": "search", "visits": 14, "visitors": 10, "paying_visitors": 3,
    }  # fmt: skip


def test_past_days_of_which_nothing_was_told_are_named_and_today_is_not(traffic: Traffic) -> None:
    three_days(traffic)
    assert traffic.over("2026-11-19", "2026-11-30")["untold"] == ["2026-11-20", "2026-11-23"]


def test_days_before_and_after_a_range_are_not_in_it_where_days_are_missing(traffic: Traffic) -> None:
    three_days(traffic)
    assert traffic.over("2026-11-20", "2026-11-20")["items"] == []
    assert [item["day"] for item in traffic.over("2026-11-18", "2026-11-21")["items"]] == ["2026-11-19", "2026-11-21"]


def test_a_range_shows_the_version_that_stands(traffic: Traffic) -> None:
    traffic.told()
    traffic.told(visits=30, visitors=20, paying_visitors=3, rows=[row("search", "detail", 30, 20, 3)])
    (item,) = traffic.over(YESTERDAY, YESTERDAY)["items"]
    assert (item["version"], item["visits"], [one["source"] for one in item["sources"]]) == (2, 30, ["search"])


def test_without_a_range_thirty_days_up_to_today_are_meant(traffic: Traffic) -> None:
    seen = traffic.read().body
    assert (seen["from_day"], seen["to_day"], len(seen["untold"])) == ("2026-10-26", "2026-11-24", 29)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "2026-11-02", "to": "2026-11-01"}, "from"),
        ({"from": "2025-11-01", "to": "2026-11-02"}, "from"),
        ({"from": "2026-11"}, "from"),
        ({"to": "yesterday"}, "to"),
    ],
)
@pytest.mark.parametrize("path", ["/traffic", "/traffic/chart"])
def test_a_range_that_is_none_is_refused_by_name(
    traffic: Traffic, path: str, query: dict[str, str], field: str
) -> None:
    answer = traffic.read(path, query=query)
    assert (answer.refusal, answer.fields) == ((422, "validation_failed"), [field])


def test_a_year_can_be_read_at_once(traffic: Traffic) -> None:
    assert traffic.over("2025-11-24", "2026-11-24")["from_day"] == "2025-11-24"


def test_a_year_of_the_fullest_days_is_one_page_of_the_store() -> None:
    most = 10**9
    each = most // MOST_ROWS
    rows = tuple(
        Row(f"s{source:019}", f"p{kind:019}", Counts(each, each, each))
        for source in range(MOST_SOURCES)
        for kind in range(MOST_PAGE_KINDS)
    )
    day = Day(date(2026, 11, 23), most, "2026-11-24T02:00:01.000Z", Counts(most, most, most), rows)
    summary = views.day_sums(day).model_dump_json()
    around = len("pkDAY#2026-11-23skDAYlistdaysrank2026-11-23summary")
    assert (len(summary) + around) * LONGEST_RANGE < 2**20


def test_a_range_is_one_question_to_the_store(traffic: Traffic, monkeypatch: pytest.MonkeyPatch) -> None:
    three_days(traffic)
    asked: list[str] = []
    client = store.database.client
    query = client.query

    def counted(**question: Any) -> Any:
        asked.append(question["IndexName"])
        return query(**question)

    monkeypatch.setattr(client, "query", counted)
    traffic.over("2026-11-01", "2026-11-30")
    assert asked == ["by_list"]


def test_a_day_of_which_nothing_was_told_is_not_there(traffic: Traffic) -> None:
    for path in ("/traffic/{day}", "/traffic/{day}/history"):
        assert traffic.read(path, day=YESTERDAY).refusal == (404, "not_found")


@pytest.mark.parametrize("day", ["charts", "2026-13-01", "20261123"])
def test_what_is_no_day_is_refused_by_name(traffic: Traffic, day: str) -> None:
    answer = traffic.read("/traffic/{day}", day=day)
    assert (answer.refusal, answer.fields) == ((422, "validation_failed"), ["day"])


def test_a_sheet_of_days_holds_the_days_and_one_of_a_day_its_rows(traffic: Traffic) -> None:
    three_days(traffic)
    days = rows_of(traffic.read(headers=SHEET, query={"from": "2026-11-20", "to": "2026-11-22"}))
    assert [(one["day"], one["visits"], one["paying_visitors"]) for one in days] == [
        ("2026-11-21", "22", "4"), ("2026-11-22", "22", "4"),
    ]  # fmt: skip
    assert [one["source"] for one in json.loads(days[0]["sources"])] == ["search", "social"]
    rows = rows_of(traffic.read("/traffic/{day}", headers=SHEET, day="2026-11-21"))
    assert rows == [{name: str(value) for name, value in one.items()} for one in ROWS]


def test_who_has_a_range_already_is_told_that_it_is_still_so_until_a_day_is_corrected(traffic: Traffic) -> None:
    traffic.told()
    for path in ("/traffic", "/traffic/chart"):
        tag = traffic.read(path).headers["ETag"]
        assert traffic.read(path, headers={"If-None-Match": tag}).status == 304
        traffic.told(visitors=10 + len(path) % 5)
        assert traffic.read(path, headers={"If-None-Match": tag}).status == 200


@pytest.mark.parametrize("person", [MANAGER, SPECIALIST, DESIGNER, DIRECTOR])
def test_who_is_to_watch_traffic_reads_it(traffic: Traffic, person: Person) -> None:
    traffic.told()
    assert traffic.read(as_=person).body["visits"] == 22


def test_customer_service_does_not_read_traffic(traffic: Traffic) -> None:
    assert traffic.read(as_=CUSTOMER_SERVICE).refusal == (403, "forbidden")


def test_a_day_of_the_list_is_a_day_of_the_calendar(traffic: Traffic) -> None:
    first = date(2026, 10, 26)
    for n in range(0, 30, 3):
        traffic.told((first + timedelta(days=n)).isoformat())
    assert [item["day"] for item in traffic.read().body["items"]] == [
        (first + timedelta(days=n)).isoformat() for n in range(0, 30, 3)
    ]
