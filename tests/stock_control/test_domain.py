"""The rules of receiving, by themselves."""

from datetime import UTC, datetime

import pytest

from shop.errors import Invalid
from shop.money import LARGEST_AMOUNT
from shop.roles import Caller
from shop.storage.transaction import LARGEST_TRANSACTION
from stock_control.domain import (
    MOST_BLOCK_LINES,
    MOST_RECEIPT_LINES,
    MOST_TRANSFER_LINES,
    Limits,
    OtherWarehouse,
    Receipt,
    ReceiptLine,
    SamePerson,
    Warehouse,
)

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LIMITS = Limits(units=1_000, cost_minor=50_000)


def receipt(*lines: ReceiptLine, party: str | None = "WH-SH") -> Receipt:
    """A delivery to WH-SH, taken in by a user of `party`."""
    by = Caller("sub", "warehouse", party)
    return Receipt.of(by, AT, LIMITS, document="DN-1", warehouse="WH-SH", currency="CNY", lines=lines)


def test_a_warehouse_is_opened_at_its_first_version() -> None:
    assert Warehouse.opened("WH-SH", "上海仓", AT) == Warehouse("WH-SH", "上海仓", "2026-11-24T02:00:00.000Z", 1)


def test_a_warehouses_user_receives_goods_at_their_own_warehouse() -> None:
    lines = (ReceiptLine("MUG", 1, 1), ReceiptLine("TEA", 1, 1))
    received = receipt(*lines)
    assert (received.warehouse, received.lines, received.version) == ("WH-SH", lines, 1)
    assert received.received_at == "2026-11-24T02:00:00.000Z"


@pytest.mark.parametrize("party", ["WH-GZ", "WH-S", "wh-sh", "", None])
def test_a_warehouses_user_receives_goods_at_no_other_warehouse(party: str | None) -> None:
    with pytest.raises(OtherWarehouse):
        receipt(ReceiptLine("MUG", 1, 1), party=party)


def test_each_repeat_of_a_sku_is_named_with_the_line_it_repeats() -> None:
    with pytest.raises(Invalid) as refused:
        receipt(*(ReceiptLine(sku, 1, 1) for sku in ("MUG", "TEA", "TEA", "MUG", "TEA")))
    assert [(error["field"], error["reason"]) for error in refused.value.errors] == [
        ("lines[2].sku", "the SKU is on lines[1] already"),
        ("lines[3].sku", "the SKU is on lines[0] already"),
        ("lines[4].sku", "the SKU is on lines[1] already"),
    ]


def test_the_dearest_delivery_is_as_dear_as_any_amount_may_be() -> None:
    dearest = ReceiptLine("MUG", 1_000_000, LARGEST_AMOUNT // 1_000_000)
    assert receipt(dearest, ReceiptLine("TEA", 1, 0)).lines[0] == dearest
    with pytest.raises(Invalid):
        receipt(dearest, ReceiptLine("TEA", 1, 1))


def test_the_most_lines_of_a_delivery_fit_one_transaction() -> None:
    idempotency, document, warehouse, receipt, event, block, its_event = 1, 1, 1, 1, 1, 1, 1
    beside = idempotency + document + warehouse + receipt + event + block + its_event
    assert MOST_RECEIPT_LINES * 3 + beside <= LARGEST_TRANSACTION


def test_the_most_lines_of_a_transfer_and_of_a_block_fit_one_transaction() -> None:
    idempotency, warehouse, thing, event = 1, 1, 1, 1
    assert MOST_TRANSFER_LINES * 3 + idempotency + warehouse + thing + event <= LARGEST_TRANSACTION
    shortfall = 1
    assert MOST_BLOCK_LINES * (3 + shortfall) + idempotency + thing + event <= LARGEST_TRANSACTION


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ((ReceiptLine("MUG", 1_000, 50),), "received"),
        ((ReceiptLine("MUG", 1_000, 1), ReceiptLine("TEA", 1, 1)), "waiting"),
        ((ReceiptLine("MUG", 1_000, 1, 1, "damaged"),), "waiting"),
        ((ReceiptLine("MUG", 10, 5_001),), "waiting"),
        ((ReceiptLine("MUG", 10, 5_000, 900, "damaged"),), "received"),
    ],
)
def test_a_receipt_above_a_limit_of_units_or_cost_waits_and_refused_units_cost_nothing(
    lines: tuple[ReceiptLine, ...], state: str
) -> None:
    assert receipt(*lines).state == state


def test_whoever_entered_a_receipt_may_take_it_back_but_lets_it_in_no_more_than_another_warehouse_does() -> None:
    held = receipt(ReceiptLine("MUG", 2_000, 1))
    entered, colleague = Caller("sub", "warehouse", "WH-SH"), Caller("other", "warehouse", "WH-SH")
    with pytest.raises(SamePerson):
        held.accepted(entered, AT)
    with pytest.raises(OtherWarehouse):
        held.accepted(Caller("other", "warehouse", "WH-GZ"), AT)
    assert held.refused(entered, "a slip").state == "refused"
    assert held.accepted(colleague, AT).state == "received"
