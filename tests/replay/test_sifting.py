"""What is sold and what is rejected, and that nothing gets lost between the two."""

import gzip
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.replay import month, sifting
from tests.replay.months import line, lines

HEADING = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"


@pytest.mark.parametrize(
    "code", ["85123A", "85123a", "71053", "15056BL", "79323LP", "DCGS0076", "DCGSSBOY", " 47503J "]
)
def test_article_numbers_are_goods(code: str) -> None:
    assert sifting.why_not(line(code=code)) is None


@pytest.mark.parametrize(
    "code",
    [
        "POST",
        "DOT",
        "C2",
        "M",
        "m",
        "D",
        "S",
        "B",
        "BANK CHARGES",
        "AMAZONFEE",
        "CRUK",
        "gift_0001_40",
        "gift_0001_50",
        "",
    ],
)
def test_what_is_no_article_is_no_goods(code: str) -> None:
    assert sifting.why_not(line(code=code)) == "not goods"


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"quantity": 0}, "no positive quantity"),
        ({"quantity": -3}, "no positive quantity"),
        ({"price": Decimal(0)}, "no positive price"),
        ({"price": Decimal("-1.25")}, "no positive price"),
        ({"price": Decimal("0.001")}, "price in fractions of a penny"),
        ({"code": "１２４０２"}, "stock code not in ASCII"),
        ({"code": "8512ß"}, "stock code not in ASCII"),
    ],
)
def test_what_the_shop_would_refuse_is_not_sold(facts: dict[str, object], reason: str) -> None:
    assert sifting.why_not(line(**facts)) == reason  # type: ignore[arg-type]


@given(st.text(max_size=12))
def test_every_code_of_goods_is_a_sku_that_the_shop_accepts(code: str) -> None:
    if sifting.why_not(line(code=code)) is None:
        sku = sifting.fold(code)
        assert sku.isascii()
        assert sku.isalnum()
        assert sku == sku.upper()
        assert len(sku) <= 40


@given(lines())
def test_every_line_of_an_invoice_is_either_sold_or_rejected(read: list[sifting.Line]) -> None:
    sifted = month.sift(read)
    sold = [one for invoice in sifted.invoices for one in invoice.goods]
    rejected = [reject.line for reject in sifted.rejected]
    ours = [one for one in read if not one.invoice.startswith("C")]
    assert sorted(one.number for one in sold + rejected) == [one.number for one in ours]
    assert sifted.lines == len(ours)
    assert len(sifted.invoices) == len({one.invoice for one in ours})
    assert sifted.cancellations == len({one.invoice for one in read} - {one.invoice for one in ours})
    paid = sum(invoice.amount_minor for invoice in sifted.invoices)
    assert paid + sum(one.amount_minor for one in rejected) == sum(one.quantity * one.price * 100 for one in ours)


@given(lines())
def test_orders_come_in_time_order(read: list[sifting.Line]) -> None:
    times = [invoice.at for invoice in month.sift(read).orders]
    assert times == sorted(times)


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({"quantity": 1_000_001}, "Quantity"),
        ({"price": Decimal(10**11)}, "UnitPrice"),
        ({"description": "HEART\x07"}, "Description"),
        ({"country": "U\x00K"}, "Country"),
        ({"country": "U" * 61}, "Country"),
        ({"invoice": "=1+1"}, "InvoiceNo"),
        ({"invoice": "1" * 60}, "InvoiceNo"),  # the payment's reference would be too long
    ],
)
def test_what_the_apis_models_refuse_is_rejected_with_the_name_of_its_column(
    facts: dict[str, object], column: str
) -> None:
    reason = sifting.why_not(line(**facts))  # type: ignore[arg-type]
    assert reason is not None
    assert re.match(rf"{column} [a-z]", reason)


@pytest.mark.parametrize("code", ["５2345", "１２４０２", "DCGSſ"])
def test_a_code_is_in_ascii_before_it_is_folded(code: str) -> None:
    assert sifting.why_not(line(code=code)) == "stock code not in ASCII"


def test_a_description_over_two_lines_becomes_a_name_in_one() -> None:
    read = line(description="HEART\r\nT-LIGHT\u2028 HOLDER ")
    assert sifting.why_not(read) is None
    assert read.name == "HEART T-LIGHT HOLDER"


def test_an_invoice_of_more_lines_than_an_order_may_have_is_rejected_whole() -> None:
    sifted = month.sift([*(line(number, "1") for number in range(2, 1003)), line(1003, "2")])
    assert [invoice.number for invoice in sifted.orders] == ["2"]
    assert {reject.reason for reject in sifted.rejected} == {"invoice of more than 1000 lines"}


def test_an_invoice_that_passes_the_largest_amount_at_the_published_price_is_rejected_whole() -> None:
    read = [line(2, "1", quantity=1_000), line(3, "2", quantity=1, price=Decimal(10**9)), line(4, "3", quantity=1)]
    sifted = month.sift(read)
    assert [(reject.line.invoice, reject.reason) for reject in sifted.rejected] == [
        ("1", "invoice for more than the shop takes")
    ]


def test_more_of_a_stock_code_than_one_receipt_takes_in_is_rejected() -> None:
    sifted = month.sift([line(number, str(number), quantity=400_000, price=Decimal("0.01")) for number in range(2, 5)])
    assert [reject.line.number for reject in sifted.rejected] == [4]


def test_an_invoice_without_anything_to_sell_is_no_order() -> None:
    sifted = month.sift([line(2, "1", "POST"), line(3, "2")])
    assert [invoice.number for invoice in sifted.invoices] == ["1", "2"]
    assert [invoice.number for invoice in sifted.orders] == ["2"]


@pytest.mark.parametrize("name", ["month.csv", "month.csv.gz"])
def test_a_file_is_read_zipped_or_not(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    content = f'{HEADING}1,85123A,"HEART, WHITE",6,2010-12-01T08:26,2.55,17850,EIRE\n'.encode()
    path.write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    (invoice,) = month.read(path).invoices
    assert (invoice.country, invoice.goods[0].description, invoice.amount_minor) == ("EIRE", "HEART, WHITE", 1530)
