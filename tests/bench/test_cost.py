"""What is counted of a function's calls, and what it costs: the arithmetic by hand, the counting on moto."""

from dataclasses import asdict

import pytest

from infra.bench import cost
from infra.bench.prices import LOG_LINE_BYTES, MONTHLY, PLATFORM_LOG_BYTES, USED
from infra.bench.rooms import Log
from infra.bench.usage import Usage, billed_ms, pieces, read_units, used
from infra.bench.wiring import Function, Rule
from shop.storage.table import Database, Table
from tests.harness import House
from tests.stores import ROOM_TABLES, client

KEY = {"pk": "THING#1", "sk": "THING"}
FUNCTION = Function("things", "things.handler.lambda_handler", 1024, {})


def test_a_thousand_orders_cost_what_each_uses_by_its_price() -> None:
    usage = Usage(
        requests=7,
        invocations=20,
        gb_seconds=0.5,
        write_units=110,
        read_units=24,
        events=7,
        queue_requests=15,
        log_bytes=13_000,
    )

    bill = cost.of_orders(usage)

    assert bill.parts == pytest.approx(
        {
            "gateway requests": 0.02975,
            "function calls": 0.004,
            "function time": 0.0066667,
            "dynamodb writes": 0.0781,
            "dynamodb reads": 0.00342,
            "events": 0.007,
            "queue requests": 0.006,
            "logs": 0.0091,
        }
    )
    assert bill.total == pytest.approx(0.1440367)
    assert bill.dominates == "dynamodb writes"


def test_a_month_at_rest_costs_what_is_held_by_its_price() -> None:
    held = {"alarms": 8, "secrets": 1, "idle_polls": 1_000_000, "machine_clients": 1, "machine_tokens": 720}

    assert cost.of_a_month(held).total == pytest.approx(0.8 + 0.4 + 0.4 + 6 + 1.62)


def test_all_that_is_counted_has_one_price() -> None:
    assert sorted(price.usage for price in USED) == sorted(asdict(Usage()))
    assert len({price.part for price in (*USED, *MONTHLY)}) == len(USED) + len(MONTHLY)


def test_the_json_tells_the_cost_by_lines() -> None:
    told = cost.as_json({3: Usage(requests=2, write_units=10)})

    assert told["3"]["usd_per_1000"] == 0.0156
    assert told["3"]["parts"]["gateway requests"] == 0.0085
    assert told["3"]["dominates"] == "gateway requests"


@pytest.mark.parametrize(
    ("cpu_ms", "calls", "memory_mb", "billed"),
    [
        (10, 2, 1769, 36),  # a whole core: 10 of CPU, 20 of waiting, 6 for the cold ones
        (10, 0, 512, 41),  # 34.6 on less than a third of a core, rounded up
        (10, 0, 3538, 16),  # one thread does not become faster by a second core
    ],
)
def test_billed_time_is_cpu_on_the_functions_share_of_a_core_and_waiting(
    cpu_ms: float, calls: int, memory_mb: int, billed: float
) -> None:
    assert billed_ms(cpu_ms, calls, memory_mb) == billed


@pytest.mark.parametrize(
    ("operation", "parameters", "answered", "units"),
    [
        ("GetItem", {"ConsistentRead": True}, 300, 1),
        ("GetItem", {"ConsistentRead": True}, 0, 1),  # nothing found is a read as well
        ("Query", {"ConsistentRead": True}, 4097, 2),
        ("Query", {"IndexName": "by_list"}, 4097, 1),
        ("BatchGetItem", {"RequestItems": {"things": {"Keys": [{}] * 27, "ConsistentRead": True}}}, 9_000, 27),
        ("BatchGetItem", {"RequestItems": {"things": {"Keys": [{}] * 27}}}, 9_000, 13.5),
    ],
)
def test_a_read_is_a_unit_for_each_item_and_each_4_kb_and_half_when_it_may_lag(
    operation: str, parameters: dict[str, object], answered: int, units: float
) -> None:
    assert read_units(operation, parameters, answered) == units


@pytest.mark.parametrize(("letters", "counted"), [(0, 1), (65_536, 1), (65_537, 2)])
def test_events_and_messages_are_counted_by_64_kb(letters: int, counted: int) -> None:
    assert pieces("x" * letters) == counted


def test_a_call_is_billed_for_its_reads_and_for_what_it_prints(house: House) -> None:
    things = Table(Database(client("dynamodb")), ROOM_TABLES["stock_control"])
    log = Log()
    print("printed before", file=log)

    with used(FUNCTION, log) as usage:
        things.get(KEY)
        things.get(KEY)
        print("one line", file=log)

    assert (usage.invocations, usage.read_units, usage.write_units) == (1, 2, 0)
    assert usage.log_bytes == len("one line\n") + LOG_LINE_BYTES + PLATFORM_LOG_BYTES
    assert usage.gb_seconds >= 0.026  # two calls are waited for, however fast this machine is


def test_a_single_write_is_billed_by_its_units(house: House) -> None:
    things = Table(Database(client("dynamodb")), ROOM_TABLES["stock_control"])

    with used(FUNCTION, Log()) as usage:
        things.put_new({**KEY, "name": "first"})

    assert usage.write_units == 1


def test_a_rule_takes_events_of_its_types_and_sources() -> None:
    rule = Rule({"source": ["shop.things"], "detail-type": ["Made", "Lost"]}, ["queue"])

    assert rule.takes("shop.things", "Lost")
    assert not rule.takes("shop.things", "Found")
    assert not rule.takes("shop.others", "Lost")
