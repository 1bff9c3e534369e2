"""Robots tell a role's group what the role is told: signed, never too much, and nothing is lost (R3.2.1)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from notices import reactions, store
from notices.robots.addresses import PLATFORMS, Addresses, parsed
from shop.clock import clock, iso
from shop.events.reactions import JobFailedError
from tests.harness import House
from tests.notices.queue import a_minute_passes, tell_staff, tell_staff_of
from tests.notices.stand_in import StandIn, standing_in
from tests.order_dispatch.log import Log, log_of
from tests.order_dispatch.shop_floor import CONTACT, Floor
from tests.stores import ENVIRONMENT, client


@pytest.fixture
def platforms(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """The platforms' end; nothing is remembered of other tests' robots."""
    monkeypatch.setattr(reactions._post, "_addresses", Addresses())
    with standing_in(clock.now) as platforms:
        yield platforms


@pytest.fixture
def log() -> Iterator[Log]:
    """The room's log."""
    with log_of("notices") as log:
        yield log


def set_up(*robots: dict[str, Any]) -> None:
    secret = json.dumps({"robots": list(robots)})
    client("secretsmanager").put_secret_value(SecretId=ENVIRONMENT["ROBOTS_SECRET_ID"], SecretString=secret)


def requests(count: int) -> list[dict[str, Any]]:
    """Special requests for the warehouse, each of another order."""
    return [
        {
            "id": f"01M85MG3G0W1C9E6P4T8V2{number:04d}",
            "type": "SpecialRequestRecorded",
            "at": "2026-11-24T02:00:00.000Z",
            "actor": "sub-of-wang",
            "role": "customer-service",
            "entity": "ORDER#01M85MG3789RP28W3DW5371GGM",
            "version": 2,
            "data": {
                "external_id": f"WEB-{number}-",
                "channels": [],
                "request_id": "R",
                "department": "warehouse",
                "party": "WH-SH",
            },
        }
        for number in range(count)
    ]


def heard(platforms: StandIn, platform: str, count: int) -> list[int]:
    """How often each of so many requests was heard in a platform's group."""
    text = "\n".join(platforms.texts(platform))
    return [text.count(f"WEB-{number}-") for number in range(count)]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_robot_tells_the_group_of_its_role_at_once(floor: Floor, platforms: StandIn, platform: str) -> None:
    others = [
        platforms.robot("wecom", "hr", code="hr"),
        platforms.robot("wecom", "warehouse", code="gz", party="WH-GZ"),
    ]
    set_up(platforms.robot(platform, "warehouse", party="WH-SH"), *others)
    floor.request(floor.bring(floor.placed(), "allocated"))
    assert tell_staff(floor.house) == []
    ((where, text),) = platforms.said
    assert (where, platforms.refused) == (platform, [])
    assert "WEB-1" in text
    assert [item for item in floor.house.items("notices", "ROBOT#") if item["sk"].startswith("LINE#")] == []


def test_robots_speak_their_groups_language(floor: Floor, platforms: StandIn) -> None:
    set_up(
        platforms.robot("wecom", "warehouse", language="en"), platforms.robot("feishu", "warehouse", "hr", "director")
    )
    floor.request(floor.bring(floor.placed(), "allocated"))
    tell_staff(floor.house)
    assert "Order WEB-1 has a special request" in platforms.texts("wecom")[0]
    assert "订单WEB-1" in platforms.texts("feishu")[0]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_flood_comes_as_digests_within_what_the_platform_takes_and_nothing_is_lost(
    house: House, platforms: StandIn, platform: str
) -> None:
    set_up(platforms.robot(platform, "warehouse"))
    assert tell_staff_of(*requests(12)) == []
    assert len(platforms.said) == PLATFORMS[platform].limit.burst
    for number in range(12, 80):  # as if they had come at once too
        text = f"订单WEB-{number}-有一条交给仓库的特殊要求，请尽快处理。"
        store.leave_line(platform, f"01M85MG3G0W1C9E6P4T8V2{number:04d}", {"zh-CN": text}, iso(house.now))
    for _ in range(2):
        a_minute_passes(house)
    assert platforms.refused == []
    assert heard(platforms, platform, 80) == [1] * 80
    assert len(platforms.said) <= PLATFORMS[platform].limit.burst + 3


def test_an_event_that_comes_again_is_said_once(house: House, platforms: StandIn) -> None:
    set_up(platforms.robot("wecom", "warehouse"))
    for _ in range(3):
        assert tell_staff_of(*requests(1)) == []
    assert heard(platforms, "wecom", 1) == [1]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_while_a_platform_is_away_what_is_to_be_said_waits(
    house: House, platforms: StandIn, log: Log, platform: str
) -> None:
    set_up(platforms.robot(platform, "warehouse"))
    platforms.away = True
    assert tell_staff_of(*requests(12)) == []
    a_minute_passes(house)
    assert platforms.said == []
    platforms.away = False
    for _ in range(11):
        a_minute_passes(house)
    assert heard(platforms, platform, 12) == [1] * 12
    failed = [line for line in log.lines() if line["message"] == "robot_failed"]
    assert {(line["robot"], line["why"]) for line in failed} == {(platform, "status 502")}


def test_a_blocked_robot_is_left_alone_for_ten_minutes(house: House, platforms: StandIn) -> None:
    """Somebody else speaks by the same robot, and said too much."""
    set_up(platforms.robot("dingtalk", "warehouse"))
    platforms._times["dingtalk"] = [house.now.timestamp()] * 20
    assert tell_staff_of(*requests(2)) == []
    assert platforms.refused == [130101]
    for _ in range(9):
        a_minute_passes(house)
    assert platforms.refused == [130101]
    for _ in range(2):
        a_minute_passes(house)
    assert heard(platforms, "dingtalk", 2) == [1, 1]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_wrong_key_or_secret_is_refused_kept_and_told_after_an_hour(
    house: House, platforms: StandIn, log: Log, platform: str
) -> None:
    wrong = platforms.robot(platform, "warehouse", secret="wrong")
    set_up(wrong | {"url": wrong["url"].replace("key-of-tests", "wrong")})
    assert tell_staff_of(*requests(1)) == []
    a_minute_passes(house)
    house.later(hours=1)
    with pytest.raises(JobFailedError):
        a_minute_passes(house)
    assert platforms.said == []
    assert '"robots_silent"' in log.text
    assert "wrong" not in log.text
    set_up(platforms.robot(platform, "warehouse"))
    house.later(minutes=10)
    a_minute_passes(house)
    assert heard(platforms, platform, 1) == [1]


def test_a_robot_that_somebody_speaks_by_already_is_left_to_them(
    house: House, platforms: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes meanwhile is said by whoever is at it, or a minute later; never twice."""
    set_up(platforms.robot("feishu", "warehouse"))
    first, second = requests(2)
    answer = platforms.answer

    def meanwhile(path: str, raw: bytes) -> dict[str, Any]:
        monkeypatch.setattr(platforms, "answer", answer)
        reactions._post.send(parsed(json.dumps({"robots": [platforms.robot("feishu", "warehouse")]}))[0])
        return answer(path, raw)

    monkeypatch.setattr(platforms, "answer", meanwhile)
    assert tell_staff_of(first) == []
    assert tell_staff_of(second) == []
    assert heard(platforms, "feishu", 2) == [1, 1]


def test_no_robot_says_who_the_customer_is(floor: Floor, platforms: StandIn) -> None:
    set_up(*[platforms.robot(platform, "warehouse", "customer-service") for platform in PLATFORMS])
    floor.request(floor.bring(floor.placed(), "allocated"), f"请打{CONTACT['phone']}找{CONTACT['name']}，地址听雨巷")
    tell_staff(floor.house)
    told = json.dumps(platforms.said, ensure_ascii=False)
    assert len(platforms.said) == len(PLATFORMS)
    for part in ("欧阳", "春晓", "13900017781", "chunxiao", "听雨巷"):
        assert part not in told


BAD = [
    {"platform": "slack"},
    {"roles": ["customers"]},
    {"language": "fr"},
]


def test_two_robots_of_one_name_would_take_each_others_words_and_are_refused(platforms: StandIn) -> None:
    robots = [platforms.robot("wecom", "warehouse", code="goods"), platforms.robot("feishu", "hr", code="goods")]
    with pytest.raises(ValueError, match="the same code"):
        parsed(json.dumps({"robots": robots}))


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_robots_that_are_set_up_wrongly_stop_the_telling_until_that_is_mended(
    house: House, platforms: StandIn, log: Log, bad: dict[str, Any]
) -> None:
    set_up(platforms.robot("wecom", "warehouse") | bad)
    assert tell_staff_of(*requests(1)) == ["message-0"]
    assert "ValueError" in log.text
    assert "key-of-tests" not in log.text
    set_up(platforms.robot("wecom", "warehouse"))
    assert tell_staff_of(*requests(1)) == []
    assert heard(platforms, "wecom", 1) == [1]
