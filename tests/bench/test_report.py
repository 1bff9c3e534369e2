"""The bench's report: the promised JSON, and which budgets hold."""

from dataclasses import replace

from infra.bench.calls import Cost
from infra.bench.cpu import Operation
from infra.bench.imports import BY_CHALICE, Import
from infra.bench.life import Life
from infra.bench.report import Measured, lines
from infra.bench.usage import Usage
from infra.bench.worst import Worst

OPERATION = Operation(3.0, 2.0, 1.5, 1, 17.0, 0)
READS_LITTLE = Cost(round_trips=1, write_units=0, bytes_read=900)


def life(lines: int, write_units: float) -> Life:
    return Life(lines, Usage(write_units=write_units))


MEASURED = Measured(
    operations=dict.fromkeys(("list_products", "read_product", "place_1", "place_5", "place_40"), OPERATION),
    imports={"listing.handler": Import(500.0, 480.0, 1.04), BY_CHALICE: Import(600.0, 480.0, 1.25)},
    at_100={"read_product": READS_LITTLE},
    at_100000={"read_product": READS_LITTLE},
    lives=[life(1, 94), life(3, 118), life(27, 406), life(674, 8544)],
    at_rest={},
    worst={"order_of_most_lines": Worst(800.0, 262144, 201), "push_forged": Worst(9.0, 65536, 401)},
    alert_delay_s=1.25,
)


def failing(measured: Measured) -> list[str]:
    return [line.what for line in lines(measured) if not line.holds]


def test_the_json_has_what_was_promised_and_nothing_else() -> None:
    told = MEASURED.as_json()

    assert list(told) == ["operations", "imports", "growth", "cost", "worst", "alert_delay_s"]
    assert list(told["operations"]["place_1"]) == [
        "cpu_ms", "bare_cpu_ms", "cpu_ratio", "round_trips", "write_units", "bytes_read",
    ]  # fmt: skip
    assert list(told["imports"]["listing.handler"]) == ["cpu_ms", "bare_cpu_ms", "ratio"]
    assert list(told["growth"]["read_product"]) == ["at_100", "at_100000"]
    assert list(told["cost"]) == ["1", "3", "27"]
    assert told["worst"]["push_forged"] == {"cpu_ms": 9.0, "bytes": 65536, "status": 401}


def test_a_shop_within_its_budgets_fails_none() -> None:
    assert failing(MEASURED) == []


def test_a_ratio_has_a_tenth_of_tolerance() -> None:
    near, beyond = (replace(OPERATION, cpu_ratio=ratio) for ratio in (1.65, 1.66))

    assert failing(replace(MEASURED, operations={**MEASURED.operations, "confirm": near})) == []
    assert failing(replace(MEASURED, operations={**MEASURED.operations, "confirm": beyond})) == [
        "confirm: CPU to bare calls"
    ]


def test_what_went_through_chalice_is_told_beside_and_has_the_same_budget() -> None:
    dear = replace(OPERATION, chalice_cpu_ms=3.4, chalice_cpu_ratio=1.7)
    measured = replace(MEASURED, operations={**MEASURED.operations, "place_5": dear})

    told = measured.as_json()["operations"]
    assert (told["place_5"]["chalice_cpu_ms"], told["place_5"]["chalice_cpu_ratio"]) == (3.4, 1.7)
    assert failing(measured) == ["place_5 by Chalice: CPU to bare calls"]


def test_an_import_has_no_tolerance() -> None:
    slow = {"listing.handler": Import(531.0, 480.0, 1.106)}

    assert failing(replace(MEASURED, imports=slow)) == ["listing.handler: import"]


def test_orders_of_three_lines_that_cost_more_than_their_goal_are_told() -> None:
    dear = [life(1, 94), life(3, 212), life(674, 8544)]

    assert failing(replace(MEASURED, lives=dear)) == ["1,000 orders of 3 lines: dollars"]


def test_a_second_round_trip_of_a_read_is_told() -> None:
    slower = {**MEASURED.operations, "read_product": replace(OPERATION, round_trips=2)}

    assert failing(replace(MEASURED, operations=slower)) == ["read_product: round trips"]


def test_any_growth_is_told() -> None:
    grown = {"read_product": replace(READS_LITTLE, bytes_read=901)}

    assert failing(replace(MEASURED, at_100000=grown)) == ["read_product: growth"]


def test_a_line_that_costs_more_than_its_units_is_told() -> None:
    dear = [life(1, 94), life(3, 118), life(674, 94 + 673 * 15)]

    assert failing(replace(MEASURED, lives=dear)) == ["each line more: write units"]


def test_a_refusal_that_takes_long_is_told_and_a_large_order_may() -> None:
    dear = {**MEASURED.worst, "push_forged": Worst(301.0, 65536, 401)}

    assert failing(replace(MEASURED, worst=dear)) == ["push_forged: CPU"]
