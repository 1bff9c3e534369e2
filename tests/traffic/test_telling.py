"""The storefront tells a day's traffic, and corrects it by telling it again (R2.1.6, R2.2.3)."""

from typing import Any

import pytest

from tests.people import STOREFRONT
from tests.traffic.days import ROWS, TODAY, YESTERDAY, Traffic, body, row

NONE: dict[str, Any] = {"visits": 0, "visitors": 0, "paying_visitors": 0}


def test_a_day_that_is_told_is_shown_with_its_rows_by_name(traffic: Traffic) -> None:
    answer = traffic.told(rows=ROWS[::-1])
    assert traffic.read("/traffic/{day}", day=YESTERDAY).body == answer
    assert answer == {
        "day": YESTERDAY, "version": 1, "recorded_at": "2026-11-24T02:00:01.000Z", "visits": 22, "visitors": 15,
        "paying_visitors": 4, "conversion": 0.2667, "items": ROWS,
    }  # fmt: skip


def test_the_first_telling_is_told_as_a_difference_to_nothing(traffic: Traffic) -> None:
    traffic.told()
    (event,) = traffic.events()
    totals = {"visits": 22, "visitors": 15, "paying_visitors": 4}
    assert (event["type"], event["entity"], event["version"]) == ("TrafficRecorded", f"DAY#{YESTERDAY}", 1)
    assert (event["actor"], event["data"]["day"]) == (STOREFRONT.actor, YESTERDAY)
    assert event["data"] | totals == event["data"]
    assert event["data"]["change"] == totals
    assert [(one["source"], one["visits"], one["change"]["visits"]) for one in event["data"]["sources"]] == [
        ("search", 14, 14), ("social", 8, 8),
    ]  # fmt: skip


def test_a_correction_is_a_new_version_that_tells_what_it_changed_by_source(traffic: Traffic) -> None:
    traffic.told()
    corrected = traffic.told(visits=30, visitors=20, paying_visitors=3, rows=[row("search", "detail", 30, 20, 3)])
    assert corrected["version"] == 2
    _, event = traffic.events()
    assert event["data"]["change"] == {"visits": 8, "visitors": 5, "paying_visitors": -1}
    search, gone = event["data"]["sources"]
    assert search["change"] == {"visits": 16, "visitors": 10, "paying_visitors": 0}
    assert gone == {"source": "social", **NONE, "change": {"visits": -8, "visitors": -8, "paying_visitors": -2}}


def test_the_former_version_is_kept_whole(traffic: Traffic) -> None:
    traffic.told()
    traffic.told(visits=30, visitors=20, paying_visitors=3, rows=[row("search", "detail", 30, 20, 3)])
    first, second = traffic.read("/traffic/{day}/history", day=YESTERDAY).body["items"]
    assert [event["version"] for event in (first, second)] == [1, 2]
    assert first["data"]["rows"] == ROWS
    assert second["data"]["rows"] == [row("search", "detail", 30, 20, 3)]


@pytest.mark.parametrize("rows", [ROWS, ROWS[::-1]], ids=["as it was", "with its rows in another order"])
def test_a_day_told_again_as_it_stands_is_no_new_version(traffic: Traffic, rows: Any) -> None:
    first = traffic.told()
    assert traffic.told(rows=rows) == first
    assert len(traffic.events()) == 1


def test_a_row_that_moves_to_another_page_is_a_correction_that_changes_no_total(traffic: Traffic) -> None:
    traffic.told()
    assert traffic.told(rows=[row("search", "home", 14, 10, 3), ROWS[1]])["version"] == 2
    assert traffic.events()[-1]["data"]["change"] == NONE


def test_a_repeat_hears_the_first_answer_after_the_day_was_corrected_and_corrects_nothing(traffic: Traffic) -> None:
    first = traffic.told(key="first", version=0)
    traffic.told(visitors=16)
    again = traffic.tell(key="first", version=0)
    assert (again.status, again.body, again.headers["Idempotent-Replayed"]) == (201, first, "true")
    assert traffic.read("/traffic/{day}", day=YESTERDAY).body["visitors"] == 16


def test_a_key_of_another_telling_is_refused(traffic: Traffic) -> None:
    traffic.told(key="first")
    assert traffic.tell(key="first", visitors=16).refusal == (422, "idempotency_key_reused")
    assert len(traffic.events()) == 1


@pytest.mark.parametrize("version", [0, 2])
def test_who_corrects_a_version_that_does_not_stand_is_refused(traffic: Traffic, version: int) -> None:
    traffic.told()
    assert traffic.tell(visitors=16, version=version).refusal == (409, "version_conflict")
    assert traffic.told(visitors=16, version=1)["version"] == 2


def test_codes_are_one_in_any_case(traffic: Traffic) -> None:
    told = traffic.told(rows=[row("Search", "DETAIL", 14, 10, 3), ROWS[1]])
    assert told["items"] == ROWS


def test_a_day_on_which_nobody_came_is_told_without_rows(traffic: Traffic) -> None:
    told = traffic.told(rows=[], **NONE)
    assert (told["version"], told["conversion"], told["items"]) == (1, None, [])
    assert traffic.told(rows=[], **NONE)["version"] == 1


def test_days_are_those_of_shanghai(traffic: Traffic) -> None:
    traffic.house.now = traffic.house.now.replace(
        hour=15, minute=59, second=58
    )  # 23:59:59 there, with this call's second
    assert traffic.tell("2026-11-25").fields == ["day"]
    assert traffic.told("2026-11-25")["day"] == "2026-11-25"
    assert traffic.told(TODAY)["day"] == TODAY


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-11-25", "is still to come"),
        ("2025-10-19", "is more than 400 days ago"),
        ("2026-11-31", "is to be a day of this century, such as 2026-12-05"),
        ("2026-11-23T00:00:00Z", "is to be a day of this century, such as 2026-12-05"),
        (1795363200, "is to be a day of this century, such as 2026-12-05"),
    ],
)
def test_a_day_that_cannot_be_told_is_refused_with_the_reason(traffic: Traffic, day: Any, reason: str) -> None:
    answer = traffic.tell(day)
    assert answer.refusal == (422, "validation_failed")
    assert answer.body["errors"] == [{"field": "day", "reason": reason}]
    assert traffic.house.items("traffic") == []


def test_the_oldest_day_that_can_be_told_is_400_days_ago(traffic: Traffic) -> None:
    assert traffic.told("2025-10-20")["version"] == 1


REFUSED: list[tuple[dict[str, Any], list[str]]] = [
    ({"visits": 21}, ["visits"]),
    ({"visits": 23}, ["visits"]),
    ({"visitors": 23}, ["visitors", "visitors"]),
    ({"visitors": 19}, ["visitors"]),
    ({"visitors": 9}, ["rows[0].visitors"]),
    ({"paying_visitors": 6}, ["paying_visitors"]),
    ({"paying_visitors": 2}, ["rows[0].paying_visitors"]),
    ({"visitors": 10, "paying_visitors": 11}, ["paying_visitors", "paying_visitors"]),
    ({"rows": [row("search", "detail", 14, 15, 3), ROWS[1]]}, ["rows[0].visitors"]),
    ({"rows": [ROWS[0], row("social", "campaign", 8, 1, 2)], "visitors": 11}, ["rows[1].paying_visitors"]),
    ({"rows": [*ROWS, ROWS[0]], "visits": 36}, ["rows[2]"]),
    ({"rows": [*ROWS, row("SEARCH", "detail", 1, 1, 0)], "visits": 23}, ["rows[2]"]),
    ({"rows": []}, ["visits", "visitors", "paying_visitors"]),
    ({"rows": [row(f"s{n}", "home", 2, 2, 1) for n in range(13)], "visits": 26}, ["rows"]),
    ({"rows": [row("search", f"p{n}", 2, 2, 1) for n in range(13)], "visits": 26}, ["rows"]),
    ({"rows": [row(f"s{n}", "home", 1, 1, 0) for n in range(145)]}, ["rows"]),
    ({"rows": None}, ["rows"]),
    ({"visits": -1}, ["visits"]),
    ({"visits": "22"}, ["visits"]),
    ({"visits": 22.0}, ["visits"]),
    ({"visits": 10**9 + 1}, ["visits"]),
    ({"rows": [row("搜索", "detail", 14, 10, 3), ROWS[1]]}, ["rows[0].source"]),
    ({"rows": [row("search", "s" * 21, 14, 10, 3), ROWS[1]]}, ["rows[0].page_kind"]),
    ({"rows": [row("ſearch", "detail", 14, 10, 3), ROWS[1]]}, ["rows[0].source"]),
    ({"customers": 3}, ["customers"]),
    ({"version": -1}, ["version"]),
]


@pytest.mark.parametrize(("said", "fields"), REFUSED)
def test_figures_that_cannot_be_are_refused_by_name_and_nothing_is_kept(
    traffic: Traffic, said: dict[str, Any], fields: list[str]
) -> None:
    answer = traffic.tell(**said)
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == fields
    assert traffic.house.items("traffic") == []


def test_all_that_is_wrong_is_told_at_once(traffic: Traffic) -> None:
    answer = traffic.tell("2026-11-30", rows=[row("search", "detail", 1, 2, 3)])
    assert answer.fields == [
        "day", "visits", "visitors", "paying_visitors", "rows[0].visitors", "rows[0].paying_visitors",
    ]  # fmt: skip


def test_a_key_is_needed(traffic: Traffic) -> None:
    answer = traffic.house.call("POST /storefront/traffic", as_=STOREFRONT, body=body())
    assert answer.fields == ["Idempotency-Key"]
