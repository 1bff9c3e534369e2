"""Files as people, spreadsheets and bad lines make them: read right, or refused with the line and a sentence."""

import gzip
from pathlib import Path

import pytest

from infra.replay import month
from infra.replay.rows import UnreadableFileError

HEADING = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
ROW = "1,85123A,HEART,6,2010-12-01T08:26,2.55,17850,EIRE\n"
CASES = Path(__file__).parents[1] / "cases"


def read(folder: Path, content: str | bytes, name: str = "month.csv") -> month.Month:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return month.read(path)


def rejected(sifted: month.Month) -> list[tuple[int, str]]:
    return [(reject.line.number, reject.reason) for reject in sifted.rejected]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "Line 1 is to name each column once, and lacks or repeats InvoiceNo"),
        ("InvoiceNo,StockCode\n1,85123A\n", "Line 1 .* lacks or repeats Description"),
        (HEADING.replace("Country", "InvoiceNo"), "lacks or repeats InvoiceNo, Country"),
        (HEADING.replace(",", ";"), "Line 1 is to name each column"),
        (HEADING, "has no invoices in it"),
        (HEADING + "\n , \n,,,,,,,\n", "has no invoices in it"),
        (HEADING + ROW + "1,85123A\n", "Line 3 has 2 cells, and the heading 8"),
        (HEADING + ROW + "1,85123A,HEART,6,2010-12-01T08:26,2,55,,UK\n", "Line 3 has 9 cells"),
        (HEADING + '1,85123A,x,6,2010-12-01T08:26,"2,55",,UK\n', "Line 2: '2,55' has a comma in it"),
        (HEADING + "1,85123A,x,six,2010-12-01T08:26,2.55,,UK\n", "Line 2: 'six' at '2.55' is no quantity at a price"),
        (HEADING + "1,85123A,x,1.5,2010-12-01T08:26,2.55,,UK\n", "Line 2: '1.5' at '2.55'"),
        (HEADING + "1,85123A,x,６,2010-12-01T08:26,2.55,,UK\n", "Line 2: '６' at '2.55'"),
        (HEADING + "1,85123A,x,6,2010-12-01T08:26,NaN,,UK\n", "Line 2: '6' at 'NaN'"),
        (HEADING + "1,85123A,x,6,2010-12-01T08:26,1e999999999,,UK\n", "Line 2: '6' at '1e999999999'"),
        (HEADING + f"1,85123A,x,{'9' * 5000},2010-12-01T08:26,1,,UK\n", "Line 2: '9{40}' at '1'"),
        (HEADING + "1,85123A,x,6,yesterday,2.55,,UK\n", "Line 2: 'yesterday' is no date"),
        (HEADING + "1,85123A,x,6,2010-12-32T08:26,2.55,,UK\n", "Line 2: there is no '2010-12-32T08:26'"),
        (HEADING + "1,85123A,x,6,12/1/10 08:26,2.55,,UK\n", "Line 2: '12/1/10 08:26' is no date"),
        (HEADING + ROW + '2,85123A,"x,6,2010-12-01T08:26,2.55,,UK\n' * 2, "Line 3 is no row of CSV"),
        (HEADING + ROW + '2,85123A,"x\n\ny,6\n', "Line 3 is no row of CSV"),
        ((HEADING + ROW).encode("utf-16"), "Line 1 is not in UTF-8"),
        ((HEADING + ROW.replace("HEART", "CAFÉ")).encode("latin-1"), "Line 2 is not in UTF-8"),
        (HEADING + ROW.replace("HEART", "x" * 200_000), "Line 2 is no row of CSV"),
        (b"PK\x03\x04 a workbook", "is a workbook or a zip archive"),
        (b"no archive", "Line 1 is to name each column once"),
        (gzip.compress((HEADING + ROW).encode())[:-6], "damaged archive"),
        (gzip.compress((HEADING + ROW).encode()) + b"more", "damaged archive"),
        (b"\x1f\x8bno archive", "damaged archive"),
    ],
)
def test_a_file_that_is_something_else_is_refused_with_its_line(
    tmp_path: Path, content: str | bytes, says: str
) -> None:
    with pytest.raises(UnreadableFileError, match=says):
        read(tmp_path, content)


def test_columns_may_stand_in_any_order_beside_others(tmp_path: Path) -> None:
    heading, row = HEADING.strip().split(","), ROW.strip().split(",")
    mixed = ",".join(["", *reversed(heading)]) + "\n" + ",".join(["x", *reversed(row)]) + "\n"
    (invoice,) = read(tmp_path, mixed).invoices
    assert (invoice.number, invoice.at, invoice.amount_minor) == ("1", "2010-12-01T08:26", 1530)


def test_a_line_is_numbered_as_in_the_file_behind_blank_rows_and_rows_over_several_lines(tmp_path: Path) -> None:
    sifted = read(
        tmp_path, HEADING + '\n1,1,"A\n\nB",1,2010-12-01T08:26,1,,UK\n,,,,,,,\n2,M,x,1,2010-12-01T08:26,1,,UK\n'
    )
    assert rejected(sifted) == [(3, "not goods"), (7, "not goods")]


def dated(*dates: str) -> str:
    return HEADING + "".join(f"{n},85123A,x,1,{at},2.55,,UK\n" for n, at in enumerate(dates, start=1))


@pytest.mark.parametrize(
    ("written", "order"),
    [
        (["12/10/2010 9:00", "12/2/2010 9:00", "12/13/2010 8:26"], ["2", "1", "3"]),  # month first
        (["10/12/2010 9:00", "2/12/2010 9:00", "13/12/2010 8:26:10"], ["2", "1", "3"]),  # day first
        (["2010-12-02 9:00", "2010-12-02T08:59:59", "2010-2-28 23:00"], ["3", "2", "1"]),
        (["2010-12-02T09:00", "12/1/2010 10:00", "12/31/2010 0:00"], ["2", "1", "3"]),
    ],
)
def test_dates_in_any_order_that_the_file_tells_are_placed_in_time_order(
    tmp_path: Path, written: list[str], order: list[str]
) -> None:
    assert [invoice.number for invoice in read(tmp_path, dated(*written)).orders] == order


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (["2010-12-01T09:00", "12/1/2010 9:00"], "Line 3: whether '12/1/2010 9:00' begins with the month or the day"),
        (["12/13/2010 9:00", "13/12/2010 9:00"], "Line 3 .* line 2 .*: no order of day and month fits both"),
    ],
)
def test_dates_whose_order_nobody_can_tell_are_refused(tmp_path: Path, written: list[str], says: str) -> None:
    with pytest.raises(UnreadableFileError, match=says):
        read(tmp_path, dated(*written))


def test_an_invoice_is_placed_at_the_time_of_its_earliest_line(tmp_path: Path) -> None:
    text = dated("2010-12-01T09:00", "2010-12-01T08:30", "2010-12-01T08:00").replace("\n3,", "\n1,")
    assert [invoice.number for invoice in read(tmp_path, text).orders] == ["1", "2"]
