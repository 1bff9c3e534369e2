"""What is sold and what is rejected, and that nothing gets lost between the two."""

import gzip
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
    ],
)
def test_goods_without_quantity_or_price_are_not_sold(facts: dict[str, object], reason: str) -> None:
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


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("InvoiceNo,StockCode\n1,85123A\n", "Line 2 lacks Description"),
        (f"{HEADING}1,85123A,x,six,2010-12-01,2.55,,UK\n", "Line 2: 'six' at '2.55'"),
        (f"{HEADING}1,85123A,x,6,2010-12-01,NaN,,UK\n", "Line 2: '6' at 'NaN'"),
    ],
)
def test_a_file_that_is_something_else_is_refused_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "month.csv"
    path.write_text(text)
    with pytest.raises(month.UnreadableFileError, match=says):
        month.read(path)


def test_a_broken_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "month.csv.gz"
    path.write_bytes(b"no archive")
    with pytest.raises(month.UnreadableFileError, match="no CSV"):
        month.read(path)
