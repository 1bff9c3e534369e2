"""The rules of receiving, by themselves."""

import pytest

from shop.errors import Invalid
from shop.money import LARGEST_AMOUNT
from shop.roles import Caller
from shop.storage.transaction import LARGEST_TRANSACTION
from stock_control.domain import MOST_RECEIPT_LINES, OtherWarehouse, ReceiptLine, acts_for, can_be_received


def test_a_warehouses_user_acts_for_their_own_warehouse() -> None:
    acts_for(Caller("sub", "warehouse", "WH-SH"), "WH-SH")


@pytest.mark.parametrize("party", ["WH-GZ", "WH-S", "wh-sh", "", None])
def test_and_for_no_other(party: str | None) -> None:
    with pytest.raises(OtherWarehouse):
        acts_for(Caller("sub", "warehouse", party), "WH-SH")


def test_lines_of_different_skus_can_be_received() -> None:
    can_be_received([ReceiptLine("MUG", 1, 1), ReceiptLine("TEA", 1, 1)])


def test_each_repeat_of_a_sku_is_named_with_the_line_it_repeats() -> None:
    with pytest.raises(Invalid) as refused:
        can_be_received([ReceiptLine(sku, 1, 1) for sku in ("MUG", "TEA", "TEA", "MUG", "TEA")])
    assert [(error["field"], error["reason"]) for error in refused.value.errors] == [
        ("lines[2].sku", "the SKU is on lines[1] already"),
        ("lines[3].sku", "the SKU is on lines[0] already"),
        ("lines[4].sku", "the SKU is on lines[1] already"),
    ]


def test_the_dearest_delivery_is_as_dear_as_any_amount_may_be() -> None:
    dearest = ReceiptLine("MUG", 1_000_000, LARGEST_AMOUNT // 1_000_000)
    can_be_received([dearest, ReceiptLine("TEA", 1, 0)])
    with pytest.raises(Invalid):
        can_be_received([dearest, ReceiptLine("TEA", 1, 1)])


def test_the_most_lines_fit_one_transaction() -> None:
    idempotency, document, warehouse, receipt, event = 1, 1, 1, 1, 1
    assert MOST_RECEIPT_LINES * 3 + idempotency + document + warehouse + receipt + event <= LARGEST_TRANSACTION
